"""Draws the steps of a recording one after the other, and makes a web page of them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from engine.layout.headless import HeadlessLayout
from engine.record.outline import ScopePath
from engine.record.recording import Recording
from engine.record.state import State
from gui.drawing.parts import Parts
from gui.editor.annotations import ELLIPSIS, one_line
from gui.editor.notes import error_note, line_values
from gui.exporting.export_format import ExportFormat
from gui.exporting.scene_picture import DEFAULT_SCALE, THEMES, picture, whole_area
from gui.exporting.slide_page import Slide, slide_page
from gui.words.sentences import sentence

MAX_SLIDES, MAX_DRAWN_CARDS = 500, 60_000
"""The limits of a page: of its steps, and roughly of the cards in all its pictures together.
Beyond, drawing takes too long, and so does opening the page in a browser.
"""


MAX_VALUE_CHARS = 60
"""How much of a value stands beside its line."""


class Walk(msgspec.Struct, frozen=True):
    """How a page shows the steps of a recording.

    Attributes:
        opening: the number of steps that have happened where the page opens.
        theme: "light" or "dark".
        whole: whether each picture has the whole run, or only the segment or pass of the step.
        folded: the calls, loops and iterations that are shown as one card each.
    """

    opening: int
    theme: str
    whole: bool
    folded: frozenset[ScopePath] = frozenset()


def cursors_of(recording: Recording, walk: Walk) -> range:
    """The steps of a page: the whole run or, if it is too long, as many as fit around a step."""
    parts = Parts(recording, walk.folded)

    @cache
    def cards_at(cursor: int) -> int:
        return len(parts.at(recording.at(cursor), whole_run=walk.whole).cards.rows)

    room, count = MAX_SLIDES, recording.step_count + 1
    while True:
        cursors = around(walk.opening, count, room)
        if len(cursors) == 1 or sum(map(cards_at, cursors)) <= MAX_DRAWN_CARDS:
            return cursors
        room = len(cursors) // 2


def around(number: int, count: int, room: int) -> range:
    """As many of the first ``count`` numbers as fit into ``room``, around ``number``."""
    first = max(0, min(number - room // 2, count - room))
    return range(first, min(first + room, count))


def page_of(recording: Recording, walk: Walk, cursors: range) -> bytes:
    """The page of some steps of a walk, in the language of the window.

    Raises:
        LayoutError: a graph could not be laid out.
    """
    name, theme = Path(recording.filename).name, THEMES[walk.theme]
    steps, opening = recording.step_count, walk.opening
    with HeadlessLayout() as lay_out:
        slides = _slides(recording, walk, cursors, lay_out)
        return slide_page(name, recording.source, slides, steps, opening, theme).encode()


def _slides(
    recording: Recording, walk: Walk, cursors: range, lay_out: HeadlessLayout
) -> Iterator[Slide]:
    parts, theme = Parts(recording, walk.folded), THEMES[walk.theme]
    for cursor in cursors:
        state = recording.at(cursor)
        part = parts.at(state, whole_run=walk.whole)
        scene = part.scene or part.set_layout(lay_out(part.request()))
        part.cards.show_state(state)
        scene.card_states[:] = part.cards.card_states
        scene.edge_states[:] = part.cards.edge_states
        svg = picture(scene, theme, ExportFormat.SVG, DEFAULT_SCALE).decode()
        centre = scene.card_rect(part.nearest(state.current_card())).center()
        focus = centre - whole_area(scene, theme).topLeft().toPointF()
        error = error_note(recording) if cursor == recording.step_count else None
        sites = state.sites() if error is None else (error.site, None)
        text = "" if error is None else error.text
        yield Slide(cursor, svg, focus, sentence(state), text, _values(state), *sites)


def _values(state: State) -> dict[int, str]:
    """What the window shows beside lines: the first line of each value, cut short."""
    texts = line_values(state.recording, state.happened)
    return {line: _shortened(one_line(text)) for line, text in texts.items()}


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_VALUE_CHARS else text[: MAX_VALUE_CHARS - 1] + ELLIPSIS
