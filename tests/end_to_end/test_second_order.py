"""The graph of gradients, beside the forward graph, linked with it, and stepped through."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from engine.record.mirrors import gradient_cards_of
from gui.main_window import MainWindow
from tests.end_to_end.reading import press_card, write_and_run

DOUBLE = """\
import torch
x = torch.tensor(2.0, requires_grad=True)
y = x**3
(slope,) = torch.autograd.grad(y, x, create_graph=True)
slope.backward()
"""


def card_of(window: MainWindow, name: str) -> int:
    recording = window.player.recording
    return next(each for each in range(len(recording["cards"])) if name in recording.names(each))


def marked(window: MainWindow) -> list[int]:
    outline = window.graph.outline
    assert outline is not None
    places = outline.cards[window.graph.canvas.marked]
    return [int(card) for card in outline.drawing.cards[places]]


def in_the_first_pass(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, DOUBLE)
    window.player.seek(window.player.recording.index.pass_end(0))
    qtbot.waitUntil(lambda: window.graph.place(card_of(window, "y")) is not None, timeout=5000)


def test_the_graph_of_gradients_is_beside_the_forward_graph(qtbot: QtBot, window: MainWindow):
    in_the_first_pass(qtbot, window)
    made = gradient_cards_of(window.player.recording, card_of(window, "y"))
    assert made
    beside = (card_of(window, "y"), *made)
    qtbot.waitUntil(
        lambda: all(window.graph.place(card) is not None for card in beside), timeout=5000
    )


def test_selecting_a_card_marks_its_counterparts(qtbot: QtBot, window: MainWindow):
    in_the_first_pass(qtbot, window)
    forward = card_of(window, "y")
    made = gradient_cards_of(window.player.recording, forward)
    window.graph.select(forward)
    assert marked(window) == made
    window.graph.select(made[0])
    assert forward in marked(window)


def test_hovering_a_card_marks_its_counterparts(qtbot: QtBot, window: MainWindow):
    in_the_first_pass(qtbot, window)
    forward = card_of(window, "y")
    canvas, place = window.graph.canvas, window.graph.place(forward)
    assert place is not None
    qtbot.mouseMove(canvas, canvas.rect_of(place).center())
    made = gradient_cards_of(window.player.recording, forward)
    qtbot.waitUntil(lambda: marked(window) == made, timeout=5000)


def test_the_inspector_links_to_the_counterparts(qtbot: QtBot, window: MainWindow):
    in_the_first_pass(qtbot, window)
    press_card(window, "y")
    links = window.inspector.findChildren(QToolButton)
    seen = [each for each in links if each.objectName().startswith("mirror_") and each.isVisible()]
    made = gradient_cards_of(window.player.recording, card_of(window, "y"))
    assert len(seen) == len(made)
    qtbot.mouseClick(seen[0], Qt.MouseButton.LeftButton)
    assert window.graph.selected == made[0]


def test_the_second_pass_is_stepped_through_the_graph_of_gradients(
    qtbot: QtBot, window: MainWindow
):
    write_and_run(qtbot, window, DOUBLE)
    player = window.player
    player.seek(player.recording.index.pass_start(1))
    end = player.recording.index.pass_end(1)
    met = set()
    while player.state.cursor < end:
        window.actions_["step"].trigger()
        met.add(player.state.current_card())
    made = gradient_cards_of(player.recording, card_of(window, "y"))
    assert met & set(made)
