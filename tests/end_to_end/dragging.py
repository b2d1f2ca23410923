"""Drag and drop events, as the window system sends them."""

from typing import Any

from PySide6 import __version_info__
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

_COPY, _LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
_NO_KEY = Qt.KeyboardModifier.NoModifier
_TAKES_PARTS_OF_PIXELS = __version_info__[:2] >= (6, 12)
"""Drag and drop events take fractional points from this version of Qt on, and warn of others."""


def entering(at: QPoint, data: QMimeData) -> QDragEnterEvent:
    """The drag enters at a point."""
    return QDragEnterEvent(_place(at), _COPY, data, _LEFT, _NO_KEY)


def moving(to: QPoint, data: QMimeData) -> QDragMoveEvent:
    """The drag moves to a point."""
    return QDragMoveEvent(_place(to), _COPY, data, _LEFT, _NO_KEY)


def dropped(at: QPoint, data: QMimeData) -> QDropEvent:
    """The data is dropped at a point."""
    return QDropEvent(QPointF(at), _COPY, data, _LEFT, _NO_KEY)


def _place(at: QPoint) -> Any:
    return QPointF(at) if _TAKES_PARTS_OF_PIXELS else at
