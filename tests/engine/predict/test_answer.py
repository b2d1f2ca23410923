"""Typed answers are parsed, judged, and refused with a reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.predict.answer import AnswerError, Trouble, Verdict, judge, numbers_of


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("4", 4),
        (" -1.5 ", -1.5),
        ("2/3", 2 / 3),
        ("-1/4", -0.25),
        ("1e-3", 0.001),
        (".5", 0.5),
        ("[4, 8]", [4, 8]),
        ("4, 8", [4, 8]),
        ("4 8", [4, 8]),
        ("4，8", [4, 8]),
        ("【４、８】", [4, 8]),
        ("−4", -4),  # as formulas show it
        ("[1/2, 1]", [0.5, 1]),
        ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]]),
        ("[4]", [4]),
        ("inf", np.inf),
    ],
)
def test_usual_notations_of_numbers_are_parsed(text: str, numbers: Any):
    read = numbers_of(text)
    assert read.shape == np.shape(numbers)
    np.testing.assert_array_equal(read, np.array(numbers, np.float64))


@pytest.mark.parametrize(
    ("text", "trouble", "column"),
    [
        ("", Trouble.EMPTY, 0),
        ("  ", Trouble.EMPTY, 0),
        ("four", Trouble.NOT_A_NUMBER, 0),
        ("4, x", Trouble.NOT_A_NUMBER, 3),
        ("__import__('os')", Trouble.NOT_A_NUMBER, 0),
        ("1/0", Trouble.ZERO_BELOW, 2),
        ("/2", Trouble.NOT_A_NUMBER, 0),
        ("1/", Trouble.NOT_A_NUMBER, 1),
        ("[1, 2", Trouble.BRACKETS, 0),
        ("1, 2]", Trouble.BRACKETS, 4),
        ("[[1, 2], [3]]", Trouble.RAGGED, 0),
    ],
)
def test_invalid_answers_are_refused_with_their_column(text: str, trouble: Trouble, column: int):
    with pytest.raises(AnswerError) as refused:
        numbers_of(text)
    assert (refused.value.trouble, refused.value.column) == (trouble, column)


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [
        ("4", 4.0, Verdict.RIGHT),
        ("4.01", 4.0, Verdict.WRONG),
        ("0.42", 0.41997, Verdict.RIGHT),
        ("0.43", 0.41997, Verdict.WRONG),
        ("-0.42", 0.41997, Verdict.WRONG),
        ("[4]", 4.0, Verdict.RIGHT),
        ("4", [4.0], Verdict.RIGHT),
        ("4 8", [4.0, 8.0], Verdict.RIGHT),
        ("8 4", [4.0, 8.0], Verdict.WRONG),
        ("4", [4.0, 8.0], Verdict.WRONG_SHAPE),
        ("1 2 3 4", [[1.0, 2.0], [3.0, 4.0]], Verdict.WRONG_SHAPE),
        ("0", 0.0, Verdict.RIGHT),
        ("0", 0.001, Verdict.WRONG),
    ],
)
def test_the_tolerance_depends_on_the_typed_digits(text: str, value: object, verdict: Verdict):
    assert judge(numbers_of(text), np.array(value, np.float32)) is verdict


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=4))
def test_a_value_with_all_digits_is_right(numbers: list[float]):
    value = np.array(numbers, np.float32)
    text = "[" + ", ".join(repr(each) for each in value.tolist()) + "]"
    assert judge(numbers_of(text), value) is Verdict.RIGHT


@given(st.text(max_size=30))
def test_any_text_is_parsed_or_refused(text: str):
    column = 0
    try:
        read = numbers_of(text)
    except AnswerError as refused:
        column = refused.column
    else:
        assert read.dtype == np.float64
    assert 0 <= column <= len(text)
