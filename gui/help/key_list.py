"""The list of all keys, of commands and of widgets, by where they work."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication

from gui.commands.command_table import COMMANDS
from gui.commands.key_names import native_name
from gui.languages import QT_TRANSLATE_NOOP


class Place(Enum):
    """Where keys work; the values are the headings of the groups, in order."""

    WINDOW = QT_TRANSLATE_NOOP("Keys", "Anywhere")
    GRAPH = QT_TRANSLATE_NOOP("Keys", "On the graph, and wherever no text is written")
    SCRIPT = QT_TRANSLATE_NOOP("Keys", "In the script")
    GALLERY = QT_TRANSLATE_NOOP("Keys", "In the gallery")


@dataclass(frozen=True)
class OwnKeys:
    """Keys that a widget handles without a command.

    Attributes:
        place: where they work.
        text: what they do; English, to be translated.
        keys: the keys in Qt's portable format.
    """

    place: Place
    text: str
    keys: tuple[str, ...]


OWN_KEYS = (
    OwnKeys(Place.WINDOW, QT_TRANSLATE_NOOP("Keys", "Leave full screen"), ("Esc",)),
    OwnKeys(
        Place.GRAPH, QT_TRANSLATE_NOOP("Keys", "Next card, previous card"), ("Tab", "Shift+Tab")
    ),
    OwnKeys(
        Place.GRAPH,
        QT_TRANSLATE_NOOP("Keys", "Along the edges to another card"),
        ("Ctrl+Left", "Ctrl+Right", "Ctrl+Up", "Ctrl+Down"),
    ),
    OwnKeys(
        Place.GRAPH,
        QT_TRANSLATE_NOOP("Keys", "Move the graph"),
        ("Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"),
    ),
    OwnKeys(Place.GRAPH, QT_TRANSLATE_NOOP("Keys", "Select no card"), ("Esc",)),
    OwnKeys(
        Place.SCRIPT,
        QT_TRANSLATE_NOOP("Keys", "Indent lines, or the reverse"),
        ("Tab", "Shift+Tab"),
    ),
    OwnKeys(
        Place.SCRIPT, QT_TRANSLATE_NOOP("Keys", "Turn lines into comments and back"), ("Ctrl+/",)
    ),
    OwnKeys(Place.SCRIPT, QT_TRANSLATE_NOOP("Keys", "Complete the word"), ("Ctrl+Space", "Alt+/")),
    OwnKeys(Place.GALLERY, QT_TRANSLATE_NOOP("Keys", "Open the example"), ("Return", "Enter")),
    OwnKeys(
        Place.GALLERY,
        QT_TRANSLATE_NOOP("Keys", "Start from the example"),
        ("Shift+Return", "Shift+Enter"),
    ),
)


@dataclass(frozen=True)
class KeyRow:
    """What some keys do, in the current language and with native key names."""

    text: str
    tip: str
    keys: tuple[str, ...]


def key_rows(place: Place) -> list[KeyRow]:
    """The keys of a place, in the order of the menus."""
    return [*_of_commands(place), *_of_parts(place)]


def _of_commands(place: Place) -> Iterator[KeyRow]:
    for command in COMMANDS:
        keys = {
            Place.WINDOW: command.keys,
            Place.GRAPH: command.canvas_keys,
            Place.SCRIPT: command.editor_keys,
        }.get(place, ())
        if keys:
            text, tip = (
                QCoreApplication.translate("Command", words)
                for words in (command.text, command.tip)
            )
            yield KeyRow(text, tip, _native(keys))


def _of_parts(place: Place) -> Iterator[KeyRow]:
    for own in OWN_KEYS:
        if own.place is place:
            yield KeyRow(QCoreApplication.translate("Keys", own.text), "", _native(own.keys))


def _native(keys: Iterable[str]) -> tuple[str, ...]:
    # On most keyboards, both keys are labelled Enter.
    one_name = (key.replace("Return", "Enter") for key in keys)
    return tuple(dict.fromkeys(map(native_name, one_name)))
