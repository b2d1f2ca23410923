"""The formulas of cards, with the numbers of a pass."""

from __future__ import annotations

import pytest

from engine.explain.application import application
from engine.explain.derivatives import MAX_DERIVATIVES, Derivative, explanation
from engine.explain.latex import tokens
from engine.record.recording import Recording
from tests.engine.explain.scripts import at_end, by_op, named, recorded
from tests.engine.ops.latex import evaluate

LINEAR = """
x = torch.tensor([[1.0, 2.0, 3.0]], requires_grad=True)
W = torch.tensor([[1.0, 2.0], [3.0, -4.0], [5.0, 6.0]], requires_grad=True)
b = torch.tensor([0.5, -1.0], requires_grad=True)
h = x @ W
y = h + b
y.sum().backward()
"""


def derivatives(recording: Recording, card: int) -> tuple[Derivative, ...]:
    found = explanation(at_end(recording), card)
    assert found is not None
    return found.derivatives


@pytest.mark.parametrize(
    "expression",
    [
        *("x * w", "x / w", "x ** 3", "x - 2 * w", "torch.exp(x)", "torch.tanh(x)", "-x"),
        *("torch.log(x)", "1 / x", "torch.sigmoid(x)", "torch.relu(w)", "x ** w", "w.abs()"),
        *("torch.nn.functional.mse_loss(x, w)", "torch.maximum(x, w)", "torch.sqrt(x)"),
        *("torch.atan2(x, w)", "torch.clamp(x, 0, 2)", "torch.nn.functional.leaky_relu(w)"),
    ],
)
def test_formulas_with_numbers_equal_the_sent_gradients(expression: str):
    recording = recorded(
        "x = torch.tensor(1.5, requires_grad=True)\n"
        "w = torch.tensor(-2.0, requires_grad=True)\n"
        f"y = {expression}\n"
        "(y * 3).backward()\n"
    )
    found = derivatives(recording, named(recording, "y"))
    assert found
    for derivative in found:
        (line,) = derivative.numbers
        product, _, result = line.rpartition("=")
        assert evaluate(product, {}) == pytest.approx(evaluate(result, {}), rel=2e-3)


@pytest.mark.parametrize(
    "expression",
    [
        *("M.sum(1)", "M.mean(0)", "M.mean(1)", "M.mean(-1)", "M.mean(1, keepdim=True).view(2)"),
        *("M.logsumexp(0)", "M.logsumexp(1)", "M.norm(dim=1)", "M.norm(dim=0)"),
        *("M.norm(dim=1, p=1)", "torch.linalg.vector_norm(M, dim=-1)"),
    ],
)
def test_numbers_along_a_dimension_are_those_of_their_row_or_column(expression: str):
    recording = recorded(
        "M = torch.tensor([[2.0, 1.0], [0.5, 3.0]], requires_grad=True)\n"
        f"y = {expression}\n"
        "y.backward(torch.tensor([2.0, 10.0]))\n"
    )
    lines = [
        line
        for card in range(len(recording["cards"]))
        if (found := explanation(at_end(recording), card)) is not None
        for derivative in found.derivatives
        if derivative.operand.card == named(recording, "M")
        for line in derivative.numbers
    ]
    assert len(lines) == 4
    for line in lines:
        product, _, result = line.rpartition("=")
        assert evaluate(product, {}) == pytest.approx(evaluate(result, {}), rel=2e-3)


@pytest.mark.parametrize(
    ("expression", "count"),
    [
        ("M[0].softmax(0)", 2),
        ("M.softmax(-1)", 4),
        ("M.log_softmax(1)", 4),
        ("M.view(1, 4).log_softmax(1)", 4),
        ("torch.nn.functional.softmin(M[1], dim=0)", 2),
        ("M.softmax(0)", 0),
        ("M.view(1, 2, 2).softmax(1)", 0),
        ("M.repeat(1, 2).softmax(1)", 0),
    ],
)
def test_each_element_of_a_small_softmax_has_a_line(expression: str, count: int):
    recording = recorded(
        "M = torch.tensor([[2.0, 1.0], [0.5, 3.0]], requires_grad=True)\n"
        f"y = {expression}\n"
        "(y * torch.tensor([2.0, -1.0] * (y.shape[-1] // 2))).sum().backward()\n"
    )
    card = next(c for c in range(len(recording["cards"])) if "softmax" in op_of(recording, c))
    (found,) = derivatives(recording, card)
    assert len(found.numbers) == count
    for line in found.numbers:
        product, _, result = line.rpartition("=")
        assert evaluate(product, {}) == pytest.approx(evaluate(result, {}), rel=2e-3, abs=2e-4)


