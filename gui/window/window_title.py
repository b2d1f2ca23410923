"""The title of the window: the document's name, and whether it has unsaved changes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from gui.documents.document import Document


class WindowTitle(QObject):
    """Keeps the title of a window up to date with a document."""

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._window = document, window
        document.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Set the title, in the current language."""
        title = QCoreApplication.translate("WindowTitle", "{name}[*] - Gradwalk")
        self._window.setWindowTitle(title.format(name=self._document.name))
        self._window.setWindowModified(self._document.is_modified)
