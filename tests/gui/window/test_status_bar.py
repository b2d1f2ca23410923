"""The place and the length of messages."""

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QToolTip
from pytestqt.qtbot import QtBot

from gui.theme import LIGHT, style_sheet
from gui.window.status_bar import StatusBar


def first_column(image: QImage) -> int:
    """The first column in which anything is drawn, below the border."""
    ground = image.pixelColor(1, image.height() // 2)
    rows = range(4, image.height() - 1)
    columns = range(image.width())
    return next(x for x in columns if any(image.pixelColor(x, y) != ground for y in rows))


def shown(qtbot: QtBot, width: int) -> tuple[QMainWindow, StatusBar]:
    window, bar = QMainWindow(), StatusBar()
    qtbot.addWidget(window)
    window.setStatusBar(bar)
    window.setStyleSheet(style_sheet(LIGHT))
    bar.addWidget(QLabel("Hidden by messages"))
    bar.addPermanentWidget(QLabel("Step 1 of 2"))
    window.resize(width, 100)
    window.show()
    qtbot.waitExposed(window)
    return window, bar


def test_a_message_begins_where_the_labels_do(qtbot: QtBot) -> None:
    _, bar = shown(qtbot, 600)
    label = first_column(bar.grab().toImage())
    bar.showMessage("Hidden by nothing")
    assert first_column(bar.grab().toImage()) == label


def test_a_message_without_room_is_shortened_and_has_a_tool_tip(qtbot: QtBot) -> None:
    window, bar = shown(qtbot, 240)
    text = "The graph is in /home/somebody/lectures/second/graph.svg."
    bar.showMessage(text)
    qtbot.wait(10)
    assert bar.shown_message.endswith("…")
    assert text.startswith(bar.shown_message[:-1])
    for width, told in ((900, ""), (240, text)):
        window.resize(width, 100)
        QApplication.processEvents()
        event = QHelpEvent(QEvent.Type.ToolTip, QPoint(20, 9), bar.mapToGlobal(QPoint(20, 9)))
        QApplication.sendEvent(bar, event)
        assert QToolTip.text() == told
