"""Exporting the graph from the File menu."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PIL import Image, ImageSequence
from PySide6.QtCore import QPoint, QProcess, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from gui.commands.command import Menu
from gui.drawing.recording_cards import FOLDED
from gui.exporting import scene_picture
from gui.exporting.export_dialog import ExportDialog
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.theme import DARK, LIGHT, Theme
from tests.end_to_end.reading import open_example, press, write_and_run
from tests.gui.exporting.slide_pages import SlidePage
from tests.gui.exporting.test_scene_picture import texts

DialogT = TypeVar("DialogT", bound=QDialog)
PAGE = "Web page, to walk through all steps"


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """The folder of the last picture."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    settings.export_folder = folder
    return folder


def opened(qtbot: QtBot, window: MainWindow, kind: type[DialogT]) -> DialogT:
    """The open dialog of a kind, also one that is about to open."""

    def visible() -> list[DialogT]:
        return [dialog for dialog in window.findChildren(kind) if dialog.isVisible()]

    qtbot.waitUntil(lambda: len(visible()) == 1)
    return visible()[0]


def choose(qtbot: QtBot, window: MainWindow, **choices: str) -> QFileDialog:
    """Choose Export graph in the File menu, set options, and press Export."""
    action = window.actions_["export"]
    assert action in window.actions_.menu(Menu.FILE).actions()
    action.trigger()
    dialog = opened(qtbot, window, ExportDialog)
    for name, text in choices.items():
        box = dialog.findChild(QComboBox, name)
        assert isinstance(box, QComboBox)
        box.setCurrentText(text)
        assert box.currentText() == text
    buttons = dialog.findChild(QDialogButtonBox)
    assert isinstance(buttons, QDialogButtonBox)
    qtbot.mouseClick(
        buttons.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton
    )
    return opened(qtbot, window, QFileDialog)


def save_as(qtbot: QtBot, dialog: QFileDialog, name: str) -> None:
    """Enter a file name, or keep the proposed one, and press Enter."""
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(edit, QLineEdit)
    if name:
        edit.setText(name)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def test_the_graph_is_saved_from_the_file_menu(qtbot: QtBot, window: MainWindow, folder: Path):
    open_example(qtbot, window, "01_first_gradient")
    press(qtbot, window, Qt.Key.Key_Right)
    dialog = choose(qtbot, window, format="SVG, sharp at any size")
    save_as(qtbot, dialog, "")
    name = f"01_first_gradient_step_{window.player.cursor}.svg"
    qtbot.waitUntil(lambda: (folder / name).is_file())
    words = texts((folder / name).read_bytes())
    assert {"x", "dot", "y"} <= set(words)
    assert str(folder / name) in window.statusBar().currentMessage()


@pytest.mark.parametrize(
    ("theme", "text"), [(LIGHT, "Light"), (DARK, "Dark")], ids=["light", "dark"]
)
def test_a_png_has_the_chosen_theme_and_scale(
    qtbot: QtBot, window: MainWindow, folder: Path, theme: Theme, text: str
):
    open_example(qtbot, window, "01_first_gradient")
    sizes = []
    for scale in (1, 3):
        dialog = choose(qtbot, window, theme=text, scale=f"{scale} ×")
        save_as(qtbot, dialog, f"{scale}")
        qtbot.waitUntil((folder / f"{scale}.png").is_file)
        image = QImage(str(folder / f"{scale}.png"))
        assert image.pixelColor(QPoint(0, 0)) == theme.ground
        sizes.append(image.width())
    assert abs(3 * sizes[0] - sizes[1]) <= 3


def test_a_typed_extension_takes_precedence_over_the_chosen_format(
    qtbot: QtBot, window: MainWindow, folder: Path
):
    open_example(qtbot, window, "01_first_gradient")
    save_as(qtbot, choose(qtbot, window, format="PNG, made of pixels"), "graph.svg")
    qtbot.waitUntil((folder / "graph.svg").is_file)
    assert "dot" in texts((folder / "graph.svg").read_bytes())


