"""Questions about files, as they appear on the screen."""

from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gui.documents import questions
from gui.documents.questions import Answer, Questions


class Decorated(QMessageBox):
    """A message box in a style that puts icons on buttons."""

    def addButton(self, *arguments: Any) -> Any:
        button: QAbstractButton = super().addButton(*arguments)
        button.setIcon(QIcon(QPixmap(16, 16)))
        return button


def test_the_buttons_of_a_question_have_texts_and_no_icons(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "QMessageBox", Decorated)
    window = QWidget()
    qtbot.addWidget(window)
    icons: list[bool] = []

    def look_and_leave() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        icons.extend(button.icon().isNull() for button in box.buttons())
        box.reject()

    QTimer.singleShot(0, look_and_leave)
    assert Questions(window).ask_to_save("a.py") is Answer.CANCEL
    assert icons == [True] * 3
