"""Folding and opening the frames of calls and iterations."""

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from gui.canvas.metrics import FRAME_TITLE_PX
from gui.drawing.graph_view import MIN_FIT_ZOOM
from gui.main_window import MainWindow
from tests.end_to_end.reading import (
    card_texts,
    look,
    open_example,
    press,
    press_card,
    wait_for_graph,
    write_and_run,
)

CALLS = """\
import torch
def double(a):
    b = a + a
    return b * 1
x = torch.tensor(1.0, requires_grad=True)
y = double(double(x))
y.backward()
"""


def titles(window: MainWindow) -> list[str]:
    scene = window.graph.canvas.scene
    assert scene is not None
    return list(scene.frames.titles)


def click_title(qtbot: QtBot, window: MainWindow, title: str) -> QPointF:
    """Click on a frame's title; returns where the frame's corner was."""
    canvas = window.graph.canvas
    assert canvas.scene is not None
    rect = canvas.scene.frames.rect(titles(window).index(title))
    corner, inside = canvas.view.to_widget(rect).topLeft(), QPointF(12, FRAME_TITLE_PX / 2)
    point = corner + inside * canvas.view.zoom
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=point.toPoint())
    wait_for_graph(qtbot, window)
    return corner


def test_a_click_on_a_title_folds_a_call_and_enter_opens_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, CALLS)
    assert titles(window) == ["double()", "double(), call 2"]
    before = card_texts(window)
    click_title(qtbot, window, "double()")
    assert titles(window) == ["double(), call 2"]
    assert len(card_texts(window)) == len(before) - 1
    assert look(window).card("double()").startswith("double(), folded, 2 cards, value 2.")
    press_card(window, "double()")
    press(qtbot, window, Qt.Key.Key_Return)
    assert card_texts(window) == before
    assert titles(window) == ["double()", "double(), call 2"]


def test_enter_on_a_card_folds_the_frame_around_it(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    press_card(window, "y")
    press(qtbot, window, Qt.Key.Key_Return)
    assert titles(window) == ["double()"]
    assert window.inspector.isVisible()
    assert look(window).inspected == "y", "what was selected stays so, inside the folded frame"


def test_a_double_click_opens_a_folded_frame(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    click_title(qtbot, window, "double()")
    canvas = window.graph.canvas
    assert canvas.scene is not None
    at = canvas.view.to_widget(canvas.scene.card_rect(1)).center().toPoint()
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    wait_for_graph(qtbot, window)
    assert titles(window) == ["double()", "double(), call 2"]


def test_a_pass_can_be_stepped_through_folded_frames(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    press(qtbot, window, Qt.Key.Key_BracketLeft)
    assert titles(window) == []
    assert len(card_texts(window)) == 3
    states = []
    for _ in range(3):
        window.actions_["step"].trigger()
        wait_for_graph(qtbot, window)
        states.append(look(window).card("double(), call 2").rsplit("state ", 1)[1])
    assert states[-1] == "done" or "current" in states
    window.actions_["last"].trigger()
    wait_for_graph(qtbot, window)
    assert look(window).card("x").count("gradient 4.")
    press(qtbot, window, Qt.Key.Key_BracketRight)
    assert titles(window) == ["double()", "double(), call 2"]


def test_folded_frames_stay_folded_in_the_next_run(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    click_title(qtbot, window, "double()")
    write_and_run(qtbot, window, CALLS.replace("1.0", "2.0"))
    assert titles(window) == ["double(), call 2"]
    assert "value 4." in look(window).card("double()")


def test_the_corner_of_a_folded_frame_stays_in_place(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "09_control_flow_fixed")
    canvas = window.graph.canvas
    canvas.look_at(QPointF(100, 400), 1.0)
    title = next(title for title in titles(window) if title.startswith("while"))
    before = click_title(qtbot, window, title)
    assert canvas.scene is not None
    faces = [canvas.scene.source.face(card) for card in range(canvas.scene.card_count)]
    folded = [face.title for face in faces].index(title)
    corner = canvas.view.to_widget(canvas.scene.card_rect(folded)).topLeft()
    assert (corner - before).manhattanLength() <= 2


def filled(window: MainWindow) -> bool:
    """Whether the graph leaves no part of the canvas empty that it could fill, or is centred."""
    canvas, margin = window.graph.canvas, 34
    assert canvas.scene is not None
    shown, room = canvas.view.to_widget(canvas.scene.bounds()), canvas.rect()

    def fills(low: float, high: float, length: int) -> bool:
        if high - low < length - 2 * margin:
            return abs(low + high - length) <= 4
        return low <= margin and high >= length - margin

    return fills(shown.left(), shown.right(), room.width()) and fills(
        shown.top(), shown.bottom(), room.height()
    )


def test_a_tall_graph_opens_with_the_canvas_filled(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "09_control_flow_fixed")
    canvas = window.graph.canvas
    assert not canvas.follows_fit, "it is too tall to be shown whole"
    assert filled(window)


@pytest.mark.parametrize("zoom", [0.7, 1.5])
def test_folding_and_opening_all_frames_keeps_the_canvas_filled(
    qtbot: QtBot, window: MainWindow, zoom: float
) -> None:
    open_example(qtbot, window, "09_control_flow_fixed")
    canvas = window.graph.canvas
    canvas.look_at(QPointF(100, 400), zoom)
    for key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
        press(qtbot, window, key)
        assert filled(window)
        assert canvas.view.zoom == zoom


def test_folding_a_graph_too_small_to_read_makes_it_readable(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "09_control_flow_fixed")
    canvas = window.graph.canvas
    canvas.look_at(QPointF(100, 400), 0.05)
    press(qtbot, window, Qt.Key.Key_BracketLeft)
    assert canvas.view.zoom >= MIN_FIT_ZOOM
    assert filled(window)


def test_opening_a_frame_keeps_the_cards_readable(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "09_control_flow_fixed")
    press(qtbot, window, Qt.Key.Key_BracketLeft)
    canvas = window.graph.canvas
    press(qtbot, window, Qt.Key.Key_1)
    assert canvas.follows_fit
    press_card(window, "f()")
    press(qtbot, window, Qt.Key.Key_Return)
    assert "f()" in titles(window)
    assert canvas.view.zoom >= MIN_FIT_ZOOM


def test_frame_titles_are_in_the_current_language(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "18_two_layer_network")
    assert titles(window) == ["Iteration 1"]
    window.actions_["language_zh_CN"].trigger()
    qtbot.waitUntil(lambda: titles(window) == ["第 1 次迭代"])
