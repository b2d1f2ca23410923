"""The console: output of the script, tracebacks, and notices about the run."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from engine.record.recording import Recording
from engine.record.schema import EVER
from gui.outcome.console_text import (
    Piece,
    PieceKind,
    Progress,
    last_pieces,
    opening_pieces,
    read_pieces,
)
from gui.outcome.rewritten import replaces_line, with_lines_replaced
from gui.theme import LIGHT, SMALL_PX, SPACE_4, SPACE_8, SPACE_12, Theme, code_font, ui_font
from gui.widgets.direction import keep_left_to_right

MAX_LINES = 10_000
MAX_LINE_CHARS = 4_000
"""Longer lines are broken: laying out one of a million characters would take half a minute."""

BAR_PX = 3
_DASHES = [2.0, 1.0]
"""The dash pattern of the bar of a notice, in widths of the bar."""
_COLOUR = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
"""A sequence by which programs set colours in a terminal."""
_LONG_LINE_PART = re.compile(rf".{{{MAX_LINE_CHARS}}}(?=.)")


class Console(QWidget):
    """Read-only output that grows with the recording; the newest lines are kept in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recording: Recording | None = None
        self._last_words = ""
        self._happened = EVER
        self._shown = Progress()
        self._output = _Output(self)
        self._output.setObjectName("console_output")
        self._cut_notice = QLabel(self)
        self._cut_notice.setContentsMargins(SPACE_8, SPACE_4, SPACE_8, SPACE_4)
        self._cut_notice.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._cut_notice)
        layout.addWidget(self._output)
        self.setFocusProxy(self._output)
        self.set_theme(LIGHT)
        self._retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Take colours and fonts from a theme."""
        self._cut_notice.setFont(ui_font(SMALL_PX))
        self._output.set_theme(theme)
        self._rebuild()

    def show_recording(
        self, recording: Recording | None, last_words: str = "", happened: int = EVER
    ) -> None:
        """Show the text of a recording so far; only what is new is added.

        Args:
            last_words: what the script's process wrote to its standard error as it crashed.
            happened: show only the text of the first so many events.
        """
        is_other = recording is not self._recording or last_words != self._last_words
        is_back = happened < self._happened
        self._happened = happened
        if is_other or is_back:
            self._recording = recording
            self._last_words = last_words
            self._rebuild()
            return
        if recording is not None:
            had_errors = self._shown.errors
            pieces, self._shown = read_pieces(recording, self._shown, self._happened)
            self._output.append(pieces)
            if self._shown.errors > had_errors:
                self._output.show_from(recording.text(recording["errors"]["type"][-1]))
            self._cut_notice.setVisible(self._output.is_cut)

    def text(self) -> str:
        """Everything that is shown."""
        return self._output.toPlainText()

    def _rebuild(self) -> None:
        self._shown = Progress()
        self._output.reset()
        self._cut_notice.hide()
        if self._recording is not None:
            self._output.append(opening_pieces(self._recording))
        self.show_recording(self._recording, self._last_words, self._happened)
        self._output.append(last_pieces(self._last_words))

    def _retranslate(self) -> None:
        self._output.setAccessibleName(self.tr("Console"))
        self._output.setPlaceholderText(self.tr("What the script prints appears here."))
        left_out = self.tr("Only the last {count} lines are shown.")
        self._cut_notice.setText(left_out.format(count=f"{MAX_LINES:,}"))
        self._rebuild()

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


class _Output(QPlainTextEdit):
    """Text in which errors have a solid bar at their side and notices a dashed one.

    Attributes:
        is_cut: whether lines were left out at the top.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.is_cut = False
        self._begins_again = False
        self._theme = LIGHT
        self._formats: dict[PieceKind, QTextCharFormat] = {}
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setMaximumBlockCount(MAX_LINES)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(SPACE_8)
        keep_left_to_right(self.document())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(code_font())
        colours = {
            PieceKind.OUTPUT: theme.text,
            PieceKind.ERROR: theme.cut,
            PieceKind.NOTICE: theme.muted,
        }
        for kind, colour in colours.items():
            self._formats[kind] = QTextCharFormat()
            self._formats[kind].setForeground(colour)

    def reset(self) -> None:
        self.is_cut = self._begins_again = False
        self.clear()

    def append(self, pieces: list[Piece]) -> None:
        with self._end_kept_in_sight():
            self._show_last_line(is_shown=True)
            for piece in pieces:
                self._append_piece(piece)
            self._show_last_line(is_shown=self.document().lastBlock().length() > 1)

    def show_from(self, error: str) -> None:
        """Scroll back to where an error begins, if that is out of sight."""
        block = self.document().lastBlock()
        while block.isValid() and error not in block.text():  # a module may stand before it
            block = block.previous()
        bar = self.verticalScrollBar()
        if block.isValid() and bar.value() == bar.maximum():
            bar.setValue(block.firstLineNumber())

    @contextmanager
    def _end_kept_in_sight(self) -> Iterator[None]:
        """Keep the end in sight if it is so before."""
        bar = self.verticalScrollBar()
        is_at_end = bar.value() == bar.maximum()
        yield
        if is_at_end:
            bar.setValue(bar.maximum())

    def _show_last_line(self, *, is_shown: bool) -> None:
        """Show the last line or, where it is still empty, give its room to those before it."""
        last = self.document().lastBlock()
        if last.isVisible() != is_shown and last.previous().isValid():
            last.setVisible(is_shown)
            self.document().markContentsDirty(last.position(), last.length())

    def _append_piece(self, piece: Piece) -> None:
        last = self.document().lastBlock()
        is_new_speaker = last.length() > 1 and piece.kind != max(last.userState(), 0)
        is_full = last.length() > MAX_LINE_CHARS
        text = "\r" * self._begins_again + _COLOUR.sub("", piece.text)
        self._begins_again = text.endswith("\r")
        if replaces_line(text) and not is_new_speaker:
            self._remove_last_line()
        text = _LONG_LINE_PART.sub(r"\g<0>\n", with_lines_replaced(text))
        text = "\n" * (is_new_speaker or is_full) + text
        lines = text.split("\n")
        self.is_cut |= self.blockCount() + len(lines) - 1 > MAX_LINES
        if len(lines) > MAX_LINES:
            self.clear()  # much faster than pushing lines out at the top
            text = "\n".join(lines[-MAX_LINES:])
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text, self._formats[piece.kind])
        self._mark_last_lines(min(len(lines), MAX_LINES), piece.kind)

    def _remove_last_line(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    def _mark_last_lines(self, count: int, kind: PieceKind) -> None:
        """Note the kind of the last lines; an empty last line stays free for any."""
        block = self.document().lastBlock()
        for _ in range(count):
            if block.length() > 1:
                block.setUserState(kind)
            block = block.previous()

    def _draw_bar(self, painter: QPainter, block: QTextBlock) -> None:
        if block.userState() <= PieceKind.OUTPUT:
            return
        is_error = block.userState() == PieceKind.ERROR
        pen = QPen(self._theme.cut if is_error else self._theme.muted, BAR_PX)
        if not is_error:
            pen.setDashPattern(_DASHES)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        place = QRectF(self.blockBoundingGeometry(block).translated(self.contentOffset()))
        painter.drawLine(BAR_PX, round(place.top()), BAR_PX, round(place.bottom()))

    # -- Qt ------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """The room of one line: Qt asks for more, which a low window does not have."""
        line_px = self.fontMetrics().lineSpacing()
        return QSize(super().minimumSizeHint().width(), line_px + 2 * SPACE_12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        with self._end_kept_in_sight():
            super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self.viewport()) as painter:
            block = self.firstVisibleBlock()
            while block.isValid():
                self._draw_bar(painter, block)
                top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
                if top > self.viewport().height():
                    return
                block = block.next()
