"""The About box has the application's icon and no stock icons."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine import VERSION
from gui.help.about import about_box


def test_the_about_box_shows_name_version_and_icon(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    box = about_box(parent)
    assert VERSION in box.text()
    assert box.iconPixmap().deviceIndependentSize().width() == 64
    assert [button.icon().isNull() for button in box.buttons()] == [True]
