"""The definition of a command: its texts, its menu and its keys.

Keys have three scopes: ``keys`` work anywhere in the window; ``canvas_keys`` too, unless the
focused widget uses the key itself, as a text field does; ``editor_keys`` while the focus is in the
editor. Texts are translated in the context ``Command`` when actions are made of the commands.
"""

from dataclasses import dataclass
from enum import Enum

from gui.languages import QT_TRANSLATE_NOOP


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
    PANELS = QT_TRANSLATE_NOOP("Command", "&Panels")
    THEME = QT_TRANSLATE_NOOP("Command", "&Theme")
    LANGUAGE = QT_TRANSLATE_NOOP("Command", "&Language")
    HELP = QT_TRANSLATE_NOOP("Command", "&Help")


SUBMENUS = {
    Menu.BREAKPOINTS: Menu.WALK,
    Menu.SPEED: Menu.WALK,
    Menu.PANELS: Menu.VIEW,
    Menu.THEME: Menu.VIEW,
    Menu.LANGUAGE: Menu.VIEW,
}
"""The menu that each submenu is in."""


@dataclass(frozen=True)
class Command:
    """Something that a user can ask the window to do.

    Attributes:
        name: identifies it in code.
        text, tip: its name in the menu, and what it does; English, to be translated.
        menu: the menu it is in; the table has them in order.
        keys, canvas_keys, editor_keys: alternatives, the one to show first.
        icon: the name of its icon; empty for none.
        repeats: whether it is repeated while its key is held down.
        is_toggle: whether it switches something on and off.
        choice: the group of which exactly one command is on; empty for none.
        begins_section: whether a separator stands above it in the menu.
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