def test_the_folder_is_remembered(
    qtbot: QtBot, window: MainWindow, folder: Path, settings: Settings
):
    open_example(qtbot, window, "01_first_gradient")
    (folder / "deeper").mkdir()
    dialog = choose(qtbot, window)
    assert Path(dialog.directory().absolutePath()) == folder
    save_as(qtbot, dialog, str(folder / "deeper" / "graph"))
    qtbot.waitUntil((folder / "deeper" / "graph.png").is_file)
    assert settings.export_folder == folder / "deeper"


def test_the_first_picture_is_proposed_beside_its_script(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
):
    script = tmp_path / "homework.py"
    script.write_text("import torch\nx = torch.ones(2, requires_grad=True)\n")
    window.files.open_file(script)
    window.actions_["run"].trigger()
    qtbot.waitUntil(lambda: window.graph.canvas.scene is not None)
    dialog = choose(qtbot, window)
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.reject()


def test_exporting_pauses_playing_at_the_exported_step(
    qtbot: QtBot, window: MainWindow, folder: Path
):
    open_example(qtbot, window, "01_first_gradient")
    window.player.play()
    dialog = choose(qtbot, window)
    assert not window.player.is_playing
    dialog.reject()


def test_export_is_disabled_without_a_graph(qtbot: QtBot, window: MainWindow):
    action = window.actions_["export"]
    assert not action.isEnabled()
    open_example(qtbot, window, "01_first_gradient")
    assert action.isEnabled()


def test_an_unwritable_file_is_reported(qtbot: QtBot, window: MainWindow, folder: Path):
    open_example(qtbot, window, "01_first_gradient")
    dialog = choose(qtbot, window)
    (folder / "graph.png").mkdir()
    dialog.fileSelected.emit(str(folder / "graph.png"))
    box = opened(qtbot, window, QMessageBox)
    assert box.text() == "graph.png was not written."
    told = box.informativeText()
    assert "The system says: " in told, told
    assert told.endswith(". Choose another folder.")
    box.accept()
    dialog.reject()


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file grow beyond a hundred bytes."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_keeps_the_previous_picture(qtbot: QtBot, window: MainWindow, folder: Path):
    open_example(qtbot, window, "01_first_gradient")
    (folder / "graph.png").write_bytes(b"of last week")
    dialog = choose(qtbot, window)
    with full_disk():
        dialog.fileSelected.emit(str(folder / "graph.png"))
    box = opened(qtbot, window, QMessageBox)
    assert "File too large. Choose another folder." in box.informativeText()
    assert [path.read_bytes() for path in folder.iterdir()] == [b"of last week"]
    box.accept()
    dialog.reject()


