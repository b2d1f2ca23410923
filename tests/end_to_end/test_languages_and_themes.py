"""The window in both languages and both themes."""

import re

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.settings import Settings
from gui.theme import DARK, LIGHT, ui_font
from tests.end_to_end.reading import (
    EXAMPLES,
    look,
    open_example,
    press,
    press_card,
    write_and_run,
)

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.long
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_sentence_is_chinese_in_chinese(qtbot: QtBot, window: MainWindow, name: str) -> None:
    window.actions_["language_zh_CN"].trigger()
    open_example(qtbot, window, name)
    press(qtbot, window, Qt.Key.Key_Home)
    while True:
        seen = look(window)
        assert CHINESE.search(seen.sentence), seen.sentence
        assert "{" not in seen.sentence
        assert all(CHINESE.search(card) for card in seen.cards)
        cursor = window.player.cursor
        press(qtbot, window, Qt.Key.Key_Right)
        if window.player.cursor == cursor:
            break


def test_the_language_changes_at_once_and_back(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    english = look(window)
    titles = [action.text() for action in window.menuBar().actions()]
    window.actions_["language_zh_CN"].trigger()
    QCoreApplication.sendPostedEvents()  # language changes are events
    for action in window.menuBar().actions():
        assert CHINESE.search(action.text())
    headings = [
        each
        for each in window.inspector.findChildren(QAbstractButton)
        if each.objectName().endswith("heading") and each.isVisible()
    ]
    assert len(headings) > 3
    for heading in headings:
        assert CHINESE.search(heading.text()), heading.objectName()
    window.actions_["language_en"].trigger()
    QCoreApplication.sendPostedEvents()
    assert look(window) == english
    assert [action.text() for action in window.menuBar().actions()] == titles


def test_headings_take_the_font_of_the_language(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    headings = [each for each in window.inspector.findChildren(QWidget) if each.font().bold()]
    assert len(headings) > 3
    for language in ("zh_CN", "en"):
        window.actions_[f"language_{language}"].trigger()
        QCoreApplication.sendPostedEvents()
        for label in headings:
            assert label.font().families() == ui_font().families()
            assert label.font().bold()


@pytest.mark.parametrize(("wanted", "is_chinese"), [("zh-Hans-CN", True), ("fr-FR", False)])
def test_the_language_can_follow_the_system(
    window: MainWindow,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    wanted: str,
    is_chinese: bool,
) -> None:
    window.actions_["language_en" if is_chinese else "language_zh_CN"].trigger()
    monkeypatch.setattr(QLocale, "uiLanguages", lambda _: [wanted])
    window.actions_["language_system"].trigger()
    QCoreApplication.sendPostedEvents()
    assert settings.language == ""
    assert window.actions_["language_system"].isChecked()
    assert bool(CHINESE.search(window.menuBar().actions()[0].text())) == is_chinese


@pytest.mark.parametrize(("choice", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_a_theme_recolours_every_panel(
    qtbot: QtBot, window: MainWindow, choice: str, theme: object
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    window.actions_[f"theme_{choice}"].trigger()
    picture = window.grab().toImage()
    ground = (LIGHT if choice == "light" else DARK).ground
    for panel in (window.graph.canvas, window.timeline, window.statusBar()):
        corner = panel.mapTo(window, panel.rect().bottomRight()) / 1
        seen = QColor(picture.pixel(corner.x() - 4, corner.y() - 4))
        assert abs(seen.lightness() - ground.lightness()) < 24, panel


def test_theme_and_language_are_stored(window: MainWindow, settings: Settings) -> None:
    window.actions_["theme_dark"].trigger()
    window.actions_["language_zh_CN"].trigger()
    assert window.actions_["theme_dark"].isChecked()
    assert settings.theme == "dark"
    assert settings.language == "zh_CN"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_text_is_clipped(qtbot: QtBot, window: MainWindow, language: str) -> None:
    window.actions_[f"language_{language}"].trigger()
    open_example(qtbot, window, "03_accumulation")
    press(qtbot, window, Qt.Key.Key_End)
    press_card(window, "x")
    qtbot.wait(50)  # for the layout of the inspector
    texts = texts_in_sight(window)
    assert len(texts) > 15
    assert [label.text() for label in texts if is_clipped(label)] == []


@pytest.mark.long
@pytest.mark.parametrize("name", ["09_control_flow_fixed", "18_two_layer_network"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_text_of_the_plots_is_clipped(
    qtbot: QtBot, window: MainWindow, language: str, name: str
) -> None:
    window.actions_[f"language_{language}"].trigger()
    dock = window.findChild(QDockWidget, "plots_dock")
    assert isinstance(dock, QDockWidget)
    dock.raise_()
    open_example(qtbot, window, name)
    qtbot.waitUntil(lambda: len(texts_in_sight(window.plots)) > 1)
    qtbot.wait(300)  # for the layout of the plots
    assert [label.text() for label in texts_in_sight(window.plots) if is_clipped(label)] == []


def texts_in_sight(part: QWidget) -> list[QLabel]:
    """The labels that are in sight, without those of a panel behind another tab."""
    labels = [label for label in part.findChildren(QLabel) if label.isVisible() and label.text()]
    window = part.window()
    return [label for label in labels if label.mapTo(window, label.rect().topLeft()).x() >= 0]


def is_clipped(label: QLabel) -> bool:
    needed = label.sizeHint() if not label.wordWrap() else label.minimumSizeHint()
    needed_height = label.heightForWidth(label.width()) if label.wordWrap() else 0
    least_height = max(needed_height, label.fontMetrics().height())
    return label.width() < needed.width() or label.height() < least_height


def test_links_have_their_colour_in_each_theme(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, "import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\n")
    for name, theme in (("dark", DARK), ("light", LIGHT)):
        window.actions_[f"theme_{name}"].trigger()
        window.setStyleSheet(window.styleSheet() + " ")  # as when it is put into the shell
        link = window.inspector.findChild(QToolButton, "site")
        assert isinstance(link, QToolButton)
        image = link.grab().toImage()
        seen = {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
        }
        assert theme.accent.name() in seen
