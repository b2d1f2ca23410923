"""What is read from a recording for the editor."""

import numpy as np

from engine.record.recording import Recording, Site
from engine.record.rows import Rows
from engine.record.schema import SCHEMA
from gui.editor.annotations import one_line
from gui.editor.notes import ErrorNote, error_note, line_values


def recording(strings: list[str], **tables: list[tuple[int, ...]]) -> Recording:
    found = Recording("")
    rows = {name: np.array(rows, SCHEMA[name]).tobytes() for name, rows in tables.items()}
    found.append(Rows(rows, strings, b""))
    return found


def test_each_line_shows_its_last_value() -> None:
    run = recording(["1", "2", "3"], shows=[(0, 4, 0), (1, 5, 1), (2, 4, 2)])
    assert line_values(run) == {4: "3", 5: "2"}


def test_error_is_told_as_python_tells_it() -> None:
    strings = ["RuntimeError", "no way", "", "KeyboardInterrupt"]
    run = recording(strings, errors=[(0, 0, 1, 2, 3, 0, 3, 12)])
    assert error_note(run) == ErrorNote(Site(3, 0, 3, 12), "RuntimeError: no way")
    run = recording(strings, errors=[(0, 3, 2, 2, 1, 0, 1, 4)])
    assert error_note(run) == ErrorNote(Site(1, 0, 1, 4), "KeyboardInterrupt")


def test_no_error_no_note() -> None:
    assert error_note(recording([])) is None


def test_a_value_of_several_lines_shows_that_there_is_more() -> None:
    assert one_line("tensor([[1.],\n        [2.]])") == "tensor([[1.], …"
    assert one_line("tensor(1.)") == "tensor(1.)"
