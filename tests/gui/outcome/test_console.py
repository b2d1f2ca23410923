"""The console shows output once, in order and fast, and marks errors by shape."""

import time

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from engine.record.recording import Recording
from engine.record.rows import Rows
from engine.record.schema import SCHEMA
from gui.outcome.console import MAX_LINE_CHARS, MAX_LINES, Console
from gui.theme import DARK


def say(recording: Recording, *said: tuple[str, str]) -> None:
    """Append pairs of a source (stdout, stderr, error or notice) and a text."""
    tables: dict[str, list[tuple[int, ...]]] = {"prints": [], "errors": [], "notices": []}
    strings: list[str] = []
    known = len(recording.strings)
    event = sum(len(recording[table]) for table in tables)
    for speaker, text in said:
        number = known + len(strings)
        strings += [speaker, text]
        if speaker == "error":
            tables["errors"].append((event, number, number, number + 1, 1, 0, 1, 1))
        elif speaker == "notice":
            tables["notices"].append((event, number + 1))
        else:
            tables["prints"].append((event, number, number + 1))
        event += 1
    rows = {name: np.array(rows, SCHEMA[name]).tobytes() for name, rows in tables.items()}
    recording.append(Rows(rows, strings, b""))


@pytest.fixture
def console(qtbot: QtBot) -> Console:
    found = Console()
    qtbot.addWidget(found)
    found.resize(300, 160)
    found.show()
    return found


def output(console: Console) -> QPlainTextEdit:
    found = console.findChild(QPlainTextEdit)
    assert found is not None
    return found


def label(console: Console) -> QLabel:
    found = console.findChild(QLabel)
    assert found is not None
    return found


def dark_columns(console: Console, line: int) -> set[int]:
    """The columns left of the text in which a line has a mark."""
    image = output(console).viewport().grab().toImage()
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    height = output(console).fontMetrics().height()
    top = int(output(console).document().documentMargin()) + line * height
    marked = rows[top + 2 : top + height - 2, :8] != rows[0, 20]  # lines are a bit higher
    return set(np.flatnonzero(marked.any(axis=0)).tolist())


def test_output_is_in_order_and_errors_and_notices_have_their_own_lines(
    console: Console,
) -> None:
    recording = Recording("")
    say(
        recording,
        ("stdout", "one "),
        ("stdout", "two"),
        ("stderr", "careful\n"),
        ("stdout", "three\n"),
        ("notice", "max_events"),
        ("error", "Traceback ...\nRuntimeError: no\n"),
    )
    console.show_recording(recording)
    *before, notice, first, last = console.text().splitlines()
    assert before == ["one two", "careful", "three"]
    assert notice.startswith("Recording ends here, after 0 steps:")
    assert (first, last) == ("Traceback ...", "RuntimeError: no")


def test_an_error_is_followed_by_advice(console: Console) -> None:
    recording = Recording("")
    strings = ["NameError", "name 'torch' is not defined", "NameError: name ...\n"]
    row = np.array([(0, 0, 1, 2, 1, 0, 1, 5)], SCHEMA["errors"]).tobytes()
    recording.append(Rows({"errors": row}, strings, b""))
    console.show_recording(recording)
    error, advice = console.text().splitlines()
    assert error == "NameError: name ..."
    assert "import torch" in advice
    assert dark_columns(console, 0) and dark_columns(console, 1)


def test_notices_about_skipped_lines_come_first(console: Console) -> None:
    recording = Recording("%matplotlib inline\nprint(1)\n!ls")
    say(recording, ("stdout", "1\n"))
    console.show_recording(recording)
    first, second, output = console.text().splitlines()
    assert first.startswith("Line 1 was skipped")
    assert second.startswith("Line 3 was skipped")
    assert output == "1"


def test_only_new_output_is_appended(console: Console) -> None:
    recording = Recording("")
    for number in range(3):
        say(recording, ("stdout", f"{number}"))
        console.show_recording(recording)
        console.show_recording(recording)
    assert console.text() == "012"


