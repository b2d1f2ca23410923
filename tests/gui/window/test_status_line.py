"""The status bar, as a window has it."""

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QToolTip
from pytestqt.qtbot import QtBot

from gui.window.status_line import StatusLine
from tests.samples import first_gradient


def test_what_is_told_covers_how_the_run_went_even_before_all_is_laid_out(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    status = StatusLine(window.statusBar())
    status.run.setText("Done")
    window.show()
    status.show_message("Saved")
    window.statusBar().addPermanentWidget(QLabel("new"))  # all are put into a layout again
    qtbot.wait(20)
    assert not status.run.isVisible()
    window.statusBar().clearMessage()
    assert status.run.isVisible()
    status.show_message("Saved again")
    assert not status.run.isVisible()


def test_what_has_no_room_ends_with_an_ellipsis_and_is_in_the_tool_tip(qtbot: QtBot) -> None:
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
