"""The drawing of the run before: cards that are in both stay where they were."""

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


_AS_FAR_PX = 1.0
_MOST = 0.5


@dataclass(frozen=True)
class FormerDrawing:
    """A drawing of another run of the script; it keeps nothing else of that run.

    Attributes:
        traits: what its n cards can be found again by.
        middles: float (n, 2), where they are, in px.
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
        """For each of some cards its place in the drawing, or NONE. Shapes: -> (k,)."""
        return np.array(found_again(self.traits, traits_of(cards)), np.int64)

    def columns(self, found: np.ndarray, edges: np.ndarray) -> FormerColumns:
        """Where cards, by their places in the drawing, and what joins them were.

        Shapes: found (k,), edges (l, 2).
        """
        places = np.full((len(found), 2), np.nan)
        places[found != NONE] = self.middles[found[found != NONE]]
        routes = [self._route(edge) for edge in self._edges_again(found, edges)]
        counts = [len(route) for route in routes]
        points = np.concatenate([np.zeros((0, 2)), *routes])
        return FormerColumns(places, np.concatenate(([0], np.cumsum(counts, dtype=int))), points)

    def is_kept(self, found: np.ndarray) -> bool:
        """Whether most cards of the drawing are in another one, by their places there."""
        return len(np.unique(found[found != NONE])) >= _MOST * len(self.traits)

    def common_move(self, found: np.ndarray, scene: Scene) -> QPointF | None:
        """How far most cards of the drawing have moved in another scene, if all by the same."""
        kept = np.flatnonzero(found != NONE)
        moves = np.stack((scene.x, scene.y), axis=1)[kept] - self.middles[found[kept]]
        if not len(moves):
            return None
        middle = np.median(moves, axis=0)
        as_far = (np.abs(moves - middle) < _AS_FAR_PX).all(axis=1)
        return QPointF(*middle.tolist()) if as_far.mean() > _MOST else None

    def _edges_again(self, found: np.ndarray, edges: np.ndarray) -> list[int]:
        """The edge of the drawing that each of ``edges`` was, or NONE."""
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
    """Remembers what was drawn last, so that the next run's drawing can grow from it."""

    def __init__(self) -> None:
        self._last: tuple[RecordingCards, Scene] | None = None
        self._former: FormerDrawing | None = None

    def note(self, cards: RecordingCards, scene: Scene) -> None:
        """Remember what is drawn now."""
        self._last = cards, scene

    def forget(self) -> None:
        """Forget all drawings: another script follows, or a fresh arrangement is wanted."""
        self._last = self._former = None

    def former(self) -> FormerDrawing | None:
        """What was drawn last, now that another run comes; or what that was to grow from."""
        if self._last is not None:
            self._former = FormerDrawing.of(*self._last)
            self._last = None
        return self._former


def traits_of(cards: RecordingCards) -> list[Traits]:
    """What identifies each card in another run: its operation and name, or its frame's."""
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