def test_the_last_standard_error_of_a_crash_is_at_the_end(console: Console) -> None:
    recording = Recording("")
    say(recording, ("stdout", "printed\n"))
    console.show_recording(recording)
    console.show_recording(recording, "Segmentation fault\n")
    shown = "printed\nThe script's process wrote this before it ended:\nSegmentation fault\n"
    assert console.text() == shown
    console.set_theme(DARK)
    assert console.text() == shown
    console.show_recording(Recording(""))
    assert console.text() == ""


def test_another_recording_replaces_the_text(console: Console) -> None:
    first, second = Recording(""), Recording("")
    say(first, ("stdout", "first"))
    say(second, ("stdout", "second"))
    for recording, expected in ((first, "first"), (second, "second"), (None, "")):
        console.show_recording(recording)
        assert console.text() == expected


def test_errors_and_notices_are_marked_by_shape(console: Console) -> None:
    recording = Recording("")
    say(recording, ("stdout", "out\n"), ("stderr", "err\n"), ("notice", "max_events"))
    console.resize(900, 160)
    console.show_recording(recording)
    assert not dark_columns(console, 0)
    assert dark_columns(console, 1)
    assert dark_columns(console, 2)
    assert not dark_columns(console, 3)


def test_another_theme_keeps_the_text(console: Console) -> None:
    recording = Recording("")
    say(recording, ("stdout", "a\n"), ("stderr", "b"))
    console.show_recording(recording)
    console.set_theme(DARK)
    assert console.text() == "a\nb"


@pytest.mark.parametrize(
    "texts",
    [["x" * 1_000_000], ["tensor(1.0)\n"] * 80_000, ["."] * 50_000],
    ids=["one line", "many lines", "a line in small parts"],
)
def test_a_million_characters_do_not_block_the_window(console: Console, texts: list[str]) -> None:
    recording = Recording("")
    for start in range(0, len(texts), 5_000):
        say(recording, *(("stdout", text) for text in texts[start : start + 5_000]))
        began = time.thread_time()
        console.show_recording(recording)
        console.grab()
        assert time.thread_time() - began < 1.0
    shown = console.text().replace("\n", "")
    assert "".join(texts).replace("\n", "").endswith(shown)
    assert max(map(len, console.text().split("\n"))) <= 2 * MAX_LINE_CHARS + 5_000


def test_a_note_says_that_only_the_last_lines_are_shown(console: Console) -> None:
    recording = Recording("")
    say(recording, ("stdout", "\n".join(map(str, range(MAX_LINES)))))
    console.show_recording(recording)
    assert not label(console).isVisible()
    say(recording, ("stdout", "\nlast"))
    console.show_recording(recording)
    assert label(console).isVisible()
    assert label(console).text() == "Only the last 10,000 lines are shown."
    assert console.text().startswith("1\n")
    assert console.text().endswith("\nlast")
    say(recording, ("stdout", "\n" * (2 * MAX_LINES)), ("stdout", "end"))
    console.show_recording(recording)
    assert console.text() == "\n" * (MAX_LINES - 1) + "end"


def test_the_newest_line_stays_in_sight_unless_the_user_scrolled_up(console: Console) -> None:
    recording = Recording("")
    bar = output(console).verticalScrollBar()
    for _ in range(2):
        say(recording, ("stdout", "line\n" * 100))
        console.show_recording(recording)
        assert bar.value() == bar.maximum() > 0
    bar.setValue(10)
    say(recording, ("stdout", "line\n" * 100))
    console.show_recording(recording)
    assert bar.value() == 10


def test_no_room_is_lost_to_an_empty_last_line(console: Console) -> None:
    recording = Recording("")
    field = output(console)
    console.resize(300, 2 * field.fontMetrics().lineSpacing() + 24)
    for number in range(9):
        say(recording, ("stdout", f"line {number}\n"))
        console.show_recording(recording)
    assert field.firstVisibleBlock().text() == "line 7"
    say(recording, ("stdout", "\nlast"))
    console.show_recording(recording)
    assert console.text().endswith("line 8\n\nlast"), "the lines are as they were printed"
    assert field.firstVisibleBlock().text() == ""


