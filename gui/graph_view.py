"""Keeps the canvas showing the graph of the state: which part of it, where, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.layout.messages import AnswerColumns
from engine.record import drawing as drawings
from engine.record.drawing import Drawing
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.state import State
from gui.canvas.canvas import Canvas
from gui.canvas.metrics import card_size
from gui.canvas.scene import EdgeState, Scene
from gui.faces import RecordingCards
from gui.layouter import Layouter

MAX_CARDS = 2_000
"""Of a larger part, the cards around the current one are drawn."""

LEAST_FIT = 0.65
READABLE_ZOOM = 0.85
"""A graph that fits only smaller than ``LEAST_FIT`` is shown in part, at this zoom."""


class _Extent(Enum):
    """How much of a recording is drawn."""

    WHOLE_RUN = "whole run"
    SEGMENT = "segment"
    PASS = "pass"


class _Key(NamedTuple):
    """What is drawn: everything, what a segment makes, or what its pass touches.

    Of a part that is too large, an excerpt from its card ``first`` on.
    """

    extent: _Extent
    number: int
    first: int


_NO_DRAWING = drawings.whole_run(Recording(""))


@dataclass
class _Part:
    """A part of a recording that is drawn at one time.

    Attributes:
        key: which.
        cards: its cards and edges.
        sizes: width and height of each card, in px.
        scene: None until it is laid out.
    """

    key: _Key
    cards: RecordingCards
    sizes: np.ndarray
    scene: Scene | None = None


class GraphView(QObject):
    """Draws the part of the graph that a state is about, and selects cards in it.

    A part is laid out when it is first shown, and again when it has grown. Until its positions
    arrive the last scene stays.

    Attributes:
        canvas: the widget.
        selected: the selected card of the recording, or NONE.

    Signals:
        card_selected(int): a card of the recording, or NONE.
        scene_shown: the canvas shows what the state is about.
        layout_failed(str): it cannot, because of this.
    """

    card_selected = Signal(int)
    scene_shown = Signal()
    layout_failed = Signal(str)

    def __init__(self, layouter: Layouter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.canvas = Canvas()
        self.selected = NONE
        self._layouter = layouter
        self._state: State = Recording("").at(0)
        self._shows_whole_run = False
        self._parts: dict[_Key, _Part] = {}
        self._drawing = _NO_DRAWING
        self._drawing_of: tuple[object, ...] = ()
        self._shown: _Part | None = None
        self._awaited: tuple[int, _Part] | None = None
        layouter.laid_out.connect(self._on_laid_out)
        layouter.failed.connect(self._on_failed)
        self.canvas.card_selected.connect(self._on_canvas_card_selected)

    @property
    def is_settled(self) -> bool:
        """Whether no positions are awaited: the canvas shows what the state is about."""
        return self._awaited is None

    def show_state(self, state: State) -> None:
        """Draw a state; a card that its step is about is brought into sight."""
        if state.recording is not self._state.recording:
            self._parts.clear()
            self._awaited = self._shown = None
            self._drawing_of = ()
            self.select(NONE)
        self._state = state
        self._show()

    def show_whole_run(self, shows_whole_run: bool) -> None:
        """Draw all cards, or only those that the pass or the script's segment is about."""
        self._shows_whole_run = shows_whole_run
        self._show()

    def select(self, card: int) -> None:
        """Select a card of the recording, also one that is not drawn at present; or NONE."""
        if card == self.selected:
            return
        self.selected = card
        self._select_on_canvas()
        self.card_selected.emit(card)

    # -- the part to draw ----------------------------------------------------------------------

    def _show(self) -> None:
        part = self._current_part()
        if not len(part.cards.drawing.cards):
            self._awaited = self._shown = None
            self.canvas.set_scene(None)
            self.scene_shown.emit()
        elif part.scene is not None:
            self._awaited = None
            self._put_on_canvas(part, part.scene)
        elif self._awaited is None or self._awaited[1].key != part.key:
            self._request(part)

    @property
    def counts(self) -> tuple[int, int]:
        """How many cards are drawn, and of how many."""
        drawn = 0 if self._shown is None else len(self._shown.cards.drawing.cards)
        return drawn, len(self._drawing.cards)

    def _extent(self) -> tuple[_Extent, int]:
        if self._shows_whole_run:
            return _Extent.WHOLE_RUN, 0
        return _Extent.PASS if self._state.in_pass else _Extent.SEGMENT, self._state.segment

    def _current_part(self) -> _Part:
        """The part that the state is about, as long as the recording is now."""
        recording, extent = self._state.recording, self._extent()
        drawing_of = (recording, len(recording["events"]), *extent)
        if self._drawing_of != drawing_of:
            self._drawing, self._drawing_of = _drawing(recording, *extent), drawing_of
        drawing = drawings.excerpt(self._drawing, self._state.current_card(), MAX_CARDS)
        key = _Key(*extent, int(drawing.cards[0]) if len(drawing.cards) else NONE)
        for part in (self._parts.get(key), self._shown):
            if part is not None and _is_same(part.cards.drawing, drawing):
                self._parts[key] = part
                return part
        cards = RecordingCards(recording.at(_end_of(recording, *extent)), drawing)
        sizes = [card_size(cards.face(card)) for card in range(len(drawing.cards))]
        part = _Part(key, cards, np.array(sizes, np.float64).reshape(-1, 2))
        self._parts[key] = part
        return part

    def _request(self, part: _Part) -> None:
        drawing = part.cards.drawing
        edges = np.stack((drawing.sources, drawing.users), axis=1)
        number = self._layouter.request(part.sizes[:, 0], part.sizes[:, 1], edges)
        self._awaited = number, part

    # -- the canvas ----------------------------------------------------------------------------

    def _put_on_canvas(self, part: _Part, scene: Scene) -> None:
        part.cards.show_state(self._state)
        if self._shown is part:
            self.canvas.set_states(part.cards.card_states, part.cards.edge_states)
        else:
            scene.card_states[:] = part.cards.card_states
            scene.edge_states[:] = part.cards.edge_states
            has_grown = self._shown is not None and self._shown.key == part.key
            self._shown = part
            self.canvas.set_scene(scene, keep_view=has_grown)
            self._select_on_canvas()
            if not has_grown and self.canvas.view.zoom < LEAST_FIT:
                self._look_at_current(part, scene)
        self._bring_step_into_sight(part, scene)
        self.scene_shown.emit()

    def _bring_step_into_sight(self, part: _Part, scene: Scene) -> None:
        """Show the cards that the step sends gradients to, and above all its own card."""
        sending = scene.edges[scene.edge_states == EdgeState.SENDING, 0].tolist()
        current = _place(part.cards.drawing, self._state.current_card())
        for place in (*sending, current):
            if place is not None:
                self.canvas.ensure_visible(place)

    def _look_at_current(self, part: _Part, scene: Scene) -> None:
        place = _place(part.cards.drawing, self._state.current_card())
        point = scene.bounds().center() if place is None else scene.card_rect(place).center()
        self.canvas.look_at(point, READABLE_ZOOM)

    def _select_on_canvas(self) -> None:
        if self._shown is not None:
            self.canvas.select(_place(self._shown.cards.drawing, self.selected))

    # -- slots ---------------------------------------------------------------------------------

    def _on_laid_out(self, number: int, columns: AnswerColumns) -> None:
        if self._awaited is None or self._awaited[0] != number:
            return
        part = self._awaited[1]
        self._awaited = None
        part.scene = _scene(part, columns)
        if self._current_part() is not part:  # it has grown meanwhile: show what there is
            self._put_on_canvas(part, part.scene)
        self._show()

    def _on_failed(self, number: int, reason: str) -> None:
        if self._awaited is not None and self._awaited[0] == number:
            self._awaited = None
            self.layout_failed.emit(reason)

    def _on_canvas_card_selected(self, place: int) -> None:
        if self._shown is None:
            return
        drawing = self._shown.cards.drawing
        if place >= 0:
            self.select(int(drawing.cards[place]))
        elif _place(drawing, self.selected) is not None:
            self.select(NONE)


