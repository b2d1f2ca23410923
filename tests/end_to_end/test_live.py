"""Live runs: what changes, what stays, and when a run waits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from engine.layout.process import LayoutProcess
from engine.worker.host import WorkerHost
from gui.drawing.layout_client import LayoutClient
from gui.live import live_runner
from gui.live.live_runner import PAUSE_MS
from gui.main_window import MainWindow
from gui.player import opening_cursor
from gui.runs.runner import Runner
from gui.runs.session import RunState
from gui.settings import Settings
from tests.end_to_end.building import KEY, LEFT, MODIFIER, Hands
from tests.end_to_end.conftest import discard
from tests.end_to_end.reading import card_texts, label, look, press, wait_for_run, write_and_run

pytestmark = pytest.mark.long

SQUARE = "import torch\n\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x\ny.backward()\n"
SLOW = "import torch\nimport time\n\nx = torch.ones(2)\ntime.sleep(1.2)\n"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets no script count as slow on a busy machine, except where that is tested."""
    monkeypatch.setattr(live_runner, "SLOW_MS", 15_000)


@pytest.fixture
def short_patience(patience: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Restores the threshold of the application."""
    monkeypatch.setattr(live_runner, "SLOW_MS", 1_000)


@pytest.fixture
def typist(qtbot: QtBot, window: MainWindow) -> Typist:
    return Typist(qtbot, window)


class Typist:
    """A user who types in the editor of a window."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window, self.editor = qtbot, window, window.editor
        self.runs: list[str] = []
        window.session.changed.connect(self._note_run)
        self.editor.setFocus()

    def start(self, script: str) -> None:
        """Begin with a script that was run by Ctrl+Enter."""
        write_and_run(self.qtbot, self.window, script)
        self.runs.clear()

    def type(self, text: str, line: int | None = None) -> None:
        """Type at the end of a line, or of the script."""
        if line is not None:
            self.go_to_end_of(line)
        for number, part in enumerate(text.split("\n")):
            if number:
                self.qtbot.keyClick(self.editor, KEY.Key_Return)
            self.qtbot.keyClicks(self.editor, part)

    def go_to_end_of(self, line: int) -> None:
        block = self.editor.document().findBlockByNumber(line - 1)
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self.editor.setTextCursor(cursor)

    def wait(self) -> None:
        """Wait until the text of the editor has been run, and its graph is drawn."""
        session = self.window.session
        self.qtbot.waitUntil(lambda: session.newest.source == self.source, timeout=20_000)
        wait_for_run(self.qtbot, self.window)

    def expect_no_run(self) -> None:
        """Wait longer than the pause in typing, and assert that nothing was run."""
        self.qtbot.wait(2 * PAUSE_MS)
        assert self.runs == []

    @property
    def source(self) -> str:
        return self.editor.source()

    @property
    def offer(self) -> QFrame:
        found = self.window.graph.canvas.findChild(QFrame, "offer")
        assert found is not None
        return found

    def _note_run(self) -> None:
        session = self.window.session
        if session.state is not RunState.NONE and session.newest.source not in self.runs[-1:]:
            self.runs.append(session.newest.source)


# -- what changes ----------------------------------------------------------------------------------


def test_the_graph_grows_while_a_script_is_typed(typist: Typist, window: MainWindow) -> None:
    typist.type("import torch\nx = torch.ones(2)")
    typist.wait()
    assert [text.split(",")[0] for text in card_texts(window)] == ["x"]
    typist.type("\ny = x * 2")
    typist.wait()
    assert [text.split(",")[0] for text in card_texts(window)] == ["x", "y"]
    assert len(typist.runs) == 2, "one run for each pause"
    assert typist.editor.hasFocus()


def test_a_syntax_error_while_typing_keeps_the_dimmed_graph(
    typist: Typist, window: MainWindow
) -> None:
    typist.start(SQUARE)
    before = card_texts(window)
    typist.type("z = torch.exp(")
    typist.expect_no_run()
    assert card_texts(window) == before
    changed = "The script was changed since this run; line 6 is not Python yet"
    typist.qtbot.waitUntil(lambda: label(window, "graph_age") == changed, timeout=5_000)
    assert label(window, "run_state") == "Done"
    typist.type("y)")
    typist.wait()
    assert label(window, "graph_age") == ""
    assert window.player.recording.source == SQUARE + "z = torch.exp(y)"


def test_a_character_that_no_typing_makes_python_is_told_while_typing(
    typist: Typist, window: MainWindow
) -> None:
    typist.start(SQUARE)
    typist.type("z = torch.exp")
    typist.editor.textCursor().insertText("（y)")  # as input methods do
    typist.expect_no_run()
    told = "line 6 is not Python yet. Write “(” instead of “（”."
    typist.qtbot.waitUntil(lambda: label(window, "graph_age").endswith(told), timeout=5_000)


def test_of_scripts_that_fail_while_typed_the_graph_of_the_one_that_got_furthest_is_shown(
    typist: Typist, window: MainWindow
) -> None:
    typist.start("import torch\nx = torch.ones(2)\nx.nothing")
    assert [text.split(",")[0] for text in card_texts(window)] == ["x"]
    typist.type("\ny = x * 2", line=2)
    typist.wait()
    assert window.session.state is RunState.ERROR
    assert [text.split(",")[0] for text in card_texts(window)] == ["x", "y"]
    assert label(window, "graph_age") == ""
    typist.type(".nothing", line=2)
    typist.qtbot.waitUntil(lambda: window.session.newest.source == typist.source, timeout=20_000)
    typist.qtbot.waitUntil(lambda: window.session.state is RunState.ERROR)
    assert [text.split(",")[0] for text in card_texts(window)] == ["x", "y"]
    assert window.player.recording is not window.session.newest


def test_a_script_that_fails_while_typed_keeps_the_last_graph_and_marks_the_error(
    typist: Typist, window: MainWindow
) -> None:
    typist.start(SQUARE)
    before = card_texts(window)
    typist.type("\nw = x.nothing", line=3)
    typist.qtbot.waitUntil(lambda: window.session.state is RunState.ERROR, timeout=20_000)
    error = window.editor.shown_notes.error
    assert error is not None
    assert "nothing" in error.message
    assert card_texts(window) == before
    typist.qtbot.waitUntil(
        lambda: label(window, "graph_age") == "The graph is of the run before", timeout=5_000
    )
    for _ in "nothing":
        typist.qtbot.keyClick(typist.editor, KEY.Key_Backspace)
    typist.type("data")
    typist.wait()
    assert window.session.state is RunState.DONE
    assert window.editor.shown_notes.error is None
    assert label(window, "graph_age") == ""


def test_the_graph_of_a_failing_script_is_drawn_on_demand(
    typist: Typist, window: MainWindow
) -> None:
    typist.start(SQUARE)
    typist.type("\nw = x.nothing", line=3)
    typist.wait()
    window.run()
    wait_for_run(typist.qtbot, window)
    assert [text.split(",")[0] for text in card_texts(window)] == ["x"]


def test_typing_that_is_undone_runs_nothing(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE)
    typist.type("# 1")
    window.actions_["undo"].trigger()
    typist.expect_no_run()
    assert typist.source == SQUARE


def test_an_emptied_script_has_an_empty_graph_at_once(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE)
    typist.editor.selectAll()
    typist.qtbot.keyClick(typist.editor, KEY.Key_Delete)
    assert window.graph.canvas.scene is None
    window.actions_["undo"].trigger()
    typist.wait()
    assert len(card_texts(window)) == 2


def test_the_cursor_goes_to_each_pass_that_is_typed_at_the_end(
    typist: Typist, window: MainWindow
) -> None:
    typist.start(SQUARE)
    starts = window.player.recording.index.pass_start
    assert window.player.cursor == starts(0)
    for pass_ in (1, 2):
        typist.type("x.grad.zero_()\n")
        typist.wait()
        typist.type("(x * 4).backward()\n")
        typist.wait()
        assert window.player.cursor == window.player.recording.index.pass_start(pass_)
    window.actions_["step"].trigger()
    cursor = window.player.cursor
    typist.type("# a comment\n")
    typist.wait()
    typist.type("(x * 5).backward()\n")
    typist.wait()
    assert window.player.cursor == cursor, "where the user went, the cursor stays"


def test_the_cursor_goes_to_each_pass_of_a_script_typed_from_its_beginning(
    typist: Typist, window: MainWindow
) -> None:
    typist.start(SQUARE)
    window.actions_["last"].trigger()
    typist.editor.selectAll()
    typist.qtbot.keyClick(typist.editor, KEY.Key_Delete)
    for pass_ in range(2):
        typist.type("x.grad = None\n" if pass_ else SQUARE.rpartition("y.")[0])
        typist.wait()
        typist.type("x.sum().backward()\n")
        typist.wait()
        assert window.player.cursor == window.player.recording.index.pass_start(pass_)


# -- what stays ------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_live_run_keeps_the_text_cursor_and_the_scroll_position(
    typist: Typist, window: MainWindow
) -> None:
    typist.start(SQUARE + "\n" * 200)
    typist.type("z = y + 1", line=150)
    bar = typist.editor.verticalScrollBar()
    typist.editor.ensureCursorVisible()
    caret, scrolled = typist.editor.textCursor().position(), bar.value()
    assert scrolled > 0
    typist.wait()
    typist.qtbot.wait(2 * PAUSE_MS)
    assert (typist.editor.textCursor().position(), bar.value()) == (caret, scrolled)


