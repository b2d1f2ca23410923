"""Which card stands for a tensor, which row for a node, which number for a value."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np

from engine.record.schema import NONE, CardFlag, Cut
from engine.record.tables_writer import TablesWriter
from engine.storage import Storage
from engine.tensor import AccumulateGrad, Array, Tensor

_next_serial = count(1).__next__
_LAST_SEQUENCE = int(np.iinfo(np.int64).max)


class _Content(NamedTuple):
    """The card of a tensor in one version, and how many it had in that version before.

    ``digest`` tells its elements from others.
    """

    card: int
    edition: int
    digest: int


class _Gradient(NamedTuple):
    """Memory that is the ``.grad`` of a leaf: by the leaf's tensor, and the elements."""

    leaf: int
    elements: Array


class CardBook:
    """Gives tensors and nodes their rows, new ones where they have none.

    Attributes:
        requiring: the cards whose tensor requires grad.
    """

    def __init__(self, tables: TablesWriter) -> None:
        self._tables = tables
        self._new = tables.new
        self._values: dict[int, tuple[int, int]] = {}
        self._contents: dict[tuple[int, int], _Content] = {}
        self._newest: dict[int, int] = {}
        self._exposed: set[Storage] = set()
        self._grads: WeakValueDictionary[int, Storage] = WeakValueDictionary()
        self._gradients: WeakKeyDictionary[Storage, _Gradient] = WeakKeyDictionary()
        self._seeds: set[int] = set()
        self._nodes: dict[int, int] = {}
        self._accumulators: dict[int, int] = {}
        self.requiring: set[int] = set()

    def forget_identities(self) -> None:
        """Arrays seen so far may change or go: equal identity no longer means equal value."""
        self._values.clear()

    def value(self, elements: Any) -> int:
        """The number of a value, given as array, number or tensor; NONE for None.

        What comes twice between two calls of ``forget_identities`` is kept once.
        """
        if elements is None:
            return NONE
        if isinstance(elements, Tensor):
            elements = elements._data
        kept = self._values.get(id(elements))
        if kept is None:
            kept = self._values[id(elements)] = self._tables.value(elements)
        return kept[0]

    def card(self, tensor: Tensor) -> int:
        """The card of a tensor with its present content."""
        serial = self._serial(tensor)
        content = self._contents.get((serial, tensor._writes))
        if content is not None and self._is_told_by(content, tensor):
            return content.card
        older = self._newest.get(serial)
        if older is None:
            return self._unmade_card(tensor)
        return self._changed_card(tensor, older)

    def _changed_card(self, tensor: Tensor, older: int) -> int:
        """A card for a tensor that was changed through others; a view is one of its base anew."""
        view = tensor._view
        base = NONE if view is None else self.card(view.base)
        card = self.new_card("changed", tensor, joined=older, flags=CardFlag.IN_PLACE)
        if base != NONE:
            position = NONE if tensor._node is None else 0
            self._new.operands.add(card, position, base, NONE, Cut.OPEN)
        return card

    def _is_told_by(self, content: _Content, tensor: Tensor) -> bool:
        """Whether no write that counts no version has changed a tensor since."""
        is_exposed = tensor._storage is not None and tensor._storage.memory in self._exposed
        return not is_exposed or self._tables.digest(tensor._data) == content.digest

    def expose(self, tensor: Tensor) -> None:
        """A tensor's memory may change with no version counted."""
        self._exposed.add(tensor._shared_storage().memory)

    def cards(self, operands: Sequence[Any]) -> list[int]:
        """The cards of an operation's operands; NONE for those that are no tensors."""
        return [self.card(o) if isinstance(o, Tensor) else NONE for o in operands]

    def _unmade_card(self, tensor: Tensor) -> int:
        """A card for a tensor that no operation made: a ``.grad``, or one made out of sight."""
        leaf_card = self.leaf_of_grad(tensor)
        if leaf_card == NONE:
            is_seed = tensor._serial in self._seeds
            return self.new_card("seed" if is_seed else "tensor", tensor)
        card = self.new_card("grad", tensor, joined=leaf_card, flags=CardFlag.GRAD_OF)
        self._new.operands.add(card, NONE, leaf_card, NONE, Cut.GRAD_READ)
        return card

    def new_card(self, op: str, tensor: Tensor, joined: int = NONE, flags: int = 0) -> int:
        """A card for the present content of a tensor, made by the event being encoded."""
        serial, version, node = self._serial(tensor), tensor._writes, tensor._node
        if node is not None:
            self._bring_next_nodes(node)
        elif tensor.is_leaf:
            flags |= CardFlag.LEAF
        new = self._new
        card = new.cards.count
        row = NONE if node is None else self.node(node, card)
        if node is not None or tensor.requires_grad:
            flags |= CardFlag.REQUIRES_GRAD
            self.requiring.add(card)
        before = self._contents.get((serial, version))
        edition = 0 if before is None else before.edition + 1
        elements = tensor._data
        value = self.value(elements)
        text, output_nr = self._tables.string(op), tensor.output_nr
        new.cards.add(
            new.events.count, serial, version, text, value, row, joined, flags, edition, output_nr
        )
        digest = self._values[id(elements)][1]
        self._contents[serial, version] = _Content(card, edition, digest)
        self._newest[serial] = card
        return card

    def _serial(self, tensor: Tensor) -> int:
        if not tensor._serial:
            tensor._serial = _next_serial()
        return tensor._serial

    def note_seed(self, tensor: Tensor) -> None:
        """Remember that a pass that is taped itself starts from a tensor."""
        self._seeds.add(self._serial(tensor))

    def note_grad(self, leaf: Tensor) -> None:
        """Remember what the ``.grad`` of a leaf that has a card is from now on.

        By the leaf's number, not the object: when the script lets go of a leaf must not matter.
        """
        older = self._grads.pop(leaf._serial, None)
        if older is not None:
            gradient = self._gradients.get(older)
            if gradient is not None and gradient.leaf == leaf._serial:
                del self._gradients[older]
        if leaf._grad is not None:
            memory = leaf._grad._shared_storage().memory
            self._grads[leaf._serial] = memory
            self._gradients[memory] = _Gradient(leaf._serial, leaf._grad._data)

    def leaf_of_grad(self, tensor: Tensor) -> int:
        """The card of the leaf whose ``.grad`` a tensor is or shares memory with, or NONE."""
        gradient = self._gradient(tensor)
        return NONE if gradient is None else self._newest[gradient.leaf]

    def grad_behind(self, tensor: Tensor) -> Array:
        """The whole ``.grad`` that a tensor is or shares memory with."""
        gradient = self._gradient(tensor)
        assert gradient is not None
        if isinstance(gradient.elements, np.ndarray):
            return gradient.elements
        return tensor._data.reshape(())  # a lone number moved into memory as it was shared

    def _gradient(self, tensor: Tensor) -> _Gradient | None:
        return None if tensor._storage is None else self._gradients.get(tensor._storage.memory)

    def node(self, node: Any, card: int = NONE) -> int:
        """The row of a node; ``card`` is that of its result where the node is new.

        A node made before the recording began brings those behind it along.
        """
        row = self._known_node(node)
        if row is not None:
            return row
        row = self._new_node(node, card)
        unfinished = [(node, row)]
        while unfinished:
            sender, sender_row = unfinished.pop()
            numbers = None if sender.details is None else sender.input_nrs
            for position, next_node in enumerate(sender.next_nodes):
                if next_node is None:
                    continue
                target = self._known_node(next_node)
                if target is None:
                    target = self._new_node(next_node, NONE)
                    unfinished.append((next_node, target))
                number = 0 if numbers is None else numbers[position]
                self._new.next_edges.add(sender_row, position, target, number)
        return row

    def _bring_next_nodes(self, node: Any) -> None:
        """Give the nodes behind a node their rows; leaves among them may take new cards."""
        for next_node in node.next_nodes:
            if next_node is not None and self._known_node(next_node) is None:
                self.node(next_node)

    def _known_node(self, node: Any) -> int | None:
        if type(node) is AccumulateGrad:
            return self._accumulators.get(node.leaf._serial)
        return self._nodes.get(node.sequence_nr)

    def _new_node(self, node: Any, card: int) -> int:
        name = self._tables.string(type(node).__name__)
        if isinstance(node, AccumulateGrad):
            row = self._new.nodes.add(name, _LAST_SEQUENCE, self.card(node.leaf), True, 0)
            self._accumulators[node.leaf._serial] = row
        else:
            edges = len(node.next_nodes)
            row = self._new.nodes.add(name, node.sequence_nr, card, False, edges)
            self._nodes[node.sequence_nr] = row
        return row
