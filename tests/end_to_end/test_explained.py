"""Formulas, the order of nodes, saved tensors and the life of a gradient."""

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QListView, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.inspector.formula_label import FormulaLabel
from gui.inspector.section import SectionTitle
from gui.main_window import MainWindow
from gui.theme import DARK, LIGHT
from tests.end_to_end.reading import card_texts, label, look, press_card, write_and_run

pytestmark = pytest.mark.long

LINEAR = """\
import torch
x = torch.tensor([[1.0, 2.0, 3.0]], requires_grad=True)
W = torch.tensor([[1.0, 2.0], [3.0, -4.0], [5.0, 6.0]], requires_grad=True)
b = torch.tensor([0.5, -1.0], requires_grad=True)
h = x @ W
m = torch.ones(3, 2) * b
y = h.sum() + m.sum()
y.backward()
"""

LIFE = """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x * x).sum()
y.backward(retain_graph=True)
y.backward()
x.grad.zero_()
x.grad = None
"""

HOOKED = """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 3
y.register_hook(lambda g: g * 10)
y.sum().backward()
"""

HALF = """\
import torch
x = torch.tensor([[1.1, -2.0]], dtype=torch.bfloat16)
w = torch.full((2, 2), 0.3, requires_grad=True)
with torch.autocast("cpu", dtype=torch.bfloat16):
    y = x @ w
y.sum().backward()
"""

LARGE = """\
import torch
x = torch.ones(10_000_000, requires_grad=True)
y = x * 2
y.sum().backward()
"""

MANY = """\
import torch
x = torch.tensor(1.0, requires_grad=True)
for i in range(3000):
    (x * 2).backward()
"""

LEFT = Qt.MouseButton.LeftButton


def part(window: MainWindow, kind: type[QWidget], name: str) -> QWidget:
    found = window.inspector.findChild(kind, name)
    assert found is not None, name
    return found


def select(qtbot: QtBot, window: MainWindow, name: str, command: str = "last") -> None:
    """Give a command, and press a card of the whole run."""
    window.actions_[command].trigger()
    window.actions_["show_whole_run"].setChecked(True)
    qtbot.waitUntil(lambda: window.graph.is_settled, timeout=20_000)
    press_card(window, name)


def formula(qtbot: QtBot, window: MainWindow, name: str) -> FormulaLabel:
    """The label of a formula, once it is typeset."""
    found = part(window, FormulaLabel, name)
    assert isinstance(found, FormulaLabel)
    qtbot.waitUntil(lambda: found.isVisible() and found.is_drawn, timeout=20_000)
    return found


def strip(window: MainWindow) -> QListView:
    found = part(window, QListView, "gradient_life_strip")
    assert isinstance(found, QListView)
    return found


def words(view: QListView) -> list[str]:
    model = view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def click_item(qtbot: QtBot, view: QListView, item: int) -> None:
    index = view.model().index(item, 0)
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())


def test_a_formula_is_typeset_with_shapes_and_numbers(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, LINEAR)
    select(qtbot, window, "h")
    assert formula(qtbot, window, "formula").latex == "h = x W"
    assert not part(window, QLabel, "formula_legend").isVisible()
    numbers = formula(qtbot, window, "derivative_0_numbers_1").latex
    assert numbers == r"= {\begin{bmatrix} 3 & -1 & 11 \end{bmatrix}}"
    assert label(window, "derivative_0_product") == "grad_x = grad_out @ Wᵀ\n(1,3) = (1,2) @ (2,3)"
    assert label(window, "derivative_1_product") == "grad_W = xᵀ @ grad_out\n(3,2) = (3,1) @ (1,2)"


def test_a_sum_over_broadcast_dimensions_has_a_line(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, LINEAR)
    select(qtbot, window, "m")
    formula(qtbot, window, "derivative_0_formula")
    assert (
        label(window, "derivative_0_product") == "grad_b = grad_out * ones\n(3,2) = (3,2) * (3,2)"
    )
    assert label(window, "derivative_0_sum") == "summed over dimension 0: (3,2) → (2,)"


def test_formulas_are_drawn_in_the_colours_of_the_theme(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, LINEAR)
    select(qtbot, window, "h")
    drawn = formula(qtbot, window, "formula")
    for theme in (LIGHT, DARK):
        window.inspector.set_theme(theme)
        image = drawn.grab().toImage()
        seen = {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
        }
        assert theme.text.name() in seen


def test_the_next_node_is_shown_with_its_reason(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, LINEAR)
    window.actions_["step"].trigger()
    text = label(window, "next_node")
    assert text.startswith("Next: SumBackward0. Of the nodes that are ready it was made last")
    assert "Also ready: SumBackward0." in text


