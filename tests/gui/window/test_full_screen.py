"""The window on the whole screen, and back to what it was."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from gui.window.full_screen import FullScreen


@pytest.fixture
def content() -> QWidget:
    return QWidget()


@pytest.fixture
def action(content: QWidget) -> QAction:
    action = QAction(content, checkable=True)
    FullScreen(action, content)
    return action


@pytest.fixture(params=["alone", "in a frame"])
def window(
    qtbot: QtBot, content: QWidget, action: QAction, request: pytest.FixtureRequest
) -> QWidget:
    window = content
    if request.param == "in a frame":  # as the application puts it into one when it is ready
        window = QMainWindow()
        window.setCentralWidget(content)
    qtbot.addWidget(window)
    window.resize(300, 200)
    window.show()
    return window


def test_the_window_fills_the_screen_and_comes_back(window: QWidget, action: QAction) -> None:
    action.trigger()
    assert window.isFullScreen()
    action.trigger()
    assert not window.isFullScreen()


def test_a_maximized_window_is_so_again_afterwards(window: QWidget, action: QAction) -> None:
    window.showMaximized()
    action.trigger()
    assert window.isFullScreen()
    action.trigger()
    assert window.windowState() == Qt.WindowState.WindowMaximized


def test_the_action_follows_a_window_that_the_desktop_changes(
    window: QWidget, action: QAction
) -> None:
    window.showFullScreen()
    assert action.isChecked()
    window.showNormal()
    assert not action.isChecked()
