"""Grabs and positions of a canvas."""

import numpy as np
from PySide6.QtCore import QPoint, QRectF

from gui.canvas.canvas import Canvas
from tests.gui.canvas.scenes import pixels


def grabbed(canvas: Canvas) -> np.ndarray:
    """The picture of a canvas. Shapes: -> (height, width, 4), uint8."""
    return pixels(canvas.grab().toImage())


def seen(canvas: Canvas, card: int) -> QRectF:
    """The rectangle of a card in the widget."""
    assert canvas.scene is not None
    return canvas.view.to_widget(canvas.scene.card_rect(card))


def middle(canvas: Canvas, card: int) -> QPoint:
    """The centre of a card in the widget."""
    return seen(canvas, card).center().toPoint()


def anew(canvas: Canvas) -> np.ndarray:
    """The picture of a fresh canvas with the same scene and view."""
    other = Canvas()
    other.resize(canvas.size())
    other.set_theme(canvas.theme)
    other.set_scene(canvas.scene)
    other.zoom(1.0)  # no longer fitted
    other.view = canvas.view
    return grabbed(other)


def assert_same(one: np.ndarray, other: np.ndarray) -> None:
    """Assert that two pictures are equal, apart from the focus frame."""
    assert (one[2:-2, 2:-2] == other[2:-2, 2:-2]).all()
