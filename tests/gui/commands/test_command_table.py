"""The table of commands is consistent."""

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence

from gui.commands.command import SUBMENUS, Command, Menu
from gui.commands.command_table import COMMANDS, TOOL_BAR
from gui.commands.walk_commands import PAUSE
from gui.icons import ICONS

NAMES = [command.name for command in COMMANDS]


def test_names_are_unique() -> None:
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("where", ["canvas_keys", "editor_keys"])
def test_no_two_commands_share_a_shortcut_in_one_scope(where: str) -> None:
    live = Counter(
        QKeySequence(key).toString()
        for command in COMMANDS
        for key in (*command.keys, *getattr(command, where))
    )
    assert [key for key, count in live.items() if count > 1] == []


@pytest.mark.parametrize("command", [*COMMANDS, PAUSE], ids=lambda command: command.text)
def test_every_command_has_a_text_and_a_tip(command: Command) -> None:
    assert command.text
    assert len(command.tip) > len(command.text)
    assert not command.tip.endswith(".")
    for key in (*command.keys, *command.canvas_keys, *command.editor_keys):
        assert QKeySequence(key).toString() == key
    if command.icon:
        assert (ICONS / f"{command.icon}.svg").is_file()


def test_the_tool_bar_has_an_icon_for_each_of_its_commands() -> None:
    by_name = {command.name: command for command in COMMANDS}
    assert all(by_name[name].icon for group in TOOL_BAR for name in group)


def test_every_menu_is_used_and_the_table_is_in_menu_order() -> None:
    places = [list(Menu).index(command.menu) for command in COMMANDS]
    assert places == sorted(places)
    assert {command.menu for command in COMMANDS} | set(SUBMENUS.values()) == set(Menu)


def test_the_pause_command_is_play_with_another_text() -> None:
    play = next(command for command in COMMANDS if command.name == PAUSE.name)
    assert (PAUSE.canvas_keys, PAUSE.menu) == (play.canvas_keys, play.menu)
    assert (PAUSE.text, PAUSE.icon) != (play.text, play.icon)
