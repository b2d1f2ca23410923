"""The editor of the script, with notes of its recorded run."""

from dataclasses import replace
from html import escape

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from engine.record.recording import Site
from gui.editor.annotations import draw_error, draw_values, error_room_px
from gui.editor.completer import Completer
from gui.editor.geometry import span_rect
from gui.editor.line_map import LineMap
from gui.editor.mark_painter import MarkPainter
from gui.editor.notes import ErrorNote, Notes
from gui.editor.positions import spans
from gui.editor.python_edit import PythonEdit, with_plain_line_ends
from gui.theme import SPACE_24

MAX_TIP_CHARS = 4000


class CodeEditor(PythonEdit):
    """A field for Python text, with notes of its run painted over it.

    Notes (sites, values, the error) are set with positions in the recorded script. While the text
    differs from that script they are stale: those of unchanged lines move with them and are paler,
    those of changed lines are hidden until the line is as it was.

    Signals:
        stale_changed: whether the text differs from the recorded script.
    """

    stale_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._completer = Completer(self)
        self._recorded_source: str | None = None
        self._line_map: LineMap | None = None
        self._notes = Notes()
        self._placed = Notes()
        self.textChanged.connect(self._on_text_changed)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled_sideways)
        self._retranslate()

    @property
    def is_stale(self) -> bool:
        """Whether the text differs from the recorded script."""
        return self._line_map is not None and not self._line_map.is_identical

    @property
    def shown_notes(self) -> Notes:
        """The notes at their positions in the present text."""
        return self._placed

    def set_recorded_source(self, source: str | None) -> None:
        """Set the script that the notes are about; those of another script are removed."""
        recorded = None if source is None else with_plain_line_ends(source)
        if recorded != self._recorded_source:
            self._recorded_source = recorded
            self._notes = Notes()
            self._on_text_changed()

    def mark_site(self, site: Site | None, call_site: Site | None = None) -> None:
        """Mark the expression of the current step."""
        self._show(replace(self._notes, site=site, call_site=call_site))

    def mark_selection_site(self, site: Site | None) -> None:
        """Frame the expression of the selected card."""
        self._show(replace(self._notes, selection_site=site))

    def set_line_values(self, values: dict[int, str]) -> None:
        """Show the value of each bare expression beside the line where it ends."""
        self._show(replace(self._notes, values=values))

    def set_error(self, error: ErrorNote | None) -> None:
        """Underline the expression that failed, with the message below it."""
        self._show(replace(self._notes, error=error))

    def reveal_site(self, site: Site) -> None:
        """Scroll to a site of the recorded script, unless it is in sight.

        The horizontal scroll bar returns to the left end if the site is in sight there, or begins
        there and is too long to be seen whole. Else there is room for what comes next, unless the
        site needs it, and a long one is seen from its beginning.
        """
        present = self._line_map and self._line_map.site(site)
        found = spans(self.document(), present) if present else []
        if not found:
            return
        rect = span_rect(self, found[0])
        # Its geometry includes the room for an error's message.
        last = self.blockBoundingGeometry(found[-1].block)
        bottom = last.translated(self.contentOffset()).bottom()
        if rect.top() < 0 or bottom > self.viewport().height():
            lines_in_sight = int(self.viewport().height() / rect.height())
            line = found[0].block.blockNumber()
            self.verticalScrollBar().setValue(line - lines_in_sight // 3)
        bar, width = self.horizontalScrollBar(), self.viewport().width()
        left, right = (bar.value() + side for side in (rect.left(), rect.right()))
        all_of_it = right + SPACE_24 - width
        if right <= width or (all_of_it > left - SPACE_24 and left < width / 3):
            bar.setValue(0)
        elif rect.left() < 0 or rect.right() > width:
            bar.setValue(round(min(max(left - width / 3, all_of_it), left - SPACE_24)))

    def draw_marks(self, marks: MarkPainter) -> None:
        super().draw_marks(marks)
        marks.draw_notes(self._placed, self.is_stale)

    def _show(self, notes: Notes) -> None:
        self._notes = notes
        self._placed = notes.moved(self._line_map) if self._line_map else Notes()
        error = self._placed.error
        self.setAccessibleDescription(error.text if error else "")
        self.gutter.mark(self._placed)
        self._update_error_room()
        self.viewport().update()

    def _update_error_room(self) -> None:
        error = self._placed.error
        if error is None:
            self.text_layout.set_room(0, 0)
        else:
            room_px = error_room_px(error, self.viewport().width())
            self.text_layout.set_room(error.site.end_line, room_px)

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

    def _on_scrolled_sideways(self) -> None:
        self.viewport().update()  # values and messages fit the viewport and do not scroll

    # -- Qt ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._completer.wants(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_values(painter, self, self._placed.values, self.theme, self.is_stale)
            if self._placed.error:
                draw_error(painter, self, self._placed.error, self.theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        last_in_sight = self.cursorForPosition(QPoint(0, event.oldSize().height())).blockNumber()
        lines_in_sight = range(self.firstVisibleBlock().blockNumber(), last_in_sight + 1)
        super().resizeEvent(event)
        self._update_error_room()
        # The line being edited, or else that of the step, stays in sight when a panel takes room.
        placed, recorded = self._placed.site, self._notes.site
        if placed is not None and recorded is not None and not self.hasFocus():
            is_first = not event.oldSize().isValid()  # what is in sight is not known before it
            if is_first or placed.line - 1 in lines_in_sight:
                self.reveal_site(recorded)
        elif self.textCursor().blockNumber() in lines_in_sight:
            self.ensureCursorVisible()

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
