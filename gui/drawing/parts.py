"""The parts of a recording that are drawn at one time, each with its sizes and its scene."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from engine.layout.messages import AnswerColumns, RequestColumns
from engine.record import drawing as drawings
from engine.record.drawing import Drawing
from engine.record.outline import ScopePath, folded_scopes, outline
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.state import State
from gui.canvas.metrics import card_size, frame_title_size
from gui.canvas.scene import Scene, SceneFrames
from gui.drawing.former_drawing import FormerDrawing
from gui.drawing.recording_cards import RecordingCards
from gui.words.frame_titles import frame_title

MAX_CARDS = 2_000
"""Of a larger part, only an excerpt around the current card is drawn."""

MAX_DRAWINGS, MAX_PARTS = 8, 128
"""How many drawings and parts are cached, for moving back and forth in time."""


_Cached = TypeVar("_Cached")


class _Extent(Enum):
    """How much of a recording is drawn."""

    WHOLE_RUN = "whole run"
    SEGMENT = "segment"
    PASS = "pass"


class _Key(NamedTuple):
    """Identifies a part: the whole run, what a segment makes, or what a pass touches.

    Of a part that is too large, an excerpt begins with the card ``first``; each of the ``folded``
    scopes is one card.
    """

    extent: _Extent
    number: int
    first: int
    folded: frozenset[ScopePath]

    def is_of(self, other: _Key) -> bool:
        """Whether another key is of the same excerpt, whatever is folded in it."""
        return self._replace(folded=other.folded) == other

    def is_beside(self, other: _Key) -> bool:
        """Whether another key is of an excerpt of the same part, folded in the same way."""
        return self._replace(first=other.first) == other


@dataclass
class Part:
    """A part of a recording that is drawn at one time.

    Attributes:
        key: identifies the part.
        cards: its cards and edges, at first as of its last cursor.
        length: the number of events of the recording when the part was made.
        former: the drawing that it grows from, or None.
        scene: None until it is laid out.
    """

    key: _Key
    cards: RecordingCards
    length: int
    former: FormerDrawing | None = None
    scene: Scene | None = None
    _measured: list[tuple[float, float]] = field(default_factory=list)

    def continues(self, other: Part) -> bool:
        """Whether another part is this one, or what it was before the recording grew."""
        grew = self.length > other.length
        return self.key == other.key or (grew and self.key.is_beside(other.key))

    @property
    def is_outgrown(self) -> bool:
        """Whether its recording has grown since it was made."""
        return len(self.cards.state.recording["events"]) > self.length

    def measure(self, for_ms: float = math.inf) -> bool:
        """Measure more cards for some time; returns whether all are measured.

        Sizes are those of the contents at the part's last cursor, and needed before it is shown.
        """
        ends_at = time.perf_counter() + for_ms / 1000
        count = len(self.cards.rows)
        while len(self._measured) < count and time.perf_counter() < ends_at:
            self._measured.append(card_size(self.cards.face(len(self._measured))))
        return len(self._measured) == count

    @cached_property
    def sizes(self) -> np.ndarray:
        """Width and height of each card (n, 2), in px."""
        self.measure()
        return np.array(self._measured, np.float64).reshape(-1, 2)

    @cached_property
    def frame_titles(self) -> list[str]:
        """The texts of the frames."""
        recording = self.cards.state.recording
        scopes: list[int] = self.cards.outline.frames.scopes.tolist()
        return [frame_title(recording, scope) for scope in scopes]

    @cached_property
    def _found(self) -> np.ndarray:
        """The place of each card in the former drawing, or NONE. Shapes: -> (k,)."""
        if self.former is None:
            return np.full(len(self.cards.rows), NONE)
        return self.former.found(self.cards)

    @property
    def is_another(self) -> bool:
        """Whether it has few of the cards of its former drawing: the script became another one."""
        return self.former is not None and not self.former.is_kept(self._found)

    @property
    def common_move(self) -> QPointF | None:
        """The offset of most cards from the former drawing, if they moved by the same distance.

        None otherwise, or without a former drawing.
        """
        if self.former is None or self.scene is None:
            return None
        return self.former.common_move(self._found, self.scene)

    def request(self) -> RequestColumns:
        """The request to the layout process."""
        former = self.former
        frames = self.cards.outline.frames
        titles = [frame_title_size(title) for title in self.frame_titles]
        return RequestColumns(
            widths=self.sizes[:, 0],
            heights=self.sizes[:, 1],
            edges=self.cards.edges,
            frames=np.stack((frames.starts, frames.ends), axis=1),
            titles=np.array(titles, np.float64).reshape(-1, 2),
            former=None if former is None else former.columns(self._found, self.cards.edges),
        )

    def nearest(self, card: int) -> int:
        """The place of a card of the recording, or of the drawn one that was made next."""
        cards = self.cards.outline.drawing.cards
        place = min(int(np.searchsorted(cards, card)), len(cards) - 1)
        return int(self.cards.outline.node_of[place])

    def place(self, card: int) -> int | None:
        """The index in the scene of a card of the recording; None if it is not drawn.

        A card in a folded frame has the index of the frame.
        """
        cards = self.cards.outline.drawing.cards
        place = int(np.searchsorted(cards, card))
        if place == len(cards) or cards[place] != card:
            return None
        return int(self.cards.outline.node_of[place])

    def card_at(self, place: int) -> int:
        """The card of the recording that a card of the scene shows at present.

        A folded frame shows the newest card made inside it so far.
        """
        return int(self.cards.rows[place])

    def rect_of(self, scope: int) -> QRectF | None:
        """The place of a scope's frame, open or folded; None where it is not drawn."""
        if self.scene is None:
            return None
        outline = self.cards.outline
        nodes = np.flatnonzero(outline.scopes == scope).tolist()
        frames = np.flatnonzero(outline.frames.scopes == scope).tolist()
        if nodes:
            return self.scene.card_rect(nodes[0])
        return self.scene.frames.rect(frames[0]) if frames else None

    def set_layout(self, columns: AnswerColumns) -> Scene:
        """Make the scene from the positions."""
        cards = self.cards
        self.scene = Scene(
            source=cards,
            x=columns.x.astype(np.float64),
            y=columns.y.astype(np.float64),
            widths=self.sizes[:, 0],
            heights=self.sizes[:, 1],
            kinds=cards.kinds,
            edges=cards.edges,
            route_starts=columns.route_starts,
            route_points=columns.route_points,
            card_states=cards.card_states.copy(),
            edge_states=cards.edge_states.copy(),
            cut_reasons=cards.cut_reasons(),
            frames=SceneFrames(columns.boxes.astype(np.float64), self.frame_titles),
        )
        return self.scene


