"""The guide agrees with the application: pictures, shortcuts and menus, in both languages."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from gui import languages
from gui.commands.command import SUBMENUS, Menu
from gui.commands.command_table import COMMANDS
from gui.documents.recent_menu import RecentMenu
from gui.help.key_list import OWN_KEYS
from gui.settings import Settings
from tools.screenshot import ANIMATION, IMAGES, PICTURES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
GUIDES = {"en": DOCS / "guide.md", "zh_CN": DOCS / "guide.zh_CN.md"}
PAGES = [*GUIDES.values(), DOCS / "glossary.md", ROOT / "README.md"]
ARROWS = {"→": "Right", "←": "Left", "↑": "Up", "↓": "Down"}

IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#:]+)\)")
KEY = re.compile(r"<kbd>(.+?)</kbd>")
MENU_PATH = re.compile(r"\*([^*|]+?)\s▸\s([^*|]+?)\*")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
each_language = pytest.mark.parametrize("language", GUIDES)


def images_of(page: Path) -> list[Path]:
    return [page.parent / file for _, file in IMAGE.findall(page.read_text("utf-8"))]


def key_sequence(page: Path) -> list[str]:
    return [ARROWS.get(key, key) for key in KEY.findall(page.read_text("utf-8"))]


def all_keys() -> set[str]:
    of_commands = (
        key
        for command in COMMANDS
        for key in (*command.keys, *command.canvas_keys, *command.editor_keys)
    )
    return {*of_commands, *(key for own in OWN_KEYS for key in own.keys)}


@each_page
def test_every_linked_picture_and_page_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    named = [*(file for _, file in IMAGE.findall(text)), *LINK.findall(text)]
    assert named
    assert [name for name in named if not (page.parent / name).exists()] == []


@each_page
def test_every_picture_has_an_alternative_text(page: Path) -> None:
    assert all(len(words) > 2 for words, _ in IMAGE.findall(page.read_text("utf-8")))


def test_the_screenshot_tool_takes_exactly_the_linked_pictures() -> None:
    shown = {image.resolve() for page in PAGES for image in images_of(page)}
    taken = {IMAGES / f"{picture.name}.png" for picture in PICTURES}
    assert shown == taken | {IMAGES / f"{ANIMATION}.gif"}
    assert shown == set(IMAGES.glob("*"))


@each_language
def test_every_key_of_the_guide_is_a_shortcut(language: str) -> None:
    named = key_sequence(GUIDES[language])
    assert len(named) > 20
    assert [key for key in named if key not in all_keys()] == []


@each_language
def test_every_menu_entry_of_the_guide_exists(language: str, qtbot: QtBot, tmp_path: Path) -> None:
    languages.install(language)
    recent = RecentMenu(Settings())
    qtbot.addWidget(recent)
    entries = {(shown(command.menu.value), shown(command.text)) for command in COMMANDS} | {
        (shown(parent.value), shown(menu.value)) for menu, parent in SUBMENUS.items()
    }
    entries.add((shown(Menu.FILE.value), without_mark(recent.title())))
    languages.install("en")
    text = GUIDES[language].read_text("utf-8")
    named = [tuple(map(plain, path)) for path in MENU_PATH.findall(text)]
    assert len(named) > 6
    assert [path for path in named if path not in entries] == []


def shown(text: str) -> str:
    return without_mark(QCoreApplication.translate("Command", text))


def without_mark(title: str) -> str:
    """A menu's title without its mnemonic."""
    return re.sub(r"\(&\w\)|&|…", "", title)


def plain(text: str) -> str:
    return " ".join(text.split())


def test_both_languages_have_the_same_sections_pictures_and_keys() -> None:
    english, chinese = (guide.read_text("utf-8") for guide in GUIDES.values())
    assert levels(english) == levels(chinese)
    assert list(map(kind, images_of(GUIDES["en"]))) == list(map(kind, images_of(GUIDES["zh_CN"])))
    assert key_sequence(GUIDES["en"]) == key_sequence(GUIDES["zh_CN"])
    assert rows(english) == rows(chinese)


def levels(text: str) -> list[int]:
    return [len(line.split()[0]) for line in text.splitlines() if line.startswith("#")]


def kind(image: Path) -> str:
    """The subject of a picture, without its language and theme."""
    return re.sub(r"_(en|zh_CN|light|dark)$", "", image.stem)


def rows(text: str) -> int:
    return sum(line.startswith("|") for line in text.splitlines())


def test_each_word_of_the_glossary_is_explained_in_both_languages() -> None:
    lines = (DOCS / "glossary.md").read_text("utf-8").splitlines()
    entries = [row for row in map(cells, lines) if row][2:]
    assert len(entries) > 20
    for english, chinese, meaning, in_chinese in entries:
        assert english and chinese and meaning.isascii()
        assert re.search(r"[\u4e00-\u9fff]", in_chinese)
    words = [row[0] for row in entries]
    assert words == sorted(words), "in the order of the alphabet"


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []


def test_the_readme_links_to_the_guide() -> None:
    links: Iterable[str] = LINK.findall((ROOT / "README.md").read_text("utf-8"))
    assert {"docs/guide.md", "docs/guide.zh_CN.md"} <= set(links)
