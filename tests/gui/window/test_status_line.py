"""The status bar, as a window has it."""

from PySide6.QtWidgets import QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from gui.window.status_line import StatusLine


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
