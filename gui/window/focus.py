"""Moves the keyboard focus to visible widgets and into panels."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget


def focus_next_visible(window: QWidget, focus_next: Callable[[bool], bool], forwards: bool) -> bool:
    """Move the focus as Tab does, to the next widget that can be seen; False if there is none.

    Qt hides a panel behind another tab by moving it away: a focus there would not be seen.

    Args:
        focus_next: moves the focus by one widget, as ``QWidget.focusNextPrevChild`` does.
    """
    start = QApplication.focusWidget()
    while focus_next(forwards):
        focus = QApplication.focusWidget()
        if focus is start or _is_in_sight(window, focus):
            return True
    return False


def focus_first_inside(widget: QWidget) -> None:
    """Focus a widget, or the first widget in it that Tab would reach."""
    reason = Qt.FocusReason.TabFocusReason
    if widget.focusProxy() is not None:
        widget.setFocus(reason)
        return
    stops = (each for each in widget.findChildren(QWidget) if _is_tab_stop(each))
    next(stops, widget).setFocus(reason)


def _is_in_sight(window: QWidget, widget: QWidget | None) -> bool:
    """Whether a widget can be seen: Qt moves panels behind other tabs out of the window."""
    while widget is not None and not widget.isWindow() and widget.parentWidget() is not window:
        widget = widget.parentWidget()
    return widget is None or widget.isWindow() or widget.geometry().intersects(window.rect())


def _is_tab_stop(widget: QWidget) -> bool:
    """Whether Tab would stop at a widget, apart from mere scroll areas."""
    takes_focus = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    is_shown = widget.isVisible() and widget.isEnabled()
    return takes_focus and is_shown and not isinstance(widget, QScrollArea)
