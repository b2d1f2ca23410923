"""Rows for the operands of operations and the edges of their nodes, written together.

An operand and the node that receives its gradient are looked up together, so that an operation has
two short lists. The other columns, such as the positions in these lists, are filled in for many
operations at once when the rows are sent: row by row that would take as long as the look-ups.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack
from typing import Any

import numpy as np

from engine.record.schema import NONE, SCHEMA, Cut


class OperandRows:
    """New rows of ``operands`` and ``next_edges``.

    They come in groups: the operands of a card, the edges of a node, or both.

    Attributes:
        add_head: adds the head of a group: its card, its node (NONE if it has none), and the number
            of its rows, which may be added before or after.
        operands: the operands added so far.
        add_operand: adds an operand: a card, or a text encoded by ``literal``. Ignored in a group
            without a card.
        add_target: adds the node that receives the operand's gradient, or the reason why there is
            none, encoded by ``severed``. In a group without a node: the position of the edge.
    """

    __slots__ = (
        "_heads",
        "_input_nrs",
        "_targets",
        "add_head",
        "add_operand",
        "add_target",
        "operands",
    )

    def __init__(self) -> None:
        self._heads: list[int] = []
        self.operands: list[int] = []
        self._targets: list[int] = []
        self._input_nrs: dict[int, int] = {}
        self.add_head = self._heads.extend
        self.add_operand, self.add_target = self.operands.append, self._targets.append

    def add_row(self, card: int, operand: int, position: int = NONE) -> None:
        """Add a row of ``operands``."""
        self.add_head((card, NONE, 1))
        self.add_operand(operand)
        self.add_target(position)

    def add_edges(self, node: int, targets: Sequence[int], input_nrs: Sequence[int]) -> None:
        """Add the rows of ``next_edges`` of a node; for each target the index of its output."""
        for at, number in enumerate(input_nrs, len(self._targets)):
            if number:
                self._input_nrs[at] = number
        self.add_head((NONE, node, len(targets)))
        self.add(targets, targets)

    def add(self, operands: Sequence[int], targets: Sequence[int]) -> None:
        """Add all rows of a group."""
        self.operands.extend(operands)
        self._targets.extend(targets)

    def drop_from(self, size: int) -> None:
        """Drop all rows but the first ``size``."""
        del self.operands[size:]
        del self._targets[size:]

    def drain(self) -> dict[str, bytes]:
        """The rows added since the last call, as bytes, by table."""
        heads, operands, targets = map(_drained, (self._heads, self.operands, self._targets))
        sizes = heads[2::3]
        cards, nodes = np.repeat(heads[::3], sizes), np.repeat(heads[1::3], sizes)
        places = np.arange(len(operands), dtype=np.int32)
        places -= np.repeat(np.cumsum(sizes, dtype=np.int32) - sizes, sizes)
        lead, are_of_nodes, are_of_cards = targets >= 0, nodes != NONE, cards != NONE
        edges = np.zeros((len(targets), 4), np.int32)
        edges[:, 0], edges[:, 1], edges[:, 2] = nodes, places, targets
        edges[list(self._input_nrs), 3] = list(self._input_nrs.values())
        self._input_nrs.clear()
        rows = np.empty(len(operands), SCHEMA["operands"])
        rows["card"], rows["operand"], rows["position"] = cards, operands, places
        rows["literal"], rows["cut"] = NONE, Cut.OPEN
        at = np.flatnonzero(operands < 0)
        rows["operand"][at], rows["literal"][at] = NONE, literal(operands[at])
        at = np.flatnonzero(~lead)
        rows["position"][at], rows["cut"][at] = NONE, severed(targets[at])
        at = np.flatnonzero(lead & ~are_of_nodes)
        rows["position"][at] = targets[at]
        return {
            "operands": rows.take(np.flatnonzero(are_of_cards)).tobytes(),
            "next_edges": edges.take(np.flatnonzero(lead & are_of_nodes), axis=0).tobytes(),
        }


def literal(text: Any) -> Any:
    """Encode the number of a text as an operand, or decode it: the function is its own inverse."""
    return ~text


def severed(cut: Any) -> Any:
    """Encode as a node why there is no edge to an operand, or decode it: its own inverse."""
    return NONE - cut


def _drained(numbers: list[int]) -> np.ndarray:
    """A list of numbers as an array; the list is emptied."""
    drained = np.frombuffer(pack(f"{len(numbers)}i", *numbers), np.int32)
    numbers.clear()
    return drained
