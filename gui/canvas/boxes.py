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
        faint = mix(theme.line, theme.ground, 0.6)
        self._scene = scene
        self._leaf = theme.leaf
        self._ground = theme.ground
        self._boxes = {
            CardState.FUTURE: _Look(theme.ground, faint),
            CardState.IDLE: _Look(theme.surface, theme.line),
            CardState.WAITING: _Look(mix(theme.surface, theme.current, 0.25), theme.line),
            CardState.READY: _Look(mix(theme.surface, theme.current, 0.25), theme.current),
            CardState.DONE: _Look(theme.done, theme.done),
            CardState.CURRENT: _Look(theme.current, theme.current, growth_px=_GROWTH_PX),
        }
        self._dots = {
            CardState.FUTURE: _Look(faint, faint),
            CardState.IDLE: _Look(theme.line, theme.line),
            CardState.WAITING: _Look(theme.line, theme.line),
            CardState.READY: _Look(theme.current, theme.current),
            CardState.DONE: _Look(theme.done, theme.done),
            CardState.CURRENT: _Look(theme.current, theme.current, growth_px=_GROWTH_PX),
        }

    def paint_boxes(self, painter: QPainter, view: View, cards: np.ndarray) -> None:
        """Paint bordered boxes; a leaf has its bar, the current card a ring."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for look, chosen in self._by_state(cards, self._boxes):
            painter.setPen(look.border)
            if look.growth_px:
                painter.setBrush(self._ground)
                draw_rects(painter, self._rects(view, chosen, look.growth_px))
            painter.setBrush(look.fill)
            draw_rects(painter, self._rects(view, chosen, 0))
        leaves = cards[self._scene.kinds[cards] == CardKind.LEAF]
        bars = self._rects(view, leaves, 0)
        bars[:, 2] = np.maximum(2.0, np.rint(5 * view.scale))
        bars[:, 3] += 1
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._leaf)
        draw_rects(painter, bars)

    def paint_dots(self, painter: QPainter, view: View, cards: np.ndarray) -> None:
        """Paint plain rectangles, at least two pixels wide and high."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for look, chosen in self._by_state(cards, self._dots):
            rects = self._rects(view, chosen, look.growth_px)
            rects[:, 2:] = np.maximum(rects[:, 2:], 2.0)
            painter.setBrush(look.fill)
            draw_rects(painter, rects)

    def _by_state(
        self, cards: np.ndarray, looks: dict[CardState, _Look]
    ) -> Iterator[tuple[_Look, np.ndarray]]:
        states = self._scene.card_states[cards]
        for state, look in looks.items():
            yield look, cards[states == state]

    def _rects(self, view: View, cards: np.ndarray, growth_px: int) -> np.ndarray:
        """Whole device pixels of cards: x, y, width, height. Shapes: cards (k,) -> (k, 4)."""
        scene = self._scene
        size = np.stack((scene.widths[cards], scene.heights[cards]), axis=1)
        corner = np.stack((scene.x[cards], scene.y[cards]), axis=1) - size / 2
        near = np.floor(corner * view.scale) - [view.left, view.top] - growth_px
        return np.concatenate((near, np.rint(size * view.scale) + 2 * growth_px), axis=1)