def test_a_live_run_keeps_the_step_if_the_pass_is_the_same(
    typist: Typist, window: MainWindow
) -> None:
    typist.start(SQUARE)
    press(typist.qtbot, window, KEY.Key_Right)
    before = look(window)
    typist.editor.setFocus()
    typist.type("\nw = x + 1", line=3)
    typist.wait()
    after = look(window)
    assert after.sentence == before.sentence
    assert window.player.cursor == opening_cursor(window.player.recording) + 1


def test_a_live_run_keeps_the_selected_card_and_the_view(
    typist: Typist, window: MainWindow
) -> None:
    typist.start(SQUARE)
    hands = Hands(typist.qtbot, window)
    hands.canvas.zoom(0.6)
    hands.canvas.pan(QPoint(40, 30).toPointF())
    hands.click("x")
    before, zoom = hands.at("x"), hands.canvas.view.zoom
    typist.editor.setFocus()
    typist.type("\nz = y * 2", line=5)
    typist.wait()
    assert window.graph.selected == hands.card("x")
    assert (hands.at("x") - before).manhattanLength() <= 2
    assert hands.canvas.view.zoom == zoom


def test_a_live_run_keeps_the_selected_card_in_its_turn_of_a_loop(
    typist: Typist, window: MainWindow
) -> None:
    loop = "x = torch.ones(1, requires_grad=True)\nfor _ in range(3):\n    y = (x * x).sum()\n"
    typist.start(f"import torch\n{loop}    y.backward()\n")
    hands = Hands(typist.qtbot, window)
    first, *_, last = (each for each in range(7) if "y" in window.player.recording.names(each))
    window.graph.select(first)
    typist.editor.setFocus()
    typist.type("  # ones", line=2)
    typist.wait()
    assert window.graph.selected == first != last
    window.actions_["last"].trigger()
    window.graph.select(last)
    typist.type(" or three turns", line=2)
    typist.wait()
    assert window.graph.selected == last == hands.card("y")


