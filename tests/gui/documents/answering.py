"""Answers the dialogs of a test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
)

POLL_INTERVAL_MS = 5

Act = Callable[[QDialog], None]


@contextmanager
def answering(*acts: Act) -> Iterator[list[str]]:
    """Answer successive dialogs; yields the list of their texts.

    There must be as many dialogs as acts.
    """
    said: list[str] = []
    answered: list[QDialog] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            return
        if len(said) > len(acts):  # too many dialogs: end the test
            dialog.reject()
        elif dialog not in answered:
            answered.append(dialog)
            said.append(text_of(dialog))
            act = acts[len(said) - 1] if len(said) <= len(acts) else escape
            act(dialog)

    timer = QTimer(interval=POLL_INTERVAL_MS)
    timer.timeout.connect(look)
    timer.start()
    yield said
    timer.stop()
    assert len(said) == len(acts), said


def text_of(dialog: QDialog) -> str:
    """The text of a dialog."""
    if isinstance(dialog, QMessageBox):
        return f"{dialog.text()}\n{dialog.informativeText()}"
    return dialog.windowTitle()


def click(label: str) -> Act:
    """Click the button with that label."""

    def act(dialog: QDialog) -> None:
        buttons = {each.text().replace("&", ""): each for each in dialog.findChildren(QPushButton)}
        QTest.mouseClick(buttons[label], Qt.MouseButton.LeftButton)

    return act


def pick(path: Path, label: str) -> Act:
    """Enter a file name in a file dialog, and click its button, once it has read the folder."""

    def act(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        if dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
            dialog.selectFile(str(path))
        name = dialog.findChild(QLineEdit)
        assert name is not None
        name.setText(str(path))
        if Path(dialog.selectedFiles()[0]).stem == path.stem:
            click(label)(dialog)
        else:
            QTimer.singleShot(POLL_INTERVAL_MS, dialog, lambda: act(dialog))

    return act


def escape(dialog: QDialog) -> None:
    """Press Escape."""
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
