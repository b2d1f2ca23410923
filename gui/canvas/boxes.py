"""Paints cards too small to read: as boxes that still tell state and kind, or as dots."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter

from gui.canvas.primitives import draw_rects
from gui.canvas.scene import CardKind, CardState, Scene
from gui.canvas.view import View
from gui.theme import Theme, mix

BOX_REACH_PX = 4
"""How far a box may paint around its card, in widget pixels."""

_GROWTH_PX = 3


@dataclass(frozen=True)
class _Look:
    """How the boxes of one state are filled, bordered and grown (in device px)."""

    fill: QColor
    border: QColor
    growth_px: int = 0


class BoxPainter:
    """Paints the cards of one scene as boxes, in the colours of one theme."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        self._scene = scene
        self._leaf = theme.leaf
        self._ground = theme.ground
        self._boxes = {
            CardState.FUTURE: _Look(theme.ground, theme.future),
            CardState.IDLE: _Look(theme.surface, theme.line),
            CardState.WAITING: _Look(mix(theme.surface, theme.current, 0.25), theme.line),
            CardState.READY: _Look(mix(theme.surface, theme.current, 0.25), theme.current),
            CardState.DONE: _Look(theme.done, theme.done),
            CardState.CURRENT: _Look(theme.current, theme.current, growth_px=_GROWTH_PX),
        }
        self._dots = {
            CardState.FUTURE: _Look(theme.future, theme.future),
            CardState.IDLE: _Look(theme.line, theme.line),
            CardState.WAITING: _Look(theme.line, theme.line),
            CardState.READY: _Look(theme.current, theme.current),
            CardState.DONE: _Look(theme.done, theme.done),
            CardState.CURRENT: _Look(theme.current, theme.current, growth_px=_GROWTH_PX),
        }

    def paint_boxes(self, painter: QPainter, view: View, cards: np.ndarray) -> None:
        """Paint bordered boxes; a leaf has its bar, the current card a ring."""
        for look, chosen in self._by_state(cards, self._boxes):
            rects = self._rects(view, chosen)
            if look.growth_px:
                _fill(painter, look.border, _grown(rects, look.growth_px))
                _fill(painter, self._ground, _grown(rects, look.growth_px - 1))
            _fill(painter, look.border, rects)
            _fill(painter, look.fill, _grown(rects, -1))
        bars = self._rects(view, cards[self._scene.kinds[cards] == CardKind.LEAF])
        bars[:, 2] = np.maximum(2.0, np.rint(5 * view.scale))
        _fill(painter, self._leaf, bars)

    def paint_dots(self, painter: QPainter, view: View, cards: np.ndarray) -> None:
        """Paint plain rectangles, at least two pixels wide and high."""
        for look, chosen in self._by_state(cards, self._dots):
            rects = _grown(self._rects(view, chosen), look.growth_px)
            rects[:, 2:] = np.maximum(rects[:, 2:], 2.0)
            _fill(painter, look.fill, rects)

    def _by_state(
        self, cards: np.ndarray, looks: dict[CardState, _Look]
    ) -> Iterator[tuple[_Look, np.ndarray]]:
        states = self._scene.card_states[cards]
        for state, look in looks.items():
            yield look, cards[states == state]

    def _rects(self, view: View, cards: np.ndarray) -> np.ndarray:
        """Whole device pixels of cards: x, y, width, height. Shapes: cards (k,) -> (k, 4)."""
        scene = self._scene
        size = np.stack((scene.widths[cards], scene.heights[cards]), axis=1)
        corner = np.stack((scene.x[cards], scene.y[cards]), axis=1) - size / 2
        near = np.rint(corner * view.scale) - [view.left, view.top]
        return np.concatenate((near, np.rint(size * view.scale)), axis=1)


def _grown(rects: np.ndarray, by: int) -> np.ndarray:
    """Rectangles (k, 4) with so many pixels more on each side."""
    grown: np.ndarray = rects + np.array([-by, -by, 2 * by, 2 * by])
    return grown


def _fill(painter: QPainter, colour: QColor, rects: np.ndarray) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    draw_rects(painter, rects)
