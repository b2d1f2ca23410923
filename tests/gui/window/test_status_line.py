"""The labels and messages of the status bar."""

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QToolTip
from pytestqt.qtbot import QtBot

from gui.window.status_line import StatusLine
from tests.samples import first_gradient


def test_a_message_covers_the_state_of_the_run_even_before_layout(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    status = StatusLine(window.statusBar())
    status.run.setText("Done")
    window.show()
    status.show_message("Saved")
    window.statusBar().addPermanentWidget(QLabel("new"))  # Qt lays out all widgets again
    qtbot.wait(20)
    assert not status.run.isVisible()
    window.statusBar().clearMessage()
    assert status.run.isVisible()
    status.show_message("Saved again")
    assert not status.run.isVisible()


def test_a_label_without_room_is_elided_and_has_a_tool_tip(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    status = StatusLine(window.statusBar())
    status.show_state(first_gradient().recording().at(1))
    text = "Stopped at line 6; if a loop there does not end, change its condition"
    status.run.setText(text)
    window.resize(240, 100)
    window.show()
    qtbot.waitExposed(window)
    cut = status.run.grab().toImage()
    status.run.setText(text[: len(text) // 2] + " and ends in another way altogether")
    assert status.run.width() < status.run.sizeHint().width()
    assert status.run.grab().toImage() == cut, "only the beginning is seen"
    for width, told in ((900, ""), (240, status.run.text())):
        window.resize(width, 100)
        QApplication.processEvents()
        event = QHelpEvent(QEvent.Type.ToolTip, QPoint(3, 3), status.run.mapToGlobal(QPoint(3, 3)))
        QApplication.sendEvent(status.run, event)
        assert QToolTip.text() == told
