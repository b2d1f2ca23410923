"""Stores unsaved text in case the application ends unexpectedly, and restores it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from gui.documents.document import Document
from gui.documents.questions import Questions
from gui.documents.recovery import Draft, Recovery
from gui.editor.python_edit import PythonEdit

STORE_AFTER_MS = 1_000
"""How long after a change the unsaved text is stored."""


class Drafts(QObject):
    """Stores the unsaved text of a document, and offers what earlier starts left behind.

    Attributes:
        is_left: whether the unsaved text was left for the next start.

    Signals:
        message_requested(str): a message to show for some seconds; {name} is the document's.
    """

    message_requested = Signal(str)

    def __init__(
        self,
        editor: PythonEdit,
        document: Document,
        recovery: Recovery,
        questions: Questions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.is_left = False
        self._document, self._recovery, self._questions = document, recovery, questions
        self._is_stored = True
        self._timer = QTimer(self, singleShot=True, interval=STORE_AFTER_MS)
        self._timer.timeout.connect(self.store)
        editor.textChanged.connect(self._on_text_changed)
        document.changed.connect(self._on_document_changed)

    def store(self) -> None:
        """Store the present text; report a failure, unless the last attempt failed, too."""
        self._timer.stop()
        was_stored, self._is_stored = (
            self._is_stored,
            self._recovery.store(self._document.draft()),
        )
        if was_stored and not self._is_stored:
            self.message_requested.emit(
                self.tr("Unsaved changes of {name} would not outlive a crash: save them soon.")
            )

    def store_changes(self) -> None:
        """Store changes since the last time at once, as the application may be killed."""
        if self._timer.isActive():
            self.store()

    def leave(self) -> None:
        """Leave the unsaved text for the next start, as there is no time for a question."""
        self.store_changes()
        self.is_left = True

    def clear(self) -> None:
        """Delete the stored text, which is saved or not wanted, unless it was left."""
        self._timer.stop()
        if not self.is_left:
            self._recovery.clear()

    @property
    def has_leftovers(self) -> bool:
        """Whether earlier starts left any text."""
        return self._recovery.has_leftovers()

    def offer(self, accepts: Callable[[Draft], bool] = lambda draft: True) -> list[Draft]:
        """Offer the accepted leftovers until one is restored; return the other ones."""
        declined: list[Draft] = []
        for leftover in self._recovery.leftovers():
            if not accepts(leftover.draft):
                declined.append(leftover.draft)
                leftover.leave()
                continue
            is_wanted = self._questions.ask_to_restore(leftover.draft.name)
            if is_wanted:
                self._document.restore(leftover.draft)
                self.store()
            leftover.discard()
            if is_wanted:
                break
        return declined

    # -- slots ---------------------------------------------------------------------------------

    def _on_text_changed(self) -> None:
        if self._document.is_modified and not self._timer.isActive():
            self._timer.start()

    def _on_document_changed(self) -> None:
        if not self._document.is_modified:
            self.clear()
