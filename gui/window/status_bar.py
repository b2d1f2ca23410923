"""A status bar whose messages are where its labels are, and shortened if they are too long."""

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStatusBar, QStyle, QStyleOption, QToolTip, QWidget

from gui.theme import SPACE_8

_BEFORE_LABELS_PX = 2
"""What Qt leaves free before the first label."""


class StatusBar(QStatusBar):
    """Qt itself draws messages further to the left, and cuts long ones off."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setContentsMargins(SPACE_8, 0, SPACE_8, 0)

    @property
    def shown_message(self) -> str:
        """The message as far as there is room for it."""
        room = self._message_rect().width()
        elide = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.currentMessage(), elide, room)

    def _message_rect(self) -> QRect:
        """From the left end to the first label that a message leaves there."""
        rect = self.contentsRect().adjusted(_BEFORE_LABELS_PX, 0, 0, 0)
        widgets = (each for each in self.children() if isinstance(each, QWidget))
        right = min((each.x() for each in widgets if each.isVisible()), default=rect.right())
        rect.setRight(right - SPACE_8)
        return rect

    # -- Qt ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOption()
        option.initFrom(self)
        with QPainter(self) as painter:
            panel = QStyle.PrimitiveElement.PE_PanelStatusBar
            self.style().drawPrimitive(panel, option, painter, self)
            painter.setPen(self.palette().color(self.foregroundRole()))
            where = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(self._message_rect(), where, self.shown_message)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            is_whole = self.shown_message == self.currentMessage()
            QToolTip.showText(event.globalPos(), "" if is_whole else self.currentMessage(), self)
            return True
        return super().event(event)
