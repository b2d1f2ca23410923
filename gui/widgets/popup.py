"""A popup over the canvas."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QWidget

from gui.theme import Theme, palette
from gui.widgets.room import room_at

_COMMAND_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class Popup(QFrame):
    """A popup at a point of the screen, which returns the focus to the canvas.

    A shortcut of the window or the canvas that the popup does not use closes it and triggers the
    command.
    """

    def __init__(self, canvas: QWidget, name: str) -> None:
        super().__init__(canvas, Qt.WindowType.Popup)
        self._canvas = canvas
        self.setObjectName(name)

    def colour(self, theme: Theme) -> None:
        """Take colours from a theme."""
        self.setPalette(palette(theme))
        self.setStyleSheet(
            f"#{self.objectName()} {{ background: {theme.surface.name()};"
            f" border: 1px solid {theme.line.name()}; }}"
        )

    def open_at(self, point: QPoint) -> None:
        """Show the popup at a point of the screen, moved into the room there."""
        room = room_at(point, self._canvas)
        left = max(room.left(), min(point.x(), room.right() - self.width()))
        top = max(room.top(), min(point.y(), room.bottom() - self.height()))
        self.move(left, top)
        self.show()

    def _command_of(self, event: QKeyEvent) -> QAction | None:
        """The command of a shortcut."""
        is_named = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
        if not (is_named or event.modifiers() & _COMMAND_MODIFIERS):
            return None  # other keys may be for a field of the popup
        in_window = Qt.ShortcutContext.WindowShortcut
        commands = [
            action
            for action in self._canvas.window().findChildren(QAction)
            if action.shortcutContext() == in_window
        ]
        keys = QKeySequence(event.keyCombination())
        commands += self._canvas.actions()
        return next((each for each in commands if keys in each.shortcuts()), None)

    # -- Qt ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take the keys of shortcuts, which Qt would trigger with the popup still open."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = self._command_of(event)
        if command is None:
            super().keyPressEvent(event)
        elif self.close():
            command.trigger()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._canvas.window().activateWindow()
        self._canvas.setFocus()
