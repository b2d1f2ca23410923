"""A strip of the changes of a gradient: None, created, added to or zeroed, with their lines."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from engine.explain.life import GRADIENT_EVENT, Change, Moment, gradient_events, moment
from engine.record.schema import NONE
from engine.record.state import State
from gui.canvas.scene import MORE
from gui.theme import BASE_PX, LIGHT, SMALL_PX, SPACE_4, SPACE_8, Theme, code_font, ui_font
from gui.words.number_texts import term_text, value_text

Index = QModelIndex | QPersistentModelIndex

_NO_PARENT = QModelIndex()

CELL_PX, ARROW_PX = 84, 14
_LINE_PX = BASE_PX + SPACE_4
_HEIGHT_PX = 3 * _LINE_PX + SPACE_8
_RADIUS_PX = 4


MAX_MOMENTS = 60
"""With more changes, only the latest are laid out: all would be too slow for a step."""


class LifeModel(QAbstractListModel):
    """The changes of a gradient: an item for None at the start, then one for each change.

    With very many changes, the first item stands for all that are left out.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self._rows = np.empty(0, GRADIENT_EVENT)
        self._left_out = 0

    def show_card(self, state: State, card: int) -> None:
        """Show the changes of a leaf's gradient."""
        self.beginResetModel()
        self._state, self._rows = state, gradient_events(state, card)
        self._left_out = max(len(self._rows) - MAX_MOMENTS, 0)
        self.endResetModel()

    def moment(self, item: int) -> Moment | None:
        """The change of an item, the last if it has several; None for the start."""
        row = self._left_out + item - 1
        return None if row < 0 or self._state is None else moment(self._state, self._rows[row])

    def is_current(self, item: int) -> bool:
        """Whether an item belongs to the current step."""
        found = self.moment(item)
        return found is not None and self._state is not None and found.cursor == self._state.cursor

    def words(self, item: int) -> tuple[str, str, str]:
        """The texts of an item: the change, the gradient after it, and the line of the script."""
        found = self.moment(item)
        if found is None or self._state is None:
            return self.tr("at first"), "None", ""
        if not item:
            count = self.tr("1 change")
            if self._left_out > 1:
                count = self.tr("{count} changes").format(count=self._left_out)
            return MORE, value_text(self._state.recording, found.after), count
        line = "" if found.line == NONE else self.tr("line {line}").format(line=found.line)
        return self._event_text(found), value_text(self._state.recording, found.after), line

    def _event_text(self, found: Moment) -> str:
        assert self._state is not None
        if found.change == Change.ADDED:
            return term_text(self._state.recording, found.added)
        return {
            Change.CREATED: self.tr("made"),
            Change.ZEROED: self.tr("zeroed"),
            Change.DROPPED: self.tr("dropped"),
            Change.REPLACED: self.tr("replaced"),
            Change.CHANGED: self.tr("changed"),
        }[found.change]

    # -- Qt ------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows) - self._left_out + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "\n".join(self.words(index.row()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index.row())
        return None

    def _tip(self, item: int) -> str:
        what, after, line = self.words(item)
        found = self.moment(item)
        if item and found is not None and found.change == Change.ADDED and self._state is not None:
            before = value_text(self._state.recording, found.before)
            after = f"{before} {what} = {after}"
        else:
            after = f"{what}: {after}"
        return f"{after}\n{line}" if line else after


class LifeStrip(QListView):
    """A horizontal list of the changes; an item that is clicked or activated leads to its step.

    Signals:
        step_requested: the cursor after the change.
    """

    step_requested = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._life = LifeModel(self)
        self._delegate = _CellDelegate(self._life, self)
        self.setModel(self._life)
        self.setItemDelegate(self._delegate)
        self.setObjectName(name)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setUniformItemSizes(True)
        self.setWrapping(False)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._on_chosen)

    def show_card(self, state: State, card: int) -> None:
        """Show the changes of a leaf's gradient, scrolled to the latest."""
        self._life.show_card(state, card)
        self.updateGeometry()
        self.scrollTo(self._life.index(self._life.rowCount() - 1))

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._delegate.theme = theme
        self.viewport().update()

    def _on_chosen(self, index: QModelIndex) -> None:
        found = self._life.moment(index.row())
        self.step_requested.emit(0 if found is None else found.cursor)

    # -- Qt ------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        is_wide = self._life.rowCount() * (CELL_PX + ARROW_PX) > self.width()
        return QSize(0, _HEIGHT_PX + is_wide * self.horizontalScrollBar().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_chosen(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _CellDelegate(QStyledItemDelegate):
    """Paints an item as a box of three lines, with an arrow from the item before."""

    def __init__(self, life: LifeModel, parent: QObject) -> None:
        super().__init__(parent)
        self._life = life
        self.theme = LIGHT

    # -- Qt ------------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(CELL_PX + ARROW_PX, _HEIGHT_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, item = self.theme, index.row()
        found, is_current = self._life.moment(item), self._life.is_current(item)
        is_none = found is None or found.after == NONE
        inset = 1 if is_current else 1.5  # whole pixels for either pen width
        box = QRectF(option.rect).adjusted(ARROW_PX + inset, inset, -inset, -inset)
        colour = theme.current if is_current else theme.muted if is_none else theme.done
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = Qt.PenStyle.DashLine if is_none else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour, 2 if is_current else 1, style))
        is_chosen = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setBrush(theme.ground if is_chosen else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, _RADIUS_PX, _RADIUS_PX)
        line = QRect(option.rect)
        if item:
            painter.setPen(theme.muted)
            painter.setFont(ui_font(SMALL_PX))
            line.setWidth(ARROW_PX)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, "→")
        self._write(painter, box.toRect(), self._life.words(item))
        painter.restore()

    def _write(self, painter: QPainter, box: QRect, words: tuple[str, str, str]) -> None:
        theme = self.theme
        line = box.adjusted(SPACE_4, SPACE_4 // 2, -SPACE_4, 0)
        line.setHeight(_LINE_PX)
        fonts = (ui_font(SMALL_PX), code_font(BASE_PX), ui_font(SMALL_PX))
        colours = (theme.muted, theme.text, theme.accent)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        for text, font, colour in zip(words, fonts, colours):
            painter.setFont(font)
            painter.setPen(colour)
            room = line.width()
            fitting = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideMiddle, room)
            painter.drawText(line, flags, fitting)
            line.translate(0, _LINE_PX)
