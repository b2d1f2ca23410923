"""Sizes that follow from the font size of the script."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QPlainTextEdit

from gui.theme import BASE_PX, SMALL_PX, SPACE_8, code_font


def line_px(code_px: int) -> int:
    """The height of every line, also of those with taller Chinese characters."""
    return round(code_px * (BASE_PX + SPACE_8) / BASE_PX)


def note_font(editor: QPlainTextEdit) -> QFont:
    """The font of notes beside the text, which is a little smaller."""
    return code_font(editor.font().pixelSize() - (BASE_PX - SMALL_PX))
