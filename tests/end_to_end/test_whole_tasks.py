"""Whole scripts are built from the empty document by mouse and keys, and undone again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QTableWidget

from gui.main_window import MainWindow
from gui.runs.session import RunState
from tests.end_to_end.building import KEY, MODIFIER, Hands, type_into
from tests.end_to_end.reading import card_texts

TASKS = Path(__file__).parent / "tasks"


def formula(hands: Hands, text: str) -> None:
    """Enter a formula on the graph."""
    hands.qtbot.keyClick(hands.canvas, KEY.Key_F)
    field = hands.window.findChild(QLineEdit, "formula_field")
    assert field is not None
    type_into(hands.qtbot, field, text)
    hands.qtbot.keyClick(field, KEY.Key_Return)
    hands.qtbot.keyClick(field, KEY.Key_Escape)
    hands.settle()


def rename(hands: Hands, name: str) -> None:
    """Rename the selected card."""
    hands.qtbot.keyClick(hands.canvas, KEY.Key_F2)
    hands.write(name)


def values(hands: Hands, *numbers: str) -> None:
    """Change the numbers of the selected tensor."""
    hands.qtbot.keyClick(hands.canvas, KEY.Key_E)
    popup = hands.popup()
    field, grid = popup.findChild(QLineEdit, "value_number"), popup.findChild(QTableWidget)
    assert field is not None and grid is not None
    if not grid.isVisible():
        field.selectAll()
        hands.qtbot.keyClicks(field, numbers[0])
        hands.qtbot.keyClick(field, KEY.Key_Return)
    else:
        for column, number in enumerate(numbers):
            grid.setCurrentCell(0, column)
            hands.qtbot.keyClicks(grid, number[0])  # which opens the cell
            (editor,) = grid.viewport().findChildren(QLineEdit)
            hands.qtbot.keyClicks(editor, number[1:])
            hands.qtbot.keyClick(editor, KEY.Key_Return)
            hands.qtbot.waitUntil(lambda: not grid.viewport().findChildren(QLineEdit))
        hands.qtbot.keyClick(grid, KEY.Key_Return)
    hands.settle()


# -- the tasks -------------------------------------------------------------------------------------


def dot(hands: Hands) -> None:
    """The example that the window opens with."""
    hands.search("arange")
    hands.key(KEY.Key_R)
    formula(hands, "y = 2 * dot(x, x)")
    hands.key(KEY.Key_B)


def dot_by_keys(hands: Hands) -> None:
    """The same, each operation applied by itself, without formula and mouse."""
    hands.search("arange")
    hands.key(KEY.Key_R)
    hands.search("dot")
    hands.choose("x · x")
    hands.search("mul")
    hands.choose("a number… × y")
    hands.write("2")
    hands.tab_to("y")
    hands.key(KEY.Key_I)
    hands.tab_to("z")
    rename(hands, "y")
    hands.key(KEY.Key_B)


def detach(hands: Hands) -> None:
    """A factor through which no gradient passes."""
    hands.search("arange")
    hands.key(KEY.Key_R)
    hands.search("mul")
    hands.choose("x × x")
    hands.click("y")
    hands.search("detach")
    rename(hands, "u")
    hands.click("u")
    hands.click("x", MODIFIER.ControlModifier)
    hands.search("mul")
    hands.search("sum")
    hands.key(KEY.Key_B)


def accumulate(hands: Hands) -> None:
    """Two passes accumulate, then the gradient is zeroed."""
    hands.search("scalar")
    values(hands, "3.0")
    hands.key(KEY.Key_R)
    hands.search("square")
    for _ in range(2):
        hands.click("y")
        hands.key(KEY.Key_B)
    hands.click("x")
    hands.key(KEY.Key_Z)


def neuron(hands: Hands) -> None:
    """Two inputs, two weights, a bias, and the distance of the output from its target."""
    hands.search("vector")
    values(hands, "1.0", "-2.0")
    hands.search("vector")
    values(hands, "0.5", "-1.0")
    hands.key(KEY.Key_R)
    hands.search("scalar")
    hands.key(KEY.Key_R)
    formula(hands, "y = tanh(w·x + b)")
    formula(hands, "loss = (y - 1)²")
    hands.key(KEY.Key_B)


def network(hands: Hands) -> None:
    """Two inputs, four hidden units, one output."""
    hands.search("vector")
    values(hands, "1.0", "-0.5")
    hands.search("network")
    hands.search("sum")
    hands.key(KEY.Key_B)


def seven_gestures(hands: Hands) -> None:
    """Make, apply, edit a value, toggle requires_grad, detach, backward, zero."""
    hands.search("scalar")
    values(hands, "2.0")
    hands.key(KEY.Key_R)
    hands.search("mul")
    hands.choose("x × x")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_D)
    hands.choose("Detach x (2)")
    hands.key(KEY.Key_B)
    hands.tab_to("x")
    hands.key(KEY.Key_Z)


Task = Callable[[Hands], None]


@pytest.mark.parametrize(
    "task",
    [
        dot,
        detach,
        seven_gestures,
        *[
            pytest.param(task, marks=pytest.mark.long)
            for task in (dot_by_keys, accumulate, neuron, network)
        ],
    ],
    ids=lambda task: task.__name__,
)
def test_a_whole_script_is_built_and_undone(hands: Hands, window: MainWindow, task: Task) -> None:
    task(hands)
    kept = TASKS / f"{task.__name__.removesuffix('_by_keys')}.py"
    assert hands.source.encode() == kept.read_bytes()
    assert window.session.state is RunState.DONE
    assert window.player.recording.source == hands.source
    texts = []
    while window.actions_["undo"].isEnabled() and hands.source:
        texts.append(window.actions_["undo"].text())
        window.actions_["undo"].trigger()
        hands.settle()
    assert hands.source == ""
    assert all(text.startswith("Undo: ") for text in texts), texts
    assert card_texts(window) == ()


def test_gradients_follow_an_edited_value(hands: Hands, window: MainWindow) -> None:
    dot(hands)
    window.player.last()
    hands.click("x")
    values(hands, "1.0", "1.0", "1.0", "1.0")
    window.player.last()
    hands.settle()
    assert "gradient 4. 4. 4. 4." in "".join(card_texts(window))
