"""Paints regions of a scene, in a detail that depends on the zoom."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from gui.canvas.box_index import touches
from gui.canvas.box_painter import BOX_REACH_PX, BoxPainter
from gui.canvas.card_painter import MARGIN_PX, CardPainter
from gui.canvas.card_pictures import CardPictures, card_corners
from gui.canvas.edge_painter import EdgePainter, label_reach
from gui.canvas.face_cache import FaceCache
from gui.canvas.frame_painter import FramePainter
from gui.canvas.scene import Scene
from gui.canvas.shapes import grown
from gui.canvas.view import View
from gui.theme import Theme

CARD_ZOOM, BOX_ZOOM = 0.42, 0.12
"""The zoom from which cards are readable, and from which boxes have borders."""

_MANY_AREAS = 24
"""With more areas, painting everything once is faster."""


class ScenePainter:
    """Paints one scene in the colours of one theme.

    Cards are cached as pictures. For vector formats they are painted as vectors, without a cache.
    """

    def __init__(self, scene: Scene, theme: Theme, *, as_vectors: bool = False) -> None:
        self._scene = scene
        self._theme = theme
        self._as_vectors = as_vectors
        self._faces = FaceCache(scene.source)
        self._cards = CardPainter(theme)
        self._pictures = CardPictures(scene, self._cards, self._faces)
        self._edges = EdgePainter(scene, theme, as_vectors=as_vectors)
        self._boxes = BoxPainter(scene, theme, self._faces)
        self._frames = FramePainter(scene.frames, theme)

    def paint(self, painter: QPainter, view: View, area: QRect) -> None:
        """Paint an area of device pixels, and nothing outside it."""
        painter.save()
        painter.setClipRect(area)
        painter.fillRect(area, self._theme.ground)
        if view.zoom >= CARD_ZOOM:
            self._paint_in_detail(painter, view, view.region(area))
        else:
            self._paint_boxes(painter, view, view.region(area))
        painter.restore()

    def sketch(self, painter: QPainter, view: View, area: QRect) -> None:
        """Paint an area quickly: without text, and with edges as straight lines."""
        painter.save()
        painter.setClipRect(area)
        painter.fillRect(area, self._theme.ground)
        self._paint_boxes(painter, view, view.region(area), is_sketch=True)
        painter.restore()

    @cached_property
    def extent(self) -> QRectF:
        """The area that the scene may paint, in any state, from ``CARD_ZOOM`` on."""
        extent = grown(self._scene.bounds(), MARGIN_PX)
        for edge in range(self._scene.edge_count):
            extent |= self._edges.extent(edge)
        return extent

    def outdated_cards(self, view: View, area: QRect) -> list[int]:
        """Cards in an area whose face differs from the painted one.

        The faces of all other cards are forgotten.
        """
        known = self._faces.cards()
        region = grown(view.region(area), _card_reach(view))
        seen = known[touches(self._scene.card_boxes[known], region)]
        if view.zoom < CARD_ZOOM:
            seen = seen[self._boxes.have_names(view, seen)]
        return self._faces.renew(seen)

    def outdated_edges(self, view: View, area: QRect) -> list[int]:
        """Edges in an area whose label differs from the painted one."""
        return self._edges.outdated(view, view.region(area)) if view.zoom >= CARD_ZOOM else []

    def set_sliding(self, edges: Iterable[int]) -> None:
        """Leave out the labels of these edges, which ``paint_sliding_labels`` paints."""
        self._edges.sliding = frozenset(edges)

    def paint_sliding_labels(self, painter: QPainter, view: View, share: float) -> None:
        """Paint the sliding labels, a share (0 to 1) of their way to their places."""
        self._edges.paint_sliding_labels(painter, view, share)

    def card_areas(self, view: View, area: QRect, cards: np.ndarray) -> list[QRect]:
        """The device pixels in an area that some cards may paint; all of it for many.

        Shapes: cards (k,), int.
        """
        reach = _card_reach(view)
        rect = grown(view.region(area), reach)
        near = cards[touches(self._scene.card_boxes[cards], rect)].tolist()
        if len(near) > _MANY_AREAS:
            return [area]
        return [view.to_device(grown(self._scene.card_rect(card), reach)) & area for card in near]

    def edge_areas(self, view: View, area: QRect, edges: np.ndarray) -> list[QRect]:
        """The device pixels in an area that some edges may paint; all of it for many.

        Shapes: edges (k,), int.
        """
        is_detailed = view.zoom >= CARD_ZOOM
        region, reach = view.region(area), _card_reach(view)
        rect = label_reach(region) if is_detailed else grown(region, reach)
        near = edges[touches(self._scene.edge_boxes[edges], rect)].tolist()
        if len(near) > _MANY_AREAS:
            return [area]
        rects = (
            self._edges.reach(edge) if is_detailed else grown(self._scene.edge_rect(edge), reach)
            for edge in near
        )
        return [view.to_device(rect) & area for rect in rects]

    def _paint_in_detail(self, painter: QPainter, view: View, region: QRectF) -> None:
        self._frames.paint_grounds(painter, view, region)
        edges = self._edges.near(region)
        self._edges.paint_curves(painter, view, region, edges)
        self._frames.paint_titles(painter, view, region)
        cards = self._scene.cards_in(grown(region, _card_reach(view)))
        if self._as_vectors:
            self._paint_vectors(painter, view, cards)
        else:
            self._pictures.paint(painter, view, cards)
        self._edges.paint_labels(painter, view, edges)

    def _paint_boxes(
        self, painter: QPainter, view: View, region: QRectF, *, is_sketch: bool = False
    ) -> None:
        region = grown(region, _card_reach(view))
        cards = self._scene.cards_in(region)
        self._frames.paint_grounds(painter, view, region)
        is_smooth = view.zoom >= BOX_ZOOM and not is_sketch
        self._edges.paint_lines(painter, view, region, smooth=is_smooth)
        if view.zoom < BOX_ZOOM:
            self._boxes.paint_dots(painter, view, cards)
        elif view.zoom >= CARD_ZOOM:
            self._boxes.paint_outlines(painter, view, cards)
        else:
            self._boxes.paint_boxes(painter, view, cards)
            if not is_sketch:
                self._boxes.paint_names(painter, view, cards)

    def _paint_vectors(self, painter: QPainter, view: View, cards: np.ndarray) -> None:
        left, top = card_corners(self._scene, view, cards)
        for card, x, y in zip(cards.tolist(), left.tolist(), top.tolist()):
            painter.save()
            painter.translate(x, y)
            self._cards.paint(painter, self._faces[card], self._scene.size(card), view.scale)
            painter.restore()


def _card_reach(view: View) -> float:
    """How far a card may paint around itself, in scene px."""
    return MARGIN_PX + 1.0 / view.scale if view.zoom >= CARD_ZOOM else BOX_REACH_PX / view.zoom
