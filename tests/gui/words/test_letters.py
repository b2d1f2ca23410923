"""The letters of formulas: the script's own, and no other letter that the script uses."""

import pytest

from engine.explain.derivatives import explanation
from gui.words.letters import Letters
from tests.engine.explain.scripts import at_end, named, recorded

START = (
    "a = torch.tensor(3.0, requires_grad=True)\n"
    "x = torch.tensor(2.0, requires_grad=True)\n"
    "weight = torch.tensor(5.0, requires_grad=True)\n"
)


def told(name: str, statement: str) -> tuple[str, str, list[str]]:
    """The formula, the legend and the derivatives of the result of a statement."""
    recording = recorded(f"{START}{statement}\n{name}.sum().backward()\n")
    state = at_end(recording)
    found = explanation(state, named(recording, name))
    assert found is not None
    letters = Letters(state, found.applied)
    derivatives = [letters.write(each.formula) for each in found.derivatives]
    return letters.write(found.formula), letters.legend(), derivatives


@pytest.mark.parametrize(
    ("name", "statement", "formula", "legend"),
    [
        ("y", "y = a * x", "y = a x", ""),
        ("z", "z = x * a", "z = x a", ""),
        ("z", "z = weight * x", "z = u x", "u = weight"),
        ("z", "z = x * x", "z = u b", "u = x, b = x"),
        ("loss", "b = x - 1\nloss = weight - 1", "y = u - v", "y = loss, u = weight, v = 1"),
        ("z", "y = x * 2\nz = 2 * (y * 4)", "z = u b", "u = the result of mul, b = 2"),
        ("z", "z = x ** 3", r"z = x ^ {\mathrm{exponent}}", "exponent = 3"),
        ("z", "z = weight ** 0.5", r"z = u ^ {\mathrm{exponent}}", "u = weight, exponent = 0.5"),
    ],
)
def test_one_letter_names_of_the_script_are_used(
    name: str, statement: str, formula: str, legend: str
):
    assert told(name, statement)[:2] == (formula, legend)


@pytest.mark.parametrize(
    ("call", "settings"),
    [
        ("leaky_relu(x, 0.2)", "negative_slope = 0.2"),
        ("elu(x, alpha=2.0)", "α = 2"),
        ("selu(x)", "α = 1.673263, scale = 1.050701"),
        ("relu(x)", ""),
        ("softmax(x.reshape(1), 0)", "u = the result of view"),
    ],
)
def test_settings_are_in_the_legend(call: str, settings: str):
    assert told("z", f"z = torch.nn.functional.{call}")[1] == settings


def test_derivatives_use_the_same_letters():
    assert told("z", "z = x * a")[2] == [
        r"\frac {\partial z} {\partial x} = a",
        r"\frac {\partial z} {\partial a} = x",
    ]


def test_mathematical_constants_are_not_letters():
    """The base e of a formula is not the script's e."""
    formula, legend, _ = told("z", "e = x * 2\nz = torch.nn.functional.silu(e)")
    assert formula == r"z = \frac {u} {1 + e ^ {- u}}"
    assert legend == "u = e"


def test_the_incoming_gradient_gets_another_letter_if_the_script_has_a_g():
    """The legend names that letter."""
    _, legend, (derivative, *_) = told("z", "g = x * 2\nz = torch.softmax(g.reshape(1), 0)")
    assert "g" not in derivative.split()
    assert "v _ i" in derivative and legend.endswith("v = the gradient that arrived")


def test_a_g_of_the_script_keeps_its_letter_if_no_gradient_is_shown():
    assert told("z", "g = x * 2\nz = a * g")[:2] == ("z = a g", "")
    assert "arrived" not in told("z", "z = torch.softmax(x.reshape(1), 0)")[1]
