"""The timeline: a slider over all steps of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip, QWidget

from engine.record.recording import Recording
from engine.record.state import State
from gui.theme import LIGHT, SMALL_PX, SPACE_8, SPACE_12, Theme, ui_font
from gui.timeline.close_up import CloseUp, close_up_around
from gui.timeline.timeline_painter import TimelinePainter, label_width
from gui.timeline.tips import cell_line, tip_at
from gui.timeline.track_painter import DENSE_PX, MARKS_PX, number_places, track_top
from gui.timeline.tracks import FEW_PASS_TRACKS, PASS_TRACKS, Scale, tracks_of

if TYPE_CHECKING:
    from engine.walk.cells import Cell

MAX_STEP_PX = 20.0
"""The maximum width of a cell, which is that of short runs."""
MIN_PASS_PX = 12.0
"""Cells of a pass that is narrower than this cannot be hit with the pointer."""
_MIN_TRACKS, _FEW_MIN_TRACKS = 3, 2
"""The number of tracks that always have room, so that most runs do not change the layout.

A compact timeline has fewer: room is worth more there."""


class Timeline(QSlider):
    """A slider over the cursors of a recording, drawn as one cell for each step.

    It has the keys and the accessible role of a slider.

    Signals:
        height_changed: another run needs more tracks, or fewer; nothing is laid out anew yet.
        cursor_requested: the cursor that the user wants to see.
        unselect_requested: the user wants to see what each step is about, no selected card.
        menu_requested(QPoint): the context menu is wanted, at a place on the screen.
    """

    height_changed = Signal()
    cursor_requested = Signal(int)
    unselect_requested = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("timeline")
        self.setFont(ui_font(SMALL_PX))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._theme = LIGHT
        self._state: State = Recording("").at(0)
        self._pass_tracks = PASS_TRACKS
        self._read_tracks()
        self._read_index = self._state.recording.index
        self._cells: list[Cell] = []
        self._stops = np.empty(0, np.int64)
        self._is_future_hidden = False
        self._dragged_part: CloseUp | None = None
        self._fit_height()
        self._describe()
        self.valueChanged.connect(self.cursor_requested)

    def show_state(self, state: State) -> None:
        """Show the steps of a state's recording, with that of the state as the current one."""
        if state.recording is not self._state.recording:
            self._dragged_part = None  # which is of other steps
        self._state = state
        if state.recording.index is not self._read_index:
            self._read_index = state.recording.index
            self._read_tracks()
            self._cells = _cells_of(state.recording)
            height_px = self.minimumHeight()
            self._fit_height()
            if self.minimumHeight() != height_px:
                self.height_changed.emit()
        self._describe()
        with QSignalBlocker(self):  # the user did not move the slider
            self.setRange(0, state.recording.step_count)
            self.setValue(state.cursor)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        self.update()

    def set_compact(self, is_compact: bool) -> None:
        """Show the passes on fewer tracks, which needs less room, or on as many as usual."""
        pass_tracks = FEW_PASS_TRACKS if is_compact else PASS_TRACKS
        if pass_tracks != self._pass_tracks:
            self._pass_tracks = pass_tracks
            self._read_tracks()
            self._fit_height()
            self.update()

    def mark_stops(self, cursors: np.ndarray) -> None:
        """Mark the steps at which breakpoints stop a walk. Shapes: cursors (k,), ascending."""
        self._stops = cursors
        self.update()

    def set_future_hidden(self, is_hidden: bool) -> None:
        """Hide later steps while the user is to predict them."""
        self._is_future_hidden = is_hidden

    def _read_tracks(self) -> None:
        recording = self._state.recording
        self._tracks = tracks_of(recording, self._pass_tracks)
        # For the overview, and for the close-up when passes cannot be told apart.
        has_several = self._tracks.pass_count > 1
        self._joined = tracks_of(recording, 1) if has_several else self._tracks

    def _fit_height(self) -> None:
        """Adapt the height to the number of tracks, with a minimum."""
        is_compact = self._pass_tracks == FEW_PASS_TRACKS
        rows = max(self._tracks.track_count, _FEW_MIN_TRACKS if is_compact else _MIN_TRACKS)
        height = SPACE_12 + track_top(rows) + MARKS_PX + SPACE_8
        self.setMinimumHeight(height)
        # With a fixed height the dock would have no separator.
        self.setMaximumHeight(height + SPACE_8)

    def scale(self) -> Scale:
        """The places of the cells at the present width."""
        count = self.maximum()
        left = SPACE_12 + label_width(self._tracks, self.font()) + SPACE_8
        room = max(self.width() - left - SPACE_12, 1)
        return Scale(left, min(room / max(count, 1), MAX_STEP_PX), count)

    @property
    def _has_axis(self) -> bool:
        """Whether the overview has room for an axis of pass numbers."""
        return self._tracks.are_shared and self._pass_tracks > FEW_PASS_TRACKS

    def _close_up(self) -> CloseUp | None:
        """The close-up around the cursor; None where all passes can be distinguished without it."""
        if self._dragged_part is not None and self._dragged_part.top_px:
            return self._dragged_part
        scale = self.scale()
        if scale.step_px >= DENSE_PX or self._are_passes_seen(scale):
            return None
        room_px = scale.step_count * scale.step_px
        return close_up_around(scale, room_px, self._state.cursor, has_axis=self._has_axis)

    def _are_passes_seen(self, scale: Scale) -> bool:
        """Whether the passes can be distinguished, and each is wide enough."""
        tracks = self._tracks
        if tracks.are_shared:
            return bool(number_places(tracks, scale, self.font().toString()))
        return not tracks.pass_count or tracks.shortest_pass * scale.step_px >= MIN_PASS_PX

    def _part_at(self, position: QPointF) -> CloseUp:
        """The part at a position: the close-up or all steps."""
        whole, close = self.scale(), self._close_up()
        is_above = close is None or position.y() < SPACE_12 + close.top_px - SPACE_8
        if close is None or is_above or position.x() < whole.left_px:
            return CloseUp(whole, range(whole.step_count), 0)
        return close

    def _describe(self) -> None:
        self.setAccessibleName(self.tr("Timeline"))
        if self._state.in_pass:
            text = self.tr("step {step} of {count}, pass {pass_}")
        else:
            text = self.tr("step {step} of {count}")
        count = self._state.recording.step_count
        self.setAccessibleDescription(
            text.format(step=self._state.cursor, count=count, pass_=self._state.pass_ + 1)
        )

    # -- Qt ------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(480, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        if not self._state.recording.step_count:
            painter.setPen(self._theme.muted)
            words = self.tr("The steps of a run appear here.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
            return
        if self.hasFocus():
            painter.setPen(QPen(self._theme.accent, 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.translate(0, SPACE_12)
        drawing = TimelinePainter(
            self._tracks,
            self._joined,
            self.scale(),
            self._state,
            self._cells,
            self._stops,
            self._theme,
        )
        close = self._close_up()
        if close is None:
            drawing.paint(painter)
        else:
            drawing.paint_close_up(painter, close, has_axis=self._has_axis)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.unselect_requested.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragged_part = self._part_at(event.position())  # it does not change during the drag
        self._scrub(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._scrub(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged_part = None
        self.update()
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Go to the step under the pointer, which the menu is about; a key opens it at the step."""
        place = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            self.setValue(self._part_at(QPointF(event.pos())).cursor_at(event.pos().x()))
        else:
            place = self.mapToGlobal(QPoint(round(self.scale().x(self.value())), SPACE_12))
        if self._state.recording.step_count:
            self.menu_requested.emit(place)

    def _scrub(self, event: QMouseEvent) -> None:
        part = self._dragged_part
        if part is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.setValue(part.cursor_at(event.position().x()))
            event.accept()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            x, scale = event.pos().x(), self._part_at(QPointF(event.pos())).scale
            tip = tip_at(self._state.recording, self._tracks, scale, x)
            if self._is_future_hidden and scale.cursor_at(x) > self._state.cursor:
                tip = self.tr("Hidden until you have answered")
            cell = cell_line(self._cells, scale, x)
            QToolTip.showText(event.globalPos(), "\n".join(filter(None, (cell, tip))), self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._describe()
            self.update()


def _cells_of(recording: Recording) -> list[Cell]:
    """The cells of the script; most scripts have none."""
    if "%%" not in recording.source:
        return []
    from engine.walk.cells import cells

    return cells(recording)
