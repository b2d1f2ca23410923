"""Runs a script and exports its graph, for the command line, without a display."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication

from engine.layout.headless import LayoutError, laid_out
from engine.record.recording import Recording
from engine.record.state import State
from engine.whole_file import write_whole
from engine.worker.headless import recording_of
from gui import languages
from gui.canvas.scene import Scene
from gui.drawing.parts import Parts
from gui.exporting.animation import Pace
from gui.exporting.drawn_walk import Walk
from gui.exporting.export_format import ExportFormat
from gui.exporting.scene_picture import DEFAULT_SCALE, THEMES, TooLargeError, picture
from gui.exporting.walk_file import walk_file
from gui.player import opening_cursor


class ExportError(Exception):
    """The picture, page or animation cannot be made; the message says why."""


@dataclass(frozen=True)
class ExportOptions:
    """The options of the command.

    Attributes:
        output: the file; its extension determines the format.
        step: the number of steps that have happened in a picture, or where a page opens; None for
            where the window opens.
        theme: "light" or "dark".
        whole: whether to draw the whole run, or only the segment or pass of the step.
        language: the code of the language; empty for that of the system.
        seconds: how long an animation shows each step; None for its usual time.
    """

    output: Path
    step: int | None
    theme: str
    whole: bool
    language: str
    seconds: float | None = None


def export_script(source: str, filename: str, options: ExportOptions) -> int:
    """Run a script and save its graph; return the exit status of the script.

    If the script fails, its graph so far is saved, and its traceback is printed.

    Raises:
        ExportError: nothing is saved.
    """
    _format_of(options)
    recording, end = recording_of(source, filename)
    if end.message:
        print(end.message, file=sys.stderr)
    if end.status and not len(recording["cards"]):
        print(f"nothing is saved: {filename} had made no tensors", file=sys.stderr)
        return end.status
    export_recording(recording, options)
    return end.status


def export_recording(recording: Recording, options: ExportOptions) -> None:
    """Save the graph of a recording.

    Raises:
        ExportError: nothing is saved.
    """
    file_format = _format_of(options)
    cursor = _cursor(recording, options.step)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance() or QApplication([])
    languages.install(options.language)
    try:
        if file_format.has_all_steps:
            data = _all_steps(recording, cursor, file_format, options)
        else:
            scene = laid_out_scene(recording.at(cursor), whole=options.whole)
            data = picture(scene, THEMES[options.theme], file_format, DEFAULT_SCALE)
        write_whole(options.output, data)
    except TooLargeError as error:
        raise ExportError(f"{error}: save it as .svg or .pdf, which have no pixels") from error
    except OSError as error:
        raise ExportError(f"cannot write {options.output}: {error.strerror}") from error
    except LayoutError as error:
        raise ExportError(f"the graph could not be laid out: {error}") from error
    del application  # it must live until here


def laid_out_scene(state: State, *, whole: bool) -> Scene:
    """The scene of a state; if that is not the whole graph, a note is printed to stderr.

    Raises:
        LayoutError: it could not be laid out.
    """
    parts = Parts(state.recording)
    part = parts.at(state, whole_run=whole)
    drawn = len(part.cards.outline.drawing.cards)
    if drawn < parts.card_count:
        print(f"{drawn} of {parts.card_count} cards drawn", file=sys.stderr)
    columns = laid_out(part.request())
    part.cards.show_state(state)
    return part.set_layout(columns)


def _all_steps(
    recording: Recording, cursor: int, file_format: ExportFormat, options: ExportOptions
) -> bytes:
    """A file of all steps; if there are too many for one, a note is printed to stderr."""
    walk, pace = Walk(cursor, options.theme, options.whole), None
    if file_format is ExportFormat.ANIMATION:
        pace = Pace() if options.seconds is None else Pace(seconds=options.seconds)
    file = walk_file(recording, walk, pace)
    if file.last - file.first < recording.step_count:
        print(f"steps {file.first} to {file.last} of {recording.step_count} drawn", file=sys.stderr)
    return file.data


def _format_of(options: ExportOptions) -> ExportFormat:
    file_format = ExportFormat.of(options.output)
    if file_format is None:
        endings = ".png, .svg, .pdf, .html or .gif"
        raise ExportError(f"cannot write {options.output}: its name must end in {endings}")
    return file_format


def _cursor(recording: Recording, step: int | None) -> int:
    if not len(recording["cards"]):
        raise ExportError(f"{recording.filename} makes no tensors: there is nothing to draw")
    if step is None:
        return opening_cursor(recording)
    if not 0 <= step <= recording.step_count:
        raise ExportError(f"--step {step} is not between 0 and {recording.step_count}")
    return step