def test_a_waiting_node_shows_its_arrived_contributions(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(
        qtbot,
        window,
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\n"
        "y = x.exp() * 2 + x * 3\ny.backward()\n",
    )
    for _ in range(2):
        window.actions_["step"].trigger()
    assert label(window, "waiting_0_after") == "arrived 1 of 2"
    button = part(window, QToolButton, "waiting_0")
    qtbot.mouseClick(button, LEFT)
    assert look(window).inspected == "x"


def test_saved_tensors_link_to_their_cards_and_to_the_step_that_frees_them(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, LIFE)
    select(qtbot, window, "mul")
    qtbot.waitUntil(lambda: part(window, QLabel, "saved_fate").isVisible())
    assert label(window, "saved_0_before") == "_saved_self"
    assert label(window, "saved_1_before") == "_saved_other"
    assert "Freed by pass 2" in label(window, "saved_fate")
    qtbot.mouseClick(part(window, QToolButton, "saved_step"), LEFT)
    assert label(window, "sentence").startswith("MulBackward0 received")
    qtbot.mouseClick(part(window, QToolButton, "saved_0"), LEFT)
    assert look(window).inspected == "x"


def test_the_life_of_a_gradient_is_a_strip_that_leads_to_its_steps(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, LIFE)
    select(qtbot, window, "x")
    assert words(strip(window)) == [
        "at first\nNone\n",
        "made\n[2 4]\nline 4",
        "+ [2 4]\n[4 8]\nline 5",
        "zeroed\n[0 0]\nline 6",
        "dropped\nNone\nline 7",
    ]
    click_item(qtbot, strip(window), 2)
    assert "adding [2 4] gives [4 8]" in label(window, "sentence")
    click_item(qtbot, strip(window), 0)
    assert label(window, "sentence") == "The script has not begun"


def test_contributions_of_all_passes_lead_to_their_steps(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, LIFE.replace("x.grad.zero_()\nx.grad = None\n", ""))
    select(qtbot, window, "x")
    view = part(window, QListView, "contributions")
    assert isinstance(view, QListView)
    assert words(view) == [
        "  pass 1: MulBackward0\n    [1 2]",
        "  pass 1: MulBackward0\n  + [1 2]\n  = [2 4]",
        "  pass 2: MulBackward0\n  + [1 2]\n  = [3 6]",
        "  pass 2: MulBackward0\n  + [1 2]\n  = [4 8]",
    ]
    click_item(qtbot, view, 0)
    assert label(window, "sentence").startswith("MulBackward0 received [1 1]; it sends [1 2] twice")


def test_a_gradient_replaced_by_a_hook_is_reported(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, HOOKED)
    for _ in range(3):
        window.actions_["step"].trigger()
    assert label(window, "sentence") == (
        "MulBackward0 received [10 10]; it sends [30 30] to AccumulateGrad of x; "
        "a hook had made [10 10] of [1 1]"
    )


def test_sections_can_be_closed_and_opened(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, LINEAR)
    select(qtbot, window, "h")
    drawn = formula(qtbot, window, "formula")
    title = part(window, SectionTitle, "formula_section_heading")
    qtbot.mouseClick(title, LEFT, pos=QPoint(4, 4))
    assert not drawn.isVisible()
    press_card(window, "m")
    assert not drawn.isVisible(), "it stays folded for other cards"
    qtbot.keyClick(title, Qt.Key.Key_Space)
    assert drawn.isVisible()


@pytest.mark.parametrize("script", [LARGE, MANY], ids=["ten million elements", "3000 passes"])
def test_large_runs_do_not_slow_down_the_explanations(
    qtbot: QtBot, window: MainWindow, script: str
) -> None:
    write_and_run(qtbot, window, script)
    window.actions_["last"].trigger()
    window.inspector.select(0)
    qtbot.waitUntil(lambda: part(window, QListView, "gradient_life").isVisible(), timeout=20_000)
    began = time.perf_counter()
    steps = 20
    for _ in range(steps):
        window.actions_["step_back"].trigger()
    assert (time.perf_counter() - began) / steps < 0.1


def test_no_explanation_is_wider_than_a_narrow_panel(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, LINEAR)
    select(qtbot, window, "h")
    formula(qtbot, window, "derivative_0_numbers_0")
    window.inspector.resize(320, 700)
    area = next(each for each in window.inspector.findChildren(QScrollArea) if each.widget())
    for each in window.inspector.findChildren(FormulaLabel):
        if each.isVisible():
            assert each.width() <= area.viewport().width()


def test_bfloat16_and_the_casts_of_autocast_are_shown(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, HALF)
    select(qtbot, window, "y")
    assert label(window, "dtype") == "torch.bfloat16"
    texts = card_texts(window)
    assert any("to, result, shape (2, 2), value 0.3008" in text for text in texts)
    assert any("x, tensor, constant, shape (1, 2), value 1.102 -2." in text for text in texts)
