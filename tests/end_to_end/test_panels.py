"""Panels that were closed, floated, moved or resized come back to where they began."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot

from gui.command import Menu
from gui.main_window import MainWindow
from tests.end_to_end.reading import open_example

PANELS = ("script", "console", "inspector", "timeline")


def dock(window: MainWindow, name: str) -> QDockWidget:
    found = window.findChild(QDockWidget, f"{name}_dock")
    assert found is not None
    return found


def places(window: MainWindow) -> list[int]:
    """The edges of the panels, in pixels."""
    rects = [dock(window, name).geometry() for name in PANELS]
    return [edge for r in rects for edge in (r.left(), r.top(), r.right(), r.bottom())]


def test_panels_are_reset(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    before = places(window)
    dock(window, "inspector").close()
    dock(window, "timeline").setFloating(True)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock(window, "console"))
    window.resizeDocks([dock(window, "script")], [600], Qt.Orientation.Horizontal)
    window.actions_["gallery"].trigger()
    qtbot.waitUntil(lambda: places(window) != before)
    window.actions_["reset_panels"].trigger()
    qtbot.waitUntil(lambda: places(window) == pytest.approx(before, abs=2))
    assert not dock(window, "timeline").isFloating()
    assert not dock(window, "gallery").isVisible()
    assert not window.plots.is_in_sight, "the inspector is before it"


def test_that_is_the_last_entry_of_the_panels(window: MainWindow) -> None:
    entries = window.actions_.menu(Menu.VIEW).actions()
    assert entries[-1] is window.actions_["reset_panels"]
    assert entries[-2] is dock(window, "timeline").toggleViewAction()


def test_a_key_shows_the_whole_run_and_the_pass_again(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "07_detach")
    window.actions_["last"].trigger()
    qtbot.waitUntil(lambda: window.graph.is_settled)
    counts = [window.graph.counts]
    for _ in range(2):
        qtbot.keyClick(window.graph.canvas, Qt.Key.Key_V)
        qtbot.waitUntil(lambda: window.graph.is_settled)
        counts.append(window.graph.counts)
    assert counts[0] == counts[2]
    assert counts[1][0] > counts[0][0]


def test_on_the_whole_screen_the_sentence_is_large(qtbot: QtBot, window: MainWindow) -> None:
    usual = window.sentence_bar.font().pixelSize()
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(window.isFullScreen)
    assert window.sentence_bar.font().pixelSize() > usual
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert window.sentence_bar.font().pixelSize() == usual
