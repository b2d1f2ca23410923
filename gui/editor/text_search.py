"""Text search in the script: highlights all matches and goes from one to the next."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.editor.find_bar import FindBar
from gui.editor.python_edit import PythonEdit
from gui.theme import Theme


class TextSearch(QObject):
    """The commands to find text; the search is case-sensitive if the query has capitals.

    Attributes:
        panel: the editor with the search bar below it.

    Signals:
        panel_requested: the panel must be shown.
    """

    panel_requested = Signal()

    def __init__(self, editor: PythonEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._bar = FindBar()
        self._bar.hide()
        self._start_position = 0
        self.panel = QWidget()
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(editor, 1)
        layout.addWidget(self._bar)
        self.panel.setFocusProxy(editor)
        self._bar.query_changed.connect(self._on_query_changed)
        self._bar.next_requested.connect(self.find_next)
        self._bar.previous_requested.connect(self.find_previous)
        self._bar.close_requested.connect(self.close)
        editor.installEventFilter(self)
        editor.textChanged.connect(self._refresh)
        editor.cursorPositionChanged.connect(self._show_count)

    @property
    def commands(self) -> dict[str, Callable[[], None]]:
        """By the name of a command, its handler."""
        return {"find": self.open, "find_next": self.find_next, "find_previous": self.find_previous}

    def set_theme(self, theme: Theme) -> None:
        """Take the font size from a theme."""
        self._bar.set_theme(theme)

    def open(self) -> None:
        """Show the search bar with the selected text, or else the last query.

        While the user types a query, the selected match does not replace it.
        """
        self.panel_requested.emit()
        cursor = self._editor.textCursor()
        self._start_position = cursor.selectionStart()
        self._bar.show()
        selected, is_typing = cursor.selectedText(), self._bar.field.hasFocus()
        if selected and "\u2029" not in selected and not is_typing:
            self._bar.field.setText(selected)
        self._bar.field.setFocus()
        self._bar.field.selectAll()
        self._refresh()

    def close(self) -> None:
        """Hide the search bar and focus the editor."""
        self._bar.hide()
        self._editor.set_matches([])
        self._editor.setFocus()

    def find_next(self) -> None:
        """Go to the next match, from the last one to the first."""
        self._go_to(lambda starts: bisect_left(starts, self._editor.textCursor().selectionEnd()))

    def find_previous(self) -> None:
        """Go to the previous match, from the first one to the last."""
        self._go_to(
            lambda starts: bisect_left(starts, self._editor.textCursor().selectionStart()) - 1
        )

    def _go_to(self, choose: Callable[[list[int]], int]) -> None:
        if self._bar.isHidden() and not self._bar.field.text():
            self.open()
            return
        self.panel_requested.emit()
        found = self._editor.matches or self._find_all()
        if found:
            self._select(found[choose([start for start, _ in found]) % len(found)])

    def _select(self, place: tuple[int, int]) -> None:
        cursor = self._editor.textCursor()
        cursor.setPosition(place[0])
        cursor.setPosition(place[1], QTextCursor.MoveMode.KeepAnchor)
        self._editor.setTextCursor(cursor)
        self._editor.ensureCursorVisible()

    def _find_all(self) -> list[tuple[int, int]]:
        """The start and end of each match, in order."""
        query, document = self._bar.field.text(), self._editor.document()
        flags = QTextDocument.FindFlag(0)
        if query != query.lower():
            flags = QTextDocument.FindFlag.FindCaseSensitively
        places: list[tuple[int, int]] = []
        found = document.find(query, 0, flags) if query else QTextCursor()
        while not found.isNull():
            places.append((found.selectionStart(), found.selectionEnd()))
            found = document.find(query, found, flags)
        return places

    # -- slots ---------------------------------------------------------------------------------

    def _on_query_changed(self) -> None:
        """Go to the first match from where the cursor was when the search was opened."""
        self._refresh()
        found = self._editor.matches
        if found:
            place = bisect_left([start for start, _ in found], self._start_position)
            self._select(found[place % len(found)])

    def _refresh(self) -> None:
        if not self._bar.isHidden():
            self._editor.set_matches(self._find_all())
            self._show_count()

    def _show_count(self) -> None:
        if not self._bar.isHidden():
            cursor, found = self._editor.textCursor(), self._editor.matches
            at = (cursor.selectionStart(), cursor.selectionEnd())
            self._bar.show_count(found.index(at) + 1 if at in found else 0, len(found))

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close the search also by Escape in the editor."""
        if event.type() != QEvent.Type.KeyPress or self._bar.isHidden():
            return False
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape:
            self.close()
        return is_escape
