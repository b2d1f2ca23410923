"""The ring around the selected card, with a gap for the mark on its upper edge."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from gui.canvas.metrics import mark_rect
from gui.canvas.scene import Scene
from gui.canvas.scene_painter import CARD_ZOOM
from gui.canvas.shapes import grown
from gui.canvas.view import View
from gui.theme import CARD_CORNER_PX, SPACE_4, Theme

_GAP_PX = 3
_WIDTH_PX = 2


def ring_rect(scene: Scene, view: View, card: int) -> QRectF:
    """The rectangle of the ring of a card in the widget."""
    return grown(view.to_widget(scene.card_rect(card)), _GAP_PX)


def ring_reach(scene: Scene, view: View, card: int) -> QRectF:
    """The area that the ring of a card may paint, in the widget."""
    return grown(ring_rect(scene, view, card), SPACE_4)


def draw_ring(painter: QPainter, scene: Scene, view: View, card: int, theme: Theme) -> None:
    """Draw the ring of a card, in widget pixels."""
    corner = CARD_CORNER_PX * view.zoom + _GAP_PX
    painter.save()
    painter.setClipPath(_around_mark(scene, view, card))
    painter.setPen(QPen(theme.accent, _WIDTH_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(ring_rect(scene, view, card), corner, corner)
    painter.restore()


def _around_mark(scene: Scene, view: View, card: int) -> QPainterPath:
    """The area of the ring without the card's mark."""
    path = QPainterPath()
    path.addRect(ring_reach(scene, view, card))
    rect = scene.card_rect(card)
    mark = mark_rect(scene.source.face(card), rect.width())
    if not mark.isEmpty() and view.zoom >= CARD_ZOOM:
        hole = grown(view.to_widget(mark.translated(rect.topLeft())), 1)
        path.addRoundedRect(hole, hole.height() / 2, hole.height() / 2)  # filled odd-even
    return path
