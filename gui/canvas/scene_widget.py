"""A widget that shows a part of a scene at some zoom, and repaints only what changed."""

from functools import partial, reduce

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from engine.record.state import CardStatus
from gui.canvas.backing_store import BackingStore
from gui.canvas.scene import Scene
from gui.canvas.scene_painter import ScenePainter
from gui.canvas.view import View, fitting_view
from gui.canvas.view_picture import PaintArea
from gui.theme import BASE_PX, LIGHT, SPACE_24, Theme, ui_font

_FUTURE = np.uint8(CardStatus.FUTURE)  # comparing with enum members is slow
_DIMMED_ALPHA = 0.6
_REST_MS = 50
"""Zoom steps that follow each other faster belong to one gesture."""
_GESTURE_MS, _SINGLE_MS = 1.0, 8.0
"""How long a frame may paint at a new zoom: during a gesture, and apart from one."""
_EMPTY_WIDTH_PX = 360


class SceneWidget(QWidget):
    """Shows a scene, panned and zoomed.

    Attributes:
        scene: what is shown; None while there is nothing to show.
        view: the part of it that is shown.
        theme: the colours it is shown in.
        empty_text: shown without a scene.
        pinned_card: the card that stays in sight when the widget gets smaller; None for none.
        most_fitted: the largest zoom at which the scene is fitted to the widget.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene: Scene | None = None
        self.view = View()
        self.pinned_card: int | None = None
        self.most_fitted = 1.0
        self.theme = LIGHT
        self._painter: ScenePainter | None = None
        self._backing = BackingStore()
        self._dirty: list[QRect] = []
        self._follows_fit = True
        self._is_dimmed = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._on_rested)
        self._zoom_ms = _SINGLE_MS
        self.empty_text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_scene(self, scene: Scene | None, keep_view: bool = False) -> None:
        """Show another scene; fit it, or stay where the view is."""
        had_cards = self.scene is not None and self.scene.card_count > 0
        self.scene, self.pinned_card = scene, None
        self._renew_painter()
        if not (keep_view and had_cards):
            self._follows_fit = True
        if self._follows_fit:
            self.fit()

    def set_theme(self, theme: Theme) -> None:
        """Show everything in other colours."""
        self.theme = theme
        self._renew_painter()

    def set_dimmed(self, is_dimmed: bool) -> None:
        """Fade the scene, e.g. while it is not that of the present script."""
        self._is_dimmed = is_dimmed
        self.update()

    def set_empty_text(self, text: str) -> None:
        """Set the text that is shown without a scene."""
        self.empty_text = text
        self.update()

    def set_states(self, card_states: np.ndarray, edge_states: np.ndarray) -> None:
        """Take over the states at another cursor, and repaint what differs, also faces and labels.

        Shapes: card_states (n,), edge_states (m,).
        """
        scene, painter = self.scene, self._painter
        if scene is None or painter is None:
            return
        was_future = scene.card_states == _FUTURE
        cards_changed = scene.card_states != card_states
        edges_changed = scene.edge_states != edge_states
        scene.card_states[:] = card_states
        scene.edge_states[:] = edge_states
        started_or_ended = was_future != (scene.card_states == _FUTURE)
        if started_or_ended.any():
            edges_changed |= started_or_ended[scene.edges[:, 1]]
        area = self._device_rect()
        cards_changed[painter.outdated_cards(self.view, area)] = True
        edges_changed[painter.outdated_edges(self.view, area)] = True
        cards, edges = np.flatnonzero(cards_changed), np.flatnonzero(edges_changed)
        areas = painter.card_areas(self.view, area, cards)
        self._invalidate(areas + painter.edge_areas(self.view, area, edges))

    def refresh_edges(self, edges: np.ndarray) -> None:
        """Read the labels of some edges again, and repaint them. Shapes: edges (k,), int."""
        if self._painter is not None:
            self._invalidate(self._painter.edge_areas(self.view, self._device_rect(), edges))

    @property
    def is_sharp(self) -> bool:
        """Whether the picture was painted at this zoom, not scaled from another one."""
        return self._backing.is_sharp_at(self.view)

    @property
    def follows_fit(self) -> bool:
        """Whether the view is fitted to the scene whenever either changes its size."""
        return self._follows_fit

    def fit(self) -> None:
        """Show the whole scene, and go on doing so until the user pans or zooms."""
        if self.scene is not None and self.scene.card_count:
            ratio, most = self.devicePixelRatioF(), self.most_fitted
            self._show(fitting_view(self.scene.bounds(), self.size(), ratio, most))
        self._follows_fit = True

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Zoom about a point of the widget: its middle, where none is given."""
        middle = QRectF(self.rect()).center()
        self._show(self.view.zoomed(factor, middle if about is None else about))

    def pan(self, by: QPointF) -> None:
        """Move the scene by widget pixels."""
        self._show(self.view.panned(by))

    def look_at(self, point: QPointF, zoom: float, *, fills: bool = False) -> None:
        """Bring a point of the scene to the middle of the widget, at a zoom.

        ``fills``: stop where the scene would leave room empty that it could fill.
        """
        middle = QRectF(self.rect()).center()
        view = View(zoom, ratio=self.devicePixelRatioF()).with_point_at(point, middle)
        if fills and self.scene is not None:
            view = view.filled_by(self.scene.bounds(), self.size())
        self._show(view)

    def ensure_visible(self, card: int) -> None:
        """Pan no further than needed to see all of a card, without ending to follow the fit."""
        if self.scene is None:
            return
        margin = SPACE_24
        if _is_within(self.size(), self.view, self.scene, card):
            return
        card_rect = self.view.to_widget(self.scene.card_rect(card))
        room = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        right = max(min(room.right() - card_rect.right(), 0), room.left() - card_rect.left())
        down = max(min(room.bottom() - card_rect.bottom(), 0), room.top() - card_rect.top())
        if right or down:
            follows_fit = self._follows_fit
            self.pan(QPointF(right, down))
            self._follows_fit = follows_fit

    def bring_into_sight(self, cards: np.ndarray) -> None:
        """Show all of some cards, smaller where they need the room. Shapes: cards (k,), int."""
        if self.scene is None or not len(cards):
            return
        boxes = self.scene.card_boxes[cards]
        corners = [QPointF(*boxes[:, :2].min(axis=0)), QPointF(*boxes[:, 2:].max(axis=0))]
        around = QRectF(*corners)
        if not QRectF(self.rect()).contains(self.view.to_widget(around)):
            most = min(self.view.zoom, self.most_fitted)
            fitting = fitting_view(around, self.size(), self.devicePixelRatioF(), most)
            self.look_at(around.center(), fitting.zoom, fills=True)

    def visible_cards(self) -> list[int]:
        """The cards of which at least a part is shown, ascending."""
        if self.scene is None:
            return []
        cards: list[int] = self.scene.cards_in(self.view.region(self._device_rect())).tolist()
        return cards

    def paint_overlay(self, painter: QPainter) -> None:
        """Paint what lies over the scene, in widget pixels; subclasses add to it."""
        if self._is_dimmed:
            veil = QColor(self.theme.ground)
            veil.setAlphaF(_DIMMED_ALPHA)
            painter.fillRect(self.rect(), veil)
        if self.scene is None or not self.scene.card_count:
            room = QRectF(0, 0, min(_EMPTY_WIDTH_PX, self.width() - 2 * SPACE_24), self.height())
            room.moveCenter(QRectF(self.rect()).center())
            painter.setFont(ui_font(BASE_PX))
            painter.setPen(self.theme.muted)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, flags, self.empty_text)

    def _show(self, view: View) -> None:
        if self.scene is not None:
            view = view.clamped_to(self.scene.bounds(), self.size())
        # What is dirty moves with the picture; another zoom paints everything anew.
        by = QPoint(self.view.left - view.left, self.view.top - view.top)
        self._dirty = [area.translated(by) for area in self._dirty]
        if view.zoom != self.view.zoom:
            self._zoom_ms = _GESTURE_MS if self._rest.isActive() else _SINGLE_MS
            self._rest.start()  # from now on
        self.view = view
        self._follows_fit = False
        self.update()

    def _invalidate(self, areas: list[QRect]) -> None:
        """Repaint some areas of device pixels; everything during a zoom gesture."""
        if not self.is_sharp:
            self._backing.forget()
            self.update()
        self._dirty += areas
        around, ratio = reduce(QRect.united, areas, QRect()), self.view.ratio
        # One rectangle is copied to the screen many times faster than a region of several.
        shown = QRectF(QPointF(around.topLeft()) / ratio, around.size().toSizeF() / ratio)
        self.update(shown.toAlignedRect())

    def _renew_painter(self) -> None:
        self._painter = None if self.scene is None else ScenePainter(self.scene, self.theme)
        self._backing.forget()
        self.update()

    def _on_rested(self) -> None:
        self._zoom_ms = _SINGLE_MS
        self._backing.rest_at(self.view)
        if not self.is_sharp:
            self.update()

    def _device_rect(self) -> QRect:
        ratio = self.devicePixelRatioF()
        return QRect(0, 0, round(self.width() * ratio), round(self.height() * ratio))

    # -- Qt ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if ratio != self.view.ratio:  # the window was moved to another screen
            self.view = self.view.with_ratio(ratio)
        size, was_sharp = self._device_rect().size(), self.is_sharp
        paint: PaintArea = partial(_paint_nothing, self.theme)
        sketch = paint
        if self._painter is not None:
            paint, sketch = self._painter.paint, self._painter.sketch
        self._backing.refresh(self.view, size, self._dirty, paint, self._zoom_ms)
        self._dirty = []
        painter = QPainter(self)
        self._backing.draw(painter, sketch)
        self.paint_overlay(painter)
        painter.end()
        is_partly_seen = not was_sharp and event.rect() != self.rect()
        if is_partly_seen or not (self.is_sharp or self._rest.isActive()):
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._follows_fit:
            self.fit()
        elif event.oldSize().isValid():
            before, grown = self.view, event.size() - event.oldSize()
            self.view = before.panned(QPointF(grown.width(), grown.height()) / 2)
            if self.scene is None or self.pinned_card is None:
                return
            if _is_within(event.oldSize(), before, self.scene, self.pinned_card):
                self.ensure_visible(self.pinned_card)


def _paint_nothing(theme: Theme, painter: QPainter, view: View, area: QRect) -> None:
    """Paint an area where there is no scene."""
    painter.fillRect(area, theme.ground)


def _is_within(size: QSize, view: View, scene: Scene, card: int) -> bool:
    """Whether all of a card is in a widget of a size."""
    rect = view.to_widget(scene.card_rect(card))
    return QRectF(QPointF(), size.toSizeF()).contains(rect)
