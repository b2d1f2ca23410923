"""Substituting numbers for letters keeps the value of a formula."""

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import engine.ops  # noqa: F401  (it fills the registry)
from engine.explain.latex import (
    array_latex,
    in_lines,
    name_of,
    number_latex,
    tokens,
    with_else,
    with_values,
)
from engine.op import Op
from engine.registry import traced
from tests.engine.ops.latex import UnsupportedError, evaluate

FORMULAS = sorted(
    {rule.slope for op in vars(traced).values() if isinstance(op, Op) for rule in op.rules.values()}
    | {op.formula for op in vars(traced).values() if isinstance(op, Op)}
)

NUMBERS = st.sampled_from([-2.0, -0.5, 0.0, 0.25, 3.0, 20.0])


def names_in(latex: str) -> set[str]:
    defined = set(re.findall(r",\\,\s*(\w+)\s*=", latex))
    return {name_of(token) for token in tokens(latex)} - {"", "e"} - defined


@given(latex=st.sampled_from(FORMULAS), data=st.data())
def test_substitution_keeps_the_value(latex: str, data: st.DataObject):
    values = {name: data.draw(NUMBERS, label=name) for name in sorted(names_in(latex))}
    with np.errstate(all="ignore"):
        try:
            wanted = evaluate(latex, {name: np.float64(value) for name, value in values.items()})
        except UnsupportedError:
            assume(False)
        texts = {name: number_latex(value) for name, value in values.items()}
        written = with_values(latex, texts)
        assert written is not None
        found = evaluate(written, {"t": None})
    np.testing.assert_allclose(found, wanted, equal_nan=True)


def test_an_indexed_letter_has_no_value():
    assert with_values(r"\sum_i a_i b_i", {"a": "2", "b": "3"}) is None


@pytest.mark.parametrize(
    ("latex", "written"),
    [
        ("g b", r"2 \cdot 3"),
        (r"a^{b - 1}", r"\left(-1\right) ^ {3 - 1}"),
        (r"\frac{a}{b}", r"\frac {-1} {3}"),
        (r"\sin a", r"\sin \left(-1\right)"),
        (r"|b| g", r"| 3 | \cdot 2"),
        (r"\log_{10} b", r"\log _ {10} 3"),
        (r"\log_2 b", r"\log _ 2 3"),
    ],
)
def test_minus_signs_and_products_are_written_explicitly(latex: str, written: str):
    assert with_values(latex, {"a": "-1", "b": "3", "g": "2"}) == written


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.333333, "0.3333"),
        (2.25e-05, r"2.25 \cdot 10^{-5}"),
        (123456.7, "123457"),
        (134567890.0, r"1.346 \cdot 10^{8}"),
        (math.inf, r"\infty"),
        (-math.inf, r"-\infty"),
        (math.nan, r"\mathrm{nan}"),
        (True, r"\mathrm{true}"),
    ],
)
def test_numbers_are_short(number: float, text: str):
    assert number_latex(number) == text


def test_small_arrays_become_matrices_and_large_ones_are_left_out():
    assert array_latex(np.array([1.0, 2.0])) == r"{\begin{bmatrix} 1 \\ 2 \end{bmatrix}}"
    assert array_latex(np.array([[1.0, 2.0]])) == r"{\begin{bmatrix} 1 & 2 \end{bmatrix}}"
    assert array_latex(np.zeros((2, 5))) is None
    assert array_latex(np.zeros((2, 2, 2))) is None
    assert array_latex(np.zeros((0, 2))) is None


@pytest.mark.parametrize(
    "latex",
    sorted(
        formula
        for op in vars(traced).values()
        if isinstance(op, Op)
        for formula in [op.formula, *(rule.slope or rule.sends for rule in op.rules.values())]
        if r"\begin{cases}" in formula
    ),
)
def test_every_case_has_a_condition(latex: str):
    for cases in re.findall(r"\\begin\{cases\}(.*?)\\end\{cases\}", with_else(latex)):
        assert all(row.count("&") == 1 for row in cases.split(r"\\"))
        assert cases.count(r"\text{else}") <= 1


def test_a_formula_without_cases_is_not_changed():
    for latex in (r"\begin{matrix} a \\ b \end{matrix}", "a b", ""):
        assert with_else(latex) == latex


def test_definitions_are_in_lines_of_their_own():
    assert in_lines("a + b") == "a + b"
    assert in_lines(r"(a,\, b)") == r"(a,\, b)"
    lines = in_lines(r"s b,\, s = g_{1,\, i},\, i = 1").split(r" \\ ")
    assert [line.strip() for line in lines] == [
        r"\begin{array}{l} s b,",
        r"s = g_{1,\, i},",
        r"i = 1 \end{array}",
    ]
