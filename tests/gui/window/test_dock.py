"""The title bar of a panel."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow, QToolButton
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT, Theme, palette
from gui.window.dock import Dock, is_in_sight


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_buttons_of_the_title_bar_have_the_colour_of_secondary_words(
    qtbot: QtBot, theme: Theme
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setPalette(palette(theme))
    dock = Dock("panel", QLabel("content"), window)
    dock.set_theme(theme)
    for button in dock.titleBarWidget().findChildren(QToolButton):
        image = button.icon().pixmap(button.iconSize()).toImage()
        colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
        assert theme.muted.rgba() in colours


def test_a_panel_that_is_docked_again_is_in_front_of_its_tabs(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    first, second = (Dock(name, QLabel(name), window) for name in ("first", "second"))
    for dock in (first, second):
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.tabifyDockWidget(first, second)
    window.show()
    first.setFloating(True)
    qtbot.waitUntil(lambda: not second.visibleRegion().isEmpty())
    first.setFloating(False)
    qtbot.waitUntil(lambda: is_in_sight(first) and not is_in_sight(second), timeout=2_000)
