"""The program that draws the steps of a recording, so that the window need not wait for it.

It reads two messages, a ``WalkRequest`` and a recording as in a file, and writes a ``WalkFile``.
"""

from __future__ import annotations

import io
import os
import sys

import msgspec
from PySide6.QtWidgets import QApplication

from engine.layout.headless import LayoutError
from engine.record.recording_file import read_recording
from engine.wire import read_message
from gui import languages
from gui.exporting.animation import Pace
from gui.exporting.drawn_walk import Walk
from gui.exporting.walk_file import walk_file


class WalkRequest(msgspec.Struct, frozen=True):
    """What to draw, as an animation of some pace or as a page, and in which language."""

    walk: Walk
    pace: Pace | None
    language: str


def main() -> None:
    """Answer the one request on standard input; errors go to standard error."""
    request = msgspec.msgpack.decode(read_message(sys.stdin.buffer) or b"", type=WalkRequest)
    recording, _ = read_recording(io.BytesIO(read_message(sys.stdin.buffer) or b""))
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication([])
    languages.install(request.language)
    try:
        file = walk_file(recording, request.walk, request.pace)
    except LayoutError as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(msgspec.msgpack.encode(file))
    del application  # it must live until here
