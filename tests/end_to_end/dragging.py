"""Something dragged over a widget, as the window system tells of it."""

from typing import Any

from PySide6 import __version_info__
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

_COPY, _LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
_NO_KEY = Qt.KeyboardModifier.NoModifier
_TAKES_PARTS_OF_PIXELS = __version_info__[:2] >= (6, 12)
"""Before, Qt took no others than whole ones; since then it warns of those."""


def entering(at: QPoint, data: QMimeData) -> QDragEnterEvent:
    """It comes in at a place."""
    return QDragEnterEvent(_place(at), _COPY, data, _LEFT, _NO_KEY)


def moving(to: QPoint, data: QMimeData) -> QDragMoveEvent:
    """It goes on to a place."""
    return QDragMoveEvent(_place(to), _COPY, data, _LEFT, _NO_KEY)


def dropped(at: QPoint, data: QMimeData) -> QDropEvent:
    """It is let go at a place."""
    return QDropEvent(QPointF(at), _COPY, data, _LEFT, _NO_KEY)


def _place(at: QPoint) -> Any:
    return QPointF(at) if _TAKES_PARTS_OF_PIXELS else at