def test_without_a_selected_card_a_live_run_keeps_the_view(
    typist: Typist, window: MainWindow
) -> None:
    typist.start(SQUARE)
    hands = Hands(typist.qtbot, window)
    hands.canvas.pan(QPoint(40, 30).toPointF())
    before = hands.at("x")
    typist.editor.setFocus()
    typist.type("  # three", line=3)
    typist.wait()
    assert window.graph.selected == -1
    assert (hands.at("x") - before).manhattanLength() <= 2


def test_the_card_of_the_step_stays_in_sight_as_the_typed_script_grows(
    typist: Typist, window: MainWindow
) -> None:
    canvas = window.graph.canvas
    window.resize(1360, 560)
    typist.start("import torch\n\nx = torch.ones(4, requires_grad=True)\n")
    for number in range(8):
        typist.type(
            f"\ny{number} = torch.tanh(x)" if number == 0 else f"\ny{number} = y{number - 1} * 2"
        )
        typist.wait()
        assert canvas.pinned_card is not None
        assert canvas.rect().contains(canvas.rect_of(canvas.pinned_card)), number
    canvas.pan(QPoint(0, 400).toPointF())  # to look at what came before
    at = Hands(typist.qtbot, window).at("x")
    typist.type("\ny7.sum().backward()")
    typist.wait()
    assert (Hands(typist.qtbot, window).at("x") - at).manhattanLength() <= 2


