"""Formulas for the settings of an application agree with what its operation computes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.explain.derivatives import explanation
from engine.explain.latex import tokens
from engine.explain.settled import Known, settled
from tests.engine.explain.scripts import at_end, named, recorded
from tests.engine.ops.case import Case
from tests.engine.ops.cases import CASES
from tests.engine.ops.latex import UnsupportedError, evaluate
from tests.engine.ops.test_formulas import OPS, sent_by_rule, usable, values_of


def evaluated(latex: str, values: dict[str, Any]) -> Any:
    """The value of a formula; None if it is not elementary."""
    try:
        return evaluate(latex, values)
    except (UnsupportedError, ValueError):
        return None


def check(name: str, case: Case) -> int:
    """Compare settled formulas with what an operation computes; returns how many could be."""
    op, arrays = OPS[name], case.arrays(np.random.default_rng(5))
    values = values_of(op, arrays, case)
    numbers = {each: float(a) for each, a in zip(op.inputs, arrays) if not np.ndim(a)}
    known = Known(case.settings, numbers, np.ndim(arrays[0]), np.iscomplexobj(arrays[0]))
    g = np.random.default_rng(6).uniform(0.5, 2.0, np.shape(values["y"]))
    compared = 0
    is_reduced = case.settings.get("reduction", "none") != "none"
    is_elementwise = any(rule.slope for rule in op.rules.values()) and not is_reduced
    whole = evaluated(settled(name, op.formula, known), values) if is_elementwise else None
    if whole is not None:
        whole = np.broadcast_to(whole, np.shape(g))
        np.testing.assert_allclose(whole, values["y"], rtol=1e-6, atol=1e-9)
        compared += 1
    for wrt, rule in op.rules.items():
        slope = evaluated(settled(name, rule.slope, known), values) if rule.slope else None
        if slope is not None:
            sent = sent_by_rule(op, wrt, values, g)
            product = np.broadcast_to(g * slope, np.shape(sent))
            np.testing.assert_allclose(product, sent, rtol=1e-6, atol=1e-9)
            compared += 1
    return compared


BOUNDS: list[dict[str, Any]] = [
    {"min": None, "max": 1.0},
    {"min": -0.8, "max": None},
    {"min": -0.8, "max": 1.0},
]
ORDERS = [0.5, 1.0, 2.0, 3.0]

MORE: dict[str, list[Case]] = {
    "clamp": [Case(((2, 3),), each) for each in BOUNDS],
    "logit": [Case(((2, 3),), {"eps": each}, True, 0.1, 0.9) for each in (None, 0.3)],
    "vector_norm": [
        Case(((2, 3),), {"p": p, "dim": dim, "keepdim": True})
        for p in ORDERS
        for dim in (None, (1,))
    ],
    "dist": [Case(((2, 3), (2, 3)), {"p": p}) for p in (*ORDERS, 0.0)],
    "elu": [Case(((2, 3),), {"alpha": 2.0, "scale": scale}) for scale in (1.0, 1.5)],
    "addcmul": [Case(((3,), (3,), (3,)), {"value": value}) for value in (1, 2)],
    "addcdiv": [Case(((3,), (3,), (3,)), {"value": value}) for value in (1, 2)],
    "binary_cross_entropy_with_logits": [
        Case(
            ((3,), np.array([0.2, 0.7, 1.0]), np.array(1.0), np.array(1.0)),
            {"weighted": False, "balanced": False, "reduction": reduction},
        )
        for reduction in ("mean", "none")
    ],
    "softplus": [Case(((2, 3),), {"beta": 2.0, "threshold": 1.0})],
}


@pytest.mark.parametrize("name", MORE)
def test_formulas_for_some_settings_agree_with_the_operation(name: str):
    assert 0 not in [check(name, case) for case in MORE[name]]


ALONE = [name for name in CASES if OPS[name].rules and OPS[name].outputs == ("out",)]


@pytest.mark.parametrize("name", ALONE)
def test_formulas_agree_with_the_operation_in_all_cases(name: str):
    for case in filter(usable, CASES[name]):
        check(name, case)


MATRIX = "M = torch.tensor([[2.0, 1.0], [0.5, 3.0]], requires_grad=True)\n"


@pytest.mark.parametrize(
    ("expression", "formula", "derivative"),
    [
        ("M.clamp(min=1)", r"\max(a, \mathrm{min})", r"\begin{cases} 1 & a \ge \mathrm{min} \\ 0"),
        ("M.norm(1)", r"\sum_i |a_i|", r"\operatorname{sgn}(a)"),
        ("M.norm(dim=1)", r"\sqrt{\sum_i a_i^2}", r"\frac{a}{y}"),
        ("M.norm(float('inf'))", r"\max_i |a_i|", r"\begin{cases} \frac{\operatorname{sgn}(a)}"),
        ("M.flatten().sort(descending=True)[0]", r"a_{\pi(0)} \ge a_{\pi(1)} \ge \dots", ""),
        ("M.flatten().topk(2, largest=False)[0]", r"a_{\pi(0)} \le \dots", ""),
        ("torch.linalg.solve(M, M, left=False)", "b a^{-1}", r"-y^{\mathsf{T}} g a^{-\mathsf{T}}"),
        ("M.T", r"a^{\mathsf{T}}", r"g^{\mathsf{T}}"),
        ("M.unsqueeze(0).transpose(0, 1)", r"a_{\mathrm{dim0} \leftrightarrow \mathrm{dim1}}", ""),
        ("M[0][::2]", r"a_{\mathrm{start}:\mathrm{end}:\mathrm{step}}", ""),
        ("M[0][1:]", r"a_{\mathrm{start}:\mathrm{end}}", r"\begin{cases} g_{i - \mathrm{start}}"),
        ("M.unbind()[1]", "a_{1}", "(g_1, g_2"),
        ("M.split(1, dim=1)[1]", "a_{1:2}", "(g_1, g_2"),
        ("M.flatten().split([1, 3])[1]", "a_{1:4}", "(g_1, g_2"),
        ("torch.aminmax(M)[1]", r"\max_i a_i", r"\frac{g_1 [a_i = y_1]}"),
        ("torch.linalg.qr(M)[1]", "R: a = Q R", "(g_1 + Q"),
        ("torch.addmm(M, M, M)", "c + a b", "1"),
        (
            "torch.nn.functional.layer_norm(M, (2,))",
            r"\frac{a - \bar{a}}",
            r"\frac{1}{s} \left(g -",
        ),
        (
            "M.index_put((torch.tensor([0]),), M[0], accumulate=True)",
            r"a_i + \sum_{\mathrm{indices}_j = i} b_j",
            "g",
        ),
        (
            "torch.nn.functional.nll_loss(M, torch.tensor([0, 1]), torch.tensor([1.0, 2.0]))",
            r"-\frac{1}{n} \sum w_{\mathrm{target}} a_{\mathrm{target}},\, n = \sum w_",
            r"\begin{cases} -g w_i / n",
        ),
        (
            "M.scatter_reduce(0, torch.tensor([[0, 0]]), M, 'amax', include_self=False)",
            r"\operatorname{amax}(b_j",
            "",
        ),
    ],
)
def test_formulas_are_those_for_the_settings(expression: str, formula: str, derivative: str):
    recording = recorded(f"{MATRIX}y = {expression}\n")
    found = explanation(at_end(recording), named(recording, "y"))
    assert found is not None
    assert plain(found.formula).startswith(plain(f"y = {formula}"))
    right = plain(found.derivatives[0].formula).partition("=")[2]
    assert right.startswith(plain(derivative))


def plain(latex: str) -> str:
    """A formula without the spaces between its tokens."""
    return "".join(tokens(latex))
