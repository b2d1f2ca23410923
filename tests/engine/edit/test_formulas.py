"""Translating mathematical notation to Python."""

import pytest

from engine.edit.edits import Reason
from engine.edit.formulas import add_formula, parsed
from engine.script.source import Place
from engine.worker.headless import recording_of
from tests.engine.edit.marked import refusal

SCRIPT = (
    "import torch\nx, w, b = torch.ones(3), torch.ones(3), torch.ones(())\nW = torch.ones(2, 3)\n"
)
SHAPES = {"x": (3,), "w": (3,), "b": (), "W": (2, 3)}


def test_each_fitting_shape_is_named_once_in_the_refusal_of_a_formula() -> None:
    script = "import torch\nx = torch.ones(4, 1)\n"
    refused = refusal(add_formula, script, "y = x @ x", {"x": (4, 1)})
    assert refused.facts["fitting"] == ((1,), (1, 1))


@pytest.mark.parametrize(
    ("formula", "statement"),
    [
        ("y = 2 * x @ x", "y = 2 * x @ x"),
        ("σ(w·x + b)", "y = torch.sigmoid(w @ x + b)"),
        ("sin(x²)", "y = torch.sin(x**2)"),
        ("y = 2x", "y = 2 * x"),
        ("ｙ＝２x＋sin（x，out＝w）", "y = 2 * x + torch.sin(x, out=w)"),
        ("v = tensor([1, 2])", "v = torch.tensor([1, 2])"),
        ("randn(2, 3) W", "y = torch.randn(2, 3) * W"),
        ("2(x + 1)(x - 1)", "y = 2 * (x + 1) * (x - 1)"),
        ("x(x + 1)", "y = x * (x + 1)"),
        ("1/2x", "y = 1 / (2 * x)"),
        ("-x²", "y = -(x**2)"),
        ("x^-1", "y = x**-1"),
        ("x⁻¹", "y = x**-1"),
        ("(x + 1)^2", "y = (x + 1) ** 2"),
        ("(2^3)^x", "y = (2**3) ** x"),
        ("2^3^x", "y = 2**3**x"),
        ("e^(-x²)", "y = torch.exp(-(x**2))"),
        ("e + π", "y = torch.e + torch.pi"),
        ("√x + √(x+1)", "y = torch.sqrt(x) + torch.sqrt(x + 1)"),
        ("|x − w|", "y = torch.abs(x - w)"),
        ("‖x‖²", "y = torch.norm(x) ** 2"),
        ("sin²(x) + cos² x", "y = torch.sin(x) ** 2 + torch.cos(x) ** 2"),
        ("ln 2x + sin x cos x", "y = torch.log(2 * x) + torch.sin(x) * torch.cos(x)"),
        ("Σ(x × w)", "y = torch.sum(x * w)"),
        ("∑x²", "y = torch.sum(x**2)"),
        ("2·x", "y = 2 * x"),
        ("W·x", "y = W @ x"),
        ("Wᵀ", "y = W.T"),
        ("loss = mean((W @ x - b)²)", "loss = torch.mean((W @ x - b) ** 2)"),
        ("torch.softmax(x, dim=0)", "y = torch.softmax(x, dim=0)"),
        ("sum(W, dim=1)", "y = torch.sum(W, dim=1)"),
        ("x.sum().exp()", "y = x.sum().exp()"),
        ("W[0, 1:] + x[-1]", "y = W[0, 1:] + x[-1]"),
        ("stack([x, w])", "y = torch.stack([x, w])"),
        ("torch.ones(())", "y = torch.ones(())"),
        ("torch.nn.Linear(3, 1)(x)", "y = torch.nn.Linear(3, 1)(x)"),
        ("torch.nn.ReLU()(x)(w)", "y = torch.nn.ReLU()(x) * w"),
        ("W(x)(w)", "y = W * x * w"),
        ("torch.reshape(W, (3, 2))", "y = torch.reshape(W, (3, 2))"),
        ('torch.einsum("ij,j->i", W, x)', 'y = torch.einsum("ij,j->i", W, x)'),
        ("((x))", "y = x"),
        ("x - (b - x)", "y = x - (b - x)"),
        (".5x + 1.E3", "y = 0.5 * x + 1.0e3"),
        ("x ≤ 1", "y = x <= 1"),
        ("0 < x < 1", "y = (0 < x) & (x < 1)"),
        ("0 ≤ x < w ≤ 1", "y = (0 <= x) & (x < w) & (w <= 1)"),
        ("x[x > 0]", "y = x[x > 0]"),
        ("W[0, 0 < x < 1]", "y = W[0, (0 < x) & (x < 1)]"),
        ("ln ‖x‖ + exp |b|", "y = torch.log(torch.norm(x)) + torch.exp(torch.abs(b))"),
        ("log ∑ exp(x)", "y = torch.log(torch.sum(torch.exp(x)))"),
        ("sin()", "y = torch.sin()"),
        ("x.backward()", "x.backward()"),
        ("x.backward(ones(3))", "x.backward(torch.ones(3))"),
        ("w.add_(2(x + 1))", "w.add_(2 * (x + 1))"),
        ("print(sum(x))", "print(torch.sum(x))"),
        ("sin(x.backward())", "y = torch.sin(x.backward())"),
        ("x.grad.zero_()", "x.grad.zero_()"),
        ("x.grad = None", "x.grad = None"),
        ("print(x)", "print(x)"),
        ("x₁ = 2x", "x1 = 2 * x"),
        ("β = −x", "β = -x"),
        ("x = x - 0.1x.grad", "x = x - 0.1 * x.grad"),
    ],
)
def test_a_formula_is_translated_to_python(formula: str, statement: str):
    assert parsed(SCRIPT, formula, SHAPES).statement == statement