def _drawing(recording: Recording, extent: _Extent, number: int) -> Drawing:
    if extent is _Extent.WHOLE_RUN:
        return drawings.whole_run(recording)
    if extent is _Extent.PASS:
        return drawings.backward_pass(recording, number)
    return drawings.segment(recording, number)


def _is_same(drawing: Drawing, other: Drawing) -> bool:
    return np.array_equal(drawing.cards, other.cards) and np.array_equal(drawing.edges, other.edges)


def _end_of(recording: Recording, extent: _Extent, number: int) -> int:
    """The last cursor of a part: cards are sized for what they show by then."""
    segments = recording.index.segments
    if extent is _Extent.WHOLE_RUN:
        return len(segments)
    return int(np.searchsorted(segments, number, "right"))


def _place(drawing: Drawing, card: int) -> int | None:
    """Where a card of the recording stands in a drawing; None where it is not drawn."""
    place = int(np.searchsorted(drawing.cards, card))
    is_drawn = place < len(drawing.cards) and drawing.cards[place] == card
    return place if is_drawn else None


def _scene(part: _Part, columns: AnswerColumns) -> Scene:
    cards, drawing = part.cards, part.cards.drawing
    return Scene(
        source=cards,
        x=columns.x.astype(np.float64),
        y=columns.y.astype(np.float64),
        widths=part.sizes[:, 0],
        heights=part.sizes[:, 1],
        kinds=cards.kinds,
        edges=np.stack((drawing.sources, drawing.users), axis=1),
        route_starts=columns.route_starts,
        route_points=columns.route_points,
        card_states=cards.card_states.copy(),
        edge_states=cards.edge_states.copy(),
        cut_reasons=cards.cut_reasons(),
    )
