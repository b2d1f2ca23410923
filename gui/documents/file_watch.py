"""Notices when another program writes the file of the document."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from gui.documents.document import Document
from gui.documents.script_file import ScriptFileError

LOOK_EVERY_MS = 1_000

_Stamp = tuple[int, int] | None


class FileWatch(QObject):
    """Shows what the file has become, as long as nothing is lost by that.

    Signals:
        reloaded: the editor has what the file has.
        kept: the editor has unsaved changes, which stay.
    """

    reloaded = Signal()
    kept = Signal()

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._stamp: _Stamp = None
        self._looking = QTimer(self, interval=LOOK_EVERY_MS)
        self._looking.timeout.connect(self._look)
        document.changed.connect(self._on_document_changed)
        self._looking.start()

    def _look(self) -> None:
        stamp = _stamp_of(self._document.path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        if stamp is None or not self._document.has_changed_on_disk:
            return
        if self._document.is_modified:
            self.kept.emit()
            return
        try:
            self._document.reload()
        except ScriptFileError:  # it is being written, or is no script any more
            return
        self.reloaded.emit()

    def _on_document_changed(self) -> None:
        """Where unsaved changes stood in the way, they may have been taken back by now."""
        if not self._document.is_modified:
            self._stamp = None


def _stamp_of(path: Path | None) -> _Stamp:
    """Tells whether a file was written since; None where there is none."""
    try:
        found = None if path is None else path.stat()
    except OSError:
        return None
    return None if found is None else (found.st_mtime_ns, found.st_size)
