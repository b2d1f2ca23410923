"""The page of keys: grouped, searchable, and in the current language."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from gui import languages
from gui.commands.command_table import COMMANDS
from gui.help.key_list import Place
from gui.help.keys_page import KeysPage


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[KeysPage]:
    languages.install("en")
    window = QWidget()
    qtbot.addWidget(window)
    page = KeysPage(window)
    page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    page.show()
    yield page
    languages.install("en")


def lines(page: KeysPage) -> dict[str, list[tuple[str, str]]]:
    """The texts and keys of the page, by the heading of their group."""
    tree = page.findChild(QTreeWidget)
    assert isinstance(tree, QTreeWidget)
    found = {}
    for number in range(tree.topLevelItemCount()):
        group = tree.topLevelItem(number)
        assert group is not None
        if not group.isHidden():
            items = [group.child(each) for each in range(group.childCount())]
            shown = [item for item in items if item is not None and not item.isHidden()]
            found[group.text(0)] = [(item.text(0), item.text(1)) for item in shown]
    return found


def search(page: KeysPage, qtbot: QtBot, text: str) -> None:
    field = page.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.clear()
    qtbot.keyClicks(field, text)


def test_the_columns_stay_where_they_are_while_one_searches(page: KeysPage, qtbot: QtBot) -> None:
    tree = page.findChild(QTreeWidget)
    assert tree is not None
    places = [tree.columnViewportPosition(1)]
    for text in ("breakpoint", "full screen", "play"):
        search(page, qtbot, text)
        qtbot.wait(20)
        places.append(tree.columnViewportPosition(1))
    assert len(set(places)) == 1, places


def test_every_command_with_a_shortcut_is_on_the_page(page: KeysPage) -> None:
    told = {text for group in lines(page).values() for text, _ in group}
    for command in COMMANDS:
        if command.keys or command.canvas_keys or command.editor_keys:
            assert command.text in told
    assert list(lines(page)) == [place.value for place in Place]
    assert ("Step", "F10, Shift+F10") not in lines(page)["Anywhere"]
    assert ("Step", "F10") in lines(page)["Anywhere"]


@pytest.mark.parametrize(
    ("text", "heading", "line"),
    [
        ("shift+f11", "Anywhere", ("Previous pass", "Shift+F11")),
        ("UNDO", "In the script", ("Undo", "Ctrl+Z")),
        ("backward pass begins", "Anywhere", ("Next pass", "F11")),
    ],
)
def test_the_page_can_be_searched_by_name_key_and_tip(
    page: KeysPage, qtbot: QtBot, text: str, heading: str, line: tuple[str, str]
) -> None:
    everything = lines(page)
    search(page, qtbot, text)
    assert line in lines(page)[heading]
    assert sum(map(len, lines(page).values())) <= 3
    assert all(lines(page).values()), "no heading is left alone"
    search(page, qtbot, "")
    assert lines(page) == everything


def test_the_page_follows_the_language_and_keeps_the_search(page: KeysPage, qtbot: QtBot) -> None:
    search(page, qtbot, "F10")
    languages.install("zh_CN")
    QCoreApplication.sendPostedEvents()
    assert page.windowTitle() == "键盘快捷键"
    assert lines(page) == {
        "任何位置": [("后退一步", "Shift+F10"), ("前进一步", "F10"), ("运行到这一行", "Ctrl+F10")]
    }


def test_escape_closes_the_page(page: KeysPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible()


def test_a_search_without_results_says_so(page: KeysPage, qtbot: QtBot) -> None:
    none = page.findChild(QLabel, "no_keys")
    assert none is not None
    assert not none.isVisible()
    search(page, qtbot, "no such key")
    assert none.isVisible()
    assert none.text() == "No command or key fits."
    search(page, qtbot, "step")
    assert not none.isVisible()
    assert lines(page)
