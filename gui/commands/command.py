"""What a command is: its words, the menu that it is in, and its keys.

A key works where the hands are: ``keys`` anywhere in the window, ``canvas_keys`` unless what has
the focus uses them itself, as a text does, ``editor_keys`` while the focus is in the editor. Texts
are marked for translation and translated, in the context ``Command``, when the actions are made.
"""

from dataclasses import dataclass
from enum import Enum


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for lupdate, which looks for this name; Qt's own is typed as any object."""
    return text


class Menu(Enum):
    """The menus and submenus, by their titles, in order."""

    FILE = QT_TRANSLATE_NOOP("Command", "&File")
    EDIT = QT_TRANSLATE_NOOP("Command", "&Edit")
    BUILD = QT_TRANSLATE_NOOP("Command", "&Build")
    RUN = QT_TRANSLATE_NOOP("Command", "&Run")
    WALK = QT_TRANSLATE_NOOP("Command", "&Walk")
    BREAKPOINTS = QT_TRANSLATE_NOOP("Command", "&Breakpoints")
    SPEED = QT_TRANSLATE_NOOP("Command", "&Speed")
    VIEW = QT_TRANSLATE_NOOP("Command", "&View")
    THEME = QT_TRANSLATE_NOOP("Command", "&Theme")
    LANGUAGE = QT_TRANSLATE_NOOP("Command", "&Language")
    HELP = QT_TRANSLATE_NOOP("Command", "&Help")


SUBMENUS = {
    Menu.BREAKPOINTS: Menu.WALK,
    Menu.SPEED: Menu.WALK,
    Menu.THEME: Menu.VIEW,
    Menu.LANGUAGE: Menu.VIEW,
}
"""Where a menu is not in the menu bar, the one it is in."""


@dataclass(frozen=True)
class Command:
    """Something that a user can ask the window to do.

    Attributes:
        name: how the program calls it.
        text, tip: its name in the menu, and what it does; English, to be translated.
        menu: the menu it is in; the table has them in order.
        keys, canvas_keys, editor_keys: each a way to call it, the best one first.
        icon: the name of its drawing, where it has one.
        repeats: whether holding its key down does it again and again.
        is_toggle: whether it is on or off.
        choice: exactly one of the commands with the same choice is on.
        begins_section: whether a line separates it from what is above it in the menu.
    """

    name: str
    text: str
    tip: str
    menu: Menu
    keys: tuple[str, ...] = ()
    canvas_keys: tuple[str, ...] = ()
    editor_keys: tuple[str, ...] = ()
    icon: str = ""
    repeats: bool = False
    is_toggle: bool = False
    choice: str = ""
    begins_section: bool = False
