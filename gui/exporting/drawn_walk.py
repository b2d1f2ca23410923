"""Draws the steps of a recording one after the other, for a page or an animation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import msgspec
from PySide6.QtCore import QPointF

from engine.layout.headless import HeadlessLayout
from engine.record.outline import ScopePath
from engine.record.recording import Recording, Site
from engine.record.state import State
from gui.canvas.scene import Scene
from gui.drawing.parts import Parts
from gui.editor.notes import ErrorNote, error_note, line_values

MAX_DRAWN_CARDS = 60_000
"""Roughly the limit of the cards in all pictures together: more take too long to draw, and a page
with more to open in a browser.
"""


class Walk(msgspec.Struct, frozen=True):
    """How the steps of a recording are shown.

    Attributes:
        opening: the number of steps that have happened where a page opens.
        theme: "light" or "dark".
        whole: whether each picture has the whole run, or only the segment or pass of the step.
        folded: the calls, loops and iterations that are shown as one card each.
    """

    opening: int
    theme: str
    whole: bool
    folded: frozenset[ScopePath] = frozenset()


@dataclass(frozen=True)
class DrawnStep:
    """One step and its graph.

    Attributes:
        state: what is so after the step.
        scene: the graph; it shows this state until the next step is drawn.
        focus: the centre of the card of the step, in the scene.
        error: the error that ended the run, after the last step.
    """

    state: State
    scene: Scene
    focus: QPointF
    error: ErrorNote | None

    @property
    def sites(self) -> tuple[Site | None, Site | None]:
        """The expression that the step is about, and the call of its pass."""
        return self.state.sites() if self.error is None else (self.error.site, None)

    @property
    def values(self) -> dict[int, str]:
        """What the window shows beside lines, by their numbers."""
        return line_values(self.state.recording, self.state.happened)


def cursors_of(recording: Recording, walk: Walk, most: int) -> range:
    """The steps of a walk: the whole run or, if it is too long, as many as fit around a step.

    Args:
        most: the number of steps that a file may have.
    """
    parts = Parts(recording, walk.folded)

    @cache
    def cards_at(cursor: int) -> int:
        return len(parts.at(recording.at(cursor), whole_run=walk.whole).cards.rows)

    room, count = most, recording.step_count + 1
    while True:
        cursors = around(walk.opening, count, room)
        if len(cursors) == 1 or sum(map(cards_at, cursors)) <= MAX_DRAWN_CARDS:
            return cursors
        room = len(cursors) // 2


def around(number: int, count: int, room: int) -> range:
    """As many of the first ``count`` numbers as fit into ``room``, around ``number``."""
    first = max(0, min(number - room // 2, count - room))
    return range(first, min(first + room, count))


class DrawnWalk:
    """Draws steps of a walk, also several times; as a context manager, since it lays out graphs."""

    def __init__(self, recording: Recording, walk: Walk) -> None:
        self._recording, self._is_whole = recording, walk.whole
        self._parts = Parts(recording, walk.folded)
        self._lay_out = HeadlessLayout()

    def __enter__(self) -> DrawnWalk:
        self._lay_out.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._lay_out.__exit__(*error)

    def steps(self, cursors: Iterable[int]) -> Iterator[DrawnStep]:
        """Draw each of some steps.

        Raises:
            LayoutError: a graph could not be laid out.
        """
        recording = self._recording
        for cursor in cursors:
            state = recording.at(cursor)
            part = self._parts.at(state, whole_run=self._is_whole)
            scene = part.scene or part.set_layout(self._lay_out(part.request()))
            part.cards.show_state(state)
            scene.card_states[:] = part.cards.card_states
            scene.edge_states[:] = part.cards.edge_states
            focus = scene.card_rect(part.nearest(state.current_card())).center()
            error = error_note(recording) if cursor == recording.step_count else None
            yield DrawnStep(state, scene, focus, error)