def test_a_pasted_script_is_shown_in_a_new_view(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE)
    window.graph.canvas.zoom(2.0)
    window.graph.canvas.pan(QPoint(150, 250).toPointF())
    layers = "".join("t = torch.tanh(t @ torch.ones(3, 3))\n" for _ in range(12))
    typist.editor.selectAll()
    begin = "import torch\nx = torch.ones(3, requires_grad=True)\nt = y = x + x\n"
    code = f"{begin}{layers}t.sum().backward()\n"
    typist.editor.insertPlainText(code)
    typist.wait()
    assert any("current" in text for text in look(window).cards), "the step's card is in sight"
    assert 0.5 < window.graph.canvas.view.zoom <= 1.0


def test_breakpoints_stop_in_the_next_run_too(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE)
    typist.go_to_end_of(4)
    window.actions_["toggle_breakpoint"].trigger()
    typist.type("# above\n", line=2)
    typist.wait()
    window.player.first()
    window.actions_["continue"].trigger()
    assert look(window).marked == "x * x"


def test_printed_output_is_replaced_at_once(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE + "print(y)\n")
    printed = [window.console.text()]
    window.session.changed.connect(lambda: printed.append(window.console.text()))
    typist.type("  # nine", line=4)
    typist.wait()
    assert len(printed) > 2
    assert set(printed) == {printed[0]}, "never empty"


def test_while_a_long_run_is_shown_the_console_has_nothing_of_the_one_before(
    typist: Typist, window: MainWindow
) -> None:
    typist.type("import torch\nx = 1 / 0")
    typist.wait()
    assert "ZeroDivisionError" in window.console.text()
    typist.editor.selectAll()
    typist.type("import torch\nx = torch.ones(3)\nwhile True:\ny = x * 2")
    typist.qtbot.waitUntil(lambda: window.session.is_newest_shown, timeout=20_000)
    typist.qtbot.waitUntil(lambda: bool(card_texts(window)), timeout=20_000)
    assert window.session.state is RunState.RUNNING
    assert window.console.text() == ""
    window.actions_["stop"].trigger()
    wait_for_run(typist.qtbot, window)


# -- what waits ------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.usefixtures("short_patience")
def test_a_slow_script_runs_on_demand(typist: Typist, window: MainWindow) -> None:
    typist.start(SLOW)
    assert not typist.offer.isVisible()
    typist.type("y = x + 1")
    typist.expect_no_run()
    assert typist.offer.isVisible()
    assert QApplication.activeModalWidget() is None
    assert typist.editor.hasFocus()
    button = typist.offer.findChild(QToolButton)
    assert button is not None
    assert button.text() == "Run now (Ctrl+Enter)"
    typist.qtbot.mouseClick(button, LEFT)
    assert typist.editor.hasFocus(), "the caret stays"
    typist.wait()
    assert not typist.offer.isVisible()
    assert window.player.recording.source == typist.source


