"""Moves the keyboard focus to visible widgets and into panels."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget


def focus_next_visible(window: QWidget, focus_next: Callable[[bool], bool], forwards: bool) -> bool:
    """Move the focus as Tab does, until it is at a widget in sight; False where there is none.

    Qt only moves away panels that are behind others: there, nobody would see where the keys are.

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
    """Whether the part of a window that a widget is in has not been moved away."""
    while widget is not None and not widget.isWindow() and widget.parentWidget() is not window:
        widget = widget.parentWidget()
    return widget is None or widget.isWindow() or widget.geometry().intersects(window.rect())


def _is_tab_stop(widget: QWidget) -> bool:
    """Whether Tab would stop at a widget, other than one that only scrolls."""
    takes_focus = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    is_shown = widget.isVisible() and widget.isEnabled()
    return takes_focus and is_shown and not isinstance(widget, QScrollArea)
