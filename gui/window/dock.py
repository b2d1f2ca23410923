"""A dock whose title bar is high enough for any script."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStyle,
    QToolButton,
    QWidget,
)

from gui.theme import ICON_PX, SPACE_4, SPACE_8


class Dock(QDockWidget):
    """A panel of the window; its object name says which.

    Qt's own title bar measures its height by one face only, and cuts what another one draws.
    """

    def __init__(self, name: str, widget: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWidget(widget)
        self._title = QLabel()
        self._float, self._close = QToolButton(), QToolButton()
        self._is_titled = True
        self._bar, self._no_bar = QWidget(), QWidget(self)
        self._no_bar.hide()
        bar = self._bar
        bar.setObjectName("dock_title")
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(SPACE_8, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self._title, 1)
        for button, icon in (
            (self._float, QStyle.StandardPixmap.SP_TitleBarNormalButton),
            (self._close, QStyle.StandardPixmap.SP_TitleBarCloseButton),
        ):
            button.setIcon(self.style().standardIcon(icon))
            button.setIconSize(QSize(ICON_PX, ICON_PX) * 0.75)
            button.setAutoRaise(True)
            layout.addWidget(button)
        self._float.clicked.connect(lambda: self.setFloating(not self.isFloating()))
        self._close.clicked.connect(self.close)
        self.setTitleBarWidget(bar)
        self.windowTitleChanged.connect(self._on_title_changed)
        self.topLevelChanged.connect(self._on_top_level_changed)
        self._retranslate()

    def reveal(self) -> None:
        """Show the panel, in front of those tabbed with it, and focus it."""
        self.bring_forward()
        _go_into(self.widget())

    def bring_forward(self) -> None:
        """Show the panel, in front of those tabbed with it, without moving the focus."""
        self.show()
        self.raise_()

    def set_titled(self, is_titled: bool) -> None:
        """Show the title bar, or hide it to save room; a floating panel always has one."""
        self._is_titled = is_titled
        bar = self._bar if is_titled or self.isFloating() else self._no_bar
        if bar is not self.titleBarWidget():
            self.setTitleBarWidget(bar)
            bar.show()

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard focus is in the panel."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _on_top_level_changed(self, is_floating: bool) -> None:
        self.set_titled(self._is_titled)
        self.setContentsMargins(*[1 if is_floating else 0] * 4)  # room for the border

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
        if self.isFloating():  # with a title bar of its own, Qt draws no border around it
            with QPainter(self) as painter:
                painter.setPen(self.palette().dark().color())
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def go_on_in_sight(window: QWidget, go_on: Callable[[bool], bool], forwards: bool) -> bool:
    """Go from widget to widget, as Tab does, until one is in sight; says whether there is any.

    Qt only moves away panels that are behind others: there, nobody would see where the keys are.
    """
    start = QApplication.focusWidget()
    while go_on(forwards):
        focus = QApplication.focusWidget()
        if focus is start or _is_in_sight(window, focus):
            return True
    return False


def _is_in_sight(window: QWidget, widget: QWidget | None) -> bool:
    """Whether the part of a window that a widget is in has not been moved away."""
    while widget is not None and not widget.isWindow() and widget.parentWidget() is not window:
        widget = widget.parentWidget()
    return widget is None or widget.isWindow() or widget.geometry().intersects(window.rect())


def _go_into(widget: QWidget) -> None:
    """Focus a widget, or the first widget in it that Tab would reach."""
    reason = Qt.FocusReason.TabFocusReason
    if widget.focusProxy() is not None:
        widget.setFocus(reason)
        return
    stops = (each for each in widget.findChildren(QWidget) if _takes_tab(each))
    next(stops, widget).setFocus(reason)


def _takes_tab(widget: QWidget) -> bool:
    """Whether Tab would stop at a widget, other than one that only scrolls."""
    takes_it = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    is_shown = widget.isVisible() and widget.isEnabled()
    return takes_it and is_shown and not isinstance(widget, QScrollArea)
