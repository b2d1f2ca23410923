"""Shortcuts that move the focus between script and graph."""

from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.end_to_end.building import KEY, Hands


def test_a_new_script_is_built_by_keys_alone(
    hands: Hands, window: MainWindow, qtbot: QtBot
) -> None:
    window.actions_["new"].trigger()
    window.editor.setFocus()
    qtbot.keyClick(window.editor, KEY.Key_F12)
    assert hands.canvas.hasFocus()
    hands.search("scalar")
    assert hands.source == "import torch\n\nx = torch.tensor(1.0)\n"


def test_the_shortcut_shows_a_closed_script_panel(
    hands: Hands, window: MainWindow, qtbot: QtBot
) -> None:
    hands.canvas.setFocus()
    panel = window.findChild(QDockWidget, "script_dock")
    assert panel is not None
    panel.hide()
    qtbot.keyClick(hands.canvas, KEY.Key_F12)
    assert window.editor.isVisible()
    assert window.editor.hasFocus()
