"""Sizes that follow that of the script's characters."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QPlainTextEdit

from gui.theme import BASE_PX, SMALL_PX, SPACE_8, code_font


def line_px(code_px: int) -> int:
    """From one line to the next, also where a line has taller Chinese characters."""
    return round(code_px * (BASE_PX + SPACE_8) / BASE_PX)


def note_font(editor: QPlainTextEdit) -> QFont:
    """For what stands beside the text of an editor: a little smaller."""
    return code_font(editor.font().pixelSize() - (BASE_PX - SMALL_PX))
