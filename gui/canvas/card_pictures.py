"""Keeps pictures of cards, since text and rounded outlines cost far more than copying."""

import math
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from gui.canvas.card_painter import MARGIN_PX, CardPainter
from gui.canvas.known_faces import KnownFaces
from gui.canvas.scene import CardFace, CardKind, CardState, Scene
from gui.canvas.view import View

_MOST_PX = 24_000_000
"""After so many painted pixels all pictures are let go: some 1,500 cards at 100 %."""
_MANY_CARDS = 48
"""While so many are zoomed, their pictures are stretched: to paint them takes longer than a frame.
"""


class _Picture(NamedTuple):
    """The picture of a card, what it shows, and at which scale."""

    pixmap: QPixmap
    face: CardFace
    scale: float


class _Blank(NamedTuple):
    """What cards have in common that differ in nothing but their words and numbers."""

    kind: CardKind
    state: CardState
    size: tuple[float, float]


class CardPictures:
    """Paints cards of one scene by their pictures.

    Attributes:
        is_rough: whether cards were painted that `sharpen` would make sharp.
    """

    def __init__(self, scene: Scene, cards: CardPainter, faces: KnownFaces) -> None:
        self._scene = scene
        self._cards = cards
        self._faces = faces
        self._pictures: dict[int, _Picture] = {}
        self._blanks: dict[_Blank, QPixmap] = {}
        self._blank_scale = 0.0
        self._painted_px = 0
        self.is_rough = False

    def paint(self, painter: QPainter, view: View, cards: np.ndarray) -> None:
        """Paint some cards. Shapes: cards (k,), int."""
        if self._painted_px > _MOST_PX:
            self.forget()
        numbers = cards.tolist()
        stretches = self._blurred_count(numbers, view.scale) >= _MANY_CARDS
        margin = _margin(view.scale)
        left, top = card_corners(self._scene, view, cards)
        for card, x, y in zip(numbers, left.tolist(), top.tolist()):
            face, picture = self._faces[card], self._pictures.get(card)
            if picture is None or picture.face is not face:
                picture = self._paint_picture(card, face, view.scale)
            elif picture.scale != view.scale:
                if stretches:
                    self.is_rough = True
                    _paint_stretched(painter, picture, x, y, view.scale)
                    continue
                picture = self._paint_picture(card, face, view.scale)
            painter.drawPixmap(x - margin, y - margin, picture.pixmap)

    def sharpen(self) -> None:
        """Paint all cards anew that are next painted."""
        self.forget()
        self.is_rough = False

    def forget(self) -> None:
        """Let all pictures go."""
        self._pictures.clear()
        self._blanks.clear()
        self._painted_px = 0

    def _blurred_count(self, cards: list[int], scale: float) -> int:
        """How many of some cards there are pictures of, but only at other scales."""
        pictures = map(self._pictures.get, cards)
        return sum(picture is not None and picture.scale != scale for picture in pictures)

    def _paint_picture(self, card: int, face: CardFace, scale: float) -> _Picture:
        """Paint the words and numbers of a card on what it has in common with others."""
        size = self._scene.size(card)
        pixmap = QPixmap(self._blank(face, size, scale))  # copied as soon as it is painted on
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
        key = _Blank(face.kind, face.state, size)
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


def _paint_stretched(painter: QPainter, picture: _Picture, x: int, y: int, scale: float) -> None:
    """Paint the picture of a card at another scale, with the card's corner at (x, y)."""
    factor = scale / picture.scale
    margin = _margin(picture.scale) * factor
    size = picture.pixmap.size().toSizeF() * factor
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    place = QRectF(QPointF(x - margin, y - margin), size)
    painter.drawPixmap(place, picture.pixmap, QRectF(picture.pixmap.rect()))


def card_corners(scene: Scene, view: View, cards: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The device pixels of the upper left corners of cards. Shapes: cards (k,) -> (k,), (k,)."""
    left = np.rint((scene.x[cards] - scene.widths[cards] / 2) * view.scale) - view.left
    top = np.rint((scene.y[cards] - scene.heights[cards] / 2) * view.scale) - view.top
    return left.astype(np.int64), top.astype(np.int64)


def _margin(scale: float) -> int:
    return math.ceil(MARGIN_PX * scale)
