"""Every example, stepped to its end and back by keys in a real window."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.examples import examples
from gui.main_window import MainWindow
from tests.end_to_end.reading import Seen, look, open_example, press

NAMES = [example.name for example in examples()]


def walk(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> list[Seen]:
    """Press a key until nothing changes; what is seen before, between and after."""
    press(qtbot, window, Qt.Key.Key_1)  # all of the graph, so that all of it can be read
    seen = [look(window)]
    while True:
        before = window.player.cursor
        press(qtbot, window, key)
        press(qtbot, window, Qt.Key.Key_1)
        if window.player.cursor == before:
            return seen
        seen.append(look(window))


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_the_same_forwards_and_back(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    open_example(qtbot, window, name)
    press(qtbot, window, Qt.Key.Key_Home)
    forwards = walk(qtbot, window, Qt.Key.Key_Right)
    back = walk(qtbot, window, Qt.Key.Key_Left)
    assert len(forwards) == window.player.recording.step_count + 1
    assert back == forwards[::-1]


@pytest.mark.parametrize("name", NAMES)
def test_all_that_is_seen_of_a_step_agrees(qtbot: QtBot, window: MainWindow, name: str) -> None:
    open_example(qtbot, window, name)
    press(qtbot, window, Qt.Key.Key_Home)
    for number, seen in enumerate(walk(qtbot, window, Qt.Key.Key_Right)):
        count = window.player.recording.step_count
        assert seen.step == f"Step {number} of {count}"
        assert seen.timeline == str(number)
        if number == 0:
            continue
        current = [text for text in seen.cards if "state current" in text]
        assert len(current) == 1, "one card is the current one, and it is drawn"
        assert seen.sentence
        assert seen.marked
        assert current[0].startswith(f"{seen.inspected}, ")


def test_the_window_opens_at_the_start_of_the_pass(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    seen = look(window)
    assert "starts" in seen.sentence
    assert "value 0. 1. 2. 3." in seen.card("x")
    assert "gradient none" in seen.card("x")
    assert "gradient 1." in seen.card("y")


def test_the_first_gradient_arrives_in_two_contributions(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    press(qtbot, window, Qt.Key.Key_Right)
    press(qtbot, window, Qt.Key.Key_Right)
    assert "ready 2 of 2" in look(window).card("x")
    press(qtbot, window, Qt.Key.Key_Right)
    seen = look(window)
    assert "gradient 0. 4. 8. 12." in seen.card("x")
    assert "None" in seen.sentence
    assert "[0 4 8 12]" in seen.sentence
