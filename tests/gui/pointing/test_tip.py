"""The tool tip as a window: its place, its look, and when it is hidden."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.pointing.tip import Tip, tip_corner
from gui.pointing.tip_text import TipText
from gui.theme import DARK, LIGHT, Theme

SCREEN = QRect(0, 0, 1000, 800)
AROUND = QRect(10, 10, 40, 40)
TEXT = TipText("x", "arange", "tensor(1.)", "tensor(2.)", "done")


@pytest.fixture
def widget(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setMouseTracking(True)
    widget.resize(200, 200)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def tip(widget: QWidget) -> Tip:
    tip = Tip(widget)
    tip.show_at(widget, AROUND, TEXT)
    assert tip.isVisible()
    return tip


@pytest.mark.parametrize(
    "around",
    [
        QRect(100, 100, 150, 80),
        QRect(900, 100, 90, 80),
        QRect(100, 700, 150, 90),
        QRect(100, 5, 150, 790),
        QRect(840, 5, 150, 790),
    ],
)
def test_a_tip_is_on_the_screen_and_beside_its_subject(around: QRect):
    tip = QRect(0, 0, 320, 120)
    tip.moveTopLeft(tip_corner(tip, around, SCREEN))
    assert SCREEN.contains(tip)
    assert not tip.intersects(around)


def test_empty_parts_of_a_tip_are_hidden(tip: Tip, widget: QWidget):
    assert tip.text == "x\narange\ntensor(1.)\ntensor(2.)\ndone"
    height = tip.height()
    tip.show_at(widget, AROUND, TipText("y", note="not made yet"))
    assert tip.text == "y\nnot made yet"
    assert tip.height() < height


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_tip_has_the_colours_of_the_theme(tip: Tip, theme: Theme):
    tip.set_theme(theme)
    image = tip.grab().toImage()
    assert image.pixelColor(4, 4) == theme.surface
    assert image.pixelColor(0, 0) == theme.line


def test_a_tip_stays_while_the_pointer_is_over_its_subject(tip: Tip, widget: QWidget, qtbot: QtBot):
    qtbot.mouseMove(widget, QPoint(20, 20))
    qtbot.mouseMove(widget, QPoint(30, 30))
    assert tip.isVisible()
    qtbot.mouseMove(widget, QPoint(120, 120))
    assert not tip.isVisible()


def test_a_key_or_a_click_hides_a_tip(tip: Tip, widget: QWidget, qtbot: QtBot):
    qtbot.keyClick(widget, Qt.Key.Key_Right)
    assert not tip.isVisible()
    tip.show_at(widget, AROUND, TEXT)
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert not tip.isVisible()
