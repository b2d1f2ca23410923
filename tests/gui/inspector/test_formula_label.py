"""Formulas are copied from a context menu."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gui import languages
from gui.inspector.formula_label import COPY_SCALE, FormulaLabel
from gui.inspector.typesetter import INK
from gui.theme import DARK, LIGHT

LATEX = r"y = a ^ 2"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" viewBox="0 0 20 10">'
    f'<rect width="10" height="10" fill="{INK}"/></svg>'
).encode()


@pytest.fixture
def label(qtbot: QtBot) -> FormulaLabel:
    label = FormulaLabel("formula")
    qtbot.addWidget(label)
    label.set_theme(DARK)
    label.show_formula(LATEX, SVG)
    label.show()
    return label


def choose(label: FormulaLabel, text: str) -> None:
    """Open the context menu and choose an entry."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(3, 3), QPoint(3, 3))
    QGuiApplication.sendEvent(label, event)
    menu = label.findChild(QMenu)
    assert isinstance(menu, QMenu)
    (entry,) = [each for each in menu.actions() if each.text() == text]
    entry.trigger()
    menu.close()


def test_the_latex_source_can_be_copied(label: FormulaLabel) -> None:
    choose(label, "Copy as LaTeX")
    assert QGuiApplication.clipboard().text() == LATEX


def test_the_copied_picture_is_large_and_dark_in_any_theme(label: FormulaLabel) -> None:
    choose(label, "Copy picture")
    data = QGuiApplication.clipboard().mimeData()
    assert LIGHT.text.name().encode() in data.data("image/svg+xml").data()
    image = data.imageData()
    assert isinstance(image, QImage)
    assert (image.width(), image.height()) == (20 * COPY_SCALE, 10 * COPY_SCALE)
    assert image.pixelColor(5, 5) == LIGHT.text
    assert image.pixelColor(image.width() - 5, 5).alpha() == 0


def test_a_formula_that_is_not_typeset_can_only_be_copied_as_latex(label: FormulaLabel) -> None:
    label.show_formula(LATEX, b"")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(3, 3), QPoint(3, 3))
    QGuiApplication.sendEvent(label, event)
    menu = label.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [each.isEnabled() for each in menu.actions()] == [True, False]
    menu.close()


def test_the_tool_tip_is_in_the_current_language(label: FormulaLabel) -> None:
    assert label.toolTip() == "A right click copies the formula"
    languages.install("zh_CN")
    try:
        QGuiApplication.sendEvent(label, QEvent(QEvent.Type.LanguageChange))
        assert "公式" in label.toolTip()
    finally:
        languages.install("en")
