"""The list of keys is complete and grouped by scope."""

import pytest
from PySide6.QtGui import QKeySequence

from gui import languages
from gui.commands.command import Command
from gui.commands.command_table import COMMANDS
from gui.help.key_list import OWN_KEYS, OwnKeys, Place, key_rows

pytestmark = pytest.mark.usefixtures("qapp")

SORTS = {Place.WINDOW: "keys", Place.GRAPH: "canvas_keys", Place.SCRIPT: "editor_keys"}


@pytest.fixture(autouse=True)
def english():
    languages.install("en")
    yield
    languages.install("en")


def native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_each_shortcut_is_listed_exactly_where_it_works(command: Command) -> None:
    for place in Place:
        keys = getattr(command, SORTS[place]) if place in SORTS else ()
        found = [row.keys for row in key_rows(place) if row.text == command.text]
        names = dict.fromkeys(native(key.replace("Return", "Enter")) for key in keys)
        assert found == ([tuple(names)] if keys else [])


def test_enter_and_return_have_one_name() -> None:
    run = next(row for row in key_rows(Place.WINDOW) if row.text == "Run")
    assert run.keys == ("Ctrl+Enter",)


@pytest.mark.parametrize("own", OWN_KEYS, ids=lambda own: own.text)
def test_keys_without_a_command_are_listed(own: OwnKeys) -> None:
    assert own.text in [row.text for row in key_rows(own.place)]
    for key in own.keys:
        assert QKeySequence(key).toString() == key


def test_every_group_has_keys() -> None:
    assert all(key_rows(place) for place in Place)


def test_key_texts_are_in_the_current_language() -> None:
    languages.install("zh_CN")
    for place in Place:
        for row in key_rows(place):
            assert not row.text.isascii(), row.text
