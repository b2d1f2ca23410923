"""Every mistake of a learner loses nothing, and is reported with its place and advice.

After each script the window works, the script is unchanged, and a graph is shown: that of the
script, or of the last run that had one.
"""

import time

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.runs.session import RunState
from tests.end_to_end.reading import (
    card_texts,
    label,
    open_example,
    wait_for_graph,
    wait_for_run,
    write_and_run,
)

TORCH = "import torch\n"
LEAF = TORCH + "x = torch.ones(2, requires_grad=True)\n"
ENDLESS = """\
import torch; print("begun")
def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    return b
f(torch.tensor(0.0, requires_grad=True))
"""
DEEP = """\
import torch
def outer(a):
    return middle(a * 2)
def middle(a):
    return inner(a + 1)
def inner(a):
    return a @ torch.ones(3)
outer(torch.ones(2))
"""

MISTAKES = {
    "prose": (
        "x = 1\nThe gradient of y is computed next.\ny = 2",
        ("SyntaxError", "gradient", "Put # in front"),
    ),
    "open bracket": ("x = (\ny = 1", ("never closed", "(", "Add what closes it")),
    "full-width comma": ("x = (y， 2)", ("invalid character", "，", "Write “,” instead of “，”")),
    "emoji as a name": ("😀 = 1", ("invalid character", "😀", "half width")),
    "mixed tabs": ("if True:\n    x = 1\n\ty = 2", ("TabError", "", "without tabs")),
    "exception deep in a call": (
        DEEP,
        ("inconsistent tensor size", "a @ torch.ones(3)", "Compare the shapes"),
    ),
    "unknown name of torch": (
        TORCH + "torch.onse(2)",
        ("mean: 'ones'", "torch.onse", "ones is meant"),
    ),
    "torch is a number": (TORCH + "torch = 3\ntorch.ones(2)", ("int", "torch.ones", "name torch")),
    "torch not imported": ("torch.ones(2)", ("NameError", "torch", "`import torch`")),
    "matplotlib": (
        "import matplotlib.pyplot as plt",
        ("matplotlib", "import matplotlib.pyplot as plt", "numpy and Python's standard library"),
    ),
    "part of torch": (
        "import torch.onnx as onnx",
        ("torch.onnx", "import torch.onnx as onnx", "does not have this part"),
    ),
    "integers": (
        TORCH + "torch.arange(4, requires_grad=True)",
        ("can require gradients", "torch.arange(4, requires_grad=True)", "3.0"),
    ),
    "nothing requires grad": (
        TORCH + "y = torch.ones(2).sum()\ny.backward()",
        ("does not require grad", "y.backward()", "requires_grad_(True)"),
    ),
    "no seed": (
        LEAF + "y = 2 * x\ny.backward()",
        ("scalar outputs", "y.backward()", "y.sum().backward()"),
    ),
    "leaf in place": (LEAF + "x += 1", ("leaf Variable", "x += 1", "torch.no_grad()")),
    "saved value in place": (
        LEAF + "y = 2 * x\nz = (y * y).sum()\ny += 1\nz.backward()",
        ("inplace operation", "z.backward()", "y = y + 1"),
    ),
    "no gradient yet": (LEAF + "x.grad.zero_()", ("NoneType", "x.grad.zero_", "backward()")),
    "too much memory": (
        TORCH + "torch.ones(10**12)",
        ("can't allocate memory", "torch.ones(10**12)", "smaller tensors"),
    ),
    "recursion": ("def f(): f()\nf()", ("RecursionError", "f()", "itself too often")),
    "a null byte": ("x = 'a\0b'", ("U+0000", "\0", "Delete it")),
    "too many brackets": ("x = " + "(" * 300, ("nested", "(", "lines of their own")),
    "input": ("name = input()", ("EOFError", "input()", "into the script")),
}


@pytest.fixture
def last_good_graph(qtbot: QtBot, window: MainWindow) -> tuple[str, ...]:
    """The cards on the canvas before the mistake."""
    open_example(qtbot, window, "01_first_gradient")
    return card_texts(window)


@pytest.mark.parametrize(
    "name",
    [
        # The short tests take every other one.
        pytest.param(name, marks=[pytest.mark.long] if at % 2 else [])
        for at, name in enumerate(MISTAKES)
    ],
)
@pytest.mark.usefixtures("last_good_graph")
def test_a_mistake_is_explained_at_its_place(qtbot: QtBot, window: MainWindow, name: str) -> None:
    script, (what, where, to_do) = MISTAKES[name]
    write_and_run(qtbot, window, script)
    note = window.editor.shown_notes.error
    assert note is not None
    assert what in note.message
    line = script.splitlines()[note.site.line - 1]
    assert line[note.site.column : note.site.end_column].strip() == where
    assert to_do in note.advice
    assert to_do in window.console.text()
    assert window.editor.accessibleDescription() == note.text
    assert window.editor.source() == script
    assert label(window, "run_state") == "Ended by an error"
    assert card_texts(window)
    is_alive(qtbot, window)


def is_alive(qtbot: QtBot, window: MainWindow) -> None:
    """Assert that another script runs as usual."""
    write_and_run(qtbot, window, TORCH + "alive = torch.ones(2)")
    assert [text.split(",")[0] for text in card_texts(window)] == ["alive"]
    assert window.editor.shown_notes.error is None


