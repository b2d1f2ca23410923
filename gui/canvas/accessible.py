"""The accessibility interfaces of the canvas and its cards."""

from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QPoint, QPointF, QRect
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from gui.canvas.canvas import Canvas
from gui.canvas.describe import describe

Nullable = Any
"""A Qt object or None; PySide's annotations omit the None."""


class CanvasAccessible(QAccessibleWidget):
    """A canvas as a list of the cards that are visible on it."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas, QAccessible.Role.List)
        self._canvas = canvas
        self._cards: dict[int, CardAccessible] = {}
        self._registered: list[int] = []

    def card(self, card: int) -> "CardAccessible":
        """The item of one card; always the same one."""
        item = self._cards.get(card)
        if item is None:
            item = self._cards[card] = CardAccessible(self._canvas, card)
            self._registered.append(QAccessible.registerAccessibleInterface(item))
        return item

    def forget_cards(self) -> None:
        """Delete the items of all cards, which Qt does not."""
        for number in self._registered:
            QAccessible.deleteAccessibleInterface(number)
        self._registered.clear()
        self._cards.clear()

    def childCount(self) -> int:
        return len(self._canvas.visible_cards())

    def child(self, index: int) -> Nullable:
        cards = self._canvas.visible_cards()
        return self.card(cards[index]) if 0 <= index < len(cards) else None

    def childAt(self, x: int, y: int) -> Nullable:
        at = self._canvas.mapFromGlobal(QPoint(x, y))
        card = self._canvas.card_under(QPointF(at)) if self._canvas.rect().contains(at) else None
        return None if card is None else self.card(card)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        cards = self._canvas.visible_cards()
        if isinstance(child, CardAccessible) and child.number in cards:
            return cards.index(child.number)
        return -1

    def focusChild(self) -> Nullable:
        selected = self._canvas.selected
        return self.card(selected) if selected is not None and self._canvas.hasFocus() else None


class CardAccessible(QAccessibleInterface):
    """One card: its description as its name, and a press that selects it.

    Attributes:
        number: of the card in the scene.
    """

    def __init__(self, canvas: Canvas, number: int) -> None:
        super().__init__()
        self.number = number
        self._canvas = canvas
        self._actions = _CardActions(canvas, number)

    def isValid(self) -> bool:
        is_alive = shiboken6.isValid(self._canvas)
        scene = self._canvas.scene if is_alive else None
        return scene is not None and self.number < scene.card_count

    def object(self) -> Nullable:
        return None

    def window(self) -> Nullable:
        return self._canvas.window().windowHandle()

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._canvas)

    def child(self, index: int) -> Nullable:
        return None

    def childAt(self, x: int, y: int) -> Nullable:
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        is_selected = self._canvas.selected == self.number
        state.selectable = state.focusable = 1
        state.selected = int(is_selected)
        state.focused = int(is_selected and self._canvas.hasFocus())
        return state

    def text(self, kind: QAccessible.Text) -> str:
        scene = self._canvas.scene
        if scene is None or kind != QAccessible.Text.Name:
            return ""
        return describe(
            scene.source.face(self.number),
            is_marked=self.number in self._canvas.marked,
            has_breakpoint=self.number in self._canvas.stops,
        )

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Do nothing: a card is edited in the script."""

    def rect(self) -> QRect:
        scene = self._canvas.scene
        if scene is None:
            return QRect()
        rect = self._canvas.view.to_widget(scene.card_rect(self.number)).toAlignedRect()
        return rect.translated(self._canvas.mapToGlobal(QPoint()))

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Nullable:
        is_action = kind == QAccessible.InterfaceType.ActionInterface
        return self._actions if is_action else None


class _CardActions(QAccessibleActionInterface):
    """The actions of a card for assistive technology."""

    def __init__(self, canvas: Canvas, number: int) -> None:
        super().__init__()
        self._canvas = canvas
        self._number = number

    def actionNames(self) -> list[str]:
        return [self.pressAction()]

    def doAction(self, name: str) -> None:
        if name == self.pressAction():
            self._canvas.select(self._number)

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []


_interfaces: set[CanvasAccessible] = set()
"""The interfaces that the factory made: Qt owns them, but Python must keep them alive."""


def install_accessible_canvas() -> None:
    """Provide interfaces for every canvas; to be called once per application."""
    QAccessible.installFactory(_interface_for)


def _interface_for(_class_name: str, widget: QObject) -> QAccessibleInterface | None:
    if not isinstance(widget, Canvas):
        return None
    interface = CanvasAccessible(widget)
    _interfaces.add(interface)
    widget.destroyed.connect(lambda: _forget(interface))
    return interface


def _forget(interface: CanvasAccessible) -> None:
    interface.forget_cards()
    _interfaces.discard(interface)
