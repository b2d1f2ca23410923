"""Watches the document's file for changes by other programs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from gui.documents.document import Document
from gui.documents.script_file import ScriptFileError

POLL_INTERVAL_MS = 1_000

MAX_MISSES = 2
"""How many polls in a row may not find a file before it counts as lost."""

_Stamp = tuple[int, int] | None


class FileWatch(QObject):
    """Reloads the file when another program writes it, unless there are unsaved changes.

    Signals:
        reloaded: the editor has the text of the file.
        line_ends_changed: reloaded, but only line ends or the byte order mark differ.
        conflicted: the file was written, and the unsaved changes in the editor stay.
        lost: the file is gone, and so the text is unsaved.
    """

    reloaded = Signal()
    line_ends_changed = Signal()
    conflicted = Signal()
    lost = Signal()

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._path = document.path
        self._stamp: _Stamp = None
        self._misses = 0
        self._poll_timer = QTimer(self, interval=POLL_INTERVAL_MS)
        self._poll_timer.timeout.connect(self._poll)
        document.changed.connect(self._on_document_changed)
        self._poll_timer.start()

    def _poll(self) -> None:
        stamp = _stamp_of(self._document.path)
        if stamp is None:
            self._miss()
            return
        was_lost, self._misses = self._misses >= MAX_MISSES, 0
        if was_lost:
            self._document.mark_file_found()
        if stamp != self._stamp:
            self._stamp = stamp
            self._reload()

    def _miss(self) -> None:
        """Note a missing file; some programs replace files, so it is lost only if it stays away."""
        if self._document.path is not None:
            self._misses += 1
            self._stamp = None
        if self._misses == MAX_MISSES:
            self._document.mark_file_lost()
            self.lost.emit()

    def _reload(self) -> None:
        """Reload the file, unless there are unsaved changes."""
        document = self._document
        if not document.has_changed_on_disk:
            return
        if document.is_modified:
            self.conflicted.emit()
            return
        try:
            is_other_text = document.reload()
        except ScriptFileError:  # it is being written, or is no script any more
            return
        (self.reloaded if is_other_text else self.line_ends_changed).emit()

    def _on_document_changed(self) -> None:
        """Check the file again, as there may be no unsaved changes any more."""
        if self._document.path != self._path:
            self._path, self._misses = self._document.path, 0
        if not self._document.is_modified:
            self._stamp = None


def _stamp_of(path: Path | None) -> _Stamp:
    """Changes whenever a file is written: its time and size; None without a file."""
    try:
        found = None if path is None else path.stat()
    except OSError:
        return None
    return None if found is None else (found.st_mtime_ns, found.st_size)
