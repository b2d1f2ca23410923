"""The gallery: opening and starting from examples, and loading on first use."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from gui.gallery.browser import Browser
from gui.main_window import MainWindow
from gui.player import opening_cursor
from tests.architecture.test_imports import run_python
from tests.end_to_end.reading import card_texts, open_example, wait_for_run
from tests.gui.documents.answering import answering, click, escape

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def show_gallery(qtbot: QtBot, window: MainWindow) -> Browser:
    """Press the gallery's shortcut."""
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_G, CONTROL)
    browser = window.gallery.browser
    assert browser is not None
    qtbot.waitUntil(browser.view.hasFocus)
    return browser


def test_the_gallery_is_loaded_when_it_is_first_shown(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    assert window.gallery.browser is None
    assert not window.gallery.isVisible()
    assert show_gallery(qtbot, window).isVisible()


def test_importing_the_window_does_not_import_the_gallery() -> None:
    run_python("import sys, gui.main_window; assert 'gui.gallery.browser' not in sys.modules")


def test_opening_an_example_brings_its_script_to_the_front(
    qtbot: QtBot, window: MainWindow
) -> None:
    browser = show_gallery(qtbot, window)
    assert window.editor.visibleRegion().isEmpty()
    for _ in range(3):
        qtbot.keyClick(browser.view, Qt.Key.Key_Down)
    qtbot.keyClick(browser.view, Qt.Key.Key_Return)
    wait_for_run(qtbot, window)
    assert window.files.document.name == "04_vector_by_sum.py"
    assert not window.editor.visibleRegion().isEmpty()
    assert any(text.startswith("sum, ") for text in card_texts(window))
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_F10)
    assert window.player.cursor == opening_cursor(window.player.recording) + 1


def test_escape_clears_the_search_and_then_goes_back_to_the_script(
    qtbot: QtBot, window: MainWindow
) -> None:
    browser = show_gallery(qtbot, window)
    qtbot.keyClicks(browser.view, "detach")
    qtbot.keyClick(browser.search, Qt.Key.Key_Down)
    qtbot.keyClick(browser.view, Qt.Key.Key_Escape)
    assert browser.search.text() == ""
    assert browser.isVisible()
    qtbot.keyClick(browser.view, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.editor.hasFocus)
    assert browser.visibleRegion().isEmpty()


def test_starting_from_an_example_makes_an_unsaved_script(qtbot: QtBot, window: MainWindow) -> None:
    browser = show_gallery(qtbot, window)
    qtbot.keyClick(browser.view, Qt.Key.Key_Return, SHIFT)
    wait_for_run(qtbot, window)
    document = window.files.document
    assert (document.name, document.path) == ("untitled.py", None)
    assert document.is_modified
    assert window.isWindowModified()
    assert "torch.dot(x, x)" in window.editor.source()
    assert window.editor.hasFocus()


@pytest.mark.parametrize(("answer", "is_kept"), [(click("Discard"), False), (escape, True)])
def test_opening_an_example_asks_about_unsaved_changes(
    qtbot: QtBot, window: MainWindow, answer, is_kept: bool
) -> None:
    browser = show_gallery(qtbot, window)
    window.editor.insertPlainText("mine = 1\n")
    with answering(answer):
        qtbot.keyClick(browser.view, Qt.Key.Key_Return, SHIFT)
    assert ("mine = 1" in window.editor.source()) is is_kept


def test_arrows_in_the_gallery_do_not_step_the_run(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    browser = show_gallery(qtbot, window)
    cursor = window.player.cursor
    for key in (Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Right):
        qtbot.keyClick(browser.view, key)
    assert window.player.cursor == cursor
    qtbot.keyClick(browser.view, Qt.Key.Key_F10)
    assert window.player.cursor == cursor + 1


def test_opening_or_starting_a_script_brings_it_in_front_of_the_gallery(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    script = tmp_path / "own.py"
    script.write_text("import torch\n")
    for begin in (window.actions_["new"].trigger, lambda: window.files.open_file(script)):
        show_gallery(qtbot, window)
        qtbot.waitUntil(lambda: window.editor.visibleRegion().isEmpty())
        begin()
        qtbot.waitUntil(lambda: not window.editor.visibleRegion().isEmpty())


def test_the_inspector_begins_with_the_name_of_the_card_of_another_script(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(1000, 500)
    open_example(qtbot, window, "01_first_gradient")
    area = window.inspector.currentWidget()
    assert isinstance(area, QScrollArea)
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    open_example(qtbot, window, "03_accumulation")
    assert bar.value() == 0
