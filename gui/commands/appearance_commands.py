"""The commands that choose the theme and the language."""

from gui.commands.command import Command, Menu
from gui.languages import QT_TRANSLATE_NOOP

APPEARANCE_COMMANDS = (
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
    Command(
        "language_system",
        QT_TRANSLATE_NOOP("Command", "As the system"),
        QT_TRANSLATE_NOOP("Command", "Speak the system's language where Gradwalk knows it"),
        Menu.LANGUAGE,
        choice="language",
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
)
