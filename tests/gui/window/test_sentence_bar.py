"""The sentence bar: whole sentences if there is room, a steady height, at most three lines."""

import re

import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from gui.theme import LIGHT, SPACE_12
from gui.window.sentence_bar import SentenceBar
from gui.words.sentences import sentence
from tests.samples import accumulation, first_gradient


@pytest.fixture
def bar(qtbot: QtBot) -> SentenceBar:
    bar = SentenceBar()
    qtbot.addWidget(bar)
    bar.set_theme(LIGHT)
    bar.resize(600, 60)
    bar.show()
    return bar


def read(bar: SentenceBar) -> str:
    """The text as a user reads it."""
    return bar.text().replace("\u00a0", " ")


def lines_of_room(bar: SentenceBar) -> int:
    return round((bar.height() - 2 * SPACE_12) / QFontMetrics(bar.font()).lineSpacing())


def test_a_wide_bar_shows_every_sentence_in_two_lines(bar: SentenceBar) -> None:
    recording = accumulation().recording()
    for cursor in range(recording.step_count + 1):
        state = recording.at(cursor)
        bar.show_state(state)
        assert read(bar) == sentence(state)
        assert bar.toolTip() == ""
        assert lines_of_room(bar) == 2


def test_a_third_line_stays_until_the_next_run(bar: SentenceBar) -> None:
    recording = accumulation().recording()
    bar.resize(300, 60)
    heights = []
    for cursor in (1, 11, 1):
        bar.show_state(recording.at(cursor))
        heights.append(lines_of_room(bar))
    assert heights == [2, 3, 3]
    bar.show_state(first_gradient().recording().at(1))
    assert lines_of_room(bar) == 2


def test_a_long_sentence_gets_a_smaller_font_at_the_same_height(bar: SentenceBar) -> None:
    state = accumulation().recording().at(11)
    bar.set_compact(True)
    bar.set_large(True)
    bar.resize(320, 60)
    height, font_px = bar.height(), bar.font().pixelSize()
    bar.show_state(state)
    assert read(bar) == sentence(state)
    assert bar.font().pixelSize() < font_px
    assert bar.height() == height
    bar.resize(900, 60)
    assert bar.font().pixelSize() == font_px


def test_a_compact_bar_has_a_third_line_in_the_smallest_font(bar: SentenceBar) -> None:
    bar.set_compact(True)
    bar.resize(325, 60)
    low = bar.height()
    state = accumulation().recording().at(11)
    bar.show_state(state)
    assert read(bar) == sentence(state)
    assert low < bar.height() < 4 * bar.fontMetrics().lineSpacing()
    assert bar.heightForWidth(325) <= bar.height(), "nothing is cut off"


def test_the_tool_tip_has_a_sentence_that_does_not_fit(bar: SentenceBar) -> None:
    state = accumulation().recording().at(11)
    bar.resize(120, 60)
    bar.show_state(state)
    assert bar.text().endswith("…")
    assert sentence(state).startswith(read(bar)[:-1])
    assert bar.toolTip() == sentence(state)
    assert bar.heightForWidth(120) <= bar.height()
    bar.resize(900, 60)
    assert read(bar) == sentence(state)


def test_a_short_vector_is_not_broken_across_lines(bar: SentenceBar) -> None:
    recording = accumulation().recording()
    for cursor in range(recording.step_count + 1):
        state = recording.at(cursor)
        bar.show_state(state)
        vectors = re.findall(r"\[[^\]]*\]", bar.text())
        assert not any(" " in vector for vector in vectors)
    assert any("[" in sentence(recording.at(cursor)) for cursor in range(recording.step_count))


def test_a_large_bar_has_room_for_its_sentence(bar: SentenceBar) -> None:
    bar.show_state(accumulation().recording().at(3))
    height, font_px = bar.height(), bar.font().pixelSize()
    bar.set_large(True)
    assert bar.font().pixelSize() > font_px
    assert lines_of_room(bar) == 2
    bar.set_large(False)
    assert (bar.height(), bar.font().pixelSize()) == (height, font_px)


def test_without_a_run_the_bar_says_what_it_is_for(bar: SentenceBar) -> None:
    assert read(bar) == "Each step of a run is told here in one sentence."
    pale = bar.palette().color(bar.foregroundRole())
    bar.show_state(first_gradient().recording().at(1))
    assert read(bar).startswith("arange makes x")
    assert bar.palette().color(bar.foregroundRole()) != pale
