"""Search in the script: marks all matches, and moves from one to the next."""

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
    """Answers the commands to find; capitals matter where any are written.

    Attributes:
        panel: the editor with the line for what is looked for under it.

    Signals:
        panel_requested: the panel is to come into sight.
    """

    panel_requested = Signal()

    def __init__(self, editor: PythonEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._bar = FindBar()
        self._bar.hide()
        self._begin = 0
        self.panel = QWidget()
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(editor, 1)
        layout.addWidget(self._bar)
        self.panel.setFocusProxy(editor)
        self._bar.sought.connect(self._on_sought)
        self._bar.next_requested.connect(self.go_on)
        self._bar.previous_requested.connect(self.go_back)
        self._bar.left.connect(self.end)
        editor.installEventFilter(self)
        editor.textChanged.connect(self._refresh)
        editor.cursorPositionChanged.connect(self._show_count)

    @property
    def commands(self) -> dict[str, Callable[[], None]]:
        """What the commands do, by their names in the table."""
        return {"find": self.begin, "find_next": self.go_on, "find_previous": self.go_back}

    def set_theme(self, theme: Theme) -> None:
        """Take sizes from a theme."""
        self._bar.set_theme(theme)

    def begin(self) -> None:
        """Ask what to find: what is selected, else what was looked for last.

        What is being looked for stays as it was written, whatever capitals were found for it.
        """
        self.panel_requested.emit()
        cursor = self._editor.textCursor()
        self._begin = cursor.selectionStart()
        self._bar.show()
        selected, is_asking = cursor.selectedText(), self._bar.field.hasFocus()
        if selected and "\u2029" not in selected and not is_asking:
            self._bar.field.setText(selected)
        self._bar.field.setFocus()
        self._bar.field.selectAll()
        self._refresh()

    def end(self) -> None:
        """Close the search, and return to the text where the match is."""
        self._bar.hide()
        self._editor.mark_found([])
        self._editor.setFocus()

    def go_on(self) -> None:
        """Go to the next place, behind the last one to the first."""
        self._go(lambda starts: bisect_left(starts, self._editor.textCursor().selectionEnd()))

    def go_back(self) -> None:
        """Go to the place before, from the first one to the last."""
        self._go(lambda starts: bisect_left(starts, self._editor.textCursor().selectionStart()) - 1)

    def _go(self, choose: Callable[[list[int]], int]) -> None:
        if self._bar.isHidden() and not self._bar.field.text():
            self.begin()
            return
        self.panel_requested.emit()
        found = self._editor.found or self._places()
        if found:
            self._select(found[choose([start for start, _ in found]) % len(found)])

    def _select(self, place: tuple[int, int]) -> None:
        cursor = self._editor.textCursor()
        cursor.setPosition(place[0])
        cursor.setPosition(place[1], QTextCursor.MoveMode.KeepAnchor)
        self._editor.setTextCursor(cursor)
        self._editor.ensureCursorVisible()

    def _places(self) -> list[tuple[int, int]]:
        """Where what is looked for begins and ends, in order."""
        sought, document = self._bar.field.text(), self._editor.document()
        flags = QTextDocument.FindFlag(0)
        if sought != sought.lower():
            flags = QTextDocument.FindFlag.FindCaseSensitively
        places: list[tuple[int, int]] = []
        found = document.find(sought, 0, flags) if sought else QTextCursor()
        while not found.isNull():
            places.append((found.selectionStart(), found.selectionEnd()))
            found = document.find(sought, found, flags)
        return places

    # -- slots ---------------------------------------------------------------------------------

    def _on_sought(self) -> None:
        """Go to the first place from where the person was on, while they write."""
        self._refresh()
        found = self._editor.found
        if found:
            place = bisect_left([start for start, _ in found], self._begin)
            self._select(found[place % len(found)])

    def _refresh(self) -> None:
        if not self._bar.isHidden():
            self._editor.mark_found(self._places())
            self._show_count()

    def _show_count(self) -> None:
        if not self._bar.isHidden():
            cursor, found = self._editor.textCursor(), self._editor.found
            at = (cursor.selectionStart(), cursor.selectionEnd())
            self._bar.show_count(found.index(at) + 1 if at in found else 0, len(found))

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape puts the line away from the script, too."""
        if event.type() != QEvent.Type.KeyPress or self._bar.isHidden():
            return False
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape:
            self.end()
        return is_escape
