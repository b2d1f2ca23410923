"""Paints cards that are too small to read: as boxes with state, kind and name, or as dots."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText

from engine.record.state import CardStatus
from gui.canvas.edge_painter import DOT_PX
from gui.canvas.face_cache import FaceCache
from gui.canvas.primitives import draw_rects
from gui.canvas.scene import CardKind, Scene
from gui.canvas.view import View
from gui.theme import SMALL_PX, SPACE_4, Theme, mix, ui_font

BOX_REACH_PX = 4
"""How far a box may paint around its card, in widget pixels."""

_GROWTH_PX = 3

_MIN_NAME_PX, _NAME_ROW_PX = 32, SMALL_PX + SPACE_4
"""The minimum width and height of a box with its card's name, in widget pixels."""
_INSET_PX = SPACE_4


@dataclass(frozen=True)
class _Look:
    """How boxes of one state look: fill, border, text, and growth (in device px)."""

    fill: QColor
    border: QColor
    ink: QColor
    growth_px: int = 0


class _Name(NamedTuple):
    """A name that is laid out as static text, and its width in device pixels."""

    text: QStaticText
    width: float

    @classmethod
    def laid_out(cls, name: str, font: QFont) -> Self:
        """Lay out a name, in one line."""
        text = QStaticText(name)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.prepare(font=font)
        return cls(text, text.size().width())


class BoxPainter:
    """Paints the cards of one scene as boxes, in the colours of one theme."""

    def __init__(self, scene: Scene, theme: Theme, faces: FaceCache) -> None:
        self._scene = scene
        self._faces = faces
        size = np.stack((scene.widths, scene.heights), axis=1)
        corners = np.stack((scene.x, scene.y), axis=1) - size / 2
        self._places = np.concatenate((corners, size), axis=1)
        self._leaf = theme.leaf
        self._ground = theme.ground
        ready, ink = mix(theme.surface, theme.current, 0.25), theme.text
        boxes = {
            CardStatus.FUTURE: _Look(theme.ground, theme.future, theme.muted),
            CardStatus.IDLE: _Look(theme.surface, theme.line, ink),
            CardStatus.WAITING: _Look(ready, theme.line, ink),
            CardStatus.READY: _Look(ready, theme.current, ink),
            CardStatus.DONE: _Look(theme.done, theme.done, theme.surface),
            CardStatus.CURRENT: _Look(theme.current, theme.current, theme.surface, _GROWTH_PX),
        }
        # Plain integers as keys, as enum members are slow.
        self._boxes = {int(state): look for state, look in boxes.items()}
        self._outlines = {
            state: replace(
                look,
                fill=theme.ground if state == CardStatus.FUTURE else theme.surface,
                growth_px=0,
            )
            for state, look in self._boxes.items()
        }
        colours = {
            CardStatus.FUTURE: theme.future,
            CardStatus.IDLE: theme.line,
            CardStatus.WAITING: theme.line,
            CardStatus.READY: theme.current,
            CardStatus.DONE: theme.done,
            CardStatus.CURRENT: theme.current,
        }
        self._dots = {
            int(state): _Look(colour, colour, colour, self._boxes[state].growth_px)
            for state, colour in colours.items()
        }
        self._font = QFont()
        self._metrics = QFontMetricsF(self._font)
        self._names: dict[str, _Name] = {}

    def paint_boxes(self, painter: QPainter, view: View, cards: np.ndarray) -> None:
        """Paint bordered boxes; a leaf has a bar, the current card a ring."""
        self._paint_boxes(painter, view, cards, self._boxes)

    def paint_outlines(self, painter: QPainter, view: View, cards: np.ndarray) -> None:
        """Paint boxes that look like cards without text."""
        self._paint_boxes(painter, view, cards, self._outlines)

    def _paint_boxes(
        self, painter: QPainter, view: View, cards: np.ndarray, looks: dict[int, _Look]
    ) -> None:
        for look, rects in self._by_state(view, cards, looks):
            if look.growth_px:
                _fill(painter, look.border, _grown(rects, look.growth_px))
                _fill(painter, self._ground, _grown(rects, look.growth_px - 1))
            _fill(painter, look.border, rects)
            _fill(painter, look.fill, _grown(rects, -1))
        bars = self._rects(view, cards[self._scene.kinds[cards] == CardKind.LEAF])
        bars[:, 2] = np.maximum(2.0, np.rint(5 * view.scale))
        _fill(painter, self._leaf, bars)

    def paint_dots(self, painter: QPainter, view: View, cards: np.ndarray) -> None:
        """Paint plain rectangles, at least ``DOT_PX`` wide and high, without names."""
        for look, places in self._by_state(view, cards, self._dots):
            rects = _grown(places, look.growth_px)
            rects[:, 2:] = np.maximum(rects[:, 2:], DOT_PX)
            _fill(painter, look.fill, rects)

    def paint_names(self, painter: QPainter, view: View, cards: np.ndarray) -> None:
        """Write the names of cards that have room for readable text."""
        named = cards[self.have_names(view, cards)]
        if not len(named):
            return
        font = ui_font(round(SMALL_PX * view.ratio))
        if font != self._font:
            self._font, self._metrics = font, QFontMetricsF(font)
            self._names.clear()
        painter.setFont(font)
        inset, line = _INSET_PX * view.ratio, self._metrics.height()
        states = self._scene.card_states[named].tolist()
        for card, state, place in zip(named.tolist(), states, self._rects(view, named).tolist()):
            x, y, width, height = place
            name = self._name(self._faces[card].title, width - 2 * inset)
            painter.setPen(self._boxes[state].ink)
            corner = QPointF(x + (width - name.width) / 2, y + (height - line) / 2)
            painter.drawStaticText(corner, name.text)

    def have_names(self, view: View, cards: np.ndarray) -> np.ndarray:
        """Whether each box has room for the name of its card. Shapes: cards (k,) -> (k,), bool."""
        least = np.array([_MIN_NAME_PX, _NAME_ROW_PX]) * view.ratio
        has_room: np.ndarray = np.all(self._rects(view, cards)[:, 2:] >= least, axis=1)
        return has_room

    def _name(self, title: str, room: float) -> _Name:
        """A name, elided to the room; most names fit, and are laid out once."""
        name = self._names.get(title)
        if name is None:
            name = self._names[title] = _Name.laid_out(title, self._font)
        if name.width > room:
            shorter = self._metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, room)
            name = _Name.laid_out(shorter, self._font)
        return name

    def _by_state(
        self, view: View, cards: np.ndarray, looks: dict[int, _Look]
    ) -> Iterator[tuple[_Look, np.ndarray]]:
        """For each state among some cards, its look and the rectangles of its cards."""
        states, rects = self._scene.card_states[cards], self._rects(view, cards)
        for state in np.flatnonzero(np.bincount(states)).tolist():
            yield looks[state], rects[states == state]

    def _rects(self, view: View, cards: np.ndarray) -> np.ndarray:
        """Whole device pixels of cards: x, y, width, height. Shapes: cards (k,) -> (k, 4)."""
        rects: np.ndarray = np.rint(self._places[cards] * view.scale)
        rects[:, :2] -= (view.left, view.top)
        return rects


def _grown(rects: np.ndarray, by: int) -> np.ndarray:
    """Rectangles (k, 4) enlarged by some pixels on each side."""
    grown: np.ndarray = rects + np.array([-by, -by, 2 * by, 2 * by])
    return grown


def _fill(painter: QPainter, colour: QColor, rects: np.ndarray) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    draw_rects(painter, rects)
