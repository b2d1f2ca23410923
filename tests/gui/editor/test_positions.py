"""Conversions between characters and UTF-16 code units, and the spans of sites."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from engine.record.recording import Site
from gui.editor.positions import column_of, spans, utf16_offset
from tests.gui.editor.sites import text_at


@pytest.mark.parametrize(
    ("text", "column", "offset"),
    [("abc", 2, 2), ("数据 = 1", 2, 2), ("😀x", 1, 2), ("a😀😀b", 3, 5), ("ab", 9, 2)],
)
def test_an_emoji_counts_twice_in_qt(text: str, column: int, offset: int) -> None:
    assert utf16_offset(text, column) == offset


@given(st.text(), st.data())
def test_column_and_offset_are_inverse(text: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(0, len(text)))
    assert column_of(text, utf16_offset(text, column)) == column


@pytest.fixture
def document(qtbot: QtBot) -> QTextDocument:
    return QTextDocument('名 = "😀" + (\n    x.sum()\n\n)  \nlast')


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        (Site(1, 4, 1, 7), ['"😀"']),
        (Site(1, 10, 4, 1), ["(", "x.sum()", ")"]),
        (Site(5, 0, 5, 4), ["last"]),
        (Site(5, 2, 5, 99), ["st"]),
        (Site(5, -1, 5, -1), ["last"]),
        (Site(5, 4, 9, 0), []),
        (Site(-1, -1, -1, -1), []),
    ],
)
def test_spans_are_the_parts_of_lines_without_white_space(
    document: QTextDocument, site: Site, expected: list[str]
) -> None:
    texts = []
    for block, start, end in spans(document, site):
        units = block.text().encode("utf-16-le")[2 * start : 2 * end]
        texts.append(units.decode("utf-16-le"))
    assert texts == expected


def test_a_site_over_several_lines_covers_its_text(document: QTextDocument) -> None:
    assert text_at(document, Site(1, 10, 4, 1)) == "(\n    x.sum()\n\n)"