def op_of(recording: Recording, card: int) -> str:
    return recording.text(int(recording["cards"]["op"][card]))


def test_formulas_of_a_recorded_pass_have_its_number():
    recording = recorded(
        "x = torch.tensor(2.0, requires_grad=True)\n"
        "(g,) = torch.autograd.grad(x**3, x, create_graph=True)\n"
        "g.backward()\n"
    )
    found = explanation(at_end(recording), by_op(recording, "mul_number"))
    assert found is not None
    assert found.formula == r"y = a \cdot 3"
    assert found.derivatives[0].formula == r"\frac {\partial y} {\partial a} = 3"


LOSS = "torch.nn.functional.{}(x, {}, reduction={!r})"


@pytest.mark.parametrize(
    ("loss", "target", "reduction", "formula", "derivative"),
    [
        ("mse_loss", "w", "mean", r"\frac{1}{n} \sum (a - b)^2", r"\frac{2}{n} (a - b)"),
        ("mse_loss", "w", "sum", r"\sum (a - b)^2", "2 (a - b)"),
        ("mse_loss", "w", "none", "(a - b)^2", "2 (a - b)"),
        ("soft_margin_loss", "w", "sum", r"\sum \ln(1 + e^{-a b})", r"-b \sigma(-a b)"),
        (
            *("binary_cross_entropy_with_logits", "w", "mean"),
            r"-\frac{1}{n} \sum (b \ln \sigma(a) + (1 - b) \ln \sigma(-a))",
            r"\frac{1}{n} (\sigma(a) - b)",
        ),
        (
            *("nll_loss", "torch.tensor([1, 0])", "sum"),
            r"-\sum a_{\mathrm{target}}",
            r"\begin{cases} -g & i = \mathrm{target} \\ 0 & \text{else} \end{cases}",
        ),
    ],
)
def test_formulas_of_losses_say_how_they_are_reduced(
    loss: str, target: str, reduction: str, formula: str, derivative: str
):
    shape = "2, 3" if loss == "nll_loss" else "3"
    recording = recorded(
        f"x = torch.rand({shape}, requires_grad=True)\nw = torch.rand({shape})\n"
        f"y = {LOSS.format(loss, target, reduction)}\ny.sum().backward()\n"
    )
    found = explanation(at_end(recording), named(recording, "y"))
    assert found is not None
    assert plain(found.formula).removeprefix("y=") == plain(formula)
    assert plain(found.derivatives[0].formula).partition("=")[2] == plain(derivative)


def test_the_loss_of_a_single_sample_is_no_mean():
    recording = recorded(
        "x = torch.rand(3, requires_grad=True)\n"
        "y = torch.nn.functional.nll_loss(x, torch.tensor(1))\n"
    )
    found = explanation(at_end(recording), named(recording, "y"))
    assert found is not None
    assert "sum" not in found.formula


def plain(latex: str) -> str:
    """A formula without the spaces between its tokens."""
    return "".join(tokens(latex))


def test_formulas_exist_before_the_pass_and_numbers_after_it():
    recording = recorded("x = torch.tensor(3.0, requires_grad=True)\ny = x * 2\ny.backward()\n")
    card = named(recording, "y")
    before = explanation(recording.at(recording.index.pass_start(0)), card)
    assert before is not None
    assert before.formula == "y = a b"
    (derivative,) = before.derivatives
    assert derivative.formula == r"\frac{\partial y}{\partial a} = b"
    assert derivative.numbers == ()
    assert derivative.product is None
    (after,) = derivatives(recording, card)
    assert after.numbers == (r"1 \cdot 2 = 2",)


