"""The program that draws a page of a recording, so that the window need not wait for it.

It reads two messages, a ``PageRequest`` and a recording as in a file, and writes a ``PageAnswer``.
"""

from __future__ import annotations

import io
import os
import sys

import msgspec
from PySide6.QtGui import QGuiApplication

from engine.layout.headless import LayoutError
from engine.record.recording_file import read_recording
from engine.wire import read_message
from gui import languages
from gui.exporting.slides import Walk, cursors_of, page_of


class PageRequest(msgspec.Struct, frozen=True):
    """What to draw, and in which language."""

    walk: Walk
    language: str


class PageAnswer(msgspec.Struct, frozen=True):
    """The page, with the first and the last step that it shows."""

    page: bytes
    first: int
    last: int


def main() -> None:
    """Answer the one request on standard input; errors go to standard error."""
    request = msgspec.msgpack.decode(read_message(sys.stdin.buffer) or b"", type=PageRequest)
    recording, _ = read_recording(io.BytesIO(read_message(sys.stdin.buffer) or b""))
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication([])
    languages.install(request.language)
    try:
        drawn = cursors_of(recording, request.walk)
        page = page_of(recording, request.walk, drawn)
    except LayoutError as error:
        sys.exit(str(error))
    answer = PageAnswer(page, drawn[0], drawn[-1])
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))
    del application  # it must live until here
