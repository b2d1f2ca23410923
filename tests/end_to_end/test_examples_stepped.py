"""Every example is stepped to its end and back by keys."""

import re

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.end_to_end.reading import (
    EXAMPLES,
    TRAINING,
    Seen,
    look,
    open_example,
    press,
    wait_for_graph,
)

pytestmark = [pytest.mark.long, pytest.mark.timeout(400)]  # hundreds of steps, there and back


def walk(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> list[Seen]:
    """Press a key until nothing changes; returns what is seen before, between and after."""
    press(qtbot, window, Qt.Key.Key_1)  # all of the graph, so that all of it can be read
    seen = [look(window)]
    while True:
        before = window.player.cursor
        press(qtbot, window, key)
        press(qtbot, window, Qt.Key.Key_1)
        if window.player.cursor == before:
            return seen
        seen.append(look(window))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_shows_the_same_forwards_and_backwards(
    qtbot: QtBot, window: MainWindow, name: str, language: str
) -> None:
    window.actions_[f"language_{language}"].trigger()
    QCoreApplication.sendPostedEvents()  # language changes are events
    open_example(qtbot, window, name)
    press(qtbot, window, Qt.Key.Key_Home)
    forwards = walk(qtbot, window, Qt.Key.Key_Right)
    back = walk(qtbot, window, Qt.Key.Key_Left)
    assert len(forwards) == window.player.recording.step_count + 1
    assert back == forwards[::-1]


@pytest.mark.parametrize("name", EXAMPLES)
def test_all_views_of_a_step_agree(qtbot: QtBot, window: MainWindow, name: str) -> None:
    open_example(qtbot, window, name)
    press(qtbot, window, Qt.Key.Key_Home)
    for number, seen in enumerate(walk(qtbot, window, Qt.Key.Key_Right)):
        count = window.player.recording.step_count
        assert seen.step == f"Step {number:,} of {count:,}"
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


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_training_is_walked_pass_by_pass(qtbot: QtBot, window: MainWindow, language: str) -> None:
    window.actions_[f"language_{language}"].trigger()
    open_example(qtbot, window, TRAINING)
    press(qtbot, window, Qt.Key.Key_Home)
    forwards = walk_passes(qtbot, window, "next_pass")
    back = walk_passes(qtbot, window, "previous_pass")
    assert len(forwards) == 50
    assert back == forwards[-2::-1]
    assert "loss.backward()" in forwards[0].sentence
    assert loss(forwards[-1]) < 0.01 < loss(forwards[0])


def walk_passes(qtbot: QtBot, window: MainWindow, action: str) -> list[Seen]:
    """Go from pass to pass to the end; returns what is seen at the start of each."""
    seen: list[Seen] = []
    while True:
        before = window.player.cursor
        window.actions_[action].trigger()
        wait_for_graph(qtbot, window)
        press(qtbot, window, Qt.Key.Key_1)
        if window.player.cursor == before or "loss" not in look(window).sentence:
            return seen
        seen.append(look(window))


def loss(seen: Seen) -> float:
    """The number on the card of the loss whose pass begins."""
    [text] = [text for text in seen.cards if re.match("loss[,，]", text)]
    number = re.search(r"(?:value|值) ([\d.]+)", text)
    assert number is not None
    return float(number[1])


def test_gradients_of_two_passes_add_up(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "12_backward_twice_retained")
    for _ in range(2):
        window.actions_["next_pass"].trigger()
    press(qtbot, window, Qt.Key.Key_Right)
    press(qtbot, window, Qt.Key.Key_Right)
    seen = look(window)
    assert "was [0 2 4 6]; adding [0 2 4 6] gives [0 4 8 12], in the same memory" in seen.sentence


def test_the_failing_second_pass_is_shown_at_its_step(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "11_backward_twice")
    error = window.editor.shown_notes.error
    assert error is not None
    assert error.site.line == len(window.editor.source().splitlines())
    assert "second time" in error.message
    assert "retain_graph=True" in error.advice


def test_the_graph_of_the_second_derivative_has_more_nodes(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "10_second_derivative")
    values = window.editor.shown_notes.values
    lines = window.editor.source().splitlines()
    counts = [values[lines.index(f"nodes({of}.grad_fn)") + 1] for of in ("y", "slope")]
    assert counts == ["4", "11"]
