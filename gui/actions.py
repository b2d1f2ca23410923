"""The one table of all commands, from which menus, the tool bar, keys and tool tips are made.

A key works where the hands are: ``keys`` anywhere in the window, ``canvas_keys`` unless what has
the focus uses them itself, as a text does, ``editor_keys`` while the focus is in the editor. Texts
are marked for translation here and translated, in the context ``Command``, when the actions are
made.
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
    RUN = QT_TRANSLATE_NOOP("Command", "&Run")
    VIEW = QT_TRANSLATE_NOOP("Command", "&View")
    THEME = QT_TRANSLATE_NOOP("Command", "&Theme")
    LANGUAGE = QT_TRANSLATE_NOOP("Command", "&Language")
    HELP = QT_TRANSLATE_NOOP("Command", "&Help")


SUBMENUS = {Menu.THEME: Menu.VIEW, Menu.LANGUAGE: Menu.VIEW}
"""Where a menu is not in the menu bar, the one it is in."""


@dataclass(frozen=True)
class Command:
    """Something a person can ask the window to do.

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


COMMANDS = (
    Command(
        "new",
        QT_TRANSLATE_NOOP("Command", "New"),
        QT_TRANSLATE_NOOP("Command", "Begin an empty script"),
        Menu.FILE,
        keys=("Ctrl+N",),
    ),
    Command(
        "open",
        QT_TRANSLATE_NOOP("Command", "Open…"),
        QT_TRANSLATE_NOOP("Command", "Show a script from a file, without running it"),
        Menu.FILE,
        keys=("Ctrl+O",),
    ),
    Command(
        "gallery",
        QT_TRANSLATE_NOOP("Command", "Gallery"),
        QT_TRANSLATE_NOOP("Command", "Show all examples with pictures of their graphs"),
        Menu.FILE,
        keys=("Ctrl+G",),
    ),
    Command(
        "save",
        QT_TRANSLATE_NOOP("Command", "Save"),
        QT_TRANSLATE_NOOP("Command", "Write the script to its file"),
        Menu.FILE,
        keys=("Ctrl+S",),
        begins_section=True,
    ),
    Command(
        "save_as",
        QT_TRANSLATE_NOOP("Command", "Save as…"),
        QT_TRANSLATE_NOOP("Command", "Write the script to another file"),
        Menu.FILE,
        keys=("Ctrl+Shift+S",),
    ),
    Command(
        "export",
        QT_TRANSLATE_NOOP("Command", "Export graph…"),
        QT_TRANSLATE_NOOP("Command", "Save the graph of this step as a picture"),
        Menu.FILE,
        keys=("Ctrl+E",),
        begins_section=True,
    ),
    Command(
        "quit",
        QT_TRANSLATE_NOOP("Command", "Quit"),
        QT_TRANSLATE_NOOP("Command", "Close the window"),
        Menu.FILE,
        keys=("Ctrl+Q",),
        begins_section=True,
    ),
    Command(
        "undo",
        QT_TRANSLATE_NOOP("Command", "Undo"),
        QT_TRANSLATE_NOOP("Command", "Take back the last edit of the script"),
        Menu.EDIT,
        editor_keys=("Ctrl+Z",),
        repeats=True,
    ),
    Command(
        "redo",
        QT_TRANSLATE_NOOP("Command", "Redo"),
        QT_TRANSLATE_NOOP("Command", "Make the edit again that was taken back"),
        Menu.EDIT,
        editor_keys=("Ctrl+Shift+Z", "Ctrl+Y"),
        repeats=True,
    ),
    Command(
        "cut",
        QT_TRANSLATE_NOOP("Command", "Cut"),
        QT_TRANSLATE_NOOP("Command", "Move the selected text to the clipboard"),
        Menu.EDIT,
        editor_keys=("Ctrl+X",),
        begins_section=True,
    ),
    Command(
        "copy",
        QT_TRANSLATE_NOOP("Command", "Copy"),
        QT_TRANSLATE_NOOP("Command", "Copy the selected text to the clipboard"),
        Menu.EDIT,
        editor_keys=("Ctrl+C",),
    ),
    Command(
        "paste",
        QT_TRANSLATE_NOOP("Command", "Paste"),
        QT_TRANSLATE_NOOP("Command", "Insert the text on the clipboard"),
        Menu.EDIT,
        editor_keys=("Ctrl+V",),
    ),
    Command(
        "select_all",
        QT_TRANSLATE_NOOP("Command", "Select all"),
        QT_TRANSLATE_NOOP("Command", "Select the whole script"),
        Menu.EDIT,
        editor_keys=("Ctrl+A",),
        begins_section=True,
    ),
    Command(
        "run",
        QT_TRANSLATE_NOOP("Command", "Run"),
        QT_TRANSLATE_NOOP("Command", "Run the script from the beginning"),
        Menu.RUN,
        keys=("Ctrl+Return", "Ctrl+Enter"),
        icon="run",
    ),
    Command(
        "stop",
        QT_TRANSLATE_NOOP("Command", "Stop"),
        QT_TRANSLATE_NOOP("Command", "Stop the running script"),
        Menu.RUN,
        keys=("Shift+F5",),
        icon="stop",
    ),
    Command(
        "first",
        QT_TRANSLATE_NOOP("Command", "First step"),
        QT_TRANSLATE_NOOP("Command", "Go back to before the first step"),
        Menu.RUN,
        canvas_keys=("Home",),
        icon="first",
        begins_section=True,
    ),
    Command(
        "step_back",
        QT_TRANSLATE_NOOP("Command", "Step back"),
        QT_TRANSLATE_NOOP("Command", "Go back by one step"),
        Menu.RUN,
        keys=("Shift+F10",),
        canvas_keys=("Left",),
        icon="step_back",
        repeats=True,
    ),
    Command(
        "play",
        QT_TRANSLATE_NOOP("Command", "Play"),
        QT_TRANSLATE_NOOP("Command", "Step on by itself, or pause"),
        Menu.RUN,
        canvas_keys=("Space",),
        icon="play",
    ),
    Command(
        "step",
        QT_TRANSLATE_NOOP("Command", "Step"),
        QT_TRANSLATE_NOOP("Command", "Go on by one step"),
        Menu.RUN,
        keys=("F10",),
        canvas_keys=("Right",),
        icon="step",
        repeats=True,
    ),
    Command(
        "last",
        QT_TRANSLATE_NOOP("Command", "Last step"),
        QT_TRANSLATE_NOOP("Command", "Go on to after the last step"),
        Menu.RUN,
        canvas_keys=("End",),
        icon="last",
    ),
    Command(
        "next_pass",
        QT_TRANSLATE_NOOP("Command", "Next pass"),
        QT_TRANSLATE_NOOP("Command", "Go to where the next backward pass begins"),
        Menu.RUN,
        keys=("F11",),
        repeats=True,
        begins_section=True,
    ),
    Command(
        "previous_pass",
        QT_TRANSLATE_NOOP("Command", "Previous pass"),
        QT_TRANSLATE_NOOP("Command", "Go back to where a backward pass begins"),
        Menu.RUN,
        keys=("Shift+F11",),
        repeats=True,
    ),
    Command(
        "zoom_in",
        QT_TRANSLATE_NOOP("Command", "Zoom in"),
        QT_TRANSLATE_NOOP("Command", "Show the graph larger"),
        Menu.VIEW,
        canvas_keys=("+", "="),
        repeats=True,
    ),
    Command(
        "zoom_out",
        QT_TRANSLATE_NOOP("Command", "Zoom out"),
        QT_TRANSLATE_NOOP("Command", "Show the graph smaller"),
        Menu.VIEW,
        canvas_keys=("-",),
        repeats=True,
    ),
    Command(
        "zoom_actual",
        QT_TRANSLATE_NOOP("Command", "Actual size"),
        QT_TRANSLATE_NOOP("Command", "Show the graph at 100 %"),
        Menu.VIEW,
        canvas_keys=("0",),
    ),
    Command(
        "zoom_fit",
        QT_TRANSLATE_NOOP("Command", "Fit"),
        QT_TRANSLATE_NOOP("Command", "Show all of the graph"),
        Menu.VIEW,
        canvas_keys=("1",),
        icon="fit",
    ),
    Command(
        "larger_code",
        QT_TRANSLATE_NOOP("Command", "Larger script"),
        QT_TRANSLATE_NOOP("Command", "Show the script in larger characters"),
        Menu.VIEW,
        keys=("Ctrl++", "Ctrl+="),
        repeats=True,
        begins_section=True,
    ),
    Command(
        "smaller_code",
        QT_TRANSLATE_NOOP("Command", "Smaller script"),
        QT_TRANSLATE_NOOP("Command", "Show the script in smaller characters"),
        Menu.VIEW,
        keys=("Ctrl+-",),
        repeats=True,
    ),
    Command(
        "show_whole_run",
        QT_TRANSLATE_NOOP("Command", "Show the whole run"),
        QT_TRANSLATE_NOOP("Command", "Show also what the current pass does not touch"),
        Menu.VIEW,
        is_toggle=True,
        begins_section=True,
    ),
    Command(
        "animate",
        QT_TRANSLATE_NOOP("Command", "Animate steps"),
        QT_TRANSLATE_NOOP("Command", "Let gradients slide along the edges that they cross"),
        Menu.VIEW,
        is_toggle=True,
    ),
    Command(
        "theme_system",
        QT_TRANSLATE_NOOP("Command", "As the system"),
        QT_TRANSLATE_NOOP("Command", "Be light or dark as the system is"),
        Menu.THEME,
        choice="theme",
    ),
    Command(
        "theme_light",
        QT_TRANSLATE_NOOP("Command", "Light"),
        QT_TRANSLATE_NOOP("Command", "Dark words on a light ground"),
        Menu.THEME,
        choice="theme",
    ),
    Command(
        "theme_dark",
        QT_TRANSLATE_NOOP("Command", "Dark"),
        QT_TRANSLATE_NOOP("Command", "Light words on a dark ground"),
        Menu.THEME,
        choice="theme",
    ),
    # The languages' own names stay as they are, so that they are found in any language.
    Command(
        "language_en",
        "English",
        QT_TRANSLATE_NOOP("Command", "Show the window in English"),
        Menu.LANGUAGE,
        choice="language",
    ),
    Command(
        "language_zh_CN",
        "中文",
        QT_TRANSLATE_NOOP("Command", "Show the window in Chinese"),
        Menu.LANGUAGE,
        choice="language",
    ),
    Command(
        "guide",
        QT_TRANSLATE_NOOP("Command", "User guide"),
        QT_TRANSLATE_NOOP("Command", "Read how all of this is used"),
        Menu.HELP,
    ),
    Command(
        "keys",
        QT_TRANSLATE_NOOP("Command", "Keyboard shortcuts"),
        QT_TRANSLATE_NOOP("Command", "Show what each key does, by where it works"),
        Menu.HELP,
        keys=("F1",),
    ),
    Command(
        "tour",
        QT_TRANSLATE_NOOP("Command", "Tour of the window"),
        QT_TRANSLATE_NOOP("Command", "Show the parts of the window in six steps"),
        Menu.HELP,
    ),
    Command(
        "about",
        QT_TRANSLATE_NOOP("Command", "About Gradwalk"),
        QT_TRANSLATE_NOOP("Command", "Say what this is, and which version"),
        Menu.HELP,
        begins_section=True,
    ),
)
"""Every command, menu by menu."""

PAUSE = Command(
    "play",
    QT_TRANSLATE_NOOP("Command", "Pause"),
    QT_TRANSLATE_NOOP("Command", "Stay at this step"),
    Menu.RUN,
    canvas_keys=("Space",),
    icon="pause",
)
"""What the command ``play`` looks like while it plays."""

TOOL_BAR = (("first", "step_back", "play", "step", "last"), ("run", "stop"))
"""The commands of the tool bar, in groups."""
