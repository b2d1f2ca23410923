"""A text field for Python: coloured, numbered, and with the keys of a code editor."""

import re
from collections.abc import Callable

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from engine.script.notebook import without_prompts
from engine.script.source import common_length
from gui.editor import editing
from gui.editor.bracket_matching import matching_brackets
from gui.editor.gutter import Gutter
from gui.editor.highlighter import PythonHighlighter
from gui.editor.mark_painter import MarkPainter
from gui.editor.notebook import script_of_notebook
from gui.editor.positions import utf16_offset
from gui.editor.text_layout import TextLayout
from gui.theme import BASE_PX, LIGHT, Theme, code_font


class PythonEdit(QPlainTextEdit):
    """Python text; Ctrl+Enter is left to the window, which runs it.

    Attributes:
        theme: where colours come from; those of plain text come from the palette.
        gutter: the strip of line numbers.
        text_layout: where lines are, and room between them.
        found: where what is looked for begins and ends, in order; it is marked.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = LIGHT
        self.found: list[tuple[int, int]] = []
        document = QTextDocument(self)
        self.text_layout = TextLayout(document)
        document.setDocumentLayout(self.text_layout)
        self.setDocument(document)
        self._highlighter = PythonHighlighter(document, self.theme)
        self.gutter = Gutter(self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a Tab that went astray would be an edit
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.cursorPositionChanged.connect(self.viewport().update)
        self.set_code_px(BASE_PX)
        self.set_theme(self.theme)

    def set_theme(self, theme: Theme) -> None:
        """Take colours from a theme."""
        self.theme = theme
        self._highlighter.set_theme(theme)
        self.gutter.set_theme(theme)

    def set_code_px(self, code_px: int) -> None:
        """Write in characters of another size."""
        font = code_font(code_px)
        self.setFont(font)
        self.setTabStopDistance(editing.INDENT * QFontMetricsF(font).horizontalAdvance(" "))
        self.text_layout.set_code_px(code_px)
        self.gutter.fit()

    def source(self) -> str:
        """The text as it is now; lines end in a line feed."""
        # Qt's plain text has a space for each no-break space, and a string may need one.
        return with_plain_line_ends(self.document().toRawText())

    def set_source(self, source: str) -> None:
        """Show another script, with an empty undo history."""
        self.setPlainText(with_plain_line_ends(source))

    def change_source(self, source: str) -> None:
        """Turn the text into another script, as one edit, changing only what differs."""
        before, after = self.source(), with_plain_line_ends(source)
        start = common_length(before, after)
        tail = common_length(before[start:][::-1], after[start:][::-1])
        cursor = QTextCursor(self.document())
        cursor.setPosition(utf16_offset(before, start))
        end = utf16_offset(before, len(before) - tail)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(after[start : len(after) - tail])

    def mark_found(self, found: list[tuple[int, int]]) -> None:
        """Mark the places of what is looked for."""
        self.found = found
        self.viewport().update()

    def draw_beneath(self, marks: MarkPainter) -> None:
        """Draw what is under the text and its brackets."""
        marks.draw_current_line()

    # -- Qt ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        edit = _edit_of_key(event)
        cursor = self.textCursor()
        if edit is None or edit(cursor) is False:
            super().keyPressEvent(event)
            return
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():  # a file: the window opens it
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        # Pages of the web indent code with no-break spaces, which Python refuses.
        text = with_plain_line_ends(source.text()).replace("\xa0", " ")
        script = script_of_notebook(text)
        self.insertPlainText(without_prompts(text) if script is None else script)
        self.ensureCursorVisible()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            marks = MarkPainter(painter, self, self.theme)
            self.draw_beneath(marks)
            marks.draw_found(self.found)
            if pair := matching_brackets(self.textCursor()):
                marks.draw_brackets(pair)
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.gutter.fit()


def _edit_of_key(event: QKeyEvent) -> Callable[[QTextCursor], bool | None] | None:
    """What a key does to the text other than in any text field."""
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return editing.toggle_comment if event.key() == Qt.Key.Key_Slash else None
    edits: dict[int, Callable[[QTextCursor], bool | None]] = {
        Qt.Key.Key_Return: editing.start_new_line,
        Qt.Key.Key_Enter: editing.start_new_line,
        Qt.Key.Key_Tab: editing.indent,
        Qt.Key.Key_Backtab: editing.unindent,
        Qt.Key.Key_Backspace: editing.delete_indent,
    }
    return edits.get(event.key())


def with_plain_line_ends(text: str) -> str:
    """Every line end as a line feed, also those that only Qt knows."""
    return re.sub("\r\n|[\r\u2028\u2029]", "\n", text)
