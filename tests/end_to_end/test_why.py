"""The question why a gradient is as it is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.end_to_end.reading import label, look, press_card, write_and_run

CUT = """\
import torch
x = torch.ones(2, requires_grad=True)
w = torch.ones(2, requires_grad=True)
u = (x * x).detach()
y = (u * w).sum()
y.backward()
"""
TWICE = """\
import torch
x = torch.ones(2, requires_grad=True)
x.sum().backward()
x.sum().backward()
"""


def button(window: MainWindow, name: str) -> QToolButton:
    found = window.inspector.findChild(QToolButton, name)
    assert isinstance(found, QToolButton)
    return found


def ask(qtbot: QtBot, window: MainWindow, name: str) -> str:
    """Select a card, press Why?, and read the answer."""
    window.actions_["last"].trigger()
    window.actions_["show_whole_run"].setChecked(True)
    qtbot.waitUntil(lambda: window.graph.is_settled)
    press_card(window, name)
    qtbot.mouseClick(button(window, "why"), Qt.MouseButton.LeftButton)
    return label(window, "why_answer")


def test_a_cut_is_explained_and_its_path_marked(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CUT)
    answer = ask(qtbot, window, "x")
    assert "detach() cuts the way from x" in answer
    assert "line 6" in answer
    assert len(window.graph.canvas.marked) == 5, "x, its square, u, the product and y"
    qtbot.mouseClick(button(window, "why_card_1"), Qt.MouseButton.LeftButton)
    assert look(window).inspected == "u", "a card of the answer leads to it"


def test_the_question_is_hidden_for_an_ordinary_gradient(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CUT)
    ask(qtbot, window, "x")
    press_card(window, "w")
    assert not button(window, "why").isVisible()
    assert len(window.graph.canvas.marked) == 0
    answer = window.inspector.findChild(QLabel, "why_answer")
    assert answer is not None
    assert not answer.isVisible()


def test_an_answer_links_to_the_step_of_its_cause(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, TWICE)
    assert ask(qtbot, window, "x").startswith("2 passes have added up in it, begun in lines 3, 4")
    qtbot.mouseClick(button(window, "why_step"), Qt.MouseButton.LeftButton)
    assert look(window).sentence.startswith("A backward pass starts from the result of sum")


FLAT = """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.zeros(1, requires_grad=True)
h = torch.relu(-w)
s = torch.sqrt(b * 0)
(h.sum() + s.sum()).backward()
"""


@pytest.mark.parametrize(
    ("card", "instead"), [("w", "leaky_relu would pass on a little"), ("b", "by adding 1e-8 to it")]
)
def test_answers_about_zeros_and_nans_say_what_to_write_instead(
    qtbot: QtBot, window: MainWindow, card: str, instead: str
) -> None:
    write_and_run(qtbot, window, FLAT)
    assert instead in ask(qtbot, window, card)


BROKEN = """\
import torch
w = torch.tensor([1.0, 0.0], requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
for _ in range(2):
    loss = (torch.log(w) * 2).sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
"""


def test_the_question_about_a_nan_loss_leads_to_the_first_nan(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, BROKEN)
    window.actions_["last"].trigger()
    window.actions_["show_whole_run"].setChecked(True)
    qtbot.waitUntil(lambda: window.graph.is_settled)
    press_card(window, "loss")
    qtbot.mouseClick(button(window, "value_why"), Qt.MouseButton.LeftButton)
    answer = label(window, "value_why_answer")
    assert answer.startswith("log made -inf of 0 in line 5, and it spread from there.")
    assert len(window.graph.canvas.marked) == 3, "from the loss over the product to the logarithm"
    qtbot.mouseClick(button(window, "value_why_step"), Qt.MouseButton.LeftButton)
    assert look(window).sentence == "log takes w and gives [0 -inf]"
    press_card(window, "w")
    assert not button(window, "value_why").isVisible(), "all of its numbers are finite there"


TRAINED = """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
(w * w).sum().backward()
with torch.no_grad():
    w -= 0.1 * w.grad
"""


def test_the_gradient_is_also_explained_at_the_card_before_an_in_place_change(
    qtbot: QtBot, window: MainWindow
) -> None:
    """There is one w.grad, whichever version of w is inspected."""
    write_and_run(qtbot, window, TRAINED)
    window.actions_["last"].trigger()
    window.inspector.select(0)
    assert label(window, "gradient") == "[2. 4.]"
    assert not button(window, "why").isVisible(), "nothing about it is remarkable"


def test_the_two_questions_about_one_card_are_distinguished(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, "import torch\nx = torch.zeros(1)\ny = x / x\n")
    window.actions_["last"].trigger()
    assert button(window, "value_why").text() == "Why? ▸"
    assert button(window, "why").text() == "Why no gradient? ▸"
    qtbot.mouseClick(button(window, "why"), Qt.MouseButton.LeftButton)
    assert button(window, "why").text() == "Why no gradient? ▾"


IN_A_CALL = """\
import torch
x = torch.ones(2, requires_grad=True)
def f(t):
    return (t * 2).detach()
(f(x) * torch.ones(2, requires_grad=True)).sum().backward()
"""


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_press_a_link_and_a_title_of_the_inspector(
    qtbot: QtBot, window: MainWindow, key: Qt.Key
) -> None:
    write_and_run(qtbot, window, IN_A_CALL)
    window.actions_["last"].trigger()
    window.actions_["show_whole_run"].setChecked(True)
    qtbot.waitUntil(lambda: window.graph.is_settled)
    press_card(window, "mul")
    why = button(window, "why")
    why.setFocus()
    qtbot.keyClick(why, key)
    assert label(window, "why_answer")
    assert not window.graph.folded, "on the graph, Enter would fold the call"
    title = button(window, "value_heading")
    title.setFocus()
    qtbot.keyClick(title, key)
    assert not title.isChecked()
    assert not window.graph.folded


PARTLY = """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
h = torch.relu(x - 1)
k = h * 3
(k * 2).sum().backward()
print(k.grad)
"""


def test_zeros_among_other_numbers_are_asked_about_and_lead_to_their_operation(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, PARTLY)
    answer = ask(qtbot, window, "x")
    assert button(window, "why").text() == "Why is some of it 0? ▾"
    assert answer.startswith("Zero at 1 of 2 places, first at [0]: ReluBackward0 of line 3")
    qtbot.mouseClick(button(window, "why_step"), Qt.MouseButton.LeftButton)
    assert look(window).sentence.startswith("ReluBackward0")


def test_a_gradient_that_no_pass_keeps_is_asked_about_where_the_script_reads_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, PARTLY)
    assert ask(qtbot, window, "k").startswith("k is no leaf")
    assert button(window, "why").text() == "Why is k.grad None? ▾"
    press_card(window, "h")
    assert not button(window, "why").isVisible(), "the script reads no h.grad"


CHAIN = """\
import torch
w = torch.tensor([0.5, 0.25], requires_grad=True)
h = w
for _ in range(12):
    h = torch.sigmoid(h)
loss = h.sum()
loss.backward()
"""


@pytest.mark.parametrize(
    ("code", "question", "told"),
    [
        (CHAIN, "Why so small? ▾", "above all sigmoid by"),
        (CHAIN.replace("torch.sigmoid(h)", "h * 9"), "Why so large? ▾", "above all mul by"),
    ],
)
def test_a_gradient_that_vanished_or_exploded_is_asked_about(
    qtbot: QtBot, window: MainWindow, code: str, question: str, told: str
) -> None:
    write_and_run(qtbot, window, code)
    answer = ask(qtbot, window, "w")
    assert button(window, "why").text() == question
    assert told in answer
    qtbot.mouseClick(button(window, "why_step"), Qt.MouseButton.LeftButton)
    assert "Backward0" in look(window).sentence
