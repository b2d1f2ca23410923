"""A field on a card for typing a name or a number."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.theme import BASE_PX, CONTROL_CORNER_PX, SPACE_4, Theme, code_font

MIN_WIDTH_PX, MAX_WIDTH_PX, HEIGHT_PX = 120, 420, 28
"""The width is that of the card or of the text, within these limits."""

_FRAME_PX = 24
"""The width of the frame, the margins and the cursor."""


class InlineField(QLineEdit):
    """A field on the canvas; Enter commits its text, Escape cancels.

    It stays open if the committed text is invalid. Losing the focus commits a changed text, too.

    Signals:
        committed: a changed text was committed without Enter.
    """

    committed = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("inline_field")
        self.setFont(code_font(BASE_PX))
        self._take: Callable[[str], bool] | None = None
        self._initial_text = ""
        self.returnPressed.connect(self._on_return_pressed)
        self.hide()

    def ask(
        self, title: str, text: str, around: QRect, theme: Theme, take: Callable[[str], bool]
    ) -> None:
        """Ask for a text on a part of the canvas; ``take`` returns whether it is valid."""
        self._take, self._initial_text = take, text
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
        width = min(max(MIN_WIDTH_PX, around.width(), min(words, MAX_WIDTH_PX)), room.width())
        left = max(0, min(around.left(), room.width() - width))
        top = max(0, min(around.top(), room.height() - HEIGHT_PX))
        self.setGeometry(left, top, width, HEIGHT_PX)
        self.setText(text)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus()

    def commit(self) -> None:
        """Close the field, and take its text if it was changed."""
        take, self._take = self._take, None
        written = self.text().strip()
        self.cancel()
        if take is not None and written not in ("", self._initial_text):
            take(written)
            self.committed.emit()

    def cancel(self) -> None:
        """Close the field, and discard its text."""
        self._take = None
        if self.isVisible():
            self._canvas.setFocus()  # before hiding, which would move the focus on
            self.hide()

    def _on_return_pressed(self) -> None:
        # None while it runs, so that losing the focus does not commit again.
        take, self._take = self._take, None
        if take is None or take(self.text().strip()):
            self.cancel()
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
            self.cancel()
            return
        super().keyPressEvent(event)
        event.accept()  # keeps the keys from the canvas

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.PopupFocusReason,
        ):
            self.hide()
            # After the event that took the focus, such as a press on another card.
            QTimer.singleShot(0, self, self.commit)
