"""A message beside a card, such as why a gesture was refused."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QWidget

from gui.theme import BASE_PX, SPACE_8, SPACE_12, SPACE_16, Theme, ui_font

SHOWN_MS = 9_000
WIDTH_PX = 380
_GAP_PX = 10


class Notice(QLabel):
    """A label over the canvas, hidden by a click, the next gesture, or after some seconds."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._is_by_card = False
        self.setObjectName("notice")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(SPACE_12, SPACE_8, SPACE_12, SPACE_8)
        self._ending = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._ending.timeout.connect(self.hide)
        self.hide()

    def show_text(self, text: str, theme: Theme, around: QRect | None, *, is_refusal: bool) -> None:
        """Show a text beside a part of the canvas, or for None at the bottom."""
        mark = theme.cut if is_refusal else theme.accent
        self.setFont(ui_font(BASE_PX))
        self.setStyleSheet(
            f"#notice {{ color: {theme.text.name()}; background: {theme.surface.name()};"
            f" border: 1px solid {theme.line.name()}; border-left: 4px solid {mark.name()}; }}"
        )
        self.setText(text)
        self._is_by_card = around is not None
        self._place(around)
        self.show()
        self.raise_()
        self._ending.start()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def follow(self, around: QRect) -> None:
        """Move beside a part of the canvas."""
        if self.isVisible() and self._is_by_card:
            self._place(around)

    def _place(self, around: QRect | None) -> None:
        room = self._canvas.rect().adjusted(SPACE_16, SPACE_16, -SPACE_16, -SPACE_16)
        width = min(WIDTH_PX, room.width())
        self.resize(width, self.heightForWidth(width))
        frame = self.geometry()
        if around is None or not room.intersects(around):
            frame.moveCenter(room.center())
            frame.moveBottom(room.bottom())
        else:
            frame.moveTopLeft(around.bottomLeft())
            frame.moveTop(around.bottom() + _GAP_PX)
            if frame.bottom() > room.bottom():
                frame.moveBottom(around.top() - _GAP_PX)
            frame.moveLeft(max(room.left(), min(frame.left(), room.right() - frame.width())))
            frame.moveTop(max(room.top(), min(frame.top(), room.bottom() - frame.height())))
        self.setGeometry(frame)

    # -- Qt ------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hide()