class Parts:
    """The parts of one recording, each made on demand; all grow from one former drawing.

    Attributes:
        card_count: the number of cards of the last part before it was cut to an excerpt.
        folded: the calls, loops and iterations that are shown as one card each.
    """

    def __init__(
        self,
        recording: Recording,
        folded: frozenset[ScopePath] = frozenset(),
        former: FormerDrawing | None = None,
    ) -> None:
        self.card_count = 0
        self.folded = folded
        self._former = former
        self._recording = recording
        self._parts: dict[_Key, Part] = {}
        self._drawings: dict[tuple[_Extent, int, int], Drawing] = {}

    def at(self, state: State, *, whole_run: bool) -> Part:
        """The part of a state, in the present recording."""
        extent = _extent(state, whole_run=whole_run)
        number = _number(state, extent)
        whole = self._whole(extent, number)
        self.card_count = len(whole.cards)
        drawing = drawings.excerpt(whole, state.current_card(), MAX_CARDS)
        first = int(drawing.cards[0]) if len(drawing.cards) else NONE
        key = _Key(extent, number, first, self.folded)
        part = self._known(key, drawing) or self._new(key, drawing)
        self._parts.pop(key, None)  # so that the one that was used last is at the end
        self._parts[key] = part
        _drop_first(self._parts, MAX_PARTS)
        return part

    def _whole(self, extent: _Extent, number: int) -> Drawing:
        drawing_of = (extent, number, len(self._recording["events"]))
        found = self._drawings.get(drawing_of)
        if found is None:
            found = self._drawings[drawing_of] = _drawing(self._recording, extent, number)
            _drop_first(self._drawings, MAX_DRAWINGS)
        return found

    def _known(self, key: _Key, drawing: Drawing) -> Part | None:
        """A part with the same cards and edges, even if of another extent."""
        own = self._parts.get(key)
        candidates = self._parts.values() if own is None else (own, *self._parts.values())
        return next(
            (
                part
                for part in candidates
                if part.key.folded == key.folded and _is_same(part.cards.outline.drawing, drawing)
            ),
            None,
        )

    def _new(self, key: _Key, drawing: Drawing) -> Part:
        recording = self._recording
        outlined = outline(recording, drawing, folded_scopes(recording, key.folded))
        cards = RecordingCards(recording.at(_end_of(recording, key)), outlined)
        return Part(key, cards, len(recording["events"]), self._former)


def _drop_first(cache: dict[_Cached, Any], most: int) -> None:
    """Drop what is at the beginning of a cache, so that at most so many are left."""
    while len(cache) > most:
        del cache[next(iter(cache))]


def _extent(state: State, *, whole_run: bool) -> _Extent:
    if whole_run:
        return _Extent.WHOLE_RUN
    return _Extent.PASS if state.in_pass else _Extent.SEGMENT


def _number(state: State, extent: _Extent) -> int:
    """The pass or segment of a state."""
    if extent is _Extent.WHOLE_RUN:
        return 0
    return state.pass_ if extent is _Extent.PASS else state.segment


def _drawing(recording: Recording, extent: _Extent, number: int) -> Drawing:
    if extent is _Extent.WHOLE_RUN:
        return drawings.whole_run(recording)
    if extent is _Extent.PASS:
        return drawings.backward_pass(recording, number)
    return drawings.segment(recording, number)


def _is_same(drawing: Drawing, other: Drawing) -> bool:
    return np.array_equal(drawing.cards, other.cards) and np.array_equal(drawing.edges, other.edges)


def _end_of(recording: Recording, key: _Key) -> int:
    """The last cursor of a part."""
    segments = recording.index.segments
    if key.extent is _Extent.WHOLE_RUN:
        return len(segments)
    if key.extent is _Extent.PASS:
        return recording.index.pass_end(key.number)
    return int(np.searchsorted(segments, key.number, "right"))