def test_names_of_the_script_take_precedence():
    script = "import torch as t\ndef sin(a): return a\nsigma = e = 2\n"
    assert parsed(script, "sin(e) + cos(sigma)").statement == "y = sin(e) + t.cos(sigma)"


@pytest.mark.parametrize(
    ("formula", "problem", "columns", "what"),
    [
        ("y = 2 ? x", "unknown_character", (6, 7), "?"),
        ("2 * (x + 1", "unclosed", (4, 5), "("),
        ("|x", "unclosed", (0, 1), "|"),
        ("x +", "incomplete", (3, 3), ""),
        ("", "incomplete", (0, 0), ""),
        ("y =", "incomplete", (3, 3), ""),
        ("x * * w", "unexpected", (4, 5), "*"),
        ("x 2", "unexpected", (2, 3), "2"),
        ("x)", "unexpected", (1, 2), ")"),
        ("2 = x", "unexpected", (2, 3), "="),
        ("σ + 1", "no_argument", (0, 1), "σ"),
        ("2 * tahn(x)", "unknown_name", (4, 8), "tahn"),
        ("x[1", "unclosed", (1, 2), "["),
        ("x. + 1", "unexpected", (3, 4), "+"),
        ("sum(dim=0, x)", "unexpected", (11, 12), "x"),
        ("x.| = w", "unexpected", (2, 3), "|"),
        ("01", "unexpected", (0, 2), "01"),
        ("-01", "unexpected", (0, 3), "-01"),
    ],
)
def test_an_error_has_its_columns(formula, problem, columns, what):
    refused = refusal(parsed, SCRIPT, formula, SHAPES)
    assert refused.reason is Reason.FORMULA
    assert (refused.facts["problem"], refused.facts["what"]) == (problem, what)
    assert refused.place == Place(1, columns[0], 1, columns[1])


def test_names_without_an_operator_are_taken_for_a_product():
    refused = refusal(parsed, SCRIPT, "wx + b")
    assert (refused.facts["what"], refused.facts["nearest"]) == ("wx", ("w·x",))


def test_an_unknown_name_comes_with_similar_names():
    assert "tanh" in refusal(parsed, SCRIPT, "tahn(x)").facts["nearest"]  # type: ignore[operator]


def test_shapes_that_do_not_match_are_refused_at_their_operator():
    refused = refusal(parsed, SCRIPT, "1 + x@W", SHAPES)
    assert refused.reason is Reason.SHAPES
    assert refused.place == Place(1, 5, 1, 6)
    assert (refused.facts["left"], refused.facts["right"]) == ((3,), (2, 3))


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("len = x", Reason.NAME_BUILTIN),
        ("lambda = x", Reason.NAME_KEYWORD),
        ("torch = x", Reason.NAME_TORCH),
    ],
)
def test_names_that_would_shadow_others_are_refused(formula: str, reason: Reason):
    assert refusal(parsed, SCRIPT, formula).reason is reason


def test_a_formula_becomes_the_last_line():
    edit = add_formula(SCRIPT, "σ(w·x + b)", SHAPES)
    assert edit.source == SCRIPT + "y = torch.sigmoid(w @ x + b)\n"
    assert edit.made == "y"
    recording, ended = recording_of(edit.source, "script.py")
    assert ended.status == 0
    ops = [recording.text(int(row["op"])) for row in recording["cards"][-3:]]
    assert ops == ["dot", "add", "sigmoid"]


def test_a_formula_that_draws_numbers_seeds_them_once() -> None:
    once = add_formula("import torch\n", "a = randn(2, 3)")
    assert once.source == "import torch\n\ntorch.manual_seed(0)\na = torch.randn(2, 3)\n"
    assert once.made == "a"
    filled = "import torch\n\nx = torch.ones(2)\ntorch.manual_seed(0)\nx.uniform_(0, 1)\n"
    assert add_formula("import torch\n\nx = torch.ones(2)\n", "x.uniform_(0, 1)").source == filled
    again = add_formula(once.source, "b = randn(2)").source
    assert again == once.source + "b = torch.randn(2)\n"


def test_brackets_nested_too_deep_are_refused():
    formula = "(" * 300 + "x" + ")" * 300
    refused = refusal(parsed, SCRIPT, formula, SHAPES)
    assert refused.reason is Reason.FORMULA
