"""A text field for Python with syntax colours, line numbers and the keys of a code editor."""

import re
from collections.abc import Callable
from textwrap import dedent

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from engine.script.characters import plainly_spaced
from engine.script.notebook import without_fences, without_prompts
from engine.script.notebook_file import script_of_notebook
from engine.script.plain_punctuation import with_plain_punctuation
from engine.script.source import unchanged_ends
from gui.editor import editing
from gui.editor.bracket_matching import matching_brackets
from gui.editor.gutter import Gutter
from gui.editor.highlighter import PythonHighlighter
from gui.editor.mark_painter import MarkPainter
from gui.editor.positions import utf16_offset
from gui.editor.text_layout import TextLayout
from gui.theme import BASE_PX, LIGHT, Theme, code_font
from gui.widgets.direction import keep_left_to_right

_LINE_FEED = 0x0A  # not in ``Qt.Key``; sent by programs that simulate typing


class PythonEdit(QPlainTextEdit):
    """A field for Python text; it ignores Ctrl+Enter, by which the window runs the script.

    Attributes:
        theme: its colours, apart from those of plain text, which come from the palette.
        gutter: the strip of line numbers.
        text_layout: the places of the lines.
        matches: the start and end of each match of the search, in order.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = LIGHT
        self.matches: list[tuple[int, int]] = []
        document = QTextDocument(self)
        self.text_layout = TextLayout(document)
        document.setDocumentLayout(self.text_layout)
        keep_left_to_right(document)
        self.setDocument(document)
        self._highlighter = PythonHighlighter(document, self.theme)
        self.gutter = Gutter(self)
        # Otherwise Tab could reach the field, where the next Tab would indent the script.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.cursorPositionChanged.connect(self.viewport().update)
        self.cursorPositionChanged.connect(self._on_cursor_position_changed)
        self.set_code_px(BASE_PX)
        self.set_theme(self.theme)

    def set_theme(self, theme: Theme) -> None:
        """Take colours from a theme."""
        self.theme = theme
        self._highlighter.set_theme(theme)
        self.gutter.set_theme(theme)

    def set_code_px(self, code_px: int) -> None:
        """Change the size of the font."""
        font = code_font(code_px)
        self.setFont(font)
        self.setTabStopDistance(editing.INDENT * QFontMetricsF(font).horizontalAdvance(" "))
        self.text_layout.set_code_px(code_px)
        self.gutter.fit()

    def source(self) -> str:
        """The present text, with a line feed at each line end."""
        # ``toPlainText`` replaces no-break spaces, which strings of the script may contain.
        return with_plain_line_ends(self.document().toRawText())

    def set_source(self, source: str) -> None:
        """Show another script, with an empty undo history."""
        self.setPlainText(with_plain_line_ends(source))

    def change_source(self, source: str) -> None:
        """Replace the text by another script, as one undoable edit of the part that differs."""
        before, after = self.source(), with_plain_line_ends(source)
        start, tail = unchanged_ends(before, after)
        cursor = QTextCursor(self.document())
        cursor.setPosition(utf16_offset(before, start))
        end = utf16_offset(before, len(before) - tail)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(after[start : len(after) - tail])

    def set_matches(self, matches: list[tuple[int, int]]) -> None:
        """Highlight the matches of the search."""
        self.matches = matches
        self.viewport().update()

    def draw_marks(self, marks: MarkPainter) -> None:
        """Draw the marks below the text, apart from matches and brackets."""
        if not self.isReadOnly():
            marks.draw_current_line()

    def _on_cursor_position_changed(self) -> None:
        """Scroll to the left end if the cursor is in sight there, unless the mouse placed it."""
        bar, buttons = self.horizontalScrollBar(), QGuiApplication.mouseButtons()
        is_by_mouse = buttons != Qt.MouseButton.NoButton or self.textCursor().hasSelection()
        right = bar.value() + self.cursorRect().right()
        if not is_by_mouse and right <= self.viewport().width():
            bar.setValue(0)

    def _is_all_selected(self) -> bool:
        """Whether nothing but space is left when the selection is replaced."""
        selected = with_plain_line_ends(self.textCursor().selectedText())
        return selected.strip() == self.source().strip()

    def _is_at_line_start(self) -> bool:
        """Whether nothing but space is before the selection in its line, so no comment is."""
        cursor = self.textCursor()
        block = self.document().findBlock(cursor.selectionStart())
        return not block.text()[: cursor.selectionStart() - block.position()].strip()

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
        if event.mimeData().hasUrls():  # a file, which the window opens
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        # Web pages indent code with no-break spaces, which are a syntax error.
        text = plainly_spaced(with_plain_line_ends(source.text()))
        code = script_of_notebook(text)
        if code is None:
            code = without_prompts(without_fences(text))
            code = dedent(code) if self._is_all_selected() else code
            code = with_plain_punctuation(code) if self._is_at_line_start() else code
        self.insertPlainText(code)
        self.ensureCursorVisible()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            marks = MarkPainter(painter, self, self.theme)
            self.draw_marks(marks)
            marks.draw_matches(self.matches)
            if pair := matching_brackets(self.textCursor()):
                marks.draw_brackets(pair)
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.gutter.fit()


def _edit_of_key(event: QKeyEvent) -> Callable[[QTextCursor], bool | None] | None:
    """The edit of a key that differs from that of any text field."""
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return editing.toggle_comment if event.key() == Qt.Key.Key_Slash else None
    edits: dict[int, Callable[[QTextCursor], bool | None]] = {
        Qt.Key.Key_Return: editing.start_new_line,
        Qt.Key.Key_Enter: editing.start_new_line,
        _LINE_FEED: editing.break_line,
        Qt.Key.Key_Tab: editing.indent,
        Qt.Key.Key_Backtab: editing.unindent,
        Qt.Key.Key_Backspace: editing.delete_indent,
    }
    return edits.get(event.key())


def with_plain_line_ends(text: str) -> str:
    """A text with a line feed for each line end, including Qt's own separators."""
    return re.sub("\r\n|[\r\u2028\u2029]", "\n", text)
