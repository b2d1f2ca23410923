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


@pytest.mark.parametrize(
    ("statement", "legend"),
    [
        ("z = torch.ones(2, 3).mul(x).sum(0)", "u = the result of mul, dim = 0"),
        ("z = torch.ones(2, 3).mul(x).mean(-1)", "u = the result of mul, n = 3, dim = 1"),
        ("z = torch.ones(2, 3).mul(x).flip(1)", "u = the result of mul, n = 3, dims = 1"),
        ("z = torch.ones(3).mul(x).mean()", "u = the result of mul, n = 3"),
        ("z = torch.ones(3).mul(x).var(correction=0)", "c = correction = 0"),
        ("z = torch.ones(2, 3, 4).mul(x).permute(2, 0, 1)", "dims = (2, 0, 1)"),
        ("z = torch.ones(2, 3).mul(x).softmax(1)", "u = the result of mul, dim = 1"),
        ("z = torch.ones(3).mul(x).softmax(0)", "u = the result of mul"),
        ("z = torch.ones(3).mul(x)[[0, 2]]", "indices = the result of tensor"),
        ("z = torch.where(x > 0, x, 0.5)", "b = 0.5"),
        (
            "z = torch.nn.functional.cross_entropy(torch.ones(2, 3) * x, torch.tensor([0, 1]))",
            "n = 2",
        ),
        ("z = x.reshape(1).unbind()[0]", "g₁, g₂, … = the gradients of the outputs"),
        (
            "z = torch.nn.functional.conv1d(x.reshape(1, 1, 1), a.reshape(1, 1, 1), padding=1)",
            "s = stride = 1, p = padding = 1, d = dilation = 1",
        ),
    ],
)
def test_letters_that_no_tensor_has_are_in_the_legend(statement: str, legend: str):
    assert legend in told("z", statement)[1]


def test_a_setting_gets_another_letter_if_the_script_has_its_own():
    formula, legend, _ = told("z", "n = x * 2\nz = torch.special.polygamma(1, n)")
    assert formula == r"z = \psi ^ {( u )} ( n )"
    assert legend == "u = 1"


def test_texts_in_a_formula_keep_their_spaces():
    formula, _, _ = told("z", "z = torch.ones(3).scatter(0, torch.tensor([1]), x.reshape(1))")
    assert r"\text{ with }" in formula


def test_inputs_of_a_list_are_numbered():
    _, _, derivatives = told("z", "z = torch.cat([x.reshape(1), torch.ones(2) * a])")
    assert [each.replace(" ", "") for each in derivatives] == [
        r"\mathrm{grad}_{\mathrm{tensors}_1}=g_{0:1}",
        r"\mathrm{grad}_{\mathrm{tensors}_2}=g_{1:3}",
    ]
    _, _, derivatives = told("z", "z = torch.stack([x, a])")
    assert [each.replace(" ", "")[-4:] for each in derivatives] == ["=g_0", "=g_1"]


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
