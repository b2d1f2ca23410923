"""The question what kind of picture to make."""

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from gui.export import PictureFormat
from gui.export_dialog import ExportChoice, ExportDialog
from gui.theme import DARK, LIGHT, Theme


def dialog_in(qtbot: QtBot, theme: Theme) -> ExportDialog:
    dialog = ExportDialog(theme)
    qtbot.addWidget(dialog)
    return dialog


def box(dialog: ExportDialog, name: str) -> QComboBox:
    found = dialog.findChild(QComboBox, name)
    assert isinstance(found, QComboBox)
    return found


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_at_first_it_is_a_png_in_the_colours_of_the_window(qtbot: QtBot, theme: Theme):
    assert dialog_in(qtbot, theme).choice == ExportChoice(PictureFormat.PNG, theme, 2)


def test_what_is_chosen_is_answered(qtbot: QtBot):
    dialog = dialog_in(qtbot, LIGHT)
    box(dialog, "scale").setCurrentText("4 ×")
    box(dialog, "theme").setCurrentText("Dark")
    assert dialog.choice == ExportChoice(PictureFormat.PNG, DARK, 4)


def test_only_a_png_has_a_scale(qtbot: QtBot):
    dialog = dialog_in(qtbot, LIGHT)
    formats = box(dialog, "format")
    formats.setCurrentText("SVG, sharp at any size")
    assert dialog.choice.file_format is PictureFormat.SVG
    assert not box(dialog, "scale").isEnabled()
    formats.setCurrentText("PNG, made of pixels")
    assert box(dialog, "scale").isEnabled()
