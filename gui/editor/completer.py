"""Completion of the word at the text cursor, on request."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QCompleter, QListView

from gui.editor.positions import column_of, utf16_offset
from gui.editor.python_edit import PythonEdit
from gui.theme import SPACE_24, menu_palette

KEYS = ("Ctrl+Space", "Alt+/")
"""The second is for those whose input method takes the first."""
MOST_ROWS = 10

_OF_LIST = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape)


class Completer(QObject):
    """Shows the words that fit in a list at the cursor; one that fits alone is written at once.

    While the list is open, typing narrows it; Enter or Tab writes the chosen word, Escape none.
    """

    def __init__(self, editor: PythonEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._begun = ""
        self._words = QStringListModel(self)
        self._popup = QListView()
        self._popup.setObjectName("completions")
        self._list = QCompleter(self._words, self)
        self._list.setWidget(editor)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(MOST_ROWS)
        self._list.setPopup(self._popup)
        self._list.activated.connect(self._write)
        editor.cursorPositionChanged.connect(self._on_cursor_moved)
        editor.installEventFilter(self)

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is meant for the list, which gets it where the editor ignores it."""
        return self._popup.isVisible() and event.key() in _OF_LIST

    def complete(self) -> None:
        """Show the completions, or write the only one."""
        words = self._find()
        if len(words) == 1:
            self._write(words[0])
        elif words:
            self._show(words)

    def _find(self) -> list[str]:
        # The window starts without the operations, whose names are proposed.
        from gui.editor.completions import completions

        source, position = self._editor.source(), self._editor.textCursor().position()
        self._begun, words = completions(source, column_of(source, position))
        return words

    def _show(self, words: list[str]) -> None:
        self._words.setStringList(words)
        self._popup.setPalette(menu_palette(self._editor.theme))
        self._popup.setFont(self._editor.font())
        place = self._editor.cursorRect()
        begun_px = self._editor.fontMetrics().horizontalAdvance(self._begun)
        place.translate(self._editor.viewport().x() - begun_px, 0)
        bar_px = self._popup.verticalScrollBar().sizeHint().width()
        place.setWidth(self._popup.sizeHintForColumn(0) + bar_px + SPACE_24)
        self._list.complete(place)
        self._popup.setCurrentIndex(self._list.completionModel().index(0, 0))

    def _write(self, word: str) -> None:
        cursor = self._editor.textCursor()
        start = cursor.position() - utf16_offset(self._begun, len(self._begun))
        cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(word)
        self._editor.setTextCursor(cursor)

    def _on_cursor_moved(self) -> None:
        """Narrow the list."""
        if not self._popup.isVisible():
            return
        words = self._find()
        if words and self._begun:
            self._show(words)
        else:
            self._popup.hide()

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        is_asked = QKeySequence(event.keyCombination()).toString() in KEYS
        if is_asked:
            self.complete()
        return is_asked
