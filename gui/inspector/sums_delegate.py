"""Paints the items of a list of sums, of several lines each."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.theme import BASE_PX, SPACE_4

LINE_PX = BASE_PX + SPACE_4
"""The height of Latin and Chinese lines alike."""
_MARGIN_PX = SPACE_4

LINE_COUNT_ROLE = Qt.ItemDataRole.UserRole
"""The number of lines of an item, from models that know it without making the text."""

Index = QModelIndex | QPersistentModelIndex


class SumsDelegate(QStyledItemDelegate):
    """Paints a name above a column of numbers.

    Qt measures several lines of text with one font, and drops lines that a fallback font makes too
    high; here each line is laid out on its own.
    """

    # -- Qt ------------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        count = index.data(LINE_COUNT_ROLE)
        if count is None:
            count = len(str(index.data()).split("\n"))
        return QSize(0, count * LINE_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = option.palette.ColorRole.HighlightedText if is_selected else None
        painter.save()
        painter.setFont(option.font)
        painter.setPen(option.palette.color(role or option.palette.ColorRole.Text))
        metrics = QFontMetrics(option.font)
        line_rect = QRect(option.rect).adjusted(_MARGIN_PX, 0, -_MARGIN_PX, 0)
        line_rect.setHeight(LINE_PX)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        for line in text.replace("\u2028", "\n").split("\n"):
            fitting = metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, line_rect.width())
            painter.drawText(line_rect, flags, fitting)
            line_rect.translate(0, LINE_PX)
        painter.restore()
