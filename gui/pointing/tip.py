"""The widget of the tool tips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QLabel, QWidget

from gui.theme import (
    BASE_PX,
    LIGHT,
    SMALL_PX,
    SPACE_4,
    SPACE_8,
    SPACE_12,
    Theme,
    code_font,
    palette,
    ui_font,
)
from gui.widgets.room import room_at

if TYPE_CHECKING:
    from gui.pointing.tip_text import TipText

_GAP_PX = 10
"""Between the tip and its subject, whose marks reach beyond its border."""

_HIDING_EVENTS = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.KeyPress,
    QEvent.Type.WindowDeactivate,
    QEvent.Type.FocusOut,
)


class Tip(QFrame):
    """Shows a ``TipText`` until the pointer leaves, or a key, a button or the wheel is used."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip)
        self.setObjectName("tip")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._widget: QWidget = parent
        self._around = QRect()
        self._title, self._detail, self._note = QLabel(), QLabel(), QLabel()
        self._value, self._gradient = QLabel(), QLabel()
        self._value_sign, self._gradient_sign = QLabel("="), QLabel("∂")
        self._lay_out()
        self.set_theme(LIGHT)

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(SPACE_12, SPACE_8, SPACE_12, SPACE_8)
        layout.setHorizontalSpacing(SPACE_8)
        layout.setVerticalSpacing(SPACE_4)
        layout.setSizeConstraint(QGridLayout.SizeConstraint.SetFixedSize)
        layout.setColumnStretch(1, 1)
        rows = (
            (None, self._title),
            (None, self._detail),
            (self._value_sign, self._value),
            (self._gradient_sign, self._gradient),
            (None, self._note),
        )
        for row, (sign, label) in enumerate(rows):
            label.setTextFormat(Qt.TextFormat.PlainText)
            if sign is None:
                layout.addWidget(label, row, 0, 1, 2)
            else:
                layout.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
                layout.addWidget(label, row, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take colours from a theme, and the faces of the language in use."""
        self.setPalette(palette(theme))
        ground, line = theme.surface.name(), theme.line.name()
        self.setStyleSheet(f"#tip {{ background: {ground}; border: 1px solid {line}; }}")
        self._title.setFont(ui_font(BASE_PX, bold=True))
        for label in (self._value, self._gradient, self._value_sign, self._gradient_sign):
            label.setFont(code_font(BASE_PX))
        for label in (self._detail, self._note):
            label.setFont(ui_font(SMALL_PX))
        for label in (self._detail, self._note, self._value_sign, self._gradient_sign):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    @property
    def text(self) -> str:
        """Everything that is shown."""
        labels = (self._title, self._detail, self._value, self._gradient, self._note)
        return "\n".join(label.text() for label in labels if label.text())

    def show_at(self, widget: QWidget, around: QRect, text: TipText) -> None:
        """Show a text beside a part of a widget, while the pointer stays over that part."""
        self._widget, self._around = widget, around
        for label, words in (
            (self._title, text.title),
            (self._detail, text.detail),
            (self._value, text.value),
            (self._gradient, text.gradient),
            (self._note, text.note),
        ):
            label.setText(words)
            label.setVisible(bool(words))
        self._value_sign.setVisible(bool(text.value))
        self._gradient_sign.setVisible(bool(text.gradient))
        self.adjustSize()
        shown = QRect(widget.mapToGlobal(around.topLeft()), around.size())
        self.move(tip_corner(self.frameGeometry(), shown, room_at(shown.center(), widget)))
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self.show()

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_left = event.type() == QEvent.Type.Leave and watched is self._widget
        is_outside = (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseMove
            and watched is self._widget
            and not self._around.contains(event.position().toPoint())
        )
        if is_left or is_outside or event.type() in _HIDING_EVENTS:
            self.hide()
        return False

    def hideEvent(self, event: QEvent) -> None:
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)


def tip_corner(tip: QRect, around: QRect, screen: QRect) -> QPoint:
    """The place of a tip: below its subject, else above, else beside it; always on the screen."""
    left = max(min(around.left(), screen.right() - tip.width()), screen.left())
    below, above = around.bottom() + _GAP_PX, around.top() - _GAP_PX - tip.height()
    if below + tip.height() <= screen.bottom():
        return QPoint(left, below)
    if above >= screen.top():
        return QPoint(left, above)
    top = max(min(around.top(), screen.bottom() - tip.height()), screen.top())
    right = around.right() + _GAP_PX
    if right + tip.width() <= screen.right():
        return QPoint(right, top)
    return QPoint(max(around.left() - _GAP_PX - tip.width(), screen.left()), top)
