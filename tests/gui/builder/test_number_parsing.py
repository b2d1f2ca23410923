"""Parsing typed numbers, and formatting numbers for editing."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.builder.number_parsing import number_of, rows_of, texts_of


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", 2), (" -1.5 ", -1.5), ("1e-3", 0.001), ("x", None), ("", None), ("True", None),
     ("[1]", None), ("1+1", None), ("'1'", None), ("(" * 500, None), ("−2.5", -2.5),
     ("１２．５", 12.5), ("－3", -3),
     ("inf", math.inf), ("-Inf", -math.inf), ("infinite", None), ("nano", None)],
)  # fmt: skip
def test_number_of_parses_a_number_or_returns_none(text: str, number: float | None) -> None:
    found = number_of(text)
    assert found == number
    assert type(found) is type(number)


def test_inf_and_nan_are_numbers() -> None:
    found = number_of(" nan ")
    assert found is not None
    assert math.isnan(found)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1\t2\n3\t4\n", [["1", "2"], ["3", "4"]]),
        ("[1.0, 2.0]", [["1.0", "2.0"]]),
        ("[[1, 2], [3, 4]]", [["1", "2"], ["3", "4"]]),
        ("tensor([[ 1., -2.],\n        [ 3.,  x ]])", [["1.", "-2."], ["3.", "x"]]),
        ("x = torch.tensor([1, 2], requires_grad=True)", [["x", "=", "1", "2"]]),
        ("1; 2\n\n3", [["1", "2"], ["3"]]),
        (" \n", []),
    ],
)
def test_rows_of_splits_a_pasted_text(text: str, rows: list[list[str]]) -> None:
    assert rows_of(text) == rows


@given(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1))
def test_formatted_numbers_parse_to_the_same_numbers(numbers: list[float]) -> None:
    values = np.array([numbers], np.float32)
    (row,) = texts_of(values)
    assert [np.float32(number_of(text)) for text in row] == list(values[0])


def test_numbers_are_formatted_as_they_were_typed() -> None:
    values = np.array([[0.1, 2.0, -3.25]], np.float32)
    assert texts_of(values) == [["0.1", "2.0", "-3.25"]]
    assert texts_of(np.array([[1, -2]])) == [["1", "-2"]]
