"""Menus have enough contrast: icons of selected entries, and frames. Long ones scroll."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QMenu, QStyle, QStyleFactory, QWidget
from pytestqt.qtbot import QtBot

from gui.icons import icon
from gui.theme import DARK, LIGHT, Theme, menu_palette, style_sheet
from tests.gui.test_theme import contrast

SEEN = 3.0
"""Source: WCAG 2.2, "non-text contrast"."""
EDGE_SEEN = 1.5
"""A frame between two backgrounds is decoration, but must still be visible."""


def menu_of(qtbot: QtBot, theme: Theme) -> QMenu:
    menu = QMenu()
    qtbot.addWidget(menu)
    style = QStyleFactory.create("Fusion")
    style.setParent(menu)
    menu.setStyle(style)
    menu.setPalette(menu_palette(theme))
    menu.addAction(icon("step", theme), "Step")
    menu.addSeparator()
    menu.addAction("Loop").setCheckable(True)
    menu.popup(QPoint())
    return menu


def colours(image: QImage, y: int, until: int) -> list[QColor]:
    return [image.pixelColor(x, y) for x in range(3, until)]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_icon_of_the_selected_entry_has_contrast(qtbot: QtBot, theme: Theme) -> None:
    menu = menu_of(qtbot, theme)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    step = menu.actions()[0]
    assert menu.activeAction() is step
    image, rect = menu.grab().toImage(), menu.actionGeometry(step)
    ground = image.pixelColor(rect.right() - 3, rect.center().y())
    assert ground.name() != theme.surface.name(), "one sees which line it is"
    most = max(contrast(each, ground) for each in colours(image, rect.center().y(), 24))
    assert most > SEEN


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_frames_of_menus_are_visible(qtbot: QtBot, theme: Theme) -> None:
    menu = menu_of(qtbot, theme)
    image, rect = menu.grab().toImage(), menu.actionGeometry(menu.actions()[2])
    assert contrast(image.pixelColor(0, image.height() // 2), theme.surface) > EDGE_SEEN
    box = max(contrast(each, theme.surface) for each in colours(image, rect.center().y(), 24))
    assert box > EDGE_SEEN


def test_a_menu_higher_than_the_screen_scrolls_rather_than_having_columns(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(style_sheet(LIGHT))
    menu = QMenu(window)
    for number in range(99):
        menu.addAction(f"Entry {number}")
    assert menu.style().styleHint(QStyle.StyleHint.SH_Menu_Scrollable, None, menu)
    assert menu.sizeHint().height() > menu.screen().availableSize().height()
