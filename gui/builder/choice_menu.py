"""Menus of choices, whose impossible entries are disabled with the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from engine.edit.edits import Edit, Refusal
from gui.builder.gesture_texts import refusal_text


class Choice(NamedTuple):
    """An entry of a menu.

    Attributes:
        text: its text.
        choose: carries it out.
        attempt: makes its edit, to find out whether it is possible; None where there is
            more to be asked.
        key: its shortcut.
        is_on: whether it is checked; None if it is not checkable.
    """

    text: str
    choose: Callable[[], object]
    attempt: Callable[[], Edit] | None = None
    key: str = ""
    is_on: bool | None = None


def refusal_of(choice: Choice) -> str:
    """Why a choice is impossible; empty if it is possible."""
    return "" if choice.attempt is None else reason_against(choice.attempt)


def reason_against(attempt: Callable[[], Edit]) -> str:
    """Why an edit is impossible; empty if it is possible."""
    try:
        attempt()
    except Refusal as refusal:
        return refusal_text(refusal)
    return ""


def fill_menu(menu: QMenu, choices: Sequence[Choice | QAction | None]) -> None:
    """Add choices, and actions of the window, to a menu, with a separator for each None."""
    menu.setToolTipsVisible(True)
    for choice in choices:
        if choice is None:
            menu.addSeparator()
            continue
        if isinstance(choice, QAction):
            menu.addAction(choice)
            continue
        shown = choice.text if not choice.key else f"{choice.text}\t{choice.key}"
        action = menu.addAction(shown)
        action.triggered.connect(lambda _=False, choose=choice.choose: choose())
        action.setCheckable(choice.is_on is not None)
        action.setChecked(bool(choice.is_on))
        reason = refusal_of(choice)
        action.setEnabled(not reason)
        action.setToolTip(reason)


def ask(
    parent: QWidget,
    name: str,
    choices: Sequence[Choice | QAction | None],
    at: QPoint,
    *,
    is_pressed: bool = False,
) -> QMenu:
    """Show choices at a point of a widget, with the first possible one active.

    While a mouse button ``is_pressed``, none is active, as its release would choose it.
    """
    menu = _Menu(parent)
    menu.setObjectName(name)
    menu.aboutToHide.connect(lambda: _leave(menu, parent))
    fill_menu(menu, choices)
    first = next((each for each in menu.actions() if each.isEnabled() and each.text()), None)
    menu.popup(parent.mapToGlobal(at))
    if first is not None and not is_pressed:
        menu.setActiveAction(first)
    return menu


class _Menu(QMenu):
    """A menu that keeps all keys: other commands could invalidate its entries."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


def _leave(menu: QMenu, parent: QWidget) -> None:
    """Close the menu and return the focus."""
    parent.window().activateWindow()
    parent.setFocus()
    menu.deleteLater()
