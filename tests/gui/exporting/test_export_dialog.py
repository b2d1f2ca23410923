"""The dialog with the options of the export."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QProxyStyle,
    QPushButton,
    QStyle,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.exporting.export_dialog import ExportChoice, ExportDialog
from gui.exporting.export_format import ExportFormat
from gui.theme import DARK, LIGHT, Theme, style_sheet


def dialog_in(qtbot: QtBot, theme: Theme) -> ExportDialog:
    dialog = ExportDialog(theme)
    qtbot.addWidget(dialog)
    return dialog


def box(dialog: ExportDialog, name: str) -> QComboBox:
    found = dialog.findChild(QComboBox, name)
    assert isinstance(found, QComboBox)
    return found


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_default_is_a_png_in_the_theme_of_the_window(qtbot: QtBot, theme: Theme):
    assert dialog_in(qtbot, theme).choice == ExportChoice(ExportFormat.PNG, theme, 2)


def test_the_chosen_options_are_returned(qtbot: QtBot):
    dialog = dialog_in(qtbot, LIGHT)
    box(dialog, "scale").setCurrentText("4 ×")
    box(dialog, "theme").setCurrentText("Dark")
    assert dialog.choice == ExportChoice(ExportFormat.PNG, DARK, 4)


@pytest.mark.parametrize(
    ("words", "file_format"),
    [
        ("SVG, sharp at any size", ExportFormat.SVG),
        ("PDF, for paper and slides", ExportFormat.PDF),
    ],
)
def test_what_has_no_pixels_has_no_scale(qtbot: QtBot, words: str, file_format: ExportFormat):
    dialog = dialog_in(qtbot, LIGHT)
    formats = box(dialog, "format")
    formats.setCurrentText(words)
    assert dialog.choice.file_format is file_format
    assert not box(dialog, "scale").isEnabled()
    formats.setCurrentText("PNG, made of pixels")
    assert box(dialog, "scale").isEnabled()


def test_only_an_animation_has_a_time_for_each_step(qtbot: QtBot):
    dialog = dialog_in(qtbot, LIGHT)
    seconds = dialog.findChild(QDoubleSpinBox, "seconds")
    assert isinstance(seconds, QDoubleSpinBox)
    assert not seconds.isEnabled()
    box(dialog, "format").setCurrentText("Animated GIF of all steps")
    assert seconds.isEnabled() and box(dialog, "scale").isEnabled()
    seconds.setValue(0.5)
    assert dialog.choice == ExportChoice(ExportFormat.ANIMATION, LIGHT, 2, 0.5)


class PictureStyle(QProxyStyle):
    """A style with icons on the buttons of dialogs, as some desktops have it."""

    def styleHint(self, hint, *details) -> int:
        if hint == QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons:
            return 1
        return super().styleHint(hint, *details)


@pytest.fixture
def picture_style(qapp: QApplication) -> Iterator[None]:
    name = qapp.style().objectName()
    qapp.setStyle(PictureStyle(name))
    yield
    qapp.setStyle(name)


@pytest.mark.usefixtures("picture_style")
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_buttons_of_the_dialog_have_texts_and_no_icons(qtbot: QtBot, theme: Theme):
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(style_sheet(theme))
    dialog = ExportDialog(theme, window)
    dialog.show()
    buttons = dialog.findChildren(QPushButton)
    assert len(buttons) == 2
    assert all(button.icon().isNull() and button.text() for button in buttons)
