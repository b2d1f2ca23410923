"""The gallery: searched, navigated and opened by mouse and keyboard, at any width."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QFontMetrics, QShortcut
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gui import languages
from gui.examples import EXAMPLES, examples
from gui.gallery.browser import Browser
from gui.gallery.example_delegate import MIN_BESIDE_PX, entry_layout, link_rect
from gui.gallery.example_model import DESCRIPTION_ROLE, EXAMPLE_ROLE
from gui.theme import DARK, LIGHT, ui_font

SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
NAMES = [example.name for example in examples()]


@pytest.fixture
def browser(qtbot: QtBot) -> Iterator[Browser]:
    languages.install("en")
    browser = Browser(LIGHT)
    qtbot.addWidget(browser)
    browser.resize(MIN_BESIDE_PX + 40, 500)
    browser.show()
    browser.activateWindow()
    qtbot.waitActive(browser)
    browser.view.setFocus()
    yield browser
    languages.install("en")


@pytest.fixture
def asked(browser: Browser) -> list[tuple[str, str]]:
    """The requests: the signal, and the example."""
    asked: list[tuple[str, str]] = []
    browser.open_requested.connect(lambda example: asked.append(("open", example.name)))
    browser.copy_requested.connect(lambda example: asked.append(("copy", example.name)))
    return asked


def shown(browser: Browser) -> list[str]:
    """The names of the listed examples."""
    model = browser.view.model()
    rows = range(model.rowCount())
    return [model.index(row, 0).data(EXAMPLE_ROLE).name for row in rows]


def rect_of(browser: Browser, row: int):
    return browser.view.visualRect(browser.view.model().index(row, 0))


def test_all_examples_are_listed_in_reading_order(browser: Browser) -> None:
    assert shown(browser) == sorted(path.stem for path in EXAMPLES.glob("*.py"))


def test_a_click_opens_an_example_and_a_click_on_the_link_starts_from_it(
    browser: Browser, asked: list[tuple[str, str]], qtbot: QtBot
) -> None:
    port = browser.view.viewport()
    qtbot.mouseClick(port, LEFT, pos=entry_layout(rect_of(browser, 1)).picture.center())
    qtbot.mouseClick(port, LEFT, pos=link_rect(rect_of(browser, 0)).center())
    qtbot.mouseClick(port, Qt.MouseButton.RightButton, pos=rect_of(browser, 0).center())
    assert asked == [("open", NAMES[1]), ("copy", NAMES[0])]


def test_a_press_released_elsewhere_does_nothing(
    browser: Browser, asked: list[tuple[str, str]], qtbot: QtBot
) -> None:
    port = browser.view.viewport()
    qtbot.mousePress(port, LEFT, pos=rect_of(browser, 0).center())
    qtbot.mouseRelease(port, LEFT, pos=rect_of(browser, 1).center())
    assert asked == []


def test_arrows_enter_and_shift_enter_navigate_open_and_start(
    browser: Browser, asked: list[tuple[str, str]], qtbot: QtBot
) -> None:
    qtbot.keyClick(browser.view, Qt.Key.Key_Down)
    qtbot.keyClick(browser.view, Qt.Key.Key_Return)
    qtbot.keyClick(browser.view, Qt.Key.Key_End)
    qtbot.keyClick(browser.view, Qt.Key.Key_Enter, SHIFT)
    assert asked == [("open", NAMES[1]), ("copy", NAMES[-1])]


def test_the_context_menu_offers_to_open_and_to_start(
    browser: Browser, asked: list[tuple[str, str]], qtbot: QtBot
) -> None:
    for text in ("Open", "Start from this"):
        reason = QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(browser.view, QContextMenuEvent(reason, QPoint(), QPoint()))
        menu = browser.view.findChild(QMenu)
        assert isinstance(menu, QMenu)
        next(action for action in menu.actions() if action.text() == text).trigger()
        menu.close()
        qtbot.waitUntil(lambda: browser.view.findChild(QMenu) is None)
    assert asked == [("open", NAMES[0]), ("copy", NAMES[0])]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_there_are_as_many_columns_as_fit(browser: Browser, columns: int, qtbot: QtBot) -> None:
    browser.resize(columns * MIN_BESIDE_PX + 100, 500)
    qtbot.waitUntil(lambda: browser.view.column_count() == columns)
    tops = [rect_of(browser, row).top() for row in range(4)]
    assert tops.count(tops[0]) == columns
    assert max(rect_of(browser, row).right() for row in range(4)) < browser.view.viewport().width()


def test_in_a_narrow_panel_the_text_is_above_the_picture(browser: Browser) -> None:
    browser.resize(240, 500)
    entry = rect_of(browser, 0)
    places = entry_layout(entry)
    assert places.words.top() < entry.top() + 24, "a low panel shows what the entry is"
    assert places.words.bottom() < places.link.top() <= places.link.bottom() < places.picture.top()
    assert entry.contains(places.picture)
    assert places.link.right() < browser.view.viewport().width()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("width", [240, 380, 396, 430, 700])
def test_entries_are_high_enough_for_their_texts(
    browser: Browser, language: str, width: int
) -> None:
    languages.install(language)
    QCoreApplication.sendPostedEvents()
    browser.resize(width, 500)
    model, bold = browser.view.model(), QFontMetrics(ui_font(bold=True))
    spare = []
    for row in range(model.rowCount()):
        places, index = entry_layout(rect_of(browser, row)), model.index(row, 0)
        room, flags = QRect(0, 0, places.words.width(), 0), Qt.TextFlag.TextWordWrap
        title = bold.boundingRect(room, flags, index.data())
        words = QFontMetrics(ui_font()).boundingRect(room, flags, index.data(DESCRIPTION_ROLE))
        spare.append(places.words.height() - title.height() - words.height())
    assert min(spare) >= 0
    is_above = places.words.bottom() < places.picture.top()
    assert not is_above or min(spare) < 12, "none is higher than that"


def test_in_a_low_panel_several_titles_are_in_sight(
    browser: Browser, asked: list[tuple[str, str]], qtbot: QtBot
) -> None:
    browser.resize(200, 130)
    port = browser.view.viewport()
    qtbot.waitUntil(lambda: rect_of(browser, 2).bottom() < port.height() < 120)
    assert link_rect(rect_of(browser, 1)).isEmpty(), "a click anywhere opens the example"
    qtbot.mouseClick(port, LEFT, pos=rect_of(browser, 1).center())
    assert asked == [("open", NAMES[1])]
    browser.resize(200, 500)
    qtbot.waitUntil(lambda: not link_rect(rect_of(browser, 1)).isEmpty())


def test_the_search_finds_titles_and_scripts(
    browser: Browser, asked: list[tuple[str, str]], qtbot: QtBot
) -> None:
    qtbot.keyClicks(browser.search, "RETAIN_graph")
    assert shown(browser) == ["12_backward_twice_retained"]
    qtbot.keyClick(browser.search, Qt.Key.Key_Return)
    assert asked == [("open", "12_backward_twice_retained")]
    qtbot.keyClick(browser.search, Qt.Key.Key_Down)
    assert browser.view.hasFocus()


def test_the_search_finds_an_example_by_its_number(browser: Browser, qtbot: QtBot) -> None:
    qtbot.keyClicks(browser.search, "18")
    assert shown(browser) == ["18_two_layer_network"]


def test_a_search_without_results_gives_a_hint_and_escape_clears_it(
    browser: Browser, qtbot: QtBot
) -> None:
    before = browser.view.grab().toImage()
    qtbot.keyClicks(browser.search, "no such thing")
    assert shown(browser) == []
    assert browser.view.grab().toImage() != before
    qtbot.keyClick(browser.search, Qt.Key.Key_Return)
    qtbot.keyClick(browser.search, Qt.Key.Key_Escape)
    assert shown(browser) == NAMES


def test_the_accessible_text_of_an_entry_is_title_and_description(browser: Browser) -> None:
    view = QAccessible.queryAccessibleInterface(browser.view)
    assert view.text(QAccessible.Text.Name) == "Examples"
    first = view.child(0)
    assert first.text(QAccessible.Text.Name).startswith("1. The first gradient. Walk back from y")


def test_texts_follow_the_language(browser: Browser) -> None:
    languages.install("zh_CN")
    QCoreApplication.sendPostedEvents()
    index = browser.view.model().index(0, 0)
    assert "第一个梯度" in index.data()
    assert browser.search.placeholderText() != "Search titles and scripts"


def test_pictures_follow_the_theme(browser: Browser) -> None:
    light = browser.view.grab().toImage()
    browser.set_theme(DARK)
    place = entry_layout(rect_of(browser, 0)).picture.topLeft() + QPoint(6, 6)
    dark = browser.view.grab().toImage()
    assert light.pixelColor(place).lightness() > 200
    assert dark.pixelColor(place).lightness() < 60


def test_typing_in_the_list_searches(browser: Browser, qtbot: QtBot) -> None:
    pressed: list[str] = []
    shortcut = QShortcut("D", browser)  # as of the graph
    shortcut.activated.connect(lambda: pressed.append("D"))
    qtbot.keyClick(browser.view, "d")
    qtbot.keyClicks(browser.search, "etach")
    assert browser.search.hasFocus()
    assert browser.search.text() == "detach"
    assert "07_detach" in shown(browser)
    assert len(shown(browser)) < len(NAMES)
    assert not pressed
