"""The notes that are read from a recording for the editor."""

import numpy as np
import pytest

from engine.record.recording import Recording, Site
from engine.record.rows import Rows
from engine.record.schema import SCHEMA
from gui.editor.annotations import one_line
from gui.editor.notes import ErrorNote, error_note, line_values


def recording(strings: list[str], source: str = "", **tables: list[tuple[int, ...]]) -> Recording:
    found = Recording(source)
    rows = {name: np.array(rows, SCHEMA[name]).tobytes() for name, rows in tables.items()}
    found.append(Rows(rows, strings, b""))
    return found


def test_each_line_shows_its_last_value() -> None:
    run = recording(["1", "2", "3"], shows=[(0, 4, 0), (1, 5, 1), (2, 4, 2)])
    assert line_values(run) == {4: "3", 5: "2"}


def test_a_line_whose_last_value_is_none_shows_nothing() -> None:
    run = recording(["1", ""], shows=[(0, 4, 0), (1, 4, 1)])
    assert line_values(run) == {}


def test_an_error_note_reads_as_in_python() -> None:
    strings = ["RuntimeError", "no way", "", "KeyboardInterrupt"]
    run = recording(strings, errors=[(0, 0, 1, 2, 3, 0, 3, 12)])
    assert error_note(run) == ErrorNote(Site(3, 0, 3, 12), "RuntimeError: no way")
    run = recording(strings, errors=[(0, 3, 2, 2, 1, 0, 1, 4)])
    assert error_note(run) == ErrorNote(Site(1, 0, 1, 4), "KeyboardInterrupt")


@pytest.mark.parametrize("message", ["a" * 5_000, "row\n" * 500])
def test_a_long_message_is_cut_off(message: str) -> None:
    note = error_note(recording(["ValueError", message, ""], errors=[(0, 0, 1, 2, 3, 0, 3, 12)]))
    assert note is not None
    assert note.message.startswith(f"ValueError: {message[:30]}")
    assert note.message.endswith(" …")
    assert len(note.message) < 900
    assert note.message.count("\n") < 15


def test_an_error_note_has_advice_about_the_code_at_its_site() -> None:
    strings = ["AttributeError", "'int' object has no attribute 'ones'", ""]
    errors: list[tuple[int, ...]] = [(0, 0, 1, 2, 1, 4, 1, 14)]
    with_torch = error_note(recording(strings, "x = torch.ones(2)", errors=errors))
    with_other = error_note(recording(strings, "x = other.ones(2)", errors=errors))
    assert with_torch is not None and with_other is not None
    assert "the name torch" in with_torch.advice
    assert with_torch.text == f"{with_torch.message}\n{with_torch.advice}"
    assert (with_other.advice, with_other.text) == ("", with_other.message)


def test_a_skipped_line_has_a_text() -> None:
    values = line_values(recording(["1"], "%time\n1", shows=[(0, 2, 0)]))
    assert values.keys() == {1, 2}
    assert values[1].startswith("skipped")


def test_a_run_without_error_has_no_error_note() -> None:
    assert error_note(recording([])) is None


def test_a_value_of_several_lines_ends_with_an_ellipsis() -> None:
    assert one_line("tensor([[1.],\n        [2.]])") == "tensor([[1.], …"
    assert one_line("tensor(1.)") == "tensor(1.)"
