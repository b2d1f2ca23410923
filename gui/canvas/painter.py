"""Paints any region of a scene on any QPainter, in as much detail as its zoom has room for."""

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from gui.canvas.boxes import BOX_REACH_PX, BoxPainter
from gui.canvas.card_painter import MARGIN_PX, CardPainter
from gui.canvas.culling import touches
from gui.canvas.edges import EdgePainter, label_reach
from gui.canvas.frame_painter import FramePainter
from gui.canvas.scene import CardFace, Scene
from gui.canvas.view import View
from gui.theme import Theme

CARD_ZOOM, BOX_ZOOM = 0.42, 0.12
"""From the first on, cards can be read; from the second on, boxes have borders."""

_CACHED_CARDS = 1500
_MANY_CARDS = 48
"""While so many are zoomed, their pictures are stretched: to paint them takes longer than a frame.
"""
_MANY_AREAS = 24
"""For more, painting everything once costs less."""


class ScenePainter:
    """Paints one scene in the colours of one theme.

    Cards are kept as pixmaps, since text and rounded outlines cost far more than copying. For a
    device that keeps words and shapes as such, they are painted `as_vectors`, each time anew.

    Attributes:
        is_rough: whether cards were painted that `sharpen` would make sharp.
    """

    def __init__(self, scene: Scene, theme: Theme, *, as_vectors: bool = False) -> None:
        self._scene = scene
        self._theme = theme
        self._as_vectors = as_vectors
        self._cards = CardPainter(theme)
        self._edges = EdgePainter(scene, theme)
        self._boxes = BoxPainter(scene, theme)
        self._frames = FramePainter(scene.frames, theme)
        self._painted: dict[int, _PaintedCard] = {}
        self.is_rough = False

    def paint(self, painter: QPainter, view: View, area: QRect) -> None:
        """Paint what is seen in an area of device pixels; what is around it stays as it is."""
        painter.save()
        painter.setClipRect(area)
        painter.fillRect(area, self._theme.ground)
        if view.zoom >= CARD_ZOOM:
            self._paint_in_detail(painter, view, view.region(area))
        else:
            self._paint_boxes(painter, view, view.region(area))
        painter.restore()

    def sharpen(self) -> None:
        """Paint all cards anew that are next painted."""
        self._painted.clear()
        self.is_rough = False

    def extent(self) -> QRectF:
        """All of the scene that may be painted, in any state, from `CARD_ZOOM` on."""
        extent = _grown(self._scene.bounds(), MARGIN_PX)
        for edge in range(self._scene.edge_count):
            extent |= self._edges.reach(edge)
        return extent

    def outdated_cards(self, view: View, area: QRect) -> list[int]:
        """Cards seen in an area whose face is not the one that was painted.

        Those out of sight are forgotten: they are asked for anew when they come into sight.
        """
        region = _grown(view.region(area), _card_reach(view))
        if view.zoom < CARD_ZOOM:
            self._painted = {}
            return self._boxes.outdated(region)
        in_sight = self._scene.cards_in(region)
        seen = set(in_sight.tolist())
        self._painted = {card: painted for card, painted in self._painted.items() if card in seen}
        face = self._scene.source.face
        return [card for card, painted in self._painted.items() if face(card) != painted.face]

    def outdated_edges(self, view: View, area: QRect) -> list[int]:
        """Edges seen in an area whose label is not the one that was painted."""
        return self._edges.outdated(view.region(area)) if view.zoom >= CARD_ZOOM else []

    def hold_labels(self, edges: Iterable[int]) -> None:
        """Leave out the labels of these edges: they are painted while they slide."""
        self._edges.held = frozenset(edges)

    def paint_held_labels(self, painter: QPainter, view: View, share: float) -> None:
        """Paint the labels that were left out, a share (0 to 1) of their way to their places."""
        self._edges.paint_held_labels(painter, view, share)

    def forget_cards(self, cards: Iterable[int]) -> None:
        """Ask for the faces of some cards anew when they are next painted."""
        for card in cards:
            self._painted.pop(card, None)

    def card_areas(self, view: View, area: QRect, cards: np.ndarray) -> list[QRect]:
        """The device pixels in an area that some cards may paint; all of it for many.

        Shapes: cards (k,), int.
        """
        reach = _card_reach(view)
        rect = _grown(view.region(area), reach)
        near = cards[touches(self._scene.card_boxes[cards], rect)].tolist()
        if len(near) > _MANY_AREAS:
            return [area]
        return [view.to_device(_grown(self._scene.card_rect(card), reach)) & area for card in near]

    def edge_areas(self, view: View, area: QRect, edges: np.ndarray) -> list[QRect]:
        """The device pixels in an area that some edges may paint; all of it for many.

        Shapes: edges (k,), int.
        """
        is_detailed = view.zoom >= CARD_ZOOM
        region, reach = view.region(area), _card_reach(view)
        rect = label_reach(region) if is_detailed else _grown(region, reach)
        near = edges[touches(self._scene.edge_boxes[edges], rect)].tolist()
        if len(near) > _MANY_AREAS:
            return [area]
        rects = (
            self._edges.reach(edge) if is_detailed else _grown(self._scene.edge_rect(edge), reach)
            for edge in near
        )
        return [view.to_device(rect) & area for rect in rects]

    def _paint_in_detail(self, painter: QPainter, view: View, region: QRectF) -> None:
        self._frames.paint_grounds(painter, view, region)
        self._edges.paint_curves(painter, view, region)
        self._frames.paint_titles(painter, view, region)
        cards = self._scene.cards_in(_grown(region, _card_reach(view)))
        if self._as_vectors:
            self._paint_vectors(painter, view, cards)
        else:
            self._paint_pixmaps(painter, view, cards)
        self._edges.paint_labels(painter, view, region)

    def _paint_boxes(self, painter: QPainter, view: View, region: QRectF) -> None:
        region = _grown(region, _card_reach(view))
        cards = self._scene.cards_in(region)
        are_boxes = view.zoom >= BOX_ZOOM
        self._frames.paint_grounds(painter, view, region)
        self._edges.paint_lines(painter, view, region, smooth=are_boxes)
        if are_boxes:
            self._boxes.paint_boxes(painter, view, cards)
        else:
            self._boxes.paint_dots(painter, view, cards)

    def _paint_vectors(self, painter: QPainter, view: View, cards: np.ndarray) -> None:
        left, top = card_corners(self._scene, view, cards)
        for card, x, y in zip(cards.tolist(), left.tolist(), top.tolist()):
            painter.save()
            painter.translate(x, y)
            self._cards.paint(painter, self._scene.source.face(card), self._size(card), view.scale)
            painter.restore()

    def _paint_pixmaps(self, painter: QPainter, view: View, cards: np.ndarray) -> None:
        if len(self._painted) > _CACHED_CARDS:
            self._painted.clear()
        numbers, known = cards.tolist(), self._painted
        blurred = {card for card in numbers if card in known and known[card].scale != view.scale}
        if len(blurred) < _MANY_CARDS:
            self.forget_cards(blurred)
            blurred.clear()
        margin = _margin(view.scale)
        left, top = card_corners(self._scene, view, cards)
        for card, x, y in zip(numbers, left.tolist(), top.tolist()):
            painted = known.get(card)
            if painted is None:
                painted = known[card] = self._paint_card(card, view.scale)
            if card not in blurred:
                painter.drawPixmap(x - margin, y - margin, painted.pixmap)
            else:
                self.is_rough = True
                self._paint_stretched(painter, painted, x, y, view.scale)

    def _paint_stretched(
        self, painter: QPainter, painted: "_PaintedCard", x: int, y: int, scale: float
    ) -> None:
        """Paint the picture of a card at another scale, with the card's corner at (x, y)."""
        factor = scale / painted.scale
        margin = _margin(painted.scale) * factor
        size = painted.pixmap.size().toSizeF() * factor
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = QRectF(QPointF(x - margin, y - margin), size)
        painter.drawPixmap(place, painted.pixmap, QRectF(painted.pixmap.rect()))

    def _paint_card(self, card: int, scale: float) -> "_PaintedCard":
        face = self._scene.source.face(card)
        margin = _margin(scale)
        pixmap = QPixmap(*(round(side * scale) + 2 * margin for side in self._size(card)))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.translate(margin, margin)
        self._cards.paint(painter, face, self._size(card), scale)
        painter.end()
        return _PaintedCard(face, pixmap, scale)

    def _size(self, card: int) -> tuple[float, float]:
        return float(self._scene.widths[card]), float(self._scene.heights[card])


class _PaintedCard(NamedTuple):
    """The picture of a card, what it shows, and at which scale."""

    face: CardFace
    pixmap: QPixmap
    scale: float


def card_corners(scene: Scene, view: View, cards: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The device pixels of the upper left corners of cards. Shapes: cards (k,) -> (k,), (k,)."""
    left = np.rint((scene.x[cards] - scene.widths[cards] / 2) * view.scale) - view.left
    top = np.rint((scene.y[cards] - scene.heights[cards] / 2) * view.scale) - view.top
    return left.astype(np.int64), top.astype(np.int64)


def _margin(scale: float) -> int:
    return math.ceil(MARGIN_PX * scale)


def _card_reach(view: View) -> float:
    """How far a card may paint around itself, in scene px."""
    return MARGIN_PX + 1.0 / view.scale if view.zoom >= CARD_ZOOM else BOX_REACH_PX / view.zoom


def _grown(rect: QRectF, by: float) -> QRectF:
    return rect.adjusted(-by, -by, by, by)
