"""Completion of the word at the text cursor, on request."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QCompleter, QListView

from gui.editor.positions import column_of, utf16_offset
from gui.editor.python_edit import PythonEdit
from gui.theme import SPACE_24, menu_palette

KEYS = ("Ctrl+Space", "Alt+/")
"""The second key is for systems whose input method uses the first."""
MAX_ROWS = 10

_LIST_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape)


class Completer(QObject):
    """Shows the completions in a list at the cursor; a single one is inserted at once.

    While the list is open, typing narrows it, Enter and Tab insert the chosen word, Escape closes.
    """

    def __init__(self, editor: PythonEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._prefix = ""
        self._words = QStringListModel(self)
        self._popup = QListView()
        self._popup.setObjectName("completions")
        self._list = QCompleter(self._words, self)
        self._list.setWidget(editor)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(MAX_ROWS)
        self._list.setPopup(self._popup)
        self._list.activated.connect(self._insert)
        editor.cursorPositionChanged.connect(self._on_cursor_moved)
        editor.installEventFilter(self)

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is for the open list, which gets it if the editor ignores it."""
        return self._popup.isVisible() and event.key() in _LIST_KEYS

    def complete(self) -> None:
        """Show the completions, or insert the only one."""
        words = self._find()
        if len(words) == 1:
            self._insert(words[0])
        elif words:
            self._show(words)

    def _find(self) -> list[str]:
        # Imports all operations, without which the window starts faster.
        from gui.editor.completions import completions

        source, position = self._editor.source(), self._editor.textCursor().position()
        self._prefix, words = completions(source, column_of(source, position))
        return words

    def _show(self, words: list[str]) -> None:
        self._words.setStringList(words)
        self._popup.setPalette(menu_palette(self._editor.theme))
        self._popup.setFont(self._editor.font())
        place = self._editor.cursorRect()
        prefix_px = self._editor.fontMetrics().horizontalAdvance(self._prefix)
        place.translate(self._editor.viewport().x() - prefix_px, 0)
        bar_px = self._popup.verticalScrollBar().sizeHint().width()
        place.setWidth(self._popup.sizeHintForColumn(0) + bar_px + SPACE_24)
        self._list.complete(place)
        self._popup.setCurrentIndex(self._list.completionModel().index(0, 0))

    def _insert(self, word: str) -> None:
        cursor = self._editor.textCursor()
        start = cursor.position() - utf16_offset(self._prefix, len(self._prefix))
        cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(word)
        self._editor.setTextCursor(cursor)

    def _on_cursor_moved(self) -> None:
        """Narrow the list."""
        if not self._popup.isVisible():
            return
        words = self._find()
        if words and self._prefix:
            self._show(words)
        else:
            self._popup.hide()

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        is_shortcut = QKeySequence(event.keyCombination()).toString() in KEYS
        if is_shortcut:
            self.complete()
        return is_shortcut
