"""Entering and leaving full screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMainWindow, QWidget
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
    if request.param == "in a frame":  # as the application does once the window is ready
        window = QMainWindow()
        window.setCentralWidget(content)
    qtbot.addWidget(window)
    window.resize(300, 200)
    window.show()
    return window


def test_full_screen_is_entered_and_left(window: QWidget, action: QAction) -> None:
    action.trigger()
    assert window.isFullScreen()
    action.trigger()
    assert not window.isFullScreen()


def test_escape_leaves_full_screen_unless_the_focused_part_takes_it(
    qtbot: QtBot, window: QWidget, action: QAction, content: QWidget
) -> None:
    part = QComboBox(content)
    part.addItems(["first", "second"])
    part.show()
    action.trigger()
    part.showPopup()
    qtbot.keyClick(part.view(), Qt.Key.Key_Escape)
    assert window.isFullScreen()
    qtbot.keyClick(part, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert not action.isChecked()
    qtbot.keyClick(part, Qt.Key.Key_Escape)
    assert not window.isFullScreen()


def test_a_maximized_window_is_maximized_again_after_full_screen(
    window: QWidget, action: QAction
) -> None:
    window.showMaximized()
    action.trigger()
    assert window.isFullScreen()
    action.trigger()
    assert window.windowState() == Qt.WindowState.WindowMaximized


def test_the_action_follows_a_state_change_by_the_desktop(window: QWidget, action: QAction) -> None:
    window.showFullScreen()
    assert action.isChecked()
    window.showNormal()
    assert not action.isChecked()
