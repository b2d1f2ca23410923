"""Unchanged lines are mapped to their new places, changed ones never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.record.recording import Site
from gui.editor import line_map as line_map_module
from gui.editor.line_map import LineMap

texts = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12).map("\n".join)


@given(texts)
def test_all_lines_of_an_identical_text_keep_their_numbers(text: str) -> None:
    line_map = LineMap(text, text)
    assert line_map.is_identical
    lines = range(1, text.count("\n") + 2)
    assert [line_map.line(line) for line in lines] == list(lines)


@given(texts, texts)
def test_a_line_is_only_mapped_to_a_line_with_the_same_text(old: str, new: str) -> None:
    line_map = LineMap(old, new)
    found = []
    for number, line in enumerate(old.split("\n"), 1):
        present = line_map.line(number)
        if present is not None:
            assert new.split("\n")[present - 1] == line
            found.append(present)
    assert found == sorted(set(found))


def test_unchanged_lines_between_two_edits_are_mapped() -> None:
    line_map = LineMap("one\ntwo\nthree", "zero\none\ntwo!\nthree")
    assert [line_map.line(line) for line in (1, 2, 3, 4)] == [2, None, 4, None]
    assert not line_map.is_identical


def test_lines_between_distant_edits_count_as_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_map_module, "MAX_COMPARED_LINES", 2)
    line_map = LineMap("a\nb\nc\nd\ne", "a\nB\nc\nD\ne")
    assert [line_map.line(line) for line in range(1, 6)] == [1, None, None, None, 5]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("f(\n  x\n)\nlast", Site(1, 0, 3, 1)),
        ("new\nf(\n  x\n)\nlast", Site(2, 0, 4, 1)),
        ("f(\n  x,\n)\nlast", None),
        ("f(\n\n  x\n)\nlast", None),
    ],
)
def test_a_site_moves_with_its_lines_or_disappears(new: str, expected: Site | None) -> None:
    assert LineMap("f(\n  x\n)\nlast", new).site(Site(1, 0, 3, 1)) == expected


def test_a_site_with_unknown_end_is_one_line() -> None:
    assert LineMap("a\nb", "b").site(Site(2, -1, -1, -1)) == Site(1, -1, 1, -1)
    assert LineMap("a\nb", "b").site(Site(-1, -1, -1, -1)) is None