@pytest.mark.long
@pytest.mark.usefixtures("short_patience")
def test_a_script_that_became_fast_runs_automatically_again(
    typist: Typist, window: MainWindow
) -> None:
    typist.start(SLOW)
    for _ in range(len("time.sleep(1.2)\n")):
        typist.editor.moveCursor(QTextCursor.MoveOperation.End)
        typist.qtbot.keyClick(typist.editor, KEY.Key_Backspace)
    typist.qtbot.waitUntil(typist.offer.isVisible)
    typist.qtbot.keyClick(typist.editor, KEY.Key_Return, MODIFIER.ControlModifier)
    typist.wait()
    typist.type("y = x + 1")
    typist.wait()
    assert window.player.recording.source == typist.source


@pytest.mark.usefixtures("short_patience")
def test_changing_an_endless_loop_stops_its_run(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE)
    before = card_texts(window)
    typist.type("while True: pass")
    typist.qtbot.waitUntil(lambda: "Shift+F5" in label(window, "run_state"), timeout=5_000)
    typist.qtbot.wait(1_100)
    typist.type(" #")
    typist.qtbot.waitUntil(lambda: window.session.state is RunState.STOPPED, timeout=5_000)
    typist.qtbot.waitUntil(typist.offer.isVisible)
    assert card_texts(window) == before
    assert typist.source == SQUARE + "while True: pass #"


@pytest.mark.long
@pytest.mark.usefixtures("short_patience")
def test_a_run_started_by_command_is_not_stopped_by_typing(
    typist: Typist, window: MainWindow
) -> None:
    window.editor.setPlainText(SLOW)
    window.run()
    typist.qtbot.waitUntil(lambda: window.session.state is RunState.RUNNING)
    typist.runs.clear()
    typist.type("# ", line=1)
    typist.qtbot.waitUntil(lambda: window.session.state is not RunState.RUNNING, timeout=20_000)
    assert window.session.state is RunState.DONE
    typist.qtbot.waitUntil(typist.offer.isVisible)


def test_a_stopped_script_runs_on_demand(typist: Typist, window: MainWindow) -> None:
    window.editor.setPlainText("while True: pass\n")
    window.run()
    typist.qtbot.waitUntil(lambda: window.session.state is RunState.RUNNING)
    window.actions_["stop"].trigger()
    typist.qtbot.waitUntil(lambda: window.session.state is RunState.STOPPED, timeout=5_000)
    typist.runs.clear()
    typist.type("# ", line=1)
    typist.expect_no_run()
    assert typist.offer.isVisible()


@pytest.mark.long
def test_nothing_runs_while_an_input_method_composes(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE)
    typist.type("# ", line=1)
    QApplication.sendEvent(typist.editor, QInputMethodEvent("ti du", []))
    typist.expect_no_run()
    done = QInputMethodEvent()
    done.setCommitString("梯度")
    QApplication.sendEvent(typist.editor, done)
    typist.wait()
    assert window.player.recording.source.startswith("import torch# 梯度")


@pytest.mark.long
def test_nothing_runs_while_a_list_or_menu_is_open(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE)
    typist.type("# 1")
    menu = QMenu(window)
    menu.addAction("a completion")
    menu.popup(window.mapToGlobal(QPoint(0, 0)))
    typist.expect_no_run()
    menu.close()
    typist.wait()


@pytest.mark.long
def test_nothing_runs_while_a_mouse_button_is_held(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE)
    typist.type("# 1")
    viewport = typist.editor.viewport()
    typist.qtbot.mousePress(viewport, LEFT, pos=QPoint(5, 5))
    typist.expect_no_run()
    typist.qtbot.mouseRelease(viewport, LEFT, pos=QPoint(5, 5))
    typist.wait()