def test_each_element_of_a_small_array_has_a_line():
    recording = recorded(
        "x = torch.tensor([1.0, -2.0], requires_grad=True)\ny = x ** 2\ny.sum().backward()\n"
    )
    (derivative,) = derivatives(recording, named(recording, "y"))
    assert derivative.numbers == (
        r"1 \cdot 2 \cdot 1 ^ {2 - 1} = 2",
        r"1 \cdot 2 \cdot \left(-2\right) ^ {2 - 1} = -4",
    )


def test_small_matrices_are_multiplied_in_full():
    recording = recorded(LINEAR)
    of_x, of_w = derivatives(recording, named(recording, "h"))
    assert of_x.formula == r"\mathrm{grad}_{a} = g b^{\mathsf{T}}"
    assert of_x.numbers[1] == r"= {\begin{bmatrix} 3 & -1 & 11 \end{bmatrix}}"
    assert of_w.numbers[0].startswith(r"\mathrm{grad}_{b} = {\begin{bmatrix} 1 & 2 & 3 ")


def test_large_arrays_are_shown_as_shapes():
    recording = recorded(
        "x = torch.ones(3000, 2000, requires_grad=True)\ny = x * 2\ny.sum().backward()\n"
    )
    (derivative,) = derivatives(recording, named(recording, "y"))
    assert derivative.numbers == ()
    assert derivative.product is not None
    assert derivative.product.final_shape == (3000, 2000)


def test_the_product_uses_the_gradient_replaced_by_a_hook():
    recording = recorded(
        "x = torch.tensor(3.0, requires_grad=True)\n"
        "y = x * 2\n"
        "y.register_hook(lambda g: g * 10)\n"
        "y.backward()\n"
    )
    (derivative,) = derivatives(recording, named(recording, "y"))
    assert derivative.numbers == (r"10 \cdot 2 = 20",)


def test_of_many_inputs_the_first_are_explained():
    recording = recorded(
        "x = torch.ones(2, requires_grad=True)\n"
        "y = torch.cat([x * i for i in range(50)])\n"
        "y.sum().backward()\n"
    )
    found = explanation(at_end(recording), named(recording, "y"))
    assert found is not None
    assert len(found.derivatives) == MAX_DERIVATIVES
    assert found.omitted == 50 - MAX_DERIVATIVES


@pytest.mark.parametrize(
    "code",
    [
        "x = torch.ones(2, requires_grad=True)\n",
        "class F(torch.autograd.Function):\n"
        "    @staticmethod\n"
        "    def forward(ctx, a):\n"
        "        return a * 2\n"
        "    @staticmethod\n"
        "    def backward(ctx, g):\n"
        "        return g * 2\n"
        "y = F.apply(torch.ones(2, requires_grad=True))\n",
        "x = torch.ones(2, requires_grad=True)\ny = x * 1\nv = y[0]\nv.mul_(3)\n",
        "y = torch.ones(2) * 2\n",
    ],
)
def test_operations_without_a_declared_formula_have_none(code: str):
    recording = recorded(code)
    assert explanation(at_end(recording), len(recording["cards"]) - 1) is None


def test_a_pass_that_raised_shows_what_was_sent_before():
    recording = recorded(
        "x = torch.tensor(3.0, requires_grad=True)\n"
        "k = x.exp()\n"
        "y = k * 2\n"
        "k.add_(1)\n"
        "try:\n"
        "    (y + k).backward()\n"
        "except RuntimeError:\n"
        "    pass\n"
    )
    (of_k,) = derivatives(recording, by_op(recording, "mul"))
    (of_x,) = derivatives(recording, by_op(recording, "exp"))
    assert of_k.numbers == (r"1 \cdot 2 = 2",)
    assert of_x.numbers == ()


def test_inputs_are_identified_by_their_letters():
    recording = recorded("x = torch.ones(2, requires_grad=True)\ny = x * 2.5\n")
    applied = application(recording, named(recording, "y"))
    assert applied is not None
    first, second = applied.operands
    assert (first.letter, first.card, first.is_needed) == ("a", named(recording, "x"), True)
    assert (second.letter, second.number, second.is_needed) == ("b", 2.5, False)


def test_settings_are_identified_by_their_names():
    recording = recorded("x = torch.ones(2, 3, requires_grad=True)\ny = x.sum(dim=1)\n")
    applied = application(recording, named(recording, "y"))
    assert applied is not None
    assert applied.settings == {"dim": (1,), "keepdim": False}
