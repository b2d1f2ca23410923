"""Finds the numbers of a card under the pointer: to drag one, or to edit them."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from gui.canvas.canvas import Canvas
from gui.canvas.metrics import NUMBER_ROW_PX, PADDING_Y_PX, TITLE_ROW_PX, number_rect
from gui.canvas.scene import CardKind
from gui.canvas.scene_painter import CARD_ZOOM


def number_under(canvas: Canvas, position: QPointF) -> int | None:
    """The card whose one number is at a point of the canvas; None if none, or unreadable."""
    card, scene, view = canvas.card_under(position), canvas.scene, canvas.view
    if card is None or scene is None or view.zoom < CARD_ZOOM:
        return None
    place = number_rect(scene.source.face(card))
    at = view.to_scene(position) - scene.card_rect(card).topLeft()
    return card if place is not None and place.contains(at) else None


def is_on_value(canvas: Canvas, position: QPointF) -> bool:
    """Whether a point of the canvas is in the row of a card's value; no folded frame has one."""
    card, scene, view = canvas.card_under(position), canvas.scene, canvas.view
    if card is None or scene is None or scene.kinds[card] == CardKind.FOLDED:
        return False
    down = view.to_scene(position).y() - scene.card_rect(card).top()
    return 0 <= down - PADDING_Y_PX - TITLE_ROW_PX < NUMBER_ROW_PX