def paste_and_run(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Paste a text from the clipboard, and press Ctrl+Enter."""
    copied = QMimeData()
    copied.setText(text)
    window.editor.selectAll()
    window.editor.insertFromMimeData(copied)
    qtbot.keyClick(window.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_for_run(qtbot, window)


@pytest.mark.parametrize(
    "text",
    [
        "import torch\r\n\r\ngood = torch.ones(2)\r\ngood\r\n",
        "\ufeffimport torch\n\ngood = torch.ones(2)\ngood\n",
        "import torch\nif True:\n\tgood = torch.ones(2)\ngood\n",
        "import torch\nprint('😀 grüße')\ngood = torch.ones(2)\ngood\n",
        "import torch\n梯度 = 2\ngood = torch.ones(梯度)\ngood\n",
    ],
    ids=["CRLF", "BOM", "tabs", "emoji", "Chinese identifiers"],
)
def test_unusual_but_valid_scripts_run(qtbot: QtBot, window: MainWindow, text: str) -> None:
    paste_and_run(qtbot, window, text)
    assert label(window, "run_state") == "Done"
    assert window.editor.shown_notes.values == {4: "tensor([1., 1.])"}
    assert [card.split(",")[0] for card in card_texts(window)] == ["good"]


def test_an_error_after_a_byte_order_mark_and_emoji_is_marked_exactly(
    qtbot: QtBot, window: MainWindow
) -> None:
    paste_and_run(qtbot, window, "\ufeffx = '😀', 1 / 0")
    error = window.editor.shown_notes.error
    assert error is not None
    line = window.editor.source()
    assert line[error.site.column : error.site.end_column] == "1 / 0"


def test_notebook_commands_are_skipped_with_a_notice(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, "%matplotlib inline\n!pip install d2l\n" + TORCH + "torch.ones(1)")
    assert label(window, "run_state") == "Done"
    assert window.editor.shown_notes.values.keys() == {1, 2, 4}
    assert window.editor.shown_notes.values[1].startswith("skipped")
    assert "Line 2 was skipped" in window.console.text()
    window.actions_["language_zh_CN"].trigger()
    QApplication.sendPostedEvents()
    assert len(window.console.text().splitlines()) == 2


@pytest.mark.parametrize("script", ["# nothing yet", "print(1 + 1)"])
def test_a_script_without_tensors_keeps_the_last_graph(
    qtbot: QtBot, window: MainWindow, script: str, last_good_graph: tuple[str, ...]
) -> None:
    write_and_run(qtbot, window, script)
    assert "no tensors" in label(window, "run_state")
    assert card_texts(window) == last_good_graph
    assert window.editor.source() == script
    is_alive(qtbot, window)


@pytest.mark.usefixtures("last_good_graph")
@pytest.mark.parametrize("script", ["", "  \n\n"])
def test_an_empty_script_has_an_empty_graph(qtbot: QtBot, window: MainWindow, script: str) -> None:
    write_and_run(qtbot, window, script)
    assert "There is no script" in label(window, "run_state")
    assert card_texts(window) == ()
    assert window.editor.source() == script
    is_alive(qtbot, window)


@pytest.mark.parametrize(
    ("script", "lines"),
    [("print('begun')\nwhile True:\n    pass", {2, 3}), (ENDLESS, {4, 5})],
    ids=["pass", "f(0)"],
)
@pytest.mark.usefixtures("last_good_graph")
def test_an_endless_loop_is_stopped_with_its_line(
    qtbot: QtBot, window: MainWindow, script: str, lines: set[int]
) -> None:
    window.editor.setPlainText(script)
    qtbot.keyClick(window.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Shift+F5" in label(window, "run_state"), timeout=5_000)
    qtbot.waitUntil(lambda: len(window.session.newest["prints"]) > 0, timeout=20_000)
    qtbot.wait(300)  # while it runs
    window.actions_["stop"].trigger()
    began = time.monotonic()
    qtbot.waitUntil(lambda: window.session.state is RunState.STOPPED, timeout=5_000)
    assert time.monotonic() - began < 2
    said = label(window, "run_state")
    assert any(said.startswith(f"Stopped at line {line};") for line in lines)
    assert "change its condition" in said
    assert window.editor.source() == script
    wait_for_graph(qtbot, window)
    assert card_texts(window)
    is_alive(qtbot, window)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("import sys\nsys.exit()", "status 0 at line 2"),
        ("import sys\nsys.exit('no')", "status 1 at line 2"),
        ("import os\nos._exit(3)", "exit status 3"),
    ],
)
def test_a_script_that_exits_is_reported(
    qtbot: QtBot,
    window: MainWindow,
    script: str,
    said: str,
    last_good_graph: tuple[str, ...],
) -> None:
    write_and_run(qtbot, window, script)
    assert said in label(window, "run_state")
    assert card_texts(window) == last_good_graph
    assert window.editor.source() == script
    is_alive(qtbot, window)


@pytest.mark.long
def test_a_million_printed_lines_are_truncated_with_a_notice(
    qtbot: QtBot, window: MainWindow, last_good_graph: tuple[str, ...]
) -> None:
    write_and_run(qtbot, window, "for number in range(1_000_000):\n    print(number)")
    lines = window.console.text().splitlines()
    assert len(lines) <= 10_000
    assert lines[-1] == "999999"
    assert any("left out" in line for line in lines)
    assert card_texts(window) == last_good_graph
    is_alive(qtbot, window)
