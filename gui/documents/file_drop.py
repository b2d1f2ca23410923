"""Opens files that are dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QFileInfo, QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget


class FileDrop(QObject):
    """Accepts a file dropped anywhere in a window where no other widget takes it.

    Signals:
        dropped(Path): a file was dropped; emitted after the drop has been answered.
    """

    dropped = Signal(Path)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent):  # entering and moving are drop events, too
            return False
        path = _file_in(event.mimeData())
        if path is None:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            QTimer.singleShot(0, self, lambda: self.dropped.emit(path))
        return True


def _file_in(data: QMimeData) -> Path | None:
    """The first file among the dragged URLs; None for folders, web pages and text."""
    places = (QFileInfo(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    # Path.is_file raises an error for a name that is too long, or in a folder that cannot be read.
    return next((Path(place.filePath()) for place in places if place.isFile()), None)
