"""Rows that come in groups: what an operation took, and where its node sends gradients.

A group is written as a list that is there anyway. What each of its rows tells of the group, and of
its own place in it, is filled in for all at once when they are taken; row by row it would take as
long as all else that is written of an operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack

import numpy as np

from engine.record.schema import NONE, SCHEMA, Cut


class _Groups:
    """Groups of rows that have not been sent yet.

    Attributes:
        begin: adds what a group is about and how many rows it has, two numbers.
    """

    __slots__ = ("_heads", "begin")

    def __init__(self) -> None:
        self._heads: list[int] = []
        self.begin = self._heads.extend

    def _take_heads(self) -> tuple[np.ndarray, np.ndarray]:
        """For each row what its group is about, and its place in that."""
        subjects, sizes = _taken(self._heads).reshape(-1, 2).T
        starts = np.cumsum(sizes) - sizes
        return np.repeat(subjects, sizes), np.arange(sizes.sum()) - np.repeat(starts, sizes)


class NewOperands(_Groups):
    """What operations took; a group is about the card of a result.

    Attributes:
        take_operands: adds the operands of a group, each a card or what ``literal`` makes of a text.
        take_positions: adds the edges that lead to them, each a position or what ``severed`` makes
            of the reason why there is none.
    """

    __slots__ = ("_operands", "_positions", "take_operands", "take_positions")

    def __init__(self) -> None:
        super().__init__()
        self._operands: list[int] = []
        self._positions: list[int] = []
        self.take_operands, self.take_positions = self._operands.extend, self._positions.extend

    def add(self, card: int, operand: int, position: int) -> None:
        """Add a group of one row."""
        self.begin((card, 1))
        self.take_operands((operand,))
        self.take_positions((position,))

    def take(self) -> bytes:
        """The rows added since the last time."""
        rows = np.empty(len(self._operands), SCHEMA["operands"])
        operands, positions = _taken(self._operands), _taken(self._positions)
        rows["card"], _ = self._take_heads()
        rows["operand"], rows["position"] = np.maximum(operands, NONE), np.maximum(positions, NONE)
        rows["literal"] = np.where(operands < 0, literal(operands), NONE)
        rows["cut"] = np.where(positions < 0, severed(positions), Cut.OPEN)
        return rows.tobytes()


class NewEdges(_Groups):
    """Where nodes send gradients; a group is about a node.

    Attributes:
        send_to: adds the rows of the nodes that a group sends to; NONE for none.
    """

    __slots__ = ("_input_nrs", "_targets", "send_to")

    def __init__(self) -> None:
        super().__init__()
        self._targets: list[int] = []
        self._input_nrs: dict[int, int] = {}
        self.send_to = self._targets.extend

    def add(self, node: int, targets: Sequence[int], input_nrs: Sequence[int]) -> None:
        """Add a group, and which output of each target is meant."""
        others = {at: nr for at, nr in enumerate(input_nrs, len(self._targets)) if nr}
        self._input_nrs |= others
        self.begin((node, len(targets)))
        self.send_to(targets)

    def take(self) -> bytes:
        """The rows added since the last time."""
        rows = np.zeros(len(self._targets), SCHEMA["next_edges"])
        rows["input_nr"][list(self._input_nrs)] = list(self._input_nrs.values())
        self._input_nrs.clear()
        rows["target"] = _taken(self._targets)
        rows["node"], rows["position"] = self._take_heads()
        return rows[rows["target"] != NONE].tobytes()


def literal(text):
    """An operand that is no card but a text; and the text of such an operand."""
    return ~text


def severed(cut):
    """The position of an edge that is not there, by the reason; and the reason of such a one."""
    return NONE - cut


def _taken(numbers: list[int]) -> np.ndarray:
    """Numbers as an array; the list is emptied."""
    taken = np.frombuffer(pack(f"{len(numbers)}i", *numbers), np.int32)
    numbers.clear()
    return taken
