"""Paints marks below the text: the current line, matches, notes, brackets."""

from bisect import bisect_left

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QPlainTextEdit

from engine.record.recording import Site
from gui.editor.geometry import is_near, line_rect, span_rect
from gui.editor.notes import Notes
from gui.editor.positions import Span, spans
from gui.theme import CONTROL_CORNER_PX, Theme, mix

UNDERLINE_PX = 2
WAVE_PX = 2
_BEYOND_PX = 16
"""How far marks extend beyond the sides of the viewport, so that their ends are not seen."""
_MATCH_TINT = 0.3


class MarkPainter:
    """Paints on the viewport of an editor; stale marks are dashed and pale."""

    def __init__(self, painter: QPainter, editor: QPlainTextEdit, theme: Theme) -> None:
        self._painter = painter
        self._editor = editor
        self._theme = theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def draw_current_line(self) -> None:
        """Paint a band behind the line of the text cursor."""
        block = self._editor.textCursor().block()
        if not is_near(self._editor, block):
            return
        rect = line_rect(self._editor, block)
        rect.setLeft(0)
        rect.setWidth(self._editor.viewport().width())
        self._painter.fillRect(rect, self._theme.ground)

    def draw_matches(self, found: list[tuple[int, int]]) -> None:
        """Tint the matches of the search that are in sight."""
        editor, document = self._editor, self._editor.document()
        first = editor.firstVisibleBlock().position()
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(mix(self._theme.surface, self._theme.accent, _MATCH_TINT))
        for start, end in found[bisect_left(found, (first, 0)) :]:
            block = document.findBlock(start)
            if not is_near(editor, block):
                return
            rect = span_rect(editor, Span(block, start - block.position(), end - block.position()))
            self._painter.drawRoundedRect(rect, CONTROL_CORNER_PX, CONTROL_CORNER_PX)

    def draw_notes(self, notes: Notes, is_stale: bool) -> None:
        """Tint and underline the step's expression, dot its call, frame the selected card's."""
        if notes.call_site is not None and not is_stale:
            self._draw_call(notes.call_site)
        if notes.site is not None:
            self._draw_step(notes.site, is_stale)
        if notes.selection_site is not None:
            self._draw_frames(notes.selection_site, self._theme.accent, is_stale)
        if notes.error is not None:
            self._draw_wave(notes.error.site)

    def draw_brackets(self, pair: tuple[Site, Site]) -> None:
        """Frame each of two matching brackets."""
        for site in pair:
            self._draw_frames(site, self._theme.line, False)

    def _rects(self, site: Site) -> list[QRectF]:
        """The rectangles of a site in sight; of long ones only that part, which is painted fast."""
        near = (
            span_rect(self._editor, span)
            for span in spans(self._editor.document(), site)
            if is_near(self._editor, span.block)
        )
        sight = QRectF(self._editor.viewport().rect()).adjusted(-_BEYOND_PX, 0, _BEYOND_PX, 0)
        return [_cut_to(sight, rect) for rect in near if _is_across(sight, rect)]

    def _draw_step(self, site: Site, is_stale: bool) -> None:
        colour = self._theme.current
        if is_stale:
            self._draw_frames(site, colour, True)
            return
        self._painter.setPen(Qt.PenStyle.NoPen)
        for rect in self._rects(site):
            self._painter.setBrush(mix(self._theme.surface, colour, 0.2))
            self._painter.drawRoundedRect(rect, CONTROL_CORNER_PX, CONTROL_CORNER_PX)
            rect.setTop(rect.bottom() - UNDERLINE_PX)
            self._painter.fillRect(rect, colour)

    def _draw_call(self, site: Site) -> None:
        self._painter.setPen(QPen(self._theme.current, UNDERLINE_PX, Qt.PenStyle.DotLine))
        for rect in self._rects(site):
            self._painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _draw_frames(self, site: Site, colour: QColor, is_stale: bool) -> None:
        pen = QPen(colour)
        if is_stale:
            pen = QPen(mix(colour, self._theme.surface, 0.3))
            pen.setStyle(Qt.PenStyle.DashLine)
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for rect in self._rects(site):
            frame = rect.adjusted(-1.5, 0.5, 1.5, -0.5)
            self._painter.drawRoundedRect(frame, CONTROL_CORNER_PX, CONTROL_CORNER_PX)

    def _draw_wave(self, site: Site) -> None:
        self._painter.setPen(QPen(self._theme.cut, 1.2))
        for rect in self._rects(site):
            middle = rect.bottom() - WAVE_PX
            count = max(round(rect.width() / WAVE_PX), 2)
            points = [
                QPointF(
                    rect.left() + WAVE_PX * at, middle + (WAVE_PX / 2 if at % 2 else -WAVE_PX / 2)
                )
                for at in range(count + 1)
            ]
            self._painter.drawPolyline(QPolygonF(points))


def _is_across(sight: QRectF, rect: QRectF) -> bool:
    """Whether a rectangle, perhaps of no width, is neither left nor right of what is in sight."""
    return rect.right() >= sight.left() and rect.left() <= sight.right()


def _cut_to(sight: QRectF, rect: QRectF) -> QRectF:
    """The part of a rectangle in sight; a wave that begins at its side stays where it is."""
    wave = 2 * WAVE_PX
    skipped = max(sight.left() - rect.left(), 0) // wave * wave
    cut = rect.adjusted(skipped, 0, 0, 0)
    cut.setRight(min(cut.right(), sight.right()))
    return cut
