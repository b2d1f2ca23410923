"""Makes a web page of the steps of a walk."""

from collections.abc import Iterator
from pathlib import Path

from engine.record.recording import Recording
from gui.editor.annotations import ELLIPSIS, one_line
from gui.exporting.drawn_walk import DrawnStep, DrawnWalk, Walk
from gui.exporting.export_format import ExportFormat
from gui.exporting.scene_picture import DEFAULT_SCALE, THEMES, picture, whole_area
from gui.exporting.slide_page import Slide, slide_page
from gui.theme import Theme
from gui.words.sentences import sentence

MAX_SLIDES = 500
"""The most steps that a page may have; with more, it would take long to open."""

MAX_VALUE_CHARS = 60
"""How much of a value stands beside its line."""


def page_of(recording: Recording, walk: Walk, cursors: range) -> bytes:
    """The page of some steps of a walk, in the language of the window.

    Raises:
        LayoutError: a graph could not be laid out.
    """
    name, theme = Path(recording.filename).name, THEMES[walk.theme]
    steps, opening = recording.step_count, walk.opening
    with DrawnWalk(recording, walk) as drawn:
        slides = _slides(drawn.steps(cursors), theme)
        return slide_page(name, recording.source, slides, steps, opening, theme).encode()


def _slides(steps: Iterator[DrawnStep], theme: Theme) -> Iterator[Slide]:
    for step in steps:
        svg = picture(step.scene, theme, ExportFormat.SVG, DEFAULT_SCALE).decode()
        focus = step.focus - whole_area(step.scene, theme).topLeft().toPointF()
        text = "" if step.error is None else step.error.text
        values = {line: _shortened(one_line(value)) for line, value in step.values.items()}
        said = sentence(step.state)
        yield Slide(step.state.cursor, svg, focus, said, text, values, *step.sites)


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_VALUE_CHARS else text[: MAX_VALUE_CHARS - 1] + ELLIPSIS
