"""The language of conditions of breakpoints: syntax, errors with columns, and evaluation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.walk.condition import FUNCTIONS, MAX_CHARS, Condition, ConditionError, Fault
from engine.walk.stacks import Stack


def stack(*rows: object) -> Stack:
    elements = np.array(rows)
    elements = elements.astype(complex if elements.dtype.kind == "c" else float)
    elements = elements.reshape(len(rows), -1)
    nothing = np.full(len(rows), np.nan)
    return Stack(elements, nothing, nothing, nothing)


def sampled(lowest: float, highest: float, mean: float) -> Stack:
    return Stack(None, *(np.array([number]) for number in (lowest, highest, mean)))


def met(text: str, grad: Stack | None = None, value: Stack | None = None) -> list[bool]:
    count = next((len(each.lowest) for each in (grad, value) if each is not None), 1)
    found: list[bool] = Condition(text).holds({"grad": grad, "value": value}, count).tolist()
    return found


GRAD = stack([3.0, -4.0], [0.0, 0.5], [np.nan, 1.0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("norm(grad) > 4.9", [True, False, False]),
        ("norm(grad) >= 5 and norm(grad) <= 5", [True, False, False]),
        ("max(grad) == 3", [True, False, False]),
        ("min(grad) < 0", [True, False, False]),
        ("mean(grad) == 0.25", [False, True, False]),
        ("sum(grad) == -1", [True, False, False]),
        ("abs(grad) > 3.5", [True, False, False]),
        ("isnan(grad)", [False, False, True]),
        ("isinf(grad / 0)", [True, True, True]),
        ("not isnan(grad)", [True, True, False]),
        ("grad > 2", [True, False, False]),
        ("all(grad > 0)", [False, False, False]),
        ("any(grad == 0)", [False, True, False]),
        ("sum(grad > 0) == 1", [True, True, True]),
        ("(grad > 2) + (grad > 1) == 2", [True, False, False]),
        ("(grad > 2 and grad < 0) + 1 == 2", [True, False, False]),
        ("(not grad > 2) == 1", [False, True, True]),
        ("0 < grad < 1", [False, True, False]),
        ("grad", [True, True, True]),
        ("-grad == 4", [True, False, False]),
        ("(grad + 1) * 2 == 8", [True, False, False]),
        ("grad ** 2 == 16", [True, False, False]),
        ("grad - 1 == -0.5 or grad == 3", [True, True, False]),
        ("grad != grad", [False, False, True]),
        ("True", [True, True, True]),
        ("  1 > 2", [False, False, False]),
    ],
)
def test_a_condition_is_met_if_it_holds_for_any_element(text: str, expected: list[bool]):
    assert met(text, GRAD) == expected


@pytest.mark.parametrize(
    "text",
    [
        "norm(grad) > 10",
        "not (norm(grad) > 10)",
        "isnan(grad)",
        "not isnan(grad)",
        "grad == grad",
        "not grad",
        "value > 1 and grad > 1",
    ],
)
def test_a_gradient_that_is_none_meets_neither_a_condition_nor_its_negation(text: str):
    assert met(text, None, stack([2.0])) == [False]


def test_known_parts_can_decide_although_others_are_unknown():
    assert met("value > 1 or grad > 1", None, stack([2.0], [0.0])) == [True, False]
    assert met("not (value > 1 and grad > 1)", None, stack([2.0], [0.0])) == [False, True]


def test_of_a_sample_only_the_range_is_known():
    large = sampled(-1.0, 7.0, 2.0)
    assert met("max(grad) == 7 and min(grad) == -1 and mean(grad) == 2", large) == [True]
    for text in ("norm(grad) > 0", "not norm(grad) > 0", "grad > 6", "isnan(grad)"):
        assert met(text, large) == [False]


def test_tensors_of_different_sizes_are_not_compared():
    assert met("grad > value", stack([1.0, 2.0]), stack([0.0, 0.0, 0.0])) == [False]
    assert met("grad > value", stack([1.0, 2.0]), stack([0.5])) == [True]


def test_complex_numbers_have_a_magnitude_and_no_order():
    numbers = stack([3 + 4j])
    assert met("norm(grad) == 5 and abs(grad) == 5", numbers) == [True]
    assert met("abs(grad * 2 + grad) == 15", numbers) == [True]
    assert met("grad > 1", numbers) == met("max(grad) > 1", numbers) == [False]


def test_an_empty_tensor_has_no_maximum():
    assert met("max(grad) > 0 or norm(grad) > 0", stack([])) == [False]
    assert met("sum(grad) == 0", stack([])) == [True]


@pytest.mark.parametrize(
    ("text", "fault", "column", "part"),
    [
        ("", Fault.EMPTY, 0, ""),
        ("   ", Fault.EMPTY, 0, ""),
        ("1" * (MAX_CHARS + 1), Fault.TOO_LONG, MAX_CHARS, ""),
        ("grad >", Fault.NOT_CLEAR, 6, ""),
        ("grad > > 1", Fault.NOT_CLEAR, 7, ""),
        ("norm(grad", Fault.NOT_CLEAR, 4, ""),
        ("grad = 3", Fault.ASSIGNMENT, 5, ""),
        ("norm(grd) > 1", Fault.UNKNOWN_NAME, 5, "grd"),
        ("  x > 1", Fault.UNKNOWN_NAME, 2, "x"),
        ("nrom(grad)", Fault.UNKNOWN_FUNCTION, 0, "nrom"),
        ("norm > 1", Fault.NEEDS_BRACKETS, 0, "norm"),
        ("norm(grad, 2)", Fault.ONE_ARGUMENT, 0, "norm"),
        ("norm()", Fault.ONE_ARGUMENT, 0, "norm"),
        ("norm(x=grad)", Fault.ONE_ARGUMENT, 0, "norm"),
        ("grad > 'é' + 1", Fault.NOT_A_NUMBER, 7, "'é'"),
        ("'é' < nrom(grad)", Fault.NOT_A_NUMBER, 0, "'é'"),
        ("grad > None", Fault.NOT_A_NUMBER, 7, "None"),
        ("grad > 1j", Fault.NOT_A_NUMBER, 7, "1j"),
        ("grad.shape", Fault.NOT_ALLOWED, 0, "grad.shape"),
        ("1 < grad[0]", Fault.NOT_ALLOWED, 4, "grad[0]"),
        ("grad @ value", Fault.NOT_ALLOWED, 0, "grad @ value"),
        ("grad is 1", Fault.NOT_ALLOWED, 0, "grad is 1"),
        ("1 if grad else 2", Fault.NOT_ALLOWED, 0, "1 if grad else 2"),
        ("(lambda: 1)()", Fault.NOT_ALLOWED, 1, "lambda: 1"),
        ("[grad]", Fault.NOT_ALLOWED, 0, "[grad]"),
        ("(g := grad)", Fault.NOT_ALLOWED, 1, "g := grad"),
        ("~grad", Fault.NOT_ALLOWED, 0, "~grad"),
        ("__import__('os')", Fault.UNKNOWN_FUNCTION, 0, "__import__"),
        ("norm.__class__(grad)", Fault.NOT_ALLOWED, 0, "norm.__class__"),
    ],
)
def test_unsupported_syntax_is_refused_at_its_column(
    text: str, fault: Fault, column: int, part: str
):
    with pytest.raises(ConditionError) as caught:
        Condition(text)
    assert (caught.value.fault, caught.value.column, caught.value.text) == (fault, column, part)
    assert str(caught.value).startswith(f"column {column + 1}: ")


@given(st.text(max_size=40))
def test_any_text_is_parsed_or_refused(text: str):
    try:
        condition = Condition(text)
    except ConditionError as error:
        is_told = 0 <= error.column <= len(text)
    else:
        is_told = condition.holds({"grad": GRAD, "value": None}, 3).shape == (3,)
    assert is_told


numbers = st.floats(-1e3, 1e3)
terms = st.recursive(
    st.sampled_from(["grad", "value"]) | numbers.map(lambda number: f"({number})"),
    lambda inner: (
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), inner).map("{0[0]}({0[1]})".format)
        | st.tuples(inner, st.sampled_from("+-*/"), inner).map("({0[0]} {0[1]} {0[2]})".format)
    ),
    max_leaves=5,
)
comparisons = st.tuples(terms, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), terms).map(
    " ".join
)


@given(comparisons, comparisons, st.lists(numbers, min_size=1, max_size=4))
def test_evaluating_many_steps_at_once_equals_one_by_one(left: str, right: str, grads: list[float]):
    text = f"{left} and not ({right})"
    if len(text) > MAX_CHARS:
        return
    rows = [[number, number + 1] for number in grads]
    together = met(text, stack(*rows), stack(*rows))
    assert together == [met(text, stack(row), stack(row))[0] for row in rows]


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=6))
def test_norm_is_the_euclidean_norm(elements: list[float]):
    with np.errstate(all="ignore"):
        norm = math.sqrt(sum(np.float64(each) ** 2 for each in elements))
    assert met("norm(grad) > 10", stack(elements)) == [norm > 10]
