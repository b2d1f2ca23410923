"""The direction of text."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument


def keep_left_to_right(document: QTextDocument) -> None:
    """Lay out all lines from the left, as code is read, also one that begins with Arabic."""
    option = document.defaultTextOption()
    option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    document.setDefaultTextOption(option)
