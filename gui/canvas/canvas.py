"""The widget of the graph: a scene with selection, by mouse and keyboard."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from gui import wheel
from gui.canvas.card_marks import BRACKETS_REACH_PX, draw_brackets, draw_stops
from gui.canvas.metrics import FRAME_TITLE_PX
from gui.canvas.navigation import Direction, neighbour
from gui.canvas.scene import Scene
from gui.canvas.selection_ring import draw_ring, ring_reach
from gui.canvas.sliding_scene_widget import SlidingSceneWidget

ZOOM_STEP = 1.25
PAN_STEP_PX = 64.0
LARGE_FIT = 2.0
"""The largest zoom of a fitted graph in full screen."""

_EDGE_REACH_PX = 6.0

_PAN_KEYS = {
    Qt.Key.Key_Left: QPointF(PAN_STEP_PX, 0),
    Qt.Key.Key_Right: QPointF(-PAN_STEP_PX, 0),
    Qt.Key.Key_Up: QPointF(0, PAN_STEP_PX),
    Qt.Key.Key_Down: QPointF(0, -PAN_STEP_PX),
}
_EDGE_KEYS = {
    Qt.Key.Key_Left: Direction.LEFT,
    Qt.Key.Key_Right: Direction.RIGHT,
    Qt.Key.Key_Up: Direction.UP,
    Qt.Key.Key_Down: Direction.DOWN,
}


class Canvas(SlidingSceneWidget):
    """Shows the graph, and lets the user select cards in it.

    The wheel zooms about the pointer, a touchpad and dragging pan. Keys that are not the
    canvas's own, such as those of the transport, are left to the window.

    Attributes:
        selected: the selected card, or None.
        marked: the cards with brackets around them. (k,), int.
        stops: the cards with breakpoints. (k,), int.

    Signals:
        card_selected(int): another card was selected; -1 for none.
        card_activated(int): a card was double-clicked.
        frame_clicked(int): the title of a frame was clicked.
    """

    card_selected = Signal(int)
    card_activated = Signal(int)
    frame_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.selected: int | None = None
        self.marked = np.empty(0, np.int64)
        self.stops = np.empty(0, np.int64)
        self._pressed_at: QPointF | None = None
        self._is_panning = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Computational graph"))

    def set_large(self, is_large: bool) -> None:
        """Fit a small graph at up to twice its size, for an audience."""
        self.most_fitted = LARGE_FIT if is_large else 1.0
        if self.follows_fit:
            self.fit()

    def set_scene(self, scene: Scene | None, keep_view: bool = False) -> None:
        """Show another scene; the selected card stays selected if the scene has it."""
        super().set_scene(scene, keep_view)
        self.marked = np.empty(0, np.int64)
        self.stops = np.empty(0, np.int64)
        count = 0 if scene is None else scene.card_count
        if self.selected is not None and self.selected >= count:
            self.selected = None
            self.card_selected.emit(-1)

    def select(self, card: int | None) -> None:
        """Select a card, or none."""
        if card == self.selected:
            return
        self._update_ring()
        self.selected = card
        self._update_ring()
        self._notify_screen_reader()
        self.card_selected.emit(-1 if card is None else card)

    def mark(self, cards: np.ndarray) -> None:
        """Mark these cards and no others. Shapes: cards (k,), int."""
        if not np.array_equal(cards, self.marked):
            self.marked = cards
            self.update()

    def mark_stops(self, cards: np.ndarray) -> None:
        """Show which cards have breakpoints. Shapes: cards (k,), int."""
        if not np.array_equal(cards, self.stops):
            self.stops = cards
            self.update()

    def card_under(self, position: QPointF) -> int | None:
        """The card at a point of the widget."""
        hit = None if self.scene is None else self.scene.card_at(self.view.to_scene(position))
        return None if hit is None else hit.card

    def edge_under(self, position: QPointF) -> int | None:
        """The edge at or near a point of the widget, where there is no card."""
        if self.scene is None or self.card_under(position) is not None:
            return None
        hit = self.scene.edge_at(self.view.to_scene(position), _EDGE_REACH_PX / self.view.zoom)
        return None if hit is None else hit.edge

    def click(self, position: QPointF) -> None:
        """Handle a click: on the title of a frame, else on a card or the background."""
        frame = self.frame_title_at(position)
        if frame is None:
            self.select(self.card_under(position))
        else:
            self.frame_clicked.emit(frame)

    def rect_of(self, card: int) -> QRect:
        """The rectangle of a card in the widget."""
        assert self.scene is not None
        return self.view.to_widget(self.scene.card_rect(card)).toAlignedRect()

    def paint_overlay(self, painter: QPainter) -> None:
        """Paint the ring around the selected card, marks, and the frame of the focus."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.selected is not None:
            assert self.scene is not None
            draw_ring(painter, self.scene, self.view, self.selected, self.theme)
        super().paint_overlay(painter)
        if len(self.marked):
            draw_brackets(painter, self._boxes_in_sight(self.marked), self.theme.accent)
        if len(self.stops):
            draw_stops(painter, self._boxes_in_sight(self.stops), self.theme.accent)
        if self.hasFocus():
            width, height = self.width(), self.height()
            across = QRect(0, 0, width, 1), QRect(0, height - 1, width, 1)
            down = QRect(0, 0, 1, height), QRect(width - 1, 0, 1, height)
            for side in across + down:  # a rectangle with a pen takes many times longer
                painter.fillRect(side, self.theme.accent)

    def _boxes_in_sight(self, cards: np.ndarray) -> np.ndarray:
        """The boxes of the cards that are in sight. Shapes: (n,) -> (k, 4), in widget px."""
        if self.scene is None:
            return np.empty((0, 4))
        boxes = self.scene.card_boxes[cards] * self.view.scale
        boxes = (boxes - np.tile((self.view.left, self.view.top), 2)) / self.view.ratio
        reach = BRACKETS_REACH_PX
        limits = self.width() + reach, self.height() + reach
        in_sight = (boxes[:, :2] < limits).all(axis=1) & (boxes[:, 2:] > -reach).all(axis=1)
        seen: np.ndarray = boxes[in_sight]
        return seen

    def _update_ring(self) -> None:
        if self.selected is not None:
            assert self.scene is not None
            self.update(ring_reach(self.scene, self.view, self.selected).toAlignedRect())

    def _notify_screen_reader(self) -> None:
        if not (QAccessible.isActive() and self.hasFocus()):
            return
        cards = self.visible_cards()
        if self.selected in cards:
            event = QAccessibleEvent(self, QAccessible.Event.Focus)
            event.setChild(cards.index(self.selected))
            QAccessible.updateAccessibility(event)

    def _select_by_key(self, card: int | None) -> None:
        if card is not None:
            self.ensure_visible(card)
            self.select(card)

    def _handle_key(self, event: QKeyEvent) -> bool:
        """Handle a key of the canvas; returns False for any other key."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ShiftModifier and key in _PAN_KEYS:
            self.pan(_PAN_KEYS[Qt.Key(key)])
        elif modifiers == Qt.KeyboardModifier.ControlModifier and key in _EDGE_KEYS:
            if self.scene is not None and self.selected is not None:
                direction = _EDGE_KEYS[Qt.Key(key)]
                self._select_by_key(neighbour(self.scene, self.selected, direction))
        elif key == Qt.Key.Key_Escape and self.selected is not None:
            self.select(None)
        else:
            return False
        return True

    def frame_title_at(self, position: QPointF) -> int | None:
        """The frame whose title is under the pointer."""
        if self.scene is None or self.card_under(position) is not None:
            return None
        point = self.view.to_scene(position)
        frame = self.scene.frames.around(point)
        if frame is None or point.y() > self.scene.frames.rect(frame).top() + FRAME_TITLE_PX:
            return None
        return frame

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(self.tr("Computational graph"))
        super().changeEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go to the next card; past the last one, leave the canvas as any other widget."""
        count = 0 if self.scene is None else self.scene.card_count
        start = self.selected
        if start is None:
            start = -1 if next else count
        card = start + (1 if next else -1)
        if not 0 <= card < count:
            return super().focusNextPrevChild(next)
        self._select_by_key(card)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._handle_key(event):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed_at = event.position()
            self._is_panning = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons():
            self._pressed_at = None  # it was released elsewhere
        if self._pressed_at is None:
            if self.frame_title_at(event.position()) is None:
                self.unsetCursor()
            else:
                self.setCursor(Qt.CursorShape.PointingHandCursor)
            return
        moved = event.position() - self._pressed_at
        if self._is_panning or moved.manhattanLength() >= QApplication.startDragDistance():
            self._is_panning = True
            self._pressed_at = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.pan(moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        is_click = self._pressed_at is not None and not self._is_panning
        self._pressed_at = None
        self.unsetCursor()
        if is_click and event.button() == Qt.MouseButton.LeftButton:
            self.click(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        card = self.card_under(event.position())
        if card is not None and event.button() == Qt.MouseButton.LeftButton:
            self.card_activated.emit(card)

    def wheelEvent(self, event: QWheelEvent) -> None:
        is_touchpad = event.device().type() == QInputDevice.DeviceType.TouchPad
        is_zoom = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if is_touchpad and not is_zoom and not event.pixelDelta().isNull():
            self.pan(QPointF(event.pixelDelta()))
        elif event.angleDelta().y():  # not of a wheel that is tilted
            notches = event.angleDelta().y() / wheel.ANGLE_PER_NOTCH
            self.zoom(ZOOM_STEP**notches, event.position())
