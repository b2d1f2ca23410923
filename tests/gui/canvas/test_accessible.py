"""The accessibility interfaces of the canvas, as a screen reader uses them."""

import re
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QPointF, Qt, QTranslator
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.record.state import CardStatus
from gui.canvas.accessible import install_accessible_canvas
from gui.canvas.canvas import Canvas
from tests.gui.canvas.scenes import Faces, first_example, grid

DOT = 2


@pytest.fixture(autouse=True)
def _installed(qapp: QApplication) -> None:
    install_accessible_canvas()


def reader(canvas: Canvas) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(canvas)


def name(item: QAccessibleInterface) -> str:
    return item.text(QAccessible.Text.Name)


def test_the_canvas_is_a_list_of_its_cards(canvas: Canvas) -> None:
    graph = reader(canvas)
    assert name(graph) == "Computational graph"
    assert graph.role() == QAccessible.Role.List
    names = [name(graph.child(index)) for index in range(graph.childCount())]
    assert [text.split(",")[0] for text in names] == ["x", "2", "dot", "y"]
    assert names[0] == "x, leaf, shape (4,), value 0. 1. 2. 3., gradient none, state idle"


def test_the_name_of_a_card_is_its_present_description(canvas: Canvas) -> None:
    item = reader(canvas).child(DOT)
    assert canvas.scene is not None and isinstance(canvas.scene.source, Faces)
    faces = canvas.scene.source.faces
    faces[DOT] = replace(faces[DOT], state=CardStatus.READY, badge="2/2")
    assert name(item).endswith("state ready 2 of 2")


def test_cards_have_their_rectangles_on_the_screen(canvas: Canvas) -> None:
    graph = reader(canvas)
    for index in range(graph.childCount()):
        rect = graph.child(index).rect()
        assert graph.rect().contains(rect)
        at = graph.childAt(rect.center().x(), rect.center().y())
        assert graph.indexOfChild(at) == index
    before = graph.child(DOT).rect()
    canvas.pan(QPointF(10, 5))
    assert graph.child(DOT).rect() == before.translated(10, 5)
    assert graph.childAt(graph.rect().left() + 2, graph.rect().top() + 2) is None


def test_the_press_action_of_a_card_selects_it(canvas: Canvas, qtbot: QtBot) -> None:
    graph = reader(canvas)
    actions = graph.child(DOT).actionInterface()
    assert actions.actionNames() == [actions.pressAction()]
    with qtbot.waitSignal(canvas.card_selected) as selected:
        actions.doAction(actions.pressAction())
    assert selected.args == [DOT]
    states = [graph.child(index).state() for index in range(graph.childCount())]
    assert [bool(state.selected) for state in states] == [False, False, True, False]
    assert [bool(state.focused) for state in states] == [False, False, True, False]
    assert all(state.selectable for state in states)
    assert name(graph.focusChild()).startswith("dot,")


def test_only_visible_cards_are_listed(canvas: Canvas) -> None:
    canvas.set_scene(grid())
    graph = reader(canvas)
    assert graph.childCount() == 120
    canvas.zoom(1 / canvas.view.zoom)
    assert graph.childCount() == len(canvas.visible_cards()) < 40
    assert graph.child(-1) is None
    assert graph.child(graph.childCount()) is None


def test_a_card_of_an_earlier_scene_is_invalid(canvas: Canvas) -> None:
    item = reader(canvas).child(DOT)
    assert item.isValid()
    assert item.parent().object() is canvas
    canvas.set_scene(None)
    assert not item.isValid()
    assert name(item) == ""
    assert item.rect().isEmpty()
    assert reader(canvas).childCount() == 0


def test_canvases_can_be_deleted_and_replaced() -> None:
    for _ in range(3):
        canvas = Canvas()
        canvas.set_scene(first_example())
        canvas.resize(500, 400)
        canvas.fit()
        assert name(reader(canvas).child(0)).startswith("x,")
        shiboken6.delete(canvas)


class Shouting(QTranslator):
    """Translates every text into capitals."""

    def translate(self, context: str, text: str, note: str | None = None, count: int = -1) -> str:
        return re.sub(r"\{\w+\}", lambda name: name[0].lower(), text.upper())

    def isEmpty(self) -> bool:
        return False


def test_descriptions_are_translated(canvas: Canvas, qtbot: QtBot) -> None:
    translator = Shouting()
    QCoreApplication.installTranslator(translator)
    try:
        qtbot.waitUntil(lambda: name(reader(canvas)) == "COMPUTATIONAL GRAPH")
        assert "LEAF, SHAPE (4,)" in name(reader(canvas).child(0))
    finally:
        QCoreApplication.removeTranslator(translator)


def test_selecting_by_key_notifies_the_screen_reader(canvas: Canvas, qtbot: QtBot) -> None:
    QAccessible.setActive(True)
    try:
        qtbot.keyClick(canvas, Qt.Key.Key_Tab)
        assert name(reader(canvas).focusChild()).startswith("x,")
    finally:
        QAccessible.setActive(False)