@pytest.mark.parametrize("module", ["", "package."])
def test_a_long_error_is_scrolled_to_its_message(console: Console, module: str) -> None:
    recording = Recording("")
    say(recording, ("stdout", "0.1\n" * 50))
    console.show_recording(recording)
    message = f"{module}error: " + "sizes differ, " * 30
    trace = f"Traceback (most recent call last):\n  y = x * w\n{message}"
    say(recording, ("error", trace))
    console.show_recording(recording)
    first = output(console).firstVisibleBlock().text()
    assert first.startswith(f"{module}error: sizes differ")
    say(recording, ("stdout", "after that\n"))
    console.show_recording(recording)
    assert output(console).firstVisibleBlock().text() == first, "it stays where it is read"


def test_a_short_error_is_shown_with_the_output_before_it(console: Console) -> None:
    recording = Recording("")
    say(recording, ("stdout", "0.1\n" * 50), ("error", "Traceback:\nerror: sizes differ"))
    console.show_recording(recording)
    bar = output(console).verticalScrollBar()
    assert bar.value() == bar.maximum()


def test_the_console_is_read_only_and_has_a_placeholder(console: Console) -> None:
    assert output(console).isReadOnly()
    assert output(console).placeholderText() == "What the script prints appears here."
    assert output(console).accessibleName() == "Console"


def test_the_newest_line_stays_in_sight_when_the_panel_shrinks(
    qtbot: QtBot, console: Console
) -> None:
    recording = Recording("")
    bar = output(console).verticalScrollBar()
    say(recording, ("stdout", "line\n" * (MAX_LINES + 1)))
    console.show_recording(recording)
    qtbot.waitUntil(label(console).isVisible)
    qtbot.wait(0)  # the label takes room
    assert bar.value() == bar.maximum()
    console.resize(300, 90)
    qtbot.waitUntil(lambda: output(console).height() < 90)
    assert bar.value() == bar.maximum()


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (["\r10 %", "\r20 %", "\rdone\n", "next"], "done\nnext"),
        (["10 %\r", "20 %\r", "30 %\r"], "30 %"),
        (["10 %\r20 %\r"], "20 %"),
        (["first\n10 %\r", "\nlast"], "first\n10 %\nlast"),
        (["a\r\nb\r", "\n"], "a\nb\n"),
    ],
)
def test_a_line_that_is_written_again_replaces_the_one_before(
    console: Console, texts: list[str], shown: str
) -> None:
    recording = Recording("", "a.py")
    console.show_recording(recording)
    for text in texts:
        say(recording, ("stdout", text))
        console.show_recording(recording)
    assert console.text() == shown
    whole = Recording("", "a.py")
    say(whole, *(("stdout", text) for text in texts))
    console.show_recording(whole)
    assert console.text() == shown


def test_a_progress_bar_does_not_replace_the_output_before_it(console: Console) -> None:
    recording = Recording("", "a.py")
    say(recording, ("stdout", "out"), ("stderr", "\r10 %"), ("stderr", "\r20 %"))
    console.show_recording(recording)
    assert console.text() == "out\n20 %"


def test_colours_for_a_terminal_are_left_out(console: Console) -> None:
    recording = Recording("", "a.py")
    say(recording, ("stdout", "\x1b[1;31mred\x1b[0m plain"))
    console.show_recording(recording)
    assert console.text() == "red plain"


def test_all_lines_begin_at_the_left(console: Console) -> None:
    recording = Recording("", "a.py")
    say(recording, ("stdout", "שלום = x"))
    console.show_recording(recording)
    places = []
    for position in range(9):
        cursor = output(console).textCursor()
        cursor.setPosition(position)
        places.append(output(console).cursorRect(cursor).left())
    assert places[-1] == max(places)
