"""Builds as a user does: by the palette, menus, shortcuts on the graph, and dragging."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragLeaveEvent,
    QInputMethodEvent,
)
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QMenuBar, QWidget
from pytestqt.qtbot import QtBot

from gui.builder.palette_view import MIME
from gui.canvas.number_hit import number_under
from gui.main_window import MainWindow
from gui.words.card_names import title
from tests.end_to_end.dragging import dropped, entering, moving
from tests.end_to_end.reading import wait_for_run, write_and_run

KEY, MODIFIER = Qt.Key, Qt.KeyboardModifier
LEFT = Qt.MouseButton.LeftButton


class Hands:
    """The mouse and the keyboard of a user of a window."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window
        self.canvas = window.graph.canvas
        self._carried = QMimeData()  # Qt keeps no reference
        self.canvas.setFocus()

    # -- keys ----------------------------------------------------------------------------------

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = MODIFIER.NoModifier) -> None:
        """Press a key on the graph, and wait for its effects."""
        self.qtbot.keyClick(self.canvas, key, modifier)
        self.settle()

    def tab_to(self, name: str) -> None:
        """Go to a card by Tab."""
        graph, card = self.window.graph, self.card(name)
        while graph.selected > card:
            self.key(KEY.Key_Backtab, MODIFIER.ShiftModifier)
        while graph.selected < card:
            self.key(KEY.Key_Tab)
        assert graph.selected == card, name

    def search(self, words: str) -> None:
        """Press ``/``, type, press Enter."""
        self.qtbot.keyClick(self.canvas, KEY.Key_Slash)
        field = self.popup().findChild(QLineEdit)
        assert field is not None
        self.qtbot.keyClicks(field, words)
        self.qtbot.keyClick(field, KEY.Key_Return)
        self.settle()

    def write(self, text: str) -> None:
        """Type into the open field on the canvas, and press Enter."""
        field = self.canvas.findChild(QLineEdit, "inline_field")
        assert field is not None
        assert field.isVisible()
        field.selectAll()
        self.qtbot.keyClicks(field, text)
        self.qtbot.keyClick(field, KEY.Key_Return)
        self.settle()

    def choose(self, text: str) -> None:
        """Go to an entry of the open menu by arrows, and press Enter."""
        menu = self.menu()
        for _ in menu.actions():
            active = menu.activeAction()
            if active is not None and plain(active) == text:
                break
            self.qtbot.keyClick(menu, KEY.Key_Down)
        active = menu.activeAction()
        assert active is not None
        assert plain(active) == text, [plain(each) for each in menu.actions()]
        self.qtbot.keyClick(menu, KEY.Key_Return)
        self.settle()

    # -- the mouse -----------------------------------------------------------------------------

    def click(self, name: str, modifier: Qt.KeyboardModifier = MODIFIER.NoModifier) -> None:
        """Click a card."""
        self.qtbot.mouseClick(self.canvas, LEFT, modifier, self.at(name))

    def drag(self, name: str, to: QPoint) -> None:
        """Press a card and move to a place, without releasing."""
        self.drag_from(self.at(name), to)

    def drag_from(self, start: QPoint, to: QPoint) -> None:
        """Press somewhere and move to another place, without releasing."""
        self.qtbot.mousePress(self.canvas, LEFT, pos=start)
        for share in (0.3, 0.7, 1.0):
            between = QPointF(start) + QPointF(to - start) * share
            self.qtbot.mouseMove(self.canvas, between.toPoint())

    def drop(self, to: QPoint) -> None:
        """Release the button."""
        self.qtbot.mouseRelease(self.canvas, LEFT, pos=to)
        self.settle()

    def carry(self, key: str, to: QPoint) -> None:
        """Drag an item of the palette to a place, without releasing."""
        self._carried.setData(MIME, key.encode())
        enter = entering(to, self._carried)
        QApplication.sendEvent(self.canvas, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(self.canvas, moving(to, self._carried))

    def carry_away(self) -> None:
        """End the drag of an item without a drop, as Escape does."""
        QApplication.sendEvent(self.canvas, QDragLeaveEvent())

    def bring(self, key: str, to: QPoint) -> None:
        """Drag an item of the palette to a place, and drop it there."""
        self.carry(key, to)
        QApplication.sendEvent(self.canvas, dropped(to, self._carried))
        self.settle()

    def open_menu(self, at: QPoint) -> None:
        """Open a context menu."""
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, self.canvas.mapToGlobal(at))
        QApplication.sendEvent(self.canvas, event)

    def open_bar_menu(self, title: str) -> None:
        """Open a menu of the menu bar by its mnemonic."""
        bar = self.window.window().findChild(QMenuBar)
        assert bar is not None
        self.qtbot.keyClick(bar.window(), getattr(KEY, f"Key_{title[0]}"), MODIFIER.AltModifier)

    # -- the state -----------------------------------------------------------------------------

    def card(self, name: str) -> int:
        """The last card of a name, or of an operation where it has no name."""
        recording = self.window.player.recording
        cards = range(len(recording["cards"]))
        return max(card for card in cards if title(recording, card) == name)

    def at(self, name: str) -> QPoint:
        """The centre of a card on the canvas."""
        place = self.window.graph.place(self.card(name))
        assert place is not None, f"{name} is not drawn"
        return self.canvas.rect_of(place).center()

    def number_of(self, name: str) -> QPoint:
        """A point on the number of a scalar's card."""
        rect = self.canvas.rect_of(self.window.graph.place(self.card(name)) or 0)
        row = range(rect.top(), rect.bottom())
        line = range(rect.left(), rect.right())
        points = (QPoint(x, y) for y in row for x in line)
        found = [p for p in points if number_under(self.canvas, QPointF(p)) is not None]
        return found[len(found) // 2]

    def middle_of_edge(self, source: str, user: str) -> QPoint:
        """A point on the edge from a card to another."""
        scene, graph = self.canvas.scene, self.window.graph
        assert scene is not None
        ends = [graph.place(self.card(source)), graph.place(self.card(user))]
        edge = scene.edges.tolist().index(ends)
        box = self.canvas.view.to_widget(scene.edge_rect(edge))
        for row in range(int(box.top()), int(box.bottom())):
            for column in range(int(box.left()) - 1, int(box.right()) + 2):
                if self.canvas.edge_under(QPointF(column, row)) == edge:
                    return QPoint(column, row + 3)
        raise AssertionError("the edge cannot be pointed at")

    def popup(self) -> QWidget:
        """The open popup."""
        popup = QApplication.activePopupWidget()
        assert popup is not None
        return popup

    def menu(self) -> QMenu:
        """The open menu."""
        menu = self.popup()
        assert isinstance(menu, QMenu)
        return menu

    def entry(self, text: str) -> QAction:
        """An entry of the open menu."""
        found = [each for each in self.menu().actions() if plain(each) == text]
        assert len(found) == 1, [plain(each) for each in self.menu().actions()]
        return found[0]

    @property
    def source(self) -> str:
        """The script."""
        return self.window.editor.source()

    @property
    def notice(self) -> str:
        """The text of the notice on the canvas; empty for none."""
        found = self.canvas.findChild(QLabel, "notice")
        return found.text() if found is not None and found.isVisible() else ""

    def settle(self) -> None:
        """Wait until the run has ended and its graph is drawn."""
        wait_for_run(self.qtbot, self.window)


def started(hands: Hands, script: str) -> Hands:
    """Run a script, and focus its graph."""
    write_and_run(hands.qtbot, hands.window, script)
    hands.canvas.setFocus()
    return hands


def plain(action: QAction) -> str:
    """The text of a menu entry, without its mnemonic."""
    return action.text().split("\t")[0].replace("&", "")


def type_into(qtbot: QtBot, field: QWidget, text: str) -> None:
    """Type a text; characters without a key come from an input method."""
    for character in text:
        if character.isascii():
            qtbot.keyClicks(field, character)
        else:
            event = QInputMethodEvent()
            event.setCommitString(character)
            QApplication.sendEvent(field, event)
