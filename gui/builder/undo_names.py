"""Names of undo and redo: those of gestures, unlike those of typing, say what they undo."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QTextDocument

from engine.edit.edits import Gesture
from gui.builder.gesture_texts import gesture_name

translate = QCoreApplication.translate


@dataclass
class _Entry:
    """A gesture in the undo history: the number of undo commands before and after it."""

    before: int
    after: int
    gesture: Gesture
    subject: str


class UndoNames(QObject):
    """Tracks the undo history of a document, and names the actions after gestures.

    For typing, the actions have their usual texts.
    """

    def __init__(self, document: QTextDocument, undo: QAction, redo: QAction) -> None:
        super().__init__(document)
        self._document, self._undo, self._redo = document, undo, redo
        self._entries: list[_Entry] = []
        self._count = document.availableUndoSteps()
        document.undoCommandAdded.connect(self._on_command_added)
        document.contentsChanged.connect(self._on_contents_changed)

    def begin(self, gesture: Gesture, subject: str) -> None:
        """Name the next commands of the document, up to ``end``."""
        self._entries = [each for each in self._entries if each.after <= self._count]
        self._entries.append(_Entry(self._count, self._count, gesture, subject))

    def end(self) -> None:
        """End the gesture; called again, include the commands joined to it."""
        self._entries[-1].after = self._document.availableUndoSteps()
        self.show()

    @property
    def undo_name(self) -> str:
        """The name of the gesture that undo would undo; empty for typing."""
        return _name(self._undoable())

    @property
    def redo_name(self) -> str:
        """The name of the gesture that redo would redo; empty for typing."""
        return _name(self._redoable())

    @property
    def undoes_gesture(self) -> bool:
        """Whether undo would undo a gesture."""
        return self._undoable() is not None

    @property
    def redoes_gesture(self) -> bool:
        """Whether redo would redo a gesture."""
        return self._redoable() is not None

    def _undoable(self) -> _Entry | None:
        return next((each for each in self._entries if each.after == self._count), None)

    def _redoable(self) -> _Entry | None:
        if not self._document.isRedoAvailable():
            return None
        return next((each for each in self._entries if each.before == self._count), None)

    def show(self) -> None:
        """Set the texts of the actions, in the current language."""
        undo, redo = translate("Command", "Undo"), translate("Command", "Redo")
        name_it = translate("builder", "{command}: {gesture}")
        for action, text, name in (
            (self._undo, undo, self.undo_name),
            (self._redo, redo, self.redo_name),
        ):
            shown = name_it.format(command=text, gesture=name) if name else text
            action.setText(shown.replace("&", "&&"))  # no mnemonics

    # -- slots ---------------------------------------------------------------------------------

    def _on_command_added(self) -> None:
        self._entries = [each for each in self._entries if each.after <= self._count]

    def _on_contents_changed(self) -> None:
        self._count = self._document.availableUndoSteps()
        if not self._count and not self._document.isRedoAvailable():
            self._entries.clear()  # another script was loaded
        self.show()


def _name(entry: _Entry | None) -> str:
    return "" if entry is None else gesture_name(entry.gesture, entry.subject)
