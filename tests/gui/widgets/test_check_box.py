"""A check box is visible in both themes, checked or not."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStyle, QStyleOptionButton
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT, Theme, palette
from gui.widgets.check_box import CheckBox
from tests.gui.test_theme import contrast

SEEN = 3.0
"""Source: WCAG 2.2, "non-text contrast"."""


def box_of(qtbot: QtBot, theme: Theme) -> CheckBox:
    box = CheckBox("Logarithmic")
    qtbot.addWidget(box)
    box.setPalette(palette(theme))
    box.setAutoFillBackground(True)
    box.show()
    return box


def drawn(box: CheckBox) -> tuple[QColor, QColor]:
    """The colours in the middle of the left edge of the box, and in its upper left."""
    option = QStyleOptionButton()
    box.initStyleOption(option)
    rect = box.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, box)
    image = box.grab().toImage()
    edge = image.pixelColor(QPoint(rect.left(), rect.center().y()))
    return edge, image.pixelColor(rect.topLeft() + QPoint(3, 3))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_check_box_has_contrast_with_its_background(qtbot: QtBot, theme: Theme) -> None:
    edge, inside = drawn(box_of(qtbot, theme))
    assert contrast(edge, theme.ground) > SEEN
    assert inside == theme.surface


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_click_checks_the_box(qtbot: QtBot, theme: Theme) -> None:
    box = box_of(qtbot, theme)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(5, box.height() // 2))
    assert box.isChecked()
    _, inside = drawn(box)
    assert inside.name() == theme.accent.name()
