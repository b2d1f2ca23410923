"""Documents: shortcuts, menus, and closing the window."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.commands.command import Menu
from gui.live.live_runner import PAUSE_MS
from gui.main_window import MainWindow
from gui.runs.session import RunState
from gui.settings import MAX_CODE_PX, MIN_CODE_PX, Settings
from gui.theme import BASE_PX
from gui.window.shell import Shell
from tests.end_to_end.reading import card_texts, label, open_example, wait_for_run
from tests.gui.documents.answering import answering, click, pick

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SCRIPT = "import torch\nw = torch.ones(2)\n"


@pytest.fixture
def shell(qtbot: QtBot, window: MainWindow, settings: Settings) -> Iterator[Shell]:
    """The shell around the window, as in the application."""
    shell = Shell(settings)
    qtbot.addWidget(shell)
    shell.fill(window)
    shell.show()
    shell.activateWindow()
    qtbot.waitActive(shell)
    yield shell
    window.editor.document().setModified(False)


def press(qtbot: QtBot, shell: Shell, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """Press a key in the editor, once the window is active again after a dialog."""
    content = shell.centralWidget()
    assert isinstance(content, MainWindow)
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    qtbot.keyClick(content.editor, key, modifiers)


def test_a_script_is_written_saved_and_opened_by_keys(
    qtbot: QtBot, shell: Shell, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.py"
    editor = window.editor
    press(qtbot, shell, Qt.Key.Key_N, CONTROL)
    assert shell.windowTitle() == "untitled.py[*] - Gradwalk"
    editor.insertPlainText(SCRIPT)
    assert shell.isWindowModified()
    with answering(pick(path, "Save")):
        press(qtbot, shell, Qt.Key.Key_S, CONTROL)
    assert path.read_text("utf-8") == SCRIPT
    assert shell.windowTitle() == "mine.py[*] - Gradwalk"
    assert not shell.isWindowModified()
    editor.insertPlainText("w + 1\n")
    with answering(pick(tmp_path / "other.py", "Save")):
        press(qtbot, shell, Qt.Key.Key_S, CONTROL | SHIFT)
    with answering(pick(path, "Open")):
        press(qtbot, shell, Qt.Key.Key_O, CONTROL)
    assert editor.source() == SCRIPT
    recent = window.files.recent_menu
    recent.aboutToShow.emit()
    assert [Path(action.text()).name for action in recent.actions()] == ["mine.py", "other.py"]


def test_a_script_reads_files_beside_it(
    qtbot: QtBot, shell: Shell, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "numbers.csv").write_text("1, 2, 3", "utf-8")
    path = tmp_path / "mine.py"
    path.write_text("print(open('numbers.csv').read())\n", "utf-8")
    window.files.open_file(path)
    press(qtbot, shell, Qt.Key.Key_Return, CONTROL)
    wait_for_run(qtbot, window)
    assert window.console.text().strip() == "1, 2, 3"
    window.actions_["new"].trigger()
    window.editor.insertPlainText("open('numbers.csv')\n")
    press(qtbot, shell, Qt.Key.Key_Return, CONTROL)
    wait_for_run(qtbot, window)
    error = window.editor.shown_notes.error
    assert error is not None
    assert "Save the script beside it" in error.advice


def test_the_file_menu_has_its_commands_in_order(window: MainWindow) -> None:
    menu = window.actions_.menu(Menu.FILE)
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts[:5] == ["New", "Open…", "Open &recent", "&Examples", "Gallery"]
    assert texts[5:7] == ["Save", "Save as…"]
    assert texts[-1] == "Quit"


def test_an_opened_script_is_not_run_and_the_old_graph_is_labelled(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    before = card_texts(window)
    path = tmp_path / "own.py"
    path.write_text(SCRIPT)
    window.files.open_file(path)
    assert window.session.state is RunState.NONE
    assert card_texts(window) == before
    assert "Ctrl+Enter" in label(window, "run_state")
    qtbot.waitUntil(lambda: bool(label(window, "graph_age")))
    assert window.console.text() == ""
    assert window.editor.shown_notes.values == {}
    window.run()
    wait_for_run(qtbot, window)
    assert [text.split(",")[0] for text in card_texts(window)] == ["w"]


def test_a_message_about_a_file_ends_as_another_one_is_opened(
    window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "broken.ipynb").write_text("{}")
    (tmp_path / "own.py").write_text(SCRIPT)
    window.files.open_file(tmp_path / "broken.ipynb")
    assert "broken.ipynb is no notebook" in window.statusBar().currentMessage()
    window.files.open_file(tmp_path / "own.py")
    assert window.statusBar().currentMessage() == ""


def test_opening_a_script_ends_the_run_of_the_previous_one(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "own.py"
    path.write_text("print('own')\n")
    window.editor.setPlainText("import time\nwhile True:\n    print('old')\n    time.sleep(0.01)\n")
    window.run()
    qtbot.waitUntil(lambda: "old" in window.console.text(), timeout=5_000)
    window.files.open_file(path)
    assert window.session.state is RunState.NONE
    window.run()
    qtbot.waitUntil(lambda: window.session.state is RunState.DONE, timeout=10_000)
    assert window.console.text() == "own\n"


def test_closing_asks_about_unsaved_changes(qtbot: QtBot, shell: Shell, window: MainWindow) -> None:
    window.editor.insertPlainText(SCRIPT)
    with answering(click("Cancel")):
        assert not shell.close()
    assert shell.isVisible()
    assert window.editor.source() == SCRIPT
    window.run()
    wait_for_run(qtbot, window)
    assert card_texts(window), "everything still works"
    with answering(click("Discard")):
        window.actions_["quit"].trigger()
    assert not shell.isVisible()


def test_closing_can_save_unsaved_changes(shell: Shell, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.write_text("w\n")
    window.files.open_file(path)
    window.editor.insertPlainText(SCRIPT)
    with answering(click("Save")):
        assert shell.close()
    assert path.read_text() == SCRIPT + "w\n"


def test_opening_an_example_asks_about_unsaved_changes(qtbot: QtBot, window: MainWindow) -> None:
    window.editor.insertPlainText(SCRIPT)
    with answering(click("Cancel")):
        open_example(qtbot, window, "01_first_gradient")
    assert window.editor.source() == SCRIPT
    assert window.session.state is RunState.NONE


def test_a_restored_draft_is_not_run(qtbot: QtBot, window: MainWindow, settings: Settings) -> None:
    window.editor.insertPlainText(SCRIPT)
    draft = window.files.document.draft()
    window.editor.document().setModified(False)
    open_example(qtbot, window, "01_first_gradient")
    window.files.document.restore(draft)
    assert window.editor.source() == SCRIPT
    assert window.isWindowModified()
    assert window.session.state is RunState.NONE


def test_shortcuts_change_the_font_size_of_the_script_which_is_stored(
    qtbot: QtBot, window: MainWindow, settings: Settings
) -> None:
    editor = window.editor
    editor.setPlainText(SCRIPT)
    widths, heights = [], []
    for key in (None, Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Minus):
        if key is not None:
            qtbot.keyClick(editor, key, CONTROL)
        widths.append(editor.gutter.width())
        heights.append(editor.blockBoundingRect(editor.document().firstBlock()).height())
    assert heights[0] < heights[1] < heights[2]
    assert heights[3] == heights[1]
    assert widths[2] > widths[0]
    assert settings.code_px == BASE_PX + 1
    editor.set_theme(editor.theme)
    assert editor.font().pixelSize() == BASE_PX + 1


@pytest.mark.parametrize(
    ("turns", "by_px"),
    [((120,), 1), ((-120,), -1), (8 * (15,), 1), (7 * (15,), 0), ((-60, -60, -120), -2)],
)
def test_ctrl_and_the_wheel_change_the_font_size(
    window: MainWindow, settings: Settings, turns: tuple[int, ...], by_px: int
) -> None:
    """A mouse wheel sends whole notches, a touchpad small angles."""
    viewport = window.editor.viewport()
    middle = QPointF(viewport.rect().center())
    for turned, modifier in product(turns, (CONTROL, Qt.KeyboardModifier.NoModifier)):
        turn = QWheelEvent(
            middle,
            QPointF(viewport.mapToGlobal(middle.toPoint())),
            QPoint(),
            QPoint(0, turned),
            Qt.MouseButton.NoButton,
            modifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, turn)
    assert settings.code_px == BASE_PX + by_px
    assert window.editor.font().pixelSize() == BASE_PX + by_px


@pytest.mark.parametrize(("command", "end"), [("larger", MAX_CODE_PX), ("smaller", MIN_CODE_PX)])
def test_the_font_size_has_limits(
    window: MainWindow, settings: Settings, command: str, end: int
) -> None:
    action = window.actions_[f"{command}_code"]
    for _ in range(MAX_CODE_PX):
        action.trigger()
    assert settings.code_px == end
    assert not action.isEnabled()
    assert window.editor.font().pixelSize() == end


def test_a_file_changed_by_another_program_is_reloaded_but_not_run(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.py"
    path.write_text(SCRIPT, "utf-8")
    window.files.open_file(path)
    window.actions_["run"].trigger()
    wait_for_run(qtbot, window)
    ran = window.session.newest
    path.write_text(f"{SCRIPT}v = w + 1\n", "utf-8")
    qtbot.waitUntil(lambda: window.editor.source() != SCRIPT)
    assert "Another program has written mine.py" in window.statusBar().currentMessage()
    stale = "The script was changed since this run"
    qtbot.waitUntil(lambda: label(window, "graph_age") == stale)
    qtbot.wait(2 * PAUSE_MS)
    assert window.session.newest is ran, "whoever wrote it: it runs when the person says so"
    window.actions_["run"].trigger()
    wait_for_run(qtbot, window)
    assert len(card_texts(window)) == 2


def test_a_file_changed_during_a_run_is_not_run_afterwards(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.py"
    path.write_text(f"{SCRIPT}import time\ntime.sleep(0.6)\n", "utf-8")
    window.files.open_file(path)
    window.actions_["run"].trigger()
    path.write_text(f"{SCRIPT}v = w + 1\n", "utf-8")
    window.files.document.reload()
    assert window.session.state is RunState.RUNNING
    wait_for_run(qtbot, window)
    ran = window.session.newest
    window.editor.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(window.editor, "a = 1")
    qtbot.wait(2 * PAUSE_MS)
    assert window.session.newest is ran, "its reader has not run it"


def test_a_new_script_can_be_typed_at_once(qtbot: QtBot, window: MainWindow) -> None:
    window.graph.canvas.setFocus()
    window.actions_["new"].trigger()
    focused = window.focusWidget()
    assert focused is window.editor
    qtbot.keyClicks(focused, "1 + 1")
    assert window.editor.source() == "1 + 1"


def test_a_new_script_asks_to_be_written_before_it_is_run(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["run_typed"].setChecked(False)
    window.actions_["new"].trigger()
    assert label(window, "run_state").startswith("There is no script")
    qtbot.keyClicks(window.editor, "x")
    assert label(window, "run_state") == "Press Ctrl+Enter to run the script"


def test_another_script_is_not_shown_with_the_previous_graph(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    path = tmp_path / "numbers.py"
    path.write_text("a = 1\nprint(a)\n")
    window.files.open_file(path)
    canvas = window.graph.canvas
    qtbot.waitUntil(lambda: "has not been run yet" in canvas.empty_text)
    assert canvas.scene is None
    assert "y.backward()" not in window.sentence_bar.text()
    window.run()
    qtbot.waitUntil(lambda: window.session.state is RunState.DONE)
    assert canvas.scene is None, "it has no tensors"
    assert label(window, "graph_age") == ""


def test_switching_between_examples_never_shows_an_empty_canvas(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    step_counts: list[int] = []
    player = window.player
    player.recording_changed.connect(lambda: step_counts.append(player.recording.step_count))
    open_example(qtbot, window, "03_accumulation")
    assert all(step_counts)
