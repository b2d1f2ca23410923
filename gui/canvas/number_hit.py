"""Finds the number of a zero-dim tensor's card under the pointer, for dragging it."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from gui.canvas.canvas import Canvas
from gui.canvas.metrics import number_rect
from gui.canvas.scene_painter import CARD_ZOOM


def number_under(canvas: Canvas, position: QPointF) -> int | None:
    """The card whose one number is at a point of the canvas; None if none, or unreadable."""
    card, scene, view = canvas.card_under(position), canvas.scene, canvas.view
    if card is None or scene is None or view.zoom < CARD_ZOOM:
        return None
    place = number_rect(scene.source.face(card))
    at = view.to_scene(position) - scene.card_rect(card).topLeft()
    return card if place is not None and place.contains(at) else None
