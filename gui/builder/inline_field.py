"""A field on a card for typing a name or a number."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.theme import BASE_PX, CONTROL_CORNER_PX, SPACE_4, Theme, code_font

LEAST_WIDTH_PX, MOST_WIDTH_PX, HEIGHT_PX = 120, 420, 28
"""It is as wide as its card, or as its words need, up to the widest of these."""

_FRAME_PX = 24
"""What the frame, the cursor and the room around the words take."""


class InlineField(QLineEdit):
    """Asks for a text; Enter gives it, and so does going elsewhere where it was changed.

    Escape gives none. After Enter it stays open, with what was written, while the one who asked
    does not take the answer.

    Signals:
        left: it was gone from, and what was written is given.
    """

    left = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("inline_field")
        self.setFont(code_font(BASE_PX))
        self._take: Callable[[str], bool] | None = None
        self._proposed = ""
        self.returnPressed.connect(self._on_return_pressed)
        self.hide()

    def ask(
        self, title: str, text: str, around: QRect, theme: Theme, take: Callable[[str], bool]
    ) -> None:
        """Ask for a text on a part of the canvas; ``take`` says whether it could be used."""
        self._take, self._proposed = take, text
        self.setPlaceholderText(title)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setStyleSheet(
            f"#inline_field {{ background: {theme.surface.name()}; color: {theme.text.name()};"
            f" border: 2px solid {theme.accent.name()}; border-radius: {CONTROL_CORNER_PX}px;"
            f" padding: 0 {SPACE_4}px; }}"
        )
        room = self._canvas.rect()
        metrics = self.fontMetrics()
        words = max(metrics.horizontalAdvance(each) for each in (title, text)) + _FRAME_PX
        width = min(max(LEAST_WIDTH_PX, around.width(), min(words, MOST_WIDTH_PX)), room.width())
        left = max(0, min(around.left(), room.width() - width))
        top = max(0, min(around.top(), room.height() - HEIGHT_PX))
        self.setGeometry(left, top, width, HEIGHT_PX)
        self.setText(text)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus()

    def settle(self) -> None:
        """Close it, and take what was written, if anything."""
        take, self._take = self._take, None
        written = self.text().strip()
        self.drop()
        if take is not None and written not in ("", self._proposed):
            take(written)
            self.left.emit()

    def drop(self) -> None:
        """Close it, and discard what was written."""
        self._take = None
        if self.isVisible():
            self._canvas.setFocus()  # before it is hidden: else Qt goes on to the next card
            self.hide()

    def _on_return_pressed(self) -> None:
        take, self._take = self._take, None  # to be asked once, even if the focus goes meanwhile
        if take is None or take(self.text().strip()):
            self.drop()
        else:
            self._take = take

    # -- Qt ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
            return
        super().keyPressEvent(event)
        event.accept()  # no key that is meant for the field goes on to the canvas

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.PopupFocusReason,
        ):
            self.hide()
            # What took the focus, such as a press on another card, comes first.
            QTimer.singleShot(0, self, self.settle)