@pytest.mark.long
def test_nothing_runs_while_a_step_is_to_be_predicted(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE)
    window.actions_["predict"].setChecked(True)
    typist.editor.setFocus()
    typist.type("# 1")
    typist.expect_no_run()
    assert typist.offer.isVisible()
    window.actions_["predict"].setChecked(False)
    typist.wait()
    assert not typist.offer.isVisible()


@pytest.mark.long
def test_a_live_run_waits_for_the_end_of_a_check(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE.replace("x = ", "import time\n\ntime.sleep(0.2)\nx = "))
    window.player.last()
    hands = Hands(typist.qtbot, window)
    hands.click("x")
    window.actions_["check"].trigger()
    verdict = window.inspector.findChild(QLabel, "check_verdict")
    assert verdict is not None
    told_before: list[str] = []
    window.session.changed.connect(lambda: told_before.append(verdict.text()))
    typist.editor.setFocus()
    typist.type("# 1", line=1)
    typist.wait()
    assert told_before[0].startswith("✓")


@pytest.mark.long
def test_a_live_run_waits_for_the_end_of_playing(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE)
    window.player.play()
    typist.type("# 1")
    typist.expect_no_run()
    window.player.pause()
    typist.wait()


@pytest.mark.long
def test_a_script_of_somebody_else_runs_live_only_after_the_user_ran_it(
    typist: Typist, window: MainWindow
) -> None:
    window.files.document.start(SQUARE, "theirs.py")
    typist.type("# 1")
    typist.expect_no_run()
    assert not typist.offer.isVisible()
    typist.qtbot.keyClick(typist.editor, KEY.Key_Return, MODIFIER.ControlModifier)
    typist.wait()
    typist.type("2")
    typist.wait()


# -- the setting -----------------------------------------------------------------------------------


def test_live_runs_can_be_turned_off_and_on(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE)
    action = window.actions_["run_typed"]
    assert action.isChecked()
    action.trigger()
    typist.type("# 1")
    typist.expect_no_run()
    assert not typist.offer.isVisible()
    action.trigger()
    typist.wait()


@pytest.mark.long
def test_the_setting_of_live_runs_is_stored(
    qtbot: QtBot, window: MainWindow, settings: Settings
) -> None:
    window.actions_["run_typed"].trigger()
    again = MainWindow(Runner(WorkerHost()), LayoutClient(LayoutProcess()), settings)
    qtbot.addWidget(again, before_close_func=discard)
    assert not again.actions_["run_typed"].isChecked()
    typist = Typist(qtbot, again)
    typist.type("x = 1")
    typist.expect_no_run()


# -- the empty canvas ------------------------------------------------------------------------------


def test_a_new_document_has_an_empty_canvas_with_a_hint(typist: Typist, window: MainWindow) -> None:
    typist.start(SQUARE)
    window.editor.document().setModified(False)
    typist.qtbot.keyClick(typist.editor, KEY.Key_N, MODIFIER.ControlModifier)
    assert window.graph.canvas.scene is None
    assert window.graph.canvas.empty_text.startswith("Nothing to draw yet")
    assert label(window, "graph_age") == ""
    assert label(window, "sentence") == "Each step of a run is told here in one sentence."
    assert label(window, "step_count") == ""


def test_the_empty_canvas_says_that_the_first_run_is_going_on(
    typist: Typist, window: MainWindow
) -> None:
    window.editor.setPlainText("import time\n" + SLOW.replace("x = torch.ones(2)\n", ""))
    window.run()
    canvas = window.graph.canvas
    assert canvas.empty_text == ""
    typist.qtbot.waitUntil(lambda: canvas.empty_text.startswith("The script is running"))
    wait_for_run(typist.qtbot, window)
    assert canvas.empty_text.startswith("Nothing to draw yet")
