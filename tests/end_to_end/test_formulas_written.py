"""Formulas on the graph, translated while they are typed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.end_to_end.building import KEY, MODIFIER, Hands, type_into
from tests.end_to_end.reading import label, write_and_run

CONTROL_SHIFT = MODIFIER.ControlModifier | MODIFIER.ShiftModifier
SCRIPT = "import torch\n\nx = torch.arange(4.0)\nw = torch.ones(4)\nb = torch.tensor(0.5)\n"


@pytest.fixture
def hands(qtbot: QtBot, window: MainWindow) -> Hands:
    return Hands(qtbot, window)


def opened(hands: Hands) -> QLineEdit:
    """The formula bar, opened by its shortcut, below the graph of a script."""
    write_and_run(hands.qtbot, hands.window, SCRIPT)
    hands.canvas.setFocus()
    hands.qtbot.keyClick(hands.canvas, KEY.Key_F)
    field = hands.window.findChild(QLineEdit, "formula_field")
    assert field is not None
    assert field.hasFocus()
    return field


@pytest.mark.parametrize(
    ("formula", "statement"),
    [
        ("y = 2 * x @ x", "y = 2 * x @ x"),
        ("σ(w·x + b)", "y = torch.sigmoid(w @ x + b)"),
        ("sin(x²)", "y = torch.sin(x**2)"),
    ],
)
def test_the_translation_is_shown_and_enter_adds_it_to_the_script(
    hands: Hands, formula: str, statement: str
) -> None:
    field = opened(hands)
    type_into(hands.qtbot, field, formula)
    shown = label(hands.window, "formula_answer")
    hands.qtbot.keyClick(field, KEY.Key_Return)
    hands.settle()
    assert hands.source == f"{SCRIPT}{shown}\n"
    assert shown.replace("torch.dot(w, x)", "w @ x") == statement
    assert field.text() == ""
    assert hands.window.graph.selected == hands.card("y")
    hands.qtbot.keyClick(field, KEY.Key_Escape)
    assert not field.isVisible()
    assert hands.canvas.hasFocus()


def test_undo_in_the_empty_bar_takes_the_formula_back_from_the_script(hands: Hands) -> None:
    field = opened(hands)
    type_into(hands.qtbot, field, "2 * x")
    hands.qtbot.keyClick(field, KEY.Key_Return)
    hands.settle()
    assert hands.source == f"{SCRIPT}y = 2 * x\n"
    hands.qtbot.keyClick(field, KEY.Key_Z, MODIFIER.ControlModifier)
    hands.settle()
    assert (hands.source, field.text(), field.hasFocus()) == (SCRIPT, "", True)
    hands.qtbot.keyClick(field, KEY.Key_Z, CONTROL_SHIFT)
    hands.settle()
    assert hands.source == f"{SCRIPT}y = 2 * x\n"
    hands.qtbot.keyClicks(field, "w +")
    hands.qtbot.keyClick(field, KEY.Key_Z, MODIFIER.ControlModifier)
    assert field.text() == "", "what is typed in the bar is undone there first"
    assert hands.source == f"{SCRIPT}y = 2 * x\n"


@pytest.mark.parametrize(
    ("formula", "column", "word"),
    [("sin(x", 4, "“(”"), ("2 * q", 5, "“q”"), ("x $", 3, "“$”"), ("x +", 4, "goes on")],
)
def test_an_error_is_shown_with_its_column(
    hands: Hands, formula: str, column: int, word: str
) -> None:
    field = opened(hands)
    type_into(hands.qtbot, field, formula)
    answer = label(hands.window, "formula_answer")
    assert answer.startswith(f"Column {column}: ")
    assert word in answer
    hands.qtbot.keyClick(field, KEY.Key_Return)
    assert hands.source == SCRIPT
    assert field.text() == formula, "nothing is lost"
    assert field.hasFocus()


def test_a_formula_that_cannot_be_computed_is_reported_while_typed(hands: Hands) -> None:
    field = opened(hands)
    type_into(hands.qtbot, field, "trace(x)")
    assert label(hands.window, "formula_answer").startswith("trace cannot take (")
    hands.qtbot.keyClick(field, KEY.Key_Return)
    assert hands.source == SCRIPT
    assert field.text() == "trace(x)"


def test_shortcuts_of_the_graph_type_letters_in_the_formula_bar(hands: Hands) -> None:
    field = opened(hands)
    hands.qtbot.keyClicks(field, "b /+-1 prs")
    assert field.text() == "b /+-1 prs"
    assert hands.source == SCRIPT


def test_the_translation_follows_the_script(hands: Hands, window: MainWindow) -> None:
    field = opened(hands)
    hands.qtbot.keyClicks(field, "q")
    answer = window.findChild(QLabel, "formula_answer")
    assert answer is not None
    assert "“q”" in answer.text()
    window.editor.appendPlainText("q = x + 1")
    assert "q" in answer.text()
    assert "Column" not in answer.text()


def test_a_syntax_error_of_the_script_is_shown_with_its_line_alone(hands: Hands) -> None:
    field = opened(hands)
    hands.window.editor.appendPlainText("y = (")
    type_into(hands.qtbot, field, "x + w")
    assert label(hands.window, "formula_answer").startswith("Line 7: The script cannot be read")
