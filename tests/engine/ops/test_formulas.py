"""The LaTeX formulas of operations agree with what they compute."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine.ops  # noqa: F401  (it fills the registry)
from engine.op import Op
from engine.registry import raw, traced
from tests.engine.ops.case import Case
from tests.engine.ops.cases import CASES
from tests.engine.ops.latex import UnsupportedError, evaluate
from tests.noting import noting

OPS = {name: each for name, each in vars(traced).items() if isinstance(each, Op)}

RULES = {(name, wrt): rule for name, op in OPS.items() for wrt, rule in op.rules.items()}

SLOPING = dict.fromkeys(name for (name, _), rule in RULES.items() if rule.slope)

NOT_ELEMENTARY = {
    *("acosh_", "asinh_", "atan2_of_truth", "atanh_", "detach_copy", "pow_by_truth"),
    *("scatter_reducing", "scatter_reducing_"),
    *("embedding_bag_backward", "embedding_bag_weights_backward"),
    *("bernoulli_like", "binomial", "unique", "unique_consecutive", "unique_dim"),
    *("attention_backward", "cdist_backward", "multi_margin_loss_backward", "pdist_backward"),
    *("multilabel_margin_loss_backward", "native_channel_shuffle"),
    *("segment_reduce_backward", "standard_gamma_grad"),
    *("ctc_loss_back", "digamma", "floor_divide", "floor_divide_number", "gelu"),
    *("geqrf", "hardsigmoid_backward", "heaviside", "histogram"),
    *("grid_sampler_2d_bends", "grid_sampler_2d_turned", "grid_sampler_2d_turned_back"),
    *("grid_sampler_3d_bends", "grid_sampler_3d_turned", "grid_sampler_3d_turned_back"),
    *(
        "i0",
        "i0e",
        "i1",
        "i1e",
        "ldl_factor",
        "ldl_solve",
        "lgamma",
        "mvlgamma",
        "polygamma",
        "polygamma_",
    ),
    *("nansum", "prod", "prod_dim", "remainder_of_number", "std", "unique", "unique_consecutive"),
    *("unique_dim", "var", "weighted_bincount"),
}
"""Operations with sums, means, or functions that numpy lacks."""


def values_of(op: Op, arrays: list[np.ndarray], case: Case) -> dict[str, Any]:
    """The values of the letters in an operation's formulas."""
    values: dict[str, Any] = dict(zip(op.inputs, arrays)) | dict(case.settings)
    y = values["y"] = op.kernel(*arrays, **case.settings)
    how, count = str(case.settings.get("reduction")), max(map(np.size, arrays))
    values.setdefault("n", {"sum": 1, "mean": count}.get(how, count / max(np.size(y), 1)))
    return values


def sent_by_rule(op: Op, wrt: str, values: dict[str, Any], g: np.ndarray) -> np.ndarray:
    """The vector-Jacobian product, not yet summed back to a broadcast input's shape."""
    shapes = {f"{name}_shape": np.shape(values[name]) for name in op.inputs}
    known = values | shapes | {"out": values["y"]}
    asked = {name: known[name] for name in op.rules[wrt].names}
    product: np.ndarray = op.rules[wrt].function(raw, g, **asked)
    return product


def check_slope(name: str, wrt: str, case: Case) -> bool:
    """Compare a derivative's formula with its rule; returns whether they can be compared."""
    op = OPS[name]
    rng = np.random.default_rng(11)
    arrays = case.arrays(rng)
    values = values_of(op, arrays, case)
    g = rng.uniform(0.5, 2.0, np.shape(values["y"]))
    sent = sent_by_rule(op, wrt, values, g)
    try:
        product = g * evaluate(op.rules[wrt].slope, values)
    except (UnsupportedError, ValueError):
        return False
    np.testing.assert_allclose(np.broadcast_to(product, np.shape(sent)), sent, rtol=1e-6, atol=1e-9)
    return True


def usable(case: Case) -> bool:
    """Whether no reduced dimension is removed: it would not broadcast."""
    return bool(case.settings.get("keepdim", True))


def test_every_rule_has_a_formula():
    assert [key for key, rule in RULES.items() if bool(rule.slope) == bool(rule.sends)] == []


def test_formulas_of_sent_gradients_contain_the_incoming_gradient():
    sent = {key: rule.sends for key, rule in RULES.items() if rule.sends}
    assert [key for key, text in sent.items() if "g" not in text] == []


@pytest.mark.parametrize("name", SLOPING)
def test_formulas_of_derivatives_agree_with_the_rules(name: str):
    for wrt, rule in OPS[name].rules.items():
        if rule.slope:
            with noting(wrt):
                cases = filter(usable, CASES.get(name, []))
                compared = [check_slope(name, wrt, case) for case in cases]
                assert any(compared) != (name in NOT_ELEMENTARY)


def test_formulas_have_only_printable_characters():
    formulas = [op.formula for op in OPS.values()]
    texts = [*formulas, *(text for rule in RULES.values() for text in (rule.slope, rule.sends))]
    assert [text for text in texts if not text.isprintable()] == []


def test_a_wrong_formula_of_a_derivative_is_detected():
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(evaluate("1 - y", {"y": 0.5}), evaluate("1 - y^2", {"y": 0.5}))


@pytest.mark.parametrize(
    ("latex", "value"),
    [
        (r"\frac{1}{1 + e^{-a}}", 1 / (1 + np.exp(-2.0))),
        (r"-a^2 b / 4", -3.0),
        (r"2^{a} \ln 2", 4 * np.log(2)),
        (r"|a| \operatorname{sgn}(-b)", -2.0),
        (r"\begin{cases} 1 & a > b \\ \frac{1}{2} & a = 2 \\ 0 \end{cases}", 0.5),
        (r"\begin{cases} 1 & a > b \\ 7 & \text{else} \end{cases}", 7.0),
        (r"t + 1,\, t = a b", 7.0),
    ],
)
def test_the_evaluator_reads_formulas_correctly(latex: str, value: float):
    assert evaluate(latex, {"a": 2.0, "b": 3.0}) == pytest.approx(value)


def test_no_input_has_the_letter_of_the_result_or_of_its_gradient():
    assert [name for name, op in OPS.items() if op.rules and {"y", "g"} & set(op.inputs)] == []
