"""Labels wrap and elide long texts."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gui.widgets.labels import answer_label, body_label, title_label

LONG = "a_name_that_is_far_too_wide_for_the_panel"


def drawn(qtbot: QtBot, text: str, width: int) -> QImage:
    """A title as it is rendered."""
    label = title_label("title")
    qtbot.addWidget(label)
    label.setText(text)
    label.resize(width, 80)
    return label.grab().toImage()


def test_long_titles_that_differ_at_their_ends_look_different(qtbot: QtBot) -> None:
    assert drawn(qtbot, LONG + "_w1", 160) != drawn(qtbot, LONG + "_b2", 160)


@pytest.mark.parametrize("text", ["x", "the result of mul in line 12"])
def test_words_that_fit_are_not_elided(qtbot: QtBot, text: str) -> None:
    assert drawn(qtbot, text, 160) != drawn(qtbot, text + " 2", 160)


def test_a_sentence_with_a_word_wider_than_a_line_is_shown_in_full(qtbot: QtBot) -> None:
    label, narrow = body_label("sentence"), 160
    qtbot.addWidget(label)
    label.setText(f"It computed with {LONG} of the shape (2, 4).")
    width = label.fontMetrics().horizontalAdvance(label.text())
    label.resize(narrow, 200)
    assert label.heightForWidth(narrow) >= width // narrow * label.fontMetrics().height()
    before = label.grab().toImage()
    label.setText(label.text().replace("4", "5"))
    assert label.grab().toImage() != before


@pytest.mark.parametrize("name", ["x", LONG])
def test_an_answer_can_be_selected_and_has_the_height_of_a_sentence(
    qtbot: QtBot, name: str
) -> None:
    answer, sentence = answer_label("answer"), body_label("sentence")
    for label in (answer, sentence):
        qtbot.addWidget(label)
        label.setText(f"The pass of line 4 started from {name}, but line 3 cuts the way to it.")
        label.resize(160, 200)
    assert answer.heightForWidth(160) == sentence.heightForWidth(160)
    qtbot.mouseDClick(answer, Qt.MouseButton.LeftButton, pos=QPoint(40, answer.height() // 2))
    assert answer.hasSelectedText()
