"""Labels of panels: titles, headings, secondary text, code and links."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QLabel,
    QSizePolicy,
)

from gui.theme import (
    BASE_PX,
    LIGHT,
    SMALL_PX,
    SPACE_4,
    TITLE_PX,
    Theme,
    code_font,
    focus_ground,
    ui_font,
)
from gui.widgets.enter_button import EnterButton

MIN_CODE_PX = 200
"""The minimum width of a line of code that can be shortened, unless it is shorter."""

MIN_LINK_PX = 72
"""The minimum width of a link, unless its text is shorter."""


def title_label(name: str) -> QLabel:
    """A label for the title of a panel."""
    return _prepared(TitleLabel(), name, ui_font(TITLE_PX, bold=True))


def heading(name: str) -> QLabel:
    """A label for the heading of a section."""
    return _label(name, ui_font(BASE_PX, bold=True))


def body_label(name: str) -> QLabel:
    """A label for sentences, which may contain long names."""
    return _prepared(SentenceLabel(), name, ui_font(BASE_PX))


def answer_label(name: str) -> QLabel:
    """A label for sentences that somebody may want to copy."""
    label = body_label(name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def muted_label(name: str) -> QLabel:
    """A label for secondary text."""
    label = _label(name, ui_font(SMALL_PX))
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def muted_code_label(name: str) -> QLabel:
    """A label for secondary code, such as names in PyTorch."""
    label = code_label(name)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def code_label(name: str) -> QLabel:
    """A label for selectable code, without wrapping."""
    return _one_line_of_code(QLabel(), name)


def shortened_code_label(name: str) -> QLabel:
    """A label for selectable code, of which the middle is left out where it is too long."""
    return _one_line_of_code(ShortenedLabel(), name)


def wrapped_code_label(name: str) -> QLabel:
    """A label for selectable code, wrapped."""
    label = _label(name, code_font(BASE_PX))
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _one_line_of_code(label: QLabel, name: str) -> QLabel:
    _prepared(label, name, code_font(BASE_PX))
    label.setWordWrap(False)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _label(name: str, font: QFont) -> QLabel:
    return _prepared(QLabel(), name, font)


def _prepared(label: QLabel, name: str, font: QFont) -> QLabel:
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFont(font)
    # A long word must not widen the panel.
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


class TitleLabel(QLabel):
    """A wrapped label that elides the middle of words wider than a line."""

    # -- Qt ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        if _fits(self, room.width()):
            super().paintEvent(event)
            return
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, room.width()
        )
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(room, self.alignment(), shown)


class ShortenedLabel(TitleLabel):
    """A line of which the middle is left out where there is no room for all of it."""

    # -- Qt ------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), MIN_CODE_PX), hint.height())


class SentenceLabel(QLabel):
    """A wrapped label that breaks words wider than a line."""

    # -- Qt ------------------------------------------------------------------------------------

    def heightForWidth(self, width: int) -> int:
        around = self.height() - self.contentsRect().height()
        room = width - (self.width() - self.contentsRect().width())
        if _fits(self, room):
            return super().heightForWidth(width)
        return ceil(self._lines(room).boundingRect().height()) + around

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        if _fits(self, room.width()):
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            self._lines(room.width()).draw(painter, QPointF(room.topLeft()))

    def _lines(self, width: int) -> QTextLayout:
        """The text, broken between words if possible, or else anywhere."""
        text = self.text().replace("\n", "\N{LINE SEPARATOR}")
        layout = QTextLayout(text, self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        return layout


def _fits(label: QLabel, width: int) -> bool:
    """Whether each word of a label fits on one line."""
    metrics = label.fontMetrics()
    return all(metrics.horizontalAdvance(word) <= width for word in label.text().split())


class LinkButton(EnterButton):
    """A link as a button, for keyboards and screen readers.

    Its text is aligned with the text around it: it is underlined under the pointer, and has a
    background while it has the focus. Where it does not fit, it is elided in the middle.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._theme = LIGHT
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # repaints on hover

    def set_theme(self, theme: Theme) -> None:
        """Take the colour of links from a theme."""
        self._theme = theme
        self.update()

    # -- Qt ------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().size(Qt.TextFlag.TextSingleLine, self.text())
        return words + QSize(0, SPACE_4)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), MIN_LINK_PX), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        font = self.font()
        font.setUnderline(self.underMouse())
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.width()
        )
        with QPainter(self) as painter:
            if self.hasFocus():
                painter.fillRect(self.rect(), focus_ground(self._theme))
            painter.setFont(font)
            painter.setPen(self._theme.accent)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)
