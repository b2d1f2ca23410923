"""Pictures of cards: copying them is far faster than painting text and rounded outlines."""

import math
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

from engine.record.state import CardStatus
from gui.canvas.card_painter import MARGIN_PX, CardPainter
from gui.canvas.face_cache import FaceCache
from gui.canvas.scene import CardFace, CardKind, Scene
from gui.canvas.view import View

_MAX_PAINTED_PX = 24_000_000
"""After so many painted pixels all pictures are deleted: some 1,500 cards at 100 %."""


class _Picture(NamedTuple):
    """The picture of a card, with its content and scale."""

    pixmap: QPixmap
    face: CardFace
    scale: float


class _Blank(NamedTuple):
    """Identifies cards that differ only in their text and numbers."""

    kind: CardKind
    state: CardStatus
    has_gradient: bool
    size: tuple[float, float]


class CardPictures:
    """Paints cards of one scene by their pictures."""

    def __init__(self, scene: Scene, cards: CardPainter, faces: FaceCache) -> None:
        self._scene = scene
        self._cards = cards
        self._faces = faces
        self._pictures: dict[int, _Picture] = {}
        self._blanks: dict[_Blank, QPixmap] = {}
        self._blank_scale = 0.0
        self._painted_px = 0

    def paint(self, painter: QPainter, view: View, cards: np.ndarray) -> None:
        """Paint some cards. Shapes: cards (k,), int."""
        if self._painted_px > _MAX_PAINTED_PX:
            self.forget()
        margin = _margin(view.scale)
        left, top = card_corners(self._scene, view, cards)
        for card, x, y in zip(cards.tolist(), left.tolist(), top.tolist()):
            face, picture = self._faces[card], self._pictures.get(card)
            if picture is None or picture.face is not face or picture.scale != view.scale:
                picture = self._paint_picture(card, face, view.scale)
            painter.drawPixmap(x - margin, y - margin, picture.pixmap)

    def forget(self) -> None:
        """Delete all pictures."""
        self._pictures.clear()
        self._blanks.clear()
        self._painted_px = 0

    def _paint_picture(self, card: int, face: CardFace, scale: float) -> _Picture:
        """Paint the text of a card on the picture that it shares with others."""
        size = self._scene.size(card)
        pixmap = self._blank(face, size, scale).copy()
        painter = _painter_of_card(pixmap, scale)
        self._cards.paint_words(painter, face, size, scale)
        painter.end()
        self._painted_px += pixmap.width() * pixmap.height()
        picture = self._pictures[card] = _Picture(pixmap, face, scale)
        return picture

    def _blank(self, face: CardFace, size: tuple[float, float], scale: float) -> QPixmap:
        if scale != self._blank_scale:
            self._blanks.clear()
            self._blank_scale = scale
        key = _Blank(face.kind, face.state, face.gradient is not None, size)
        blank = self._blanks.get(key)
        if blank is None:
            blank = QPixmap(*(round(side * scale) + 2 * _margin(scale) for side in size))
            blank.fill(Qt.GlobalColor.transparent)
            painter = _painter_of_card(blank, scale)
            self._cards.paint_blank(painter, face, size, scale)
            painter.end()
            self._blanks[key] = blank
            self._painted_px += blank.width() * blank.height()
        return blank


def _painter_of_card(pixmap: QPixmap, scale: float) -> QPainter:
    """A painter whose origin is the corner of the card in its picture."""
    painter = QPainter(pixmap)
    painter.translate(_margin(scale), _margin(scale))
    return painter


def card_corners(scene: Scene, view: View, cards: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The device pixels of the upper left corners of cards. Shapes: cards (k,) -> (k,), (k,)."""
    left = np.rint((scene.x[cards] - scene.widths[cards] / 2) * view.scale) - view.left
    top = np.rint((scene.y[cards] - scene.heights[cards] / 2) * view.scale) - view.top
    return left.astype(np.int64), top.astype(np.int64)


def _margin(scale: float) -> int:
    return math.ceil(MARGIN_PX * scale)
