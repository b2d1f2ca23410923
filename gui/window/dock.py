"""A dock with a title bar that is high enough for Latin and Chinese text alike."""

from PySide6.QtCore import QEvent, QPoint, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QWidget,
)

from gui.icons import icon
from gui.theme import ICON_PX, SPACE_4, SPACE_8, Theme
from gui.window.focus import focus_first_inside

_BUTTON = QSize(20, 19)
"""The size of a button of the title bar, which must not make it higher than its words do."""

_FLOAT_SHIFT_PX = 32


class Dock(QDockWidget):
    """A panel of the window; its object name says which.

    Qt's own title bar is as high as one font needs; text in another font would be cut off.
    """

    def __init__(self, name: str, widget: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWidget(widget)
        self._title = QLabel()
        self._float, self._close = QToolButton(), QToolButton()
        self._has_title_bar = True
        self._bar, self._no_bar = QWidget(), QWidget(self)
        self._no_bar.hide()
        bar = self._bar
        bar.setObjectName("dock_title")
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(SPACE_8, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self._title, 1)
        for button in (self._float, self._close):
            button.setIconSize(QSize(ICON_PX, ICON_PX))
            button.setFixedSize(_BUTTON)
            button.setAutoRaise(True)
            layout.addWidget(button)
        self._float.clicked.connect(self._on_float_clicked)
        self._close.clicked.connect(self.close)
        self.setTitleBarWidget(bar)
        self.windowTitleChanged.connect(self._on_title_changed)
        self.topLevelChanged.connect(self._on_top_level_changed)
        self._retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of the buttons from a theme."""
        self._float.setIcon(icon("float", theme, is_muted=True))
        self._close.setIcon(icon("close", theme, is_muted=True))

    def reveal(self) -> None:
        """Show the panel, in front of those tabbed with it, and focus it."""
        self.bring_forward()
        focus_first_inside(self.widget())

    def bring_forward(self) -> None:
        """Show the panel, in front of those tabbed with it, without moving the focus."""
        self.show()
        self.raise_()

    def set_title_bar_visible(self, is_visible: bool) -> None:
        """Show the title bar, or hide it to save room; a floating panel always has one."""
        self._has_title_bar = is_visible
        bar = self._bar if is_visible or self.isFloating() else self._no_bar
        if bar is not self.titleBarWidget():
            self.setTitleBarWidget(bar)
            bar.show()

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard focus is in the panel."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _on_float_clicked(self) -> None:
        """Float, a little nearer to the middle of the window, or dock again.

        In its place, where Qt leaves it, a floating panel looks as if nothing had happened.
        """
        window, place = self.window(), self.mapToGlobal(QPoint())
        middle = window.mapToGlobal(window.rect().center()) - self.mapToGlobal(self.rect().center())
        self.setFloating(not self.isFloating())
        if self.isFloating() and (self.pos() - place).manhattanLength() < _FLOAT_SHIFT_PX:
            self.move(place + QPoint(_sign(middle.x()), _sign(middle.y())) * _FLOAT_SHIFT_PX)

    def _on_top_level_changed(self, is_floating: bool) -> None:
        self.set_title_bar_visible(self._has_title_bar)
        self.setContentsMargins(*[1 if is_floating else 0] * 4)  # room for the border
        if not is_floating:
            self.raise_()  # Qt puts it behind the tab that took its place

    def _on_title_changed(self, title: str) -> None:
        self._title.setText(title)
        self._retranslate()

    def _retranslate(self) -> None:
        for button, text in (
            (self._float, self.tr("Float this panel, or dock it again")),
            (self._close, self.tr("Close this panel")),
        ):
            button.setToolTip(text)
            name = self.tr("{panel}: {command}").format(panel=self.windowTitle(), command=text)
            button.setAccessibleName(name)

    # -- Qt ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isFloating():  # Qt draws no border around a custom title bar
            with QPainter(self) as painter:
                painter.setPen(self.palette().dark().color())
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def is_in_sight(dock: QDockWidget) -> bool:
    """Whether a panel can be seen in the window: not closed, floating or behind another tab."""
    return dock.isVisible() and not dock.isFloating() and not dock.visibleRegion().isEmpty()


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
