"""Dialogs that ask for a file can be read where Qt draws them itself."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QIcon, QScreen
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.documents.file_dialog import file_dialog
from gui.theme import DARK, LIGHT, Theme, palette
from tests.gui.test_theme import contrast


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["backButton", "forwardButton", "toParentButton"])
def test_the_arrows_have_contrast(qtbot: QtBot, tmp_path: Path, theme: Theme, name: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setPalette(palette(theme))
    dialog = file_dialog(window, "Open", tmp_path)
    button = dialog.findChild(QToolButton, name)
    assert button is not None

    def most(mode: QIcon.Mode) -> float:
        image = button.icon().pixmap(16, 16, mode).toImage()
        pixels = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
        return max(contrast(each, theme.ground) for each in pixels if each.alpha() > 200)

    assert most(QIcon.Mode.Normal) > 4.5 > most(QIcon.Mode.Disabled) > 1.3


def test_the_dialog_fits_on_the_screen_of_a_projector(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = QRect(0, 0, 640, 360)
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: screen)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = file_dialog(window, "Open", tmp_path)
    dialog.open()
    assert screen.size().expandedTo(dialog.frameSize()) == screen.size()
