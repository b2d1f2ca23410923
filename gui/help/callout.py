"""The callout of the tour, and the ring around its target."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.help.callout_placement import ARROW_PX, Placement, Side
from gui.theme import CARD_CORNER_PX, SPACE_4, SPACE_8, SPACE_12, SPACE_16, TITLE_PX, ui_font

WIDTH_PX = 360
RING_PX = 2


class Ring(QWidget):
    """A frame around a part of the window, transparent to the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    # -- Qt ------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        inside = self.rect().adjusted(RING_PX, RING_PX, -RING_PX, -RING_PX)
        self.setMask(QRegion(self.rect()) - QRegion(inside))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Accent))


class Callout(QWidget):
    """A box with a title, a text and the buttons of the tour, and an arrow to its target.

    A click on a button does not take the focus from the window.

    Attributes:
        placement: its placement.

    Signals:
        next_requested, back_requested, skip_requested: the button was pressed.
    """

    next_requested = Signal()
    back_requested = Signal()
    skip_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("callout")
        self.placement: Placement | None = None
        self._title, self._text, self._count = QLabel(), QLabel(), QLabel()
        self._text.setWordWrap(True)
        for label in (self._title, self._text, self._count):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.skip = QPushButton()
        self.back = QPushButton()
        self.next = QPushButton()
        for button, signal in (
            (self.skip, self.skip_requested),
            (self.back, self.back_requested),
            (self.next, self.next_requested),
        ):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(signal)
        self.next.setDefault(True)
        self._compose()
        self.hide()

    def show_step(self, number: int, count: int, title: str, text: str) -> None:
        """Show a step of the tour, counting from 0."""
        is_last = number == count - 1
        self._title.setFont(ui_font(TITLE_PX, bold=True))
        self._title.setText(title)
        self._text.setText(text)
        self._count.setText(self.tr("{number} of {count}").format(number=number + 1, count=count))
        self.skip.setText(self.tr("&Skip"))
        self.back.setText(self.tr("Bac&k"))
        self.next.setText(self.tr("&Done") if is_last else self.tr("&Next"))
        self.back.setEnabled(number > 0)
        self.skip.setVisible(not is_last)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def announce(self) -> None:
        """Announce the step to screen readers."""
        if QAccessible.isActive():
            words = f"{self.accessibleName()}. {self.accessibleDescription()}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def body_size(self) -> QSize:
        """The size without the arrow."""
        layout = self.layout()
        assert layout is not None
        height = layout.heightForWidth(WIDTH_PX + 2 * ARROW_PX)
        return QSize(WIDTH_PX, height - 2 * ARROW_PX)

    def place(self, placement: Placement) -> None:
        """Move to a placement."""
        self.placement = placement
        around = ARROW_PX
        self.setGeometry(placement.body.adjusted(-around, -around, around, around))
        self.update()

    def _compose(self) -> None:
        layout = QVBoxLayout(self)
        margin = ARROW_PX + SPACE_16
        layout.setContentsMargins(margin, ARROW_PX + SPACE_12, margin, ARROW_PX + SPACE_12)
        layout.setSpacing(SPACE_8)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        row = QHBoxLayout()
        row.setContentsMargins(0, SPACE_4, 0, 0)
        row.setSpacing(SPACE_8)
        row.addWidget(self._count, 1)
        for button in (self.skip, self.back, self.next):
            row.addWidget(button)
        layout.addLayout(row)

    def _shape(self) -> QPainterPath:
        body = QRectF(self.rect()).adjusted(*[ARROW_PX] * 2, *[-ARROW_PX] * 2)
        shape = QPainterPath()
        shape.addRoundedRect(body, CARD_CORNER_PX, CARD_CORNER_PX)
        if self.placement is None or self.placement.side is Side.NONE:
            return shape
        tip = QPointF(self.mapFromParent(self.placement.tip))
        is_level = self.placement.side in (Side.LEFT, Side.RIGHT)
        half = QPointF(0, ARROW_PX) if is_level else QPointF(ARROW_PX, 0)
        around = half * 1.5  # keeps the arrow off the corners
        foot = QPointF(
            min(max(tip.x(), body.left() + around.x()), body.right() - around.x()),
            min(max(tip.y(), body.top() + around.y()), body.bottom() - around.y()),
        )
        arrow = QPainterPath()
        arrow.addPolygon(QPolygonF([foot - half, tip, foot + half]))
        arrow.closeSubpath()
        return shape.united(arrow)

    # -- Qt ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), RING_PX))
            painter.drawPath(self._shape())


def ring_rect(target: QRect, room: QRect) -> QRect:
    """The rectangle of the ring: just outside of the target, within the room."""
    return target.adjusted(-RING_PX, -RING_PX, RING_PX, RING_PX) & room
