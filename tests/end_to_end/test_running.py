"""Running scripts: what is shown, what stays, and how runs end."""

import sys
import time
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.runs.session import RunState
from tests.end_to_end.reading import (
    card_texts,
    label,
    look,
    open_example,
    press,
    press_card,
    wait_for_run,
    write_and_run,
)
from tests.processes import working_processes

LONGEST_PAUSE_S = 3
"""The maximum time that the event loop may be blocked, on a busy machine."""

STOPPED_MS = 10_000
"""The maximum time until a script has stopped, on a busy machine; normally it is a second."""


def start(qtbot: QtBot, window: MainWindow, script: str) -> None:
    """Run a script, without waiting for its end."""
    window.editor.setPlainText(script)
    qtbot.keyClick(window.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.session.state is RunState.RUNNING


def begin(qtbot: QtBot, window: MainWindow, script: str) -> None:
    """Run a script, and wait until it has begun, as its process may have to load first."""
    start(qtbot, window, f"print('begun')\n{script}")
    qtbot.waitUntil(lambda: len(window.session.newest["prints"]) > 0, timeout=20_000)


def stop(qtbot: QtBot, window: MainWindow) -> None:
    """Stop the script, and wait until it has ended."""
    window.actions_["stop"].trigger()
    qtbot.waitUntil(lambda: window.session.state is RunState.STOPPED, timeout=STOPPED_MS)


def test_a_run_shows_graph_output_and_values(qtbot: QtBot, window: MainWindow) -> None:
    script = "import torch\nw = torch.ones(2)\nprint('hello', w.sum())\nw + 1\n'text'"
    write_and_run(qtbot, window, script)
    assert [text.split(",")[0] for text in card_texts(window)] == ["w", "sum", "add"]
    assert window.console.text() == "hello tensor(2.)\n"
    assert window.editor.shown_notes.values == {4: "tensor([2., 2.])", 5: "'text'"}
    assert label(window, "run_state") == "Done"


def test_literals_are_shown_as_they_were_typed(qtbot: QtBot, window: MainWindow) -> None:
    script = "import torch\na = torch.tensor([3.14159, -20.5], requires_grad=True)\nb = a * 1.5\n"
    write_and_run(qtbot, window, script)
    assert "3.14159 -20.5" in card_texts(window)[0]
    assert "4.712 -30.75" in card_texts(window)[1], "that was computed"
    window.actions_["first"].trigger()
    window.actions_["step"].trigger()
    assert "[3.14159 -20.5]" in look(window).sentence
    assert "3.14159" in label(window, "value")


def test_an_endless_loop_stops_within_a_second(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    before = look(window)
    begin(qtbot, window, "while True: pass")
    assert window.actions_["stop"].isEnabled()
    stop(qtbot, window)
    assert window.editor.source().endswith("while True: pass")
    assert look(window).cards == before.cards, "the last good recording stays"
    assert label(window, "graph_age") == "The graph is of the run before"
    write_and_run(qtbot, window, "import torch\nz = torch.zeros(3)")
    assert card_texts(window)[0].startswith("z, ")


def test_a_loop_that_catches_interrupts_stops_too(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window, "while True:\n    try:\n        while True: pass\n    except: pass")
    stop(qtbot, window)


def test_a_script_can_be_stopped_before_it_has_begun(qtbot: QtBot, window: MainWindow) -> None:
    start(qtbot, window, "while True: pass")
    window.actions_["stop"].trigger()
    qtbot.waitUntil(lambda: window.session.state is RunState.STOPPED, timeout=20_000)


def test_the_graph_of_a_long_run_is_drawn_while_it_runs(qtbot: QtBot, window: MainWindow) -> None:
    start(qtbot, window, "import torch\nx = torch.ones(2)\nprint('so far')\nwhile True: pass")
    qtbot.waitUntil(lambda: bool(card_texts(window)), timeout=5_000)
    assert window.session.state is RunState.RUNNING
    assert window.console.text() == "so far\n"
    stop(qtbot, window)
    assert card_texts(window)[0].startswith("x, ")


@pytest.mark.long
def test_the_graph_of_an_endless_loop_is_drawn_while_it_grows(
    qtbot: QtBot, window: MainWindow
) -> None:
    script = "import torch\nx = torch.ones(2, requires_grad=True)\nwhile True: x = x * 1"
    start(qtbot, window, script)
    drawn: set[tuple[str, ...]] = set()

    def has_gone_on() -> bool:
        drawn.add(card_texts(window))
        return len(drawn - {()}) > 1

    qtbot.waitUntil(has_gone_on, timeout=30_000)
    assert window.session.state is RunState.RUNNING
    assert window.graph.canvas.visible_cards(), "the view is where the cards are"
    stop(qtbot, window)


def test_the_window_answers_while_a_script_prints_without_end(
    qtbot: QtBot, window: MainWindow
) -> None:
    start(qtbot, window, "import torch\nx = torch.ones(2)\nwhile True: x = x * 1; print(1)")
    ticks = [time.monotonic()]
    ticking = QTimer(window, interval=5)
    ticking.timeout.connect(lambda: ticks.append(time.monotonic()))
    ticking.start()
    qtbot.waitUntil(lambda: window.session.newest.step_count > 20_000, timeout=20_000)
    ticking.stop()
    assert max(after - before for before, after in pairwise(ticks)) < LONGEST_PAUSE_S
    stop(qtbot, window)


def test_an_error_is_shown_at_its_line(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "06_vector_without_seed")
    error = window.editor.shown_notes.error
    assert error is not None
    assert error.message == "RuntimeError: grad can be implicitly created only for scalar outputs"
    script_line = window.editor.source().splitlines()[error.site.line - 1]
    assert script_line[error.site.column : error.site.end_column] == "y.backward()"
    assert "y.backward()" in window.console.text()
    assert label(window, "run_state") == "Ended by an error"
    assert look(window).card("y"), "what happened before the error is drawn"


def test_a_syntax_error_keeps_the_last_graph(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    before = look(window).cards
    write_and_run(qtbot, window, "import torch\nx = (")
    error = window.editor.shown_notes.error
    assert error is not None
    assert error.message.startswith("SyntaxError")
    assert error.site.line == 2
    assert look(window).cards == before
    assert window.editor.source() == "import torch\nx = ("


def test_an_empty_script_shows_a_hint(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, "")
    assert "write one" in label(window, "run_state")
    assert card_texts(window) == ()


def test_a_process_that_dies_is_reported(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, "import os\nos.write(2, b'last words')\nos._exit(3)")
    assert "3" in label(window, "run_state")
    assert window.console.text().endswith("\nlast words\n")
    write_and_run(qtbot, window, "1 + 1")
    assert window.editor.shown_notes.values == {1: "2"}


def test_exceeding_the_memory_limit_is_an_error_of_the_script(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, "import torch\ntorch.ones(10**12)")
    error = window.editor.shown_notes.error
    assert error is not None
    assert "can't allocate memory" in error.message
    assert error.site.line == 2


def test_editing_makes_the_notes_stale_until_it_is_undone(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    source = window.editor.source()
    window.editor.insertPlainText("pass\n")
    assert window.editor.is_stale
    window.actions_["undo"].trigger()
    assert window.editor.source() == source
    assert not window.editor.is_stale


def test_a_card_pressed_by_a_screen_reader_is_selected_everywhere(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    press_card(window, "x")
    site = window.editor.shown_notes.selection_site
    assert site is not None
    assert site.line == 9
    assert look(window).inspected == "x"
    press(qtbot, window, Qt.Key.Key_Right)
    assert look(window).inspected == "x", "stepping does not change the selection"


def test_a_click_on_a_card_selects_it(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    canvas = window.graph.canvas
    assert canvas.scene is not None
    middle = canvas.view.to_widget(canvas.scene.card_rect(0)).center().toPoint()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert look(window).inspected == "x"


@pytest.mark.skipif(sys.platform != "linux", reason="as Linux tells of processes")
def test_closing_the_window_ends_every_process(qtbot: QtBot, window: MainWindow) -> None:
    start(qtbot, window, "while True: pass")
    # a worker, a spare one, and the layout process
    qtbot.waitUntil(lambda: len(working_processes()) == 3, timeout=5_000)
    window.editor.document().setModified(False)
    window.close()
    assert not window.isVisible()
    assert working_processes() == set()


@pytest.mark.skipif(sys.platform != "linux", reason="as Linux tells of processes")
def test_a_run_requested_before_closing_is_not_started(qtbot: QtBot, window: MainWindow) -> None:
    window.editor.setPlainText("x = 1")
    window.editor.document().setModified(False)
    window.close()
    window.run()
    assert working_processes() == set()


def test_playing_steps_to_the_end_and_pauses(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    window.player.interval_ms = 1
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.player.is_at_end, timeout=5_000)
    qtbot.waitUntil(lambda: not window.player.is_playing, timeout=5_000)
    assert "eq" in look(window).sentence


def test_shortcuts_go_to_passes(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "03_accumulation")
    press(qtbot, window, Qt.Key.Key_Home)
    starts = []
    for _ in range(3):
        window.actions_["next_pass"].trigger()
        starts.append(look(window))
    assert all("starts" in seen.sentence for seen in starts)
    assert len({seen.step for seen in starts}) == 3
    window.actions_["previous_pass"].trigger()
    assert look(window).step == starts[1].step


def test_one_command_shows_the_whole_run(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "08_control_flow_random")
    part = len(window.graph.canvas.visible_cards())
    window.actions_["show_whole_run"].trigger()
    wait_for_run(qtbot, window)
    scene = window.graph.canvas.scene
    assert scene is not None
    assert scene.card_count == len(window.player.recording["cards"]) > part


def test_the_card_of_an_earlier_gradient_is_stale_once_it_changes(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "03_accumulation")
    press(qtbot, window, Qt.Key.Key_Home)
    while "x.grad" not in look(window).marked or "eq" not in look(window).sentence:
        press(qtbot, window, Qt.Key.Key_Right)
    assert "changed" not in look(window).card("x.grad")
    press(qtbot, window, Qt.Key.Key_Right)
    assert "zero_()" in look(window).sentence
    assert "changed in place since" in look(window).card("x.grad")


def test_the_accessible_text_of_a_card_has_name_op_value_gradient_and_state(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    press(qtbot, window, Qt.Key.Key_Right)
    y = "y, mul, output, shape (), value 28., gradient 1., state current"
    assert look(window).card("y") == y
