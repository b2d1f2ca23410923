"""The editor of the script, which also shows what its recorded run did."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape

from PySide6.QtCore import QEvent, QMimeData, QRect, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QToolTip, QWidget

from engine.record.recording import Site
from gui.editor import editing
from gui.editor.annotations import draw_error, draw_values, error_room_px
from gui.editor.brackets import matching_brackets
from gui.editor.geometry import span_rect
from gui.editor.gutter import Gutter
from gui.editor.highlighter import PythonHighlighter
from gui.editor.layout import RoomyLayout
from gui.editor.line_map import LineMap
from gui.editor.marks import MarkPainter
from gui.editor.notes import ErrorNote, Notes
from gui.editor.positions import spans, text_at
from gui.theme import LIGHT, Theme, code_font

MAX_TIP_CHARS = 4000


class CodeEditor(QPlainTextEdit):
    """Python text, with notes of its run drawn over it that never change it.

    Notes (sites, values, the error) are given in the places of the recorded script. While the text
    differs from that script they are stale: those of unchanged lines move along and are drawn
    paler, those of changed lines disappear until the line is as it was.

    Signals:
        cursor_line_changed: the text cursor came to another line, counted from 1.
        stale_changed: whether the text differs from the recorded script.
    """

    cursor_line_changed = Signal(int)
    stale_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._recorded_source: str | None = None
        self._line_map: LineMap | None = None
        self._notes = Notes()
        self._placed = Notes()
        self._line = 1
        document = QTextDocument(self)
        self._layout = RoomyLayout(document)
        document.setDocumentLayout(self._layout)
        self.setDocument(document)
        self._highlighter = PythonHighlighter(document, self._theme)
        self._gutter = Gutter(self)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.textChanged.connect(self._on_text_changed)
        self.blockCountChanged.connect(self._fit_gutter)
        self.updateRequest.connect(self._on_update_requested)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled_sideways)
        self.cursorPositionChanged.connect(self._on_cursor_position_changed)
        self.set_theme(self._theme)
        self._retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Take colours and fonts from a theme; those of plain text come from the palette."""
        self._theme = theme
        self.setFont(code_font())
        self.setTabStopDistance(editing.INDENT * QFontMetricsF(code_font()).horizontalAdvance(" "))
        self._highlighter.set_theme(theme)
        self._gutter.set_theme(theme)
        self._fit_gutter()

    # -- the text ------------------------------------------------------------------------------

    def set_source(self, source: str) -> None:
        """Show another script; nothing of the one before can be undone."""
        self.setPlainText(_with_plain_line_ends(source))

    def source(self) -> str:
        """The text as it is now; lines end in a line feed."""
        return self.toPlainText()

    # -- notes of the run ----------------------------------------------------------------------

    @property
    def is_stale(self) -> bool:
        """Whether the text differs from the recorded script."""
        return self._line_map is not None and not self._line_map.is_identical

    @property
    def shown_notes(self) -> Notes:
        """All notes at their places in the text as it is now."""
        return self._placed

    def text_at(self, site: Site) -> str:
        """The text of a site of the text as it is now."""
        return text_at(self.document(), site)

    def set_recorded_source(self, source: str | None) -> None:
        """Say which script the notes are about; those of the script before are dropped."""
        self._recorded_source = None if source is None else _with_plain_line_ends(source)
        self._show(Notes())
        self._on_text_changed()

    def mark_site(self, site: Site | None) -> None:
        """Mark the expression of the current step."""
        self._show(replace(self._notes, site=site))

    def mark_selection_site(self, site: Site | None) -> None:
        """Frame the expression that made the selected card."""
        self._show(replace(self._notes, selection_site=site))

    def set_line_values(self, values: dict[int, str]) -> None:
        """Show the value of each bare expression beside the line where it ends."""
        self._show(replace(self._notes, values=values))

    def set_error(self, error: ErrorNote | None) -> None:
        """Underline what failed, and say why below it."""
        self._show(replace(self._notes, error=error))

    def reveal_site(self, site: Site) -> None:
        """Scroll to a site of the recorded script, only as far as it is out of sight."""
        present = self._line_map and self._line_map.site(site)
        found = spans(self.document(), present) if present else []
        if not found:
            return
        rect = span_rect(self, found[0])
        last = self.blockBoundingGeometry(found[-1].block)  # with the room for an error's message
        bottom = last.translated(self.contentOffset()).bottom()
        if rect.top() < 0 or bottom > self.viewport().height():
            lines_in_sight = int(self.viewport().height() / rect.height())
            line = found[0].block.blockNumber()
            self.verticalScrollBar().setValue(line - lines_in_sight // 3)
        if rect.left() < 0 or rect.right() > self.viewport().width():
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + round(rect.left() - self.viewport().width() / 3))

    def _show(self, notes: Notes) -> None:
        self._notes = notes
        self._placed = notes.moved(self._line_map) if self._line_map else Notes()
        error = self._placed.error
        self.setAccessibleDescription(error.message if error else "")
        self._gutter.mark(self._placed)
        self._leave_room()
        self.viewport().update()

    def _leave_room(self) -> None:
        error = self._placed.error
        if error is None:
            self._layout.set_room(0, 0)
        else:
            room_px = error_room_px(error, self.viewport().width())
            self._layout.set_room(error.site.end_line, room_px)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Script"))
        self.setPlaceholderText(self.tr("Write a script here, or open an example."))

    # -- slots ---------------------------------------------------------------------------------

    def _on_text_changed(self) -> None:
        was_stale = self.is_stale
        recorded = self._recorded_source
        self._line_map = None if recorded is None else LineMap(recorded, self.source())
        self._show(self._notes)
        if self.is_stale != was_stale:
            self.stale_changed.emit(self.is_stale)

    def _on_cursor_position_changed(self) -> None:
        line = self.textCursor().blockNumber() + 1
        if line != self._line:
            self._line = line
            self.cursor_line_changed.emit(line)
        self.viewport().update()
        self._gutter.update()

    def _on_update_requested(self, rect: QRect, scrolled_px: int) -> None:
        if scrolled_px:
            self._gutter.scroll(0, scrolled_px)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    def _on_scrolled_sideways(self) -> None:
        self.viewport().update()  # what is cut to the width of the viewport does not scroll along

    def _fit_gutter(self) -> None:
        width = self._gutter.width_px()
        self.setViewportMargins(width, 0, 0, 0)
        inside = self.contentsRect()
        self._gutter.setGeometry(inside.left(), inside.top(), width, inside.height())

    # -- Qt ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # runs the script: the window's action
            return
        edit = _edit_of_key(event)
        cursor = self.textCursor()
        if edit is None or edit(cursor) is False:
            super().keyPressEvent(event)
            return
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(_with_plain_line_ends(source.text()))
        self.ensureCursorVisible()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            marks = MarkPainter(painter, self, self._theme)
            marks.draw_current_line()
            marks.draw_notes(self._placed, self.is_stale)
            if pair := matching_brackets(self.textCursor()):
                marks.draw_brackets(pair)
        super().paintEvent(event)
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_values(painter, self, self._placed.values, self._theme, self.is_stale)
            if self._placed.error:
                draw_error(painter, self, self._placed.error, self._theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_gutter()
        self._leave_room()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            block = self.cursorForPosition(event.pos()).block()
            value = self._placed.values.get(block.blockNumber() + 1, "")
            tip = f"<pre>{escape(value[:MAX_TIP_CHARS])}</pre>" if value else ""
            QToolTip.showText(event.globalPos(), tip, self.viewport())
            return True
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


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


def _with_plain_line_ends(text: str) -> str:
    """Every line end as a line feed, also those that only Qt knows."""
    return re.sub("\r\n|[\r\u2028\u2029]", "\n", text)
