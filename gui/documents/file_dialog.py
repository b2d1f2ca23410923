"""Dialogs that ask for a file."""

from pathlib import Path

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFileDialog, QHeaderView, QToolButton, QTreeView, QWidget

from gui.icons import recoloured

_ARROWS = ("backButton", "forwardButton", "toParentButton")
"""Qt's names of the buttons whose icons are black whatever is behind them."""


def file_dialog(window: QWidget, title: str, folder: Path) -> QFileDialog:
    """A dialog that can be read in either theme where Qt draws it itself, as without a desktop.

    It is no larger than the screen of the window, with a frame like that of the window.
    """
    dialog = QFileDialog(window, title, str(folder))
    frame = window.window().frameSize() - window.window().size()
    room = window.screen().availableGeometry().size() - frame
    dialog.resize(dialog.size().boundedTo(room))
    details = dialog.findChild(QTreeView)
    if details is not None:  # Qt cuts sizes off
        details.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    groups = QPalette.ColorGroup.Normal, QPalette.ColorGroup.Disabled
    colours = [window.palette().color(group, QPalette.ColorRole.WindowText) for group in groups]
    for name in _ARROWS:
        button = dialog.findChild(QToolButton, name)
        if button is not None:
            button.setIcon(recoloured(button.icon(), *colours))
    return dialog
