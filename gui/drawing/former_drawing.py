"""The drawing of the previous run, so that the next one's cards stay in place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF

from engine.layout.messages import FormerColumns
from engine.record.likeness import found_again
from engine.record.schema import NONE
from gui.canvas.scene import Scene
from gui.drawing.recording_cards import RecordingCards

Traits = tuple[str, ...]


_SAME_MOVE_PX = 1.0
"""Moves that differ by less count as the same."""
_MAJORITY = 0.5


@dataclass(frozen=True)
class FormerDrawing:
    """The drawing of another run of the script, without its recording.

    Attributes:
        traits: what identifies each of the n cards in another run.
        middles: float (n, 2), the centres of the cards, in px.
        edges: int (m, 2), source and user of each.
        route_starts, route_points: int (m + 1,) and float (p, 2), as in a Scene.
    """

    traits: list[Traits]
    middles: np.ndarray
    edges: np.ndarray
    route_starts: np.ndarray
    route_points: np.ndarray

    @classmethod
    def of(cls, cards: RecordingCards, scene: Scene) -> FormerDrawing:
        """The drawing that a scene shows."""
        middles = np.stack((scene.x, scene.y), axis=1)
        return cls(traits_of(cards), middles, scene.edges, scene.route_starts, scene.route_points)

    def found(self, cards: RecordingCards) -> np.ndarray:
        """The index of each card in this drawing, or NONE. Shapes: -> (k,)."""
        return np.array(found_again(self.traits, traits_of(cards)), np.int64)

    def columns(self, found: np.ndarray, edges: np.ndarray) -> FormerColumns:
        """The former places and routes of found cards and of edges, for the layout process.

        Shapes: found (k,), edges (l, 2).
        """
        places = np.full((len(found), 2), np.nan)
        places[found != NONE] = self.middles[found[found != NONE]]
        routes = [self._route(edge) for edge in self._former_edges(found, edges)]
        counts = [len(route) for route in routes]
        points = np.concatenate([np.zeros((0, 2)), *routes])
        return FormerColumns(places, np.concatenate(([0], np.cumsum(counts, dtype=int))), points)

    def is_kept(self, found: np.ndarray) -> bool:
        """Whether most cards of this drawing were found in another one."""
        return len(np.unique(found[found != NONE])) >= _MAJORITY * len(self.traits)

    def common_move(self, found: np.ndarray, scene: Scene) -> QPointF | None:
        """The offset of most cards in another scene; None if they moved differently."""
        kept = np.flatnonzero(found != NONE)
        moves = np.stack((scene.x, scene.y), axis=1)[kept] - self.middles[found[kept]]
        if not len(moves):
            return None
        middle = np.median(moves, axis=0)
        is_same_move = (np.abs(moves - middle) < _SAME_MOVE_PX).all(axis=1)
        return QPointF(*middle.tolist()) if is_same_move.mean() > _MAJORITY else None

    def _former_edges(self, found: np.ndarray, edges: np.ndarray) -> list[int]:
        """The former edge of each of ``edges``, or NONE."""
        known: dict[tuple[int, int], list[int]] = {}
        for number, (source, user) in enumerate(self.edges.tolist()):
            known.setdefault((source, user), []).append(number)
        again = []
        for source, user in found[edges].tolist():
            parallel = known.get((source, user))
            again.append(parallel.pop(0) if parallel else NONE)
        return again

    def _route(self, edge: int) -> np.ndarray:
        if edge == NONE:
            return np.zeros((0, 2))
        start, end = self.route_starts[edge : edge + 2]
        return self.route_points[start:end]


class DrawingMemory:
    """Keeps the last drawing, from which that of the next run starts."""

    def __init__(self) -> None:
        self._last: tuple[RecordingCards, Scene] | None = None
        self._former: FormerDrawing | None = None

    def note(self, cards: RecordingCards, scene: Scene) -> None:
        """Keep the present drawing."""
        self._last = cards, scene

    def forget(self) -> None:
        """Forget all drawings: another script was opened, or a fresh arrangement is wanted."""
        self._last = self._former = None

    def former(self) -> FormerDrawing | None:
        """The drawing that the next run grows from: the last one shown, or its own former one."""
        if self._last is not None:
            self._former = FormerDrawing.of(*self._last)
            self._last = None
        return self._former


def traits_of(cards: RecordingCards) -> list[Traits]:
    """The identity of each card across runs: its operation and name, or its frame's."""
    recording = cards.state.recording
    ops = recording["cards"]["op"][cards.rows].tolist()
    scopes = cards.outline.scopes.tolist()
    traits: list[Traits] = []
    for row, op, scope in zip(cards.rows.tolist(), ops, scopes):
        if scope != NONE:
            traits.append(("frame", recording.text(int(recording["scopes"]["name"][scope]))))
        else:
            names = recording.names(row)
            traits.append((f"op {recording.text(op)}", names[-1] if names else ""))
    return traits