def test_a_picture_that_would_be_too_large_is_reported(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(scene_picture, "MAX_SIDE_PX", 300)
    open_example(qtbot, window, "01_first_gradient")
    save_as(qtbot, choose(qtbot, window), "graph")
    box = opened(qtbot, window, QMessageBox)
    assert "Choose a smaller scale, or SVG, or PDF." in box.informativeText()
    assert not (folder / "graph.png").exists()
    box.accept()


def test_a_shortcut_of_the_graph_copies_its_picture(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    window.graph.canvas.setFocus()
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QGuiApplication.clipboard().mimeData()
    image = data.imageData()
    assert isinstance(image, QImage)
    assert image.width() > 300 and image.pixelColor(2, 2) == LIGHT.ground
    assert "dot" in texts(bytes(data.data("image/svg+xml").data()))
    assert window.statusBar().currentMessage() == "A picture of the graph is on the clipboard."


def test_text_that_is_selected_in_the_inspector_is_copied_instead(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    numbers = window.findChild(QLabel, "value")
    assert numbers is not None and numbers.text() == "28."
    in_text = QPoint(8, numbers.height() // 2)
    qtbot.mouseDClick(numbers, Qt.MouseButton.LeftButton, pos=in_text)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "28"
    cursor = window.player.cursor
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert window.player.cursor == cursor + 1, "other keys go to the graph"


@pytest.mark.parametrize("floats", [False, True])
def test_text_that_is_selected_in_the_console_is_copied_instead(
    qtbot: QtBot, window: MainWindow, floats: bool
) -> None:
    window.docks["console"].setFloating(floats)
    write_and_run(qtbot, window, "import torch\nx = torch.ones(1)\nprint('hello')")
    output = window.findChild(QPlainTextEdit, "console_output")
    assert output is not None
    output.setFocus()
    output.selectAll()
    qtbot.keyClick(output, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "hello\n"


def choose_copy(qtbot: QtBot, window: MainWindow) -> None:
    """Choose *Copy* in the menu *Edit*, by keys."""
    menu = window.actions_.menu(Menu.EDIT)
    menu.popup(QPoint())
    menu.setActiveAction(window.actions_["copy"])
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert not menu.isVisible()
    with qtbot.waitActive(window):
        window.activateWindow()  # as a window manager does once the menu is gone


def test_the_menu_copies_the_text_that_is_selected_where_the_focus_is(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, "import torch\nx = torch.ones(1)\nprint('hello')")
    output = window.findChild(QPlainTextEdit, "console_output")
    numbers = window.findChild(QLabel, "value")
    assert output is not None and numbers is not None
    output.setFocus()
    output.selectAll()
    choose_copy(qtbot, window)
    assert QGuiApplication.clipboard().text() == "hello\n"
    qtbot.waitUntil(lambda: not window.actions_["copy"].isEnabled(), timeout=1000)
    qtbot.mouseDClick(numbers, Qt.MouseButton.LeftButton, pos=QPoint(8, numbers.height() // 2))
    assert numbers.hasSelectedText()
    choose_copy(qtbot, window)
    assert QGuiApplication.clipboard().text() == numbers.selectedText()
    window.editor.setFocus()
    window.editor.selectAll()
    window.graph.canvas.setFocus()
    choose_copy(qtbot, window)
    assert QGuiApplication.clipboard().text().startswith("import torch")


def test_a_graph_too_large_for_a_picture_is_copied_smaller(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    monkeypatch.setattr(scene_picture, "MAX_SIDE_PX", 300)
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    image = QGuiApplication.clipboard().mimeData().imageData()
    assert isinstance(image, QImage)
    assert 290 <= max(image.width(), image.height()) <= 300
    told = window.statusBar().currentMessage()
    percent = re.search(r"at (\d+) % of its size", told)
    assert percent is not None and 10 < int(percent[1]) < 100
    assert "Export it as SVG or PDF" in told


def page_in(path: Path) -> SlidePage:
    return SlidePage(path.read_text("utf-8"))


def test_a_page_of_all_steps_opens_at_the_current_step(
    qtbot: QtBot, window: MainWindow, folder: Path
):
    open_example(qtbot, window, "01_first_gradient")
    press(qtbot, window, Qt.Key.Key_Right)
    save_as(qtbot, choose(qtbot, window, format=PAGE, theme="Dark"), "")
    path = folder / "01_first_gradient.html"
    qtbot.waitUntil(path.is_file, timeout=30_000)
    page = page_in(path)
    assert page.walk["opening"] == window.player.cursor
    assert len(page.walk["slides"]) == window.player.recording.step_count + 1
    assert page.lines == window.editor.source().splitlines()
    assert DARK.ground.name() in page.picture(0).lower()
    qtbot.waitUntil(lambda: str(path) in window.statusBar().currentMessage())


def test_frames_folded_in_the_window_are_folded_in_the_page(
    qtbot: QtBot, window: MainWindow, folder: Path
):
    open_example(qtbot, window, "09_control_flow_fixed")
    window.actions_["fold_all"].trigger()
    save_as(qtbot, choose(qtbot, window, format=PAGE), "walk")
    qtbot.waitUntil((folder / "walk.html").is_file, timeout=30_000)
    page = page_in(folder / "walk.html")
    assert FOLDED in texts(page.picture(page.walk["opening"]).encode())


def test_a_typed_html_extension_exports_a_page(qtbot: QtBot, window: MainWindow, folder: Path):
    open_example(qtbot, window, "01_first_gradient")
    save_as(qtbot, choose(qtbot, window, format="PNG, made of pixels"), "graph.html")
    qtbot.waitUntil((folder / "graph.html").is_file, timeout=30_000)
    assert page_in(folder / "graph.html").walk["slides"]


def test_a_page_that_cannot_be_drawn_is_reported(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    program = [sys.executable, "-c", "import sys; sys.exit('there is no room')"]
    monkeypatch.setattr("gui.exporting.walk_writer.child_command", lambda module: program)
    open_example(qtbot, window, "01_first_gradient")
    save_as(qtbot, choose(qtbot, window, format=PAGE), "")
    box = opened(qtbot, window, QMessageBox)
    assert box.text() == "01_first_gradient.html was not written."
    assert "there is no room" in box.informativeText()
    assert window.statusBar().currentMessage() == ""
    assert not list(folder.iterdir())
    box.accept()


def test_a_page_process_that_does_not_start_is_reported(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    nowhere = [str(folder / "nowhere")]
    monkeypatch.setattr("gui.exporting.walk_writer.child_command", lambda module: nowhere)
    open_example(qtbot, window, "01_first_gradient")
    save_as(qtbot, choose(qtbot, window, format=PAGE), "")
    opened(qtbot, window, QMessageBox).accept()


def test_the_window_can_be_closed_while_a_page_is_drawn(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    program = [sys.executable, "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr("gui.exporting.walk_writer.child_command", lambda module: program)
    open_example(qtbot, window, "01_first_gradient")
    save_as(qtbot, choose(qtbot, window, format=PAGE), "")
    qtbot.waitUntil(lambda: "being drawn" in window.statusBar().currentMessage())
    (process,) = window.findChildren(QProcess)
    assert process.state() is not QProcess.ProcessState.NotRunning
    window.close()
    assert process.state() is QProcess.ProcessState.NotRunning


def test_a_page_shows_the_whole_run_if_the_window_does(
    qtbot: QtBot, window: MainWindow, folder: Path
):
    open_example(qtbot, window, "03_accumulation")
    sums = []
    for name in ("parts", "whole"):
        save_as(qtbot, choose(qtbot, window, format=PAGE), name)
        qtbot.waitUntil((folder / f"{name}.html").is_file, timeout=30_000)
        page = page_in(folder / f"{name}.html")
        sums.append(texts(page.picture(page.walk["opening"]).encode()).count("sum"))
        window.actions_["show_whole_run"].trigger()
    assert sums == [0, 2]


@pytest.mark.long
def test_a_page_of_a_part_of_a_long_run_says_which_steps_it_has(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_example(qtbot, window, "18_two_layer_network")
    save_as(qtbot, choose(qtbot, window, format=PAGE), "long")
    path = folder / "long.html"
    qtbot.waitUntil(path.is_file, timeout=60_000)
    count = window.player.recording.step_count
    shown = f"Steps 0 to 499 of {count} are in {path}: it can have no more."
    qtbot.waitUntil(lambda: window.statusBar().currentMessage() == shown)


def test_an_animation_of_all_steps_is_saved(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_example(qtbot, window, "01_first_gradient")
    gif = "Animated GIF of all steps"
    save_as(qtbot, choose(qtbot, window, format=gif, theme="Dark", scale="1 ×"), "")
    path = folder / "01_first_gradient.gif"
    qtbot.waitUntil(path.is_file, timeout=30_000)
    with Image.open(path) as animation:
        pictures = list(ImageSequence.Iterator(animation))
        assert len(pictures) == window.player.recording.step_count + 1
        ground = DARK.ground.red(), DARK.ground.green(), DARK.ground.blue()
        assert (np.asarray(animation.convert("RGB")) == ground).all(axis=-1).any()
    qtbot.waitUntil(lambda: str(path) in window.statusBar().currentMessage())
