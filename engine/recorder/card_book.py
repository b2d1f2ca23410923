"""The cards of tensors, as a run proceeds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from engine.record.schema import CHANGED, NONE, CardFlag, Cut
from engine.recorder import origins
from engine.recorder.leaf_gradients import LeafGradients
from engine.recorder.node_rows import NodeRows
from engine.recorder.operand_rows import severed
from engine.recorder.origins import Origin
from engine.recorder.tables_writer import TablesWriter
from engine.stand_in import StandIn
from engine.storage import Storage
from engine.tensor import Tensor

_APART = 1 << 31
"""More than the number of cards. Known tensors without a card get serial numbers from
``first + _APART`` on."""

_next_first = count(2 * _APART, 2 * _APART).__next__

_UNMET = -2
"""Marks a node that is not looked up until needed."""

_REQUIRES_GRAD = int(CardFlag.REQUIRES_GRAD)


class _Content(NamedTuple):
    """One content of a tensor.

    Attributes:
        card: its card.
        edition: the number of earlier cards of the tensor with the same version.
        digest: a hash of the elements; None if they may have changed before it was computed.
    """

    card: int
    edition: int
    digest: int | None


class CardBook:
    """Looks up the cards of tensors, and adds missing ones.

    A tensor is identified by its serial number: ``first`` plus the number of its first card. As
    long as its memory cannot be reached from elsewhere, it is *unshared*: it cannot change, and has
    no other card.

    Attributes:
        receivers: for each card the node that receives its gradient; NONE where it requires none,
            ``_UNMET`` where the tensor has to be asked, since it has no node or may get a new one.
        nodes: the rows of nodes.
        first: the serial number of the tensor of the first card.
        newest: for each shared tensor its newest card, by its serial number.
        written: for each memory the card of the last in-place write to it.
        checked: the cards of shared tensors, by identity, looked up since ``forget_identities``.
        with_edge: the cards of operands with an edge, and the nodes that it leads to, likewise.
        without_edge: the cards of operands that require no grad, and the encoded texts of operands
            that are no tensors, likewise.
    """

    def __init__(self, tables: TablesWriter) -> None:
        self._tables = tables
        self._new = tables.new
        self._number = tables.values.number
        self._contents: dict[tuple[int, int], _Content] = {}
        self._exposed: set[Storage] = set()
        self._gradients = LeafGradients()
        self._origins: dict[int, Origin] = {}
        self._read_from: dict[int, int] = {}
        self.nodes = NodeRows(tables)
        self.receivers: list[int] = []
        self.newest: dict[int, int] = {}
        self.first = _next_first()
        self._next_apart = count(self.first + _APART).__next__
        self.written: WeakKeyDictionary[Storage, int] = WeakKeyDictionary()
        self.checked: dict[int, int] = {}
        self.with_edge: dict[int, tuple[int, int]] = {}
        self.without_edge: dict[int, int] = {}

    def forget_identities(self) -> None:
        """Drop look-ups by identity: tensors may change, or be freed and their ids reused."""
        self._tables.values.keep()
        self.checked.clear()
        self.with_edge.clear()
        self.without_edge.clear()

    def value(self, elements: Any) -> int:
        """The number of a value, given as an array, a number or a tensor; NONE for None."""
        if elements is None:
            return NONE
        return self._number(elements._data if isinstance(elements, Tensor) else elements)

    def card(self, tensor: Tensor) -> int:
        """The card of a tensor's present content, added if missing."""
        serial = tensor._serial
        if tensor._storage is None:
            unshared = self._unshared_card(serial)
            if unshared != NONE:
                return unshared
        else:
            self.share(tensor)
        content = self._contents.get((serial, tensor._writes))
        if content is not None and self._is_current(content, tensor):
            self.checked[id(tensor)] = content.card
            return content.card
        older = self.newest.get(serial)
        if older is None:
            return self._unmade_card(tensor)
        return self._changed_card(tensor, older)

    def share(self, tensor: Tensor) -> None:
        """Note that a tensor is no longer unshared: its memory may change from now on."""
        card = self._unshared_card(tensor._serial)
        if card != NONE:
            digest = None if tensor._writes else self._tables.values.digest(tensor._data)
            self._contents[tensor._serial, 0] = _Content(card, 0, digest)
            self.newest[tensor._serial] = card
            self.receivers[card] = unmet(self.receivers[card] != NONE)

    def _unshared_card(self, serial: int) -> int:
        """The only card of an unshared tensor; NONE for any other."""
        card = serial - self.first
        return card if 0 <= card < _APART and serial not in self.newest else NONE

    def _changed_card(self, tensor: Tensor, older: int) -> int:
        """Add a card for a tensor whose memory was changed through another tensor.

        The card of a view is made from that of its base, others from what was written last.
        """
        if tensor._view is not None:
            base = self.card(tensor._view.base)
            card = self.new_card(CHANGED, tensor, joined=older, flags=CardFlag.IN_PLACE)
            self._new.operand_rows.add_row(card, base, NONE if tensor._node is None else 0)
            return card
        card = self.new_card(CHANGED, tensor, joined=older, flags=CardFlag.IN_PLACE)
        written = self.written.get(tensor._shared_storage().memory, NONE)
        if written > older:
            self.link(card, written, Cut.DETACH)
        return card

    def link(self, card: int, source: int, cut: Cut) -> None:
        """Note the source of a card, and what cuts the gradient's path back to it."""
        is_cut = self.receivers[source] != NONE
        self._new.operand_rows.add_row(card, source, severed(cut if is_cut else Cut.OPEN))

    def _is_current(self, content: _Content, tensor: Tensor) -> bool:
        """Whether a tensor still has this content; some writes do not increment its version."""
        is_exposed = tensor._storage is not None and tensor._storage.memory in self._exposed
        return not is_exposed or self._tables.values.digest(tensor._data) == content.digest

    def expose(self, tensor: Tensor) -> None:
        """Note that a tensor's memory may change from now on, uncounted by its version."""
        self.share(tensor)
        self._exposed.add(tensor._shared_storage().memory)

    def cards(self, operands: Sequence[Any]) -> list[int]:
        """The cards of an operation's operands; NONE for what is not a tensor of the script."""
        newest, checked = self.newest, self.checked.get
        first, apart = self.first, self.first + _APART
        cards = []
        for operand in operands:
            if not isinstance(operand, Tensor):
                cards.append(NONE)
                continue
            serial = operand._serial
            if operand._storage is None and first <= serial < apart and serial not in newest:
                cards.append(serial - first)  # _unshared_card, inlined
            elif isinstance(operand, StandIn):
                cards.append(NONE)
            else:
                cards.append(checked(id(operand)) or self.card(operand))
        return cards

    def _unmade_card(self, tensor: Tensor) -> int:
        """Add a card for a tensor that no recorded operation made.

        It is a ``.grad``, a ``.data``, a gradient passed to the script, or older than the
        recording.
        """
        op, source, flags, cut = self._origin(tensor)
        card = self.new_card(op, tensor, source, flags, is_reached=True)
        if source != NONE:
            self._new.operand_rows.add_row(card, source, severed(cut))
        return card

    def _origin(self, tensor: Tensor) -> Origin:
        gradients = self.gradients_in(tensor)
        if gradients:
            return origins.of_grad(next(reversed(gradients)))
        source = self.newest.get(self._read_from.get(tensor._serial, NONE))
        if source is not None:
            return origins.of_data(source, self.receivers[source] != NONE)
        return self._origins.get(tensor._serial, origins.UNKNOWN)

    def new_card(
        self,
        op: str,
        tensor: Tensor,
        joined: int = NONE,
        flags: int = 0,
        *,
        is_reached: bool = False,
    ) -> int:
        """Add a card for the present content of a tensor, made by the event being encoded.

        ``is_reached`` says that other tensors may share its memory, though none is known to.
        """
        node, row = tensor._node, NONE
        if node is not None:
            flags |= _REQUIRES_GRAD
            row = self.nodes.rows.get(node.sequence_nr, NONE)
            if row == NONE:
                row = self.nodes.add_for_next_card(node, self.card)
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
        """Note the card of a shared tensor; return its version and edition."""
        serial, version = tensor._serial, tensor._writes
        before = self._contents.get((serial, version))
        edition = 0 if before is None else before.edition + 1
        digest = self._tables.values.digest(tensor._data)
        self._contents[serial, version] = _Content(card, edition, digest)
        self.newest[serial] = self.checked[id(tensor)] = card
        return version, edition

    def note_seed(self, tensor: Tensor) -> None:
        """Note a tensor as the seed of a pass under ``create_graph``."""
        self._origins.setdefault(self._ensure_serial(tensor), origins.SEED)

    def note_gradient(self, gradient: Tensor, node: Any, output_nr: int, is_kept: bool) -> None:
        """Note a tensor as the gradient of one of a node's outputs, or as its ``.grad``.

        A tensor that is the gradient of several outputs counts as that of the first.
        """
        row = self.node(node)
        first = self.nodes.cards[row]
        if NONE < first < self._new.cards.count - output_nr:
            origin = (origins.of_grad if is_kept else origins.of_gradient)(first + output_nr)
            self._origins.setdefault(self._ensure_serial(gradient), origin)

    def note_data(self, data: Tensor, source: Tensor) -> None:
        """Note that a tensor was read as the ``.data`` of another."""
        self._read_from[self._ensure_serial(data)] = source._serial

    def _ensure_serial(self, tensor: Tensor) -> int:
        """The serial number of a tensor, a new one if it has none."""
        if not 0 <= tensor._serial - self.first < _APART:
            tensor._serial = self._next_apart()
        return tensor._serial

    def note_grad(self, leaf: Tensor, gradient: Tensor | None) -> None:
        """Note the current ``.grad`` of a leaf, which has a card."""
        self._gradients.note(leaf, gradient)

    def grad_relaid(self, before: Any, tensor: Tensor) -> None:
        """Note that a tensor, which may be a ``.grad``, has other elements of its memory."""
        self._gradients.relaid(before, tensor)

    def gradients_in(self, tensor: Tensor) -> dict[int, Any]:
        """The ``.grad`` of the leaves whose gradient shares a tensor's memory, by their cards."""
        found = self._gradients.sharing(tensor)
        return {self.newest.get(leaf, leaf - self.first): each for leaf, each in found.items()}

    def gradient_values(self, tensor: Tensor) -> dict[int, int]:
        """The same, with the numbers of the values."""
        return {leaf: self.value(each) for leaf, each in self.gradients_in(tensor).items()}

    def node(self, node: Any) -> int:
        """The row of a node, added if missing."""
        return self.nodes.row(node, self.card)


def sends_to_first(node: Any) -> bool:
    """Whether a node is known to send gradients to first outputs only: all ``input_nrs`` are 0."""
    return node.details is None or bool(node.details and node.details.input_nrs is None)


def unmet(requires_grad: bool) -> int:
    """The entry in ``receivers`` of a tensor whose node has not been looked up."""
    return _UNMET if requires_grad else NONE
