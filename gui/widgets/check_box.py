"""A check box that is visible on any background."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import (
    QCheckBox,
    QStyle,
    QStyleOptionButton,
    QStyleOptionFocusRect,
    QStylePainter,
)

from gui.theme import CONTROL_CORNER_PX, ICON_STROKE_PX

_TICK = QPolygonF([QPointF(0.24, 0.52), QPointF(0.43, 0.72), QPointF(0.78, 0.3)])
"""The points of the tick, as fractions of the box's sides."""


class CheckBox(QCheckBox):
    """A check box in the colours of the palette, with more contrast than the style's own."""

    # -- Qt ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        style = self.style()
        box = style.subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QStylePainter(self)
        painter.save()
        self._draw_box(painter, QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.restore()
        label = QStyleOptionButton(option)
        label.rect = style.subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self)
        painter.drawControl(QStyle.ControlElement.CE_CheckBoxLabel, label)
        if self.hasFocus():
            focus = QStyleOptionFocusRect()
            focus.initFrom(self)
            focus.rect = style.subElementRect(QStyle.SubElement.SE_CheckBoxFocusRect, option, self)
            painter.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, focus)

    def _draw_box(self, painter: QPainter, box: QRectF) -> None:
        colour, role = self.palette().color, QPalette.ColorRole
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_ticked = self.isChecked()
        painter.setPen(QPen(colour(role.Highlight if is_ticked else role.PlaceholderText), 1))
        painter.setBrush(colour(role.Highlight if is_ticked else role.Base))
        corner = CONTROL_CORNER_PX / 2
        painter.drawRoundedRect(box, corner, corner)
        if is_ticked:
            painter.setPen(QPen(colour(role.HighlightedText), ICON_STROKE_PX))
            painter.translate(box.topLeft())
            painter.drawPolyline(QTransform.fromScale(box.width(), box.height()).map(_TICK))
