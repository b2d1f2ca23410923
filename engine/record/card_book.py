"""Which card stands for a tensor, which row for a node, which number for a value."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np

from engine.accumulate_grad import AccumulateGrad
from engine.record.schema import NONE, CardFlag, Cut
from engine.record.tables_writer import TablesWriter
from engine.record.taken_rows import severed
from engine.stand_in import StandIn
from engine.storage import Storage
from engine.tensor import Array, Tensor

_APART = 1 << 31
"""More cards than any book has: numbers from here on are of tensors that have no card yet."""

_next_first = count(2 * _APART, 2 * _APART).__next__

_UNMET = -2
"""Stands for a node that must be asked for."""

_REQUIRES_GRAD = int(CardFlag.REQUIRES_GRAD)
_LAST_SEQUENCE = int(np.iinfo(np.int64).max)


class _Content(NamedTuple):
    """The card of a tensor in one version, and how many it had in that version before.

    ``digest`` tells its elements from others; None where nobody looked at them in time.
    """

    card: int
    edition: int
    digest: int | None


class _Origin(NamedTuple):
    """What a tensor is that no operation made.

    Attributes:
        op: stands for the operation.
        joined, flags: those of its card.
    """

    op: str
    joined: int
    flags: int


_UNKNOWN, _SEED = _Origin("tensor", NONE, 0), _Origin("seed", NONE, 0)


class _TypeNames(dict[type, int]):
    """The numbers of what types are called."""

    def __init__(self, strings: Mapping[str, int]) -> None:
        self._strings = strings

    def __missing__(self, kind: type) -> int:
        number = self[kind] = self._strings[kind.__name__]
        return number


class CardBook:
    """Gives tensors and nodes their rows, new ones where they have none.

    Attributes:
        receivers: for each card, which node its gradient goes to: NONE where it requires none, and
            something less where that must be asked: the tensor may get another node or has none.
        rows: those of the nodes of operations, by sequence number.
        with_several: the rows of nodes that several gradients come in at, one for each output.
        first: the serial number of the tensor of the first card. Counted from it, each tensor has
            the number of its first card.
        newest: the last card of each tensor, by its serial number, whose memory others may reach.
            Any other has only the content that it was made with, so only its first card.
        checked: the cards of other tensors, by identity, looked up since ``forget_identities``.
        with_edge: the cards of operands with edges, and the nodes that these lead to, likewise.
        without_edge: the cards of operands that require no grad, and what stands for the texts of
            what is no tensor, likewise.
    """

    def __init__(self, tables: TablesWriter) -> None:
        self._tables = tables
        self._new = tables.new
        self._number = tables.values.number
        self._contents: dict[tuple[int, int], _Content] = {}
        self._exposed: set[Storage] = set()
        self._grads: WeakValueDictionary[int, Storage] = WeakValueDictionary()
        self._gradients: WeakKeyDictionary[Storage, dict[int, Array]] = WeakKeyDictionary()
        self._origins: dict[int, _Origin] = {}
        self._read_from: dict[int, int] = {}
        self._accumulators: dict[int, int] = {}
        self.cards_of_nodes = array("i")
        self.names = _TypeNames(tables.strings)
        self.receivers: list[int] = []
        self.with_several: set[int] = set()
        self.rows: dict[int, int] = {}
        self.newest: dict[int, int] = {}
        self.first = _next_first()
        self._next_apart = count(self.first + _APART).__next__
        self.checked: dict[int, int] = {}
        self.with_edge: dict[int, tuple[int, int]] = {}
        self.without_edge: dict[int, int] = {}

    def forget_identities(self) -> None:
        """Tensors seen so far may change or go: equal identity no longer means equal value."""
        self._tables.values.keep()
        self.checked.clear()
        self.with_edge.clear()
        self.without_edge.clear()

    def value(self, elements: Any) -> int:
        """The number of a value, given as array, number or tensor; NONE for None."""
        if elements is None:
            return NONE
        return self._number(elements._data if isinstance(elements, Tensor) else elements)

    def card(self, tensor: Tensor) -> int:
        """The card of a tensor with its present content."""
        serial = tensor._serial
        if tensor._storage is None:
            lone = self._lone_card(serial)
            if lone != NONE:
                return lone
        else:
            self.share(tensor)
        content = self._contents.get((serial, tensor._writes))
        if content is not None and self._is_told_by(content, tensor):
            self.checked[id(tensor)] = content.card
            return content.card
        older = self.newest.get(serial)
        if older is None:
            return self._unmade_card(tensor)
        return self._changed_card(tensor, older)

    def share(self, tensor: Tensor) -> None:
        """From now on the memory of a tensor that had it for itself may change."""
        card = self._lone_card(tensor._serial)
        if card != NONE:
            digest = None if tensor._writes else self._tables.values.digest(tensor._data)
            self._contents[tensor._serial, 0] = _Content(card, 0, digest)
            self.newest[tensor._serial] = card
            self.receivers[card] = unmet(self.receivers[card] != NONE)

    def _lone_card(self, serial: int) -> int:
        """The card of a tensor whose memory is its own; NONE where others may reach it."""
        card = serial - self.first
        return card if 0 <= card < _APART and serial not in self.newest else NONE

    def _changed_card(self, tensor: Tensor, older: int) -> int:
        """A card for a tensor that was changed through others; a view is one of its base anew."""
        view = tensor._view
        base = NONE if view is None else self.card(view.base)
        card = self.new_card("changed", tensor, joined=older, flags=CardFlag.IN_PLACE)
        if base != NONE:
            position = NONE if tensor._node is None else 0
            self._new.taken.add_operand(card, base, position)
        return card

    def _is_told_by(self, content: _Content, tensor: Tensor) -> bool:
        """Whether no write that counts no version has changed a tensor since."""
        is_exposed = tensor._storage is not None and tensor._storage.memory in self._exposed
        return not is_exposed or self._tables.values.digest(tensor._data) == content.digest

    def expose(self, tensor: Tensor) -> None:
        """A tensor's memory may change with no version counted."""
        self.share(tensor)
        self._exposed.add(tensor._shared_storage().memory)

    def cards(self, operands: Sequence[Any]) -> list[int]:
        """The cards of what an operation took; NONE for what is no tensor of the script."""
        newest, checked = self.newest, self.checked.get
        first, apart = self.first, self.first + _APART
        cards = []
        for operand in operands:
            if not isinstance(operand, Tensor):
                cards.append(NONE)
                continue
            serial = operand._serial
            if operand._storage is None and first <= serial < apart and serial not in newest:
                cards.append(serial - first)  # as _lone_card, without a call
            elif isinstance(operand, StandIn):
                cards.append(NONE)
            else:
                cards.append(checked(id(operand)) or self.card(operand))
        return cards

    def _unmade_card(self, tensor: Tensor) -> int:
        """A card for a tensor that no operation made: a ``.grad``, or one made out of sight."""
        gradients = self.gradients_in(tensor)
        source = self.newest.get(self._read_from.get(tensor._serial, NONE))
        if not gradients and source is not None:
            card = self.new_card("data", tensor, source, int(CardFlag.DATA_OF), is_reached=True)
            cut = Cut.DATA_READ if self.receivers[source] != NONE else Cut.OPEN
            self._new.taken.add_operand(card, source, severed(cut))
            return card
        if not gradients:
            op, joined, flags = self._origins.get(tensor._serial, _UNKNOWN)
            card = self.new_card(op, tensor, joined, flags, is_reached=True)
            if joined != NONE:
                cut = Cut.GRAD_READ if flags & CardFlag.GRAD_OF else Cut.GRADIENT_GIVEN
                self._new.taken.add_operand(card, joined, severed(cut))
            return card
        leaf_card, flags = next(reversed(gradients)), int(CardFlag.GRAD_OF)
        card = self.new_card("grad", tensor, leaf_card, flags, is_reached=True)
        self._new.taken.add_operand(card, leaf_card, severed(Cut.GRAD_READ))
        return card

    def new_card(
        self,
        op: str,
        tensor: Tensor,
        joined: int = NONE,
        flags: int = 0,
        *,
        is_reached: bool = False,
    ) -> int:
        """A card for the present content of a tensor, made by the event being encoded.

        ``is_reached`` tells that others may already have its memory, though none is known to.
        """
        node, row = tensor._node, NONE
        if node is not None:
            flags |= _REQUIRES_GRAD
            row = self.rows.get(node.sequence_nr, NONE)
            if row == NONE:
                row = self._node_of_new_card(node)
        else:
            if tensor._is_leaf:
                flags |= CardFlag.LEAF
            if tensor.requires_grad:
                flags |= CardFlag.REQUIRES_GRAD
        new, value = self._new, self._number(tensor._data)
        card, version, edition = new.cards.count, 0, 0
        number = tensor._serial - self.first
        if 0 <= number < _APART:
            self.share(tensor)
            version, edition = self._new_content(tensor, card)
        else:
            number, tensor._serial = card, self.first + card
            if is_reached or tensor._storage is not None:
                version, edition = self._new_content(tensor, card)
        nr = 0 if tensor._extra is None else tensor._extra.output_nr
        self.receivers.append(unmet(bool(flags & _REQUIRES_GRAD)))
        event, text = new.events.count, self._tables.strings[op]
        new.cards.extend((event, number, version, text, value, row, joined, flags, edition, nr))
        new.cards.count = card + 1
        return card

    def _new_content(self, tensor: Tensor, card: int) -> tuple[int, int]:
        """Note the card of memory that others may reach; its version and edition."""
        serial, version = tensor._serial, tensor._writes
        before = self._contents.get((serial, version))
        edition = 0 if before is None else before.edition + 1
        digest = self._tables.values.digest(tensor._data)
        self._contents[serial, version] = _Content(card, edition, digest)
        self.newest[serial] = self.checked[id(tensor)] = card
        return version, edition

    def note_seed(self, tensor: Tensor) -> None:
        """Remember that a pass that is taped itself starts from a tensor."""
        self._origins.setdefault(self._own_serial(tensor), _SEED)

    def note_gradient(self, gradient: Tensor, node: Any, output_nr: int, is_kept: bool) -> None:
        """Remember a tensor as the gradient of one of a node's outputs, or as its ``.grad``.

        Where one tensor is the gradient of several, it is that of the first.
        """
        row = self.node(node)
        first = self.cards_of_nodes[row]
        if NONE < first < self._new.cards.count - output_nr:
            op, flag = ("grad", CardFlag.GRAD_OF) if is_kept else ("gradient", CardFlag.GRADIENT_OF)
            origin = _Origin(op, first + output_nr, int(flag))
            self._origins.setdefault(self._own_serial(gradient), origin)

    def note_data(self, data: Tensor, source: Tensor) -> None:
        """Remember that a tensor was read as the ``.data`` of another."""
        self._read_from[self._own_serial(data)] = source._serial

    def _own_serial(self, tensor: Tensor) -> int:
        """The serial number of a tensor, a new one where it has no card yet."""
        if not 0 <= tensor._serial - self.first < _APART:
            tensor._serial = self._next_apart()
        return tensor._serial

    def note_grad(self, leaf: Tensor, gradient: Tensor | None) -> None:
        """Remember what the ``.grad`` of a leaf that has a card is from now on.

        By the leaf's number, not the object: when the script lets go of a leaf must not matter.
        """
        older = self._grads.pop(leaf._serial, None)
        if older is not None:
            self._gradients[older].pop(leaf._serial, None)
        if gradient is not None:
            memory = gradient._shared_storage().memory
            self._grads[leaf._serial] = memory
            self._gradients.setdefault(memory, {})[leaf._serial] = gradient._data

    def gradients_in(self, tensor: Tensor) -> dict[int, Array]:
        """The gradients of leaves in a tensor's memory, each whole, by the cards of the leaves."""
        if tensor._storage is None:
            return {}
        gradients = self._gradients.get(tensor._storage.memory, {})
        lone = np.asarray(tensor._data)  # where a lone number moved as its memory was shared
        return {
            self._card_of(leaf): each if isinstance(each, np.ndarray) else lone[()]
            for leaf, each in gradients.items()
        }

    def gradient_values(self, tensor: Tensor) -> dict[int, int]:
        """The same as the numbers of values."""
        return {leaf: self.value(each) for leaf, each in self.gradients_in(tensor).items()}

    def _card_of(self, leaf: int) -> int:
        """The newest card of a leaf."""
        lone = self._lone_card(leaf)
        return self.newest[leaf] if lone == NONE else lone

    def node(self, node: Any) -> int:
        """The row of a node; one made before the recording began brings those behind it along."""
        known = self._known_node(node)
        if known is not None:
            return known
        row = self._new_node(node, NONE)
        unfinished = [(node, row)]
        while unfinished:
            sender, sender_row = unfinished.pop()
            targets = [NONE] * len(sender.next_nodes)
            for position, next_node in enumerate(sender.next_nodes):
                if next_node is None:
                    continue
                target = self._known_node(next_node)
                if target is None:
                    target = self._new_node(next_node, NONE)
                    unfinished.append((next_node, target))
                targets[position] = target
            self._new.taken.add_edges(sender_row, targets, sender.input_nrs)
        return row

    def _node_of_new_card(self, node: Any) -> int:
        """A row for the node of the next card; leaves behind it may take new cards before."""
        targets = [NONE if each is None else self.node(each) for each in node.next_nodes]
        row = self._new_node(node, self._new.cards.count)
        self._new.taken.add_edges(row, targets, node.input_nrs)
        return row

    def _known_node(self, node: Any) -> int | None:
        if type(node) is AccumulateGrad:
            return self._accumulators.get(node.leaf._serial)
        return self.rows.get(node.sequence_nr)

    def _new_node(self, node: Any, card: int) -> int:
        kind, table, accumulates = type(node), self._new.nodes, False
        if kind is AccumulateGrad:
            card, sequence, accumulates = self.card(node.leaf), _LAST_SEQUENCE, True
            self._accumulators[node.leaf._serial] = table.count
        else:
            sequence = node.sequence_nr
            self.rows[sequence] = table.count
        if node.output_count != 1:
            self.with_several.add(table.count)
        self.cards_of_nodes.append(card)
        return table.add((self.names[kind], sequence, card, accumulates, len(node.next_nodes)))


def sends_to_first(node: Any) -> bool:
    """Whether a node is known to send all its gradients to the first outputs of others."""
    return node.details is None or bool(node.details and node.details.input_nrs is None)


def unmet(requires_grad: bool) -> int:
    """What is known of where a tensor's gradient goes, as long as nobody has asked."""
    return _UNMET if requires_grad else NONE
