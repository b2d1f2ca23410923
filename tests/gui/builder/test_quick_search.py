"""The palette in a popup over the canvas."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.builder.quick_search import QuickSearch
from gui.theme import LIGHT

KEYS = ("F7", "Ctrl+G", "[")
"""The names of window commands whose shortcuts are tried."""


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    for key in KEYS:
        command = QAction(key, window)
        command.setShortcut(key)
        window.addAction(command)
    window.show()
    return window


@pytest.fixture
def search(window: QWidget) -> QuickSearch:
    return QuickSearch(QWidget(window))


def open_field(search: QuickSearch) -> QLineEdit:
    """Open the popup; its field gets what is typed."""
    search.search_at(QPoint(20, 20), LIGHT)
    field = search.findChild(QLineEdit)
    assert field is not None
    return field


def test_an_interrupted_query_is_there_again(qtbot: QtBot, search: QuickSearch) -> None:
    qtbot.keyClicks(open_field(search), "sigm")
    search.hide()  # as a press beside it does
    field = open_field(search)
    assert field.text() == "sigm"
    with qtbot.waitSignal(search.chosen) as chosen:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert chosen.args is not None
    assert chosen.args[0].key == "sigmoid", "it is searched for"


def test_typing_replaces_an_interrupted_query(qtbot: QtBot, search: QuickSearch) -> None:
    qtbot.keyClicks(open_field(search), "sigm")
    search.hide()
    field = open_field(search)
    qtbot.keyClicks(field, "exp")
    assert field.text() == "exp"


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_a_finished_query_is_cleared(qtbot: QtBot, search: QuickSearch, key: Qt.Key) -> None:
    field = open_field(search)
    qtbot.keyClicks(field, "sigm")
    qtbot.keyClick(field, key)
    assert not search.isVisible()
    assert open_field(search).text() == ""


@pytest.mark.parametrize("name", ["F7", "Ctrl+G"])
def test_a_window_shortcut_closes_the_popup_and_triggers_its_command(
    qtbot: QtBot, window: QWidget, search: QuickSearch, name: str
) -> None:
    (command,) = (each for each in window.actions() if each.text() == name)
    field = open_field(search)
    with qtbot.waitSignal(command.triggered):
        qtbot.keySequence(field, name)
    assert not search.isVisible()


def test_a_shortcut_of_the_canvas_closes_the_popup_too(qtbot: QtBot, search: QuickSearch) -> None:
    command = QAction("undo")
    command.setShortcut("Ctrl+J")
    command.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    canvas = search.parentWidget()
    assert canvas is not None
    canvas.addAction(command)
    field = open_field(search)
    with qtbot.waitSignal(command.triggered):
        qtbot.keySequence(field, "Ctrl+J")
    assert not search.isVisible(), "what it is about may be gone"


def test_keys_that_the_field_may_use_are_no_shortcuts(qtbot: QtBot, search: QuickSearch) -> None:
    field = open_field(search)
    qtbot.keyClicks(field, "[")
    qtbot.keyClick(field, Qt.Key.Key_F6)
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert search.isVisible()
    assert field.selectedText() == "["


def test_where_the_place_of_the_window_is_hidden_the_popup_stays_in_the_window(
    window: QWidget, search: QuickSearch, monkeypatch: pytest.MonkeyPatch
):
    window.setGeometry(60, 40, 600, 560)
    corner = window.geometry().bottomRight() - QPoint(20, 20)
    search.search_at(corner, LIGHT)
    assert not window.geometry().contains(search.geometry())
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "wayland")
    search.search_at(corner, LIGHT)
    assert window.geometry().contains(search.geometry())
