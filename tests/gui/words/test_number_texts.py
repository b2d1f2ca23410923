"""Numbers on cards, in sentences and in full."""

from dataclasses import replace

import numpy as np
import pytest

from engine.record.values import Value, range_of
from gui.words.number_texts import (
    constant_text,
    full_text,
    label_text,
    literal_text,
    number_text,
    number_texts,
    preview,
    short_text,
    summary_text,
)

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(
    ("number", "text"),
    [(2, "2"), (0.1, "0.1"), (1.0001, "1.0001"), (1 / 3, "0.3333333"), (1e-8, "1e-08")],
)
def test_a_constant_of_the_script_is_not_rounded(number: float, text: str) -> None:
    assert constant_text(number) == text


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ("1.5707963267948966", "1.570796"),
        ("exponent=0.3333333333333333", "exponent=0.3333333"),
        ("-1.2345678901e-12", "-1.234568e-12"),
        ("(0.1234567891, 2)", "(0.1234568, 2)"),
        ("0.25", "0.25"),
        ("123456789012", "123456789012"),
        ("dim=(0,)", "dim=(0,)"),
    ],
)
def test_a_number_of_the_script_has_no_more_digits_than_single_precision(
    literal: str, text: str
) -> None:
    assert literal_text(literal) == text


def value(numbers: object, dtype: str = "float32", shape: tuple[int, ...] | None = None) -> Value:
    """A whole value; with a shape, a sample of one of that shape."""
    array = np.array(numbers, dtype)
    return Value(array, array.shape if shape is None else shape, range_of(array))


@pytest.mark.parametrize(
    ("number", "text", "on_card"),
    [
        (0.0, "0", "0."),
        (-2.0, "-2", "-2."),
        (1.5, "1.5", "1.5"),
        (1 / 3, "0.3333", "0.3333"),
        (-2.25e-05, "-2.25e-05", "-2.25e-05"),
        (1023.5, "1023.5", "1023.5"),
        (123456.7, "123457", "123457."),
        (12345678.9, "1.235e+07", "1.235e+07"),
        (1e8, "1e+08", "1e+08"),
        (float("nan"), "nan", "nan"),
        (float("-inf"), "-inf", "-inf"),
        (3, "3", "3"),
        (1234567, "1234567", "1234567"),
        (True, "True", "True"),
        (1 + 2j, "1+2j", "1+2j"),
        (1.0001, "1.0001", "1.0001"),  # which may be a literal
        (3.1416, "3.1416", "3.1416"),
        (3.14159, "3.142", "3.142"),
        (0.9999546, "1.000", "1.000"),  # which was computed, and is not 1
        (0.52003751, "0.5200", "0.5200"),
        (999.99996, "1000", "1000."),
        (1234567.5, "1234568", "1234568."),
        (1.0001 + 2j, "1.0001+2j", "1.0001+2j"),
    ],
)
def test_a_number_is_formatted_for_sentences_and_cards(number, text, on_card):
    assert number_text(number) == text
    assert preview(Value(np.array(number), (), range_of(np.array(number)))).texts == (on_card,)


def test_numbers_shown_together_are_rounded_together():
    assert number_texts([1.0001, 2.0]) == ["1.0001", "2"]
    assert number_texts([1.0001, 2.0, 1 / 3]) == ["1.000", "2", "0.3333"]
    assert short_text(value([1.0001, 2])) == "[1.0001 2]"
    assert short_text(value([[1.0001, 2], [1 / 3, 4]])) == "[[1.000 2] [0.3333 4]]"
    assert short_text(value([1.0001, *[2] * 8, 1 / 3])) == "[1.000 2 2 … 0.3333]"
    assert label_text(value([[1.0001] * 4] * 3)) == "all 1.0001"
    assert full_text(value([1.0001, 20])) == "[ 1.0001 20.]"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (value(14), "14"),
        (value([0, 4, 8, 12]), "[0 4 8 12]"),
        (value([[1, 2], [3, 4.5]]), "[[1 2] [3 4.5]]"),
        (value(range(100)), "[0 1 2 … 99]"),
        (value(np.arange(12).reshape(3, 4)), "(3, 4) numbers between 0 and 11"),
        (value([5, 6], shape=(1000,)), "(1000,) numbers between 5 and 6"),
        (value(np.full((8, 1), 0.125)), "(8, 1) numbers that are all 0.125"),
        (value([]), "[]"),
        (value([True], "bool"), "[True]"),
    ],
)
def test_short_text_formats_a_value_for_a_sentence(content, text):
    assert short_text(content) == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (value(14), "14"),
        (value([0, 4, 8, 12]), "[0 4 8 12]"),
        (value(range(100)), "[0 1 2 … 99]"),
        (value(np.arange(12).reshape(3, 4)), "0 to 11"),
        (value([5, 6], shape=(1000,)), "5 to 6"),
        (value(np.full((8, 1), 0.125)), "all 0.125"),
    ],
)
def test_label_text_formats_a_value_for_an_edge(content, text):
    assert label_text(content) == text


def test_a_card_shows_four_numbers_and_an_ellipsis():
    assert preview(value([0, -1, 2.5, 3])).texts == ("0.", "-1.", "2.5", "3.")
    assert preview(value(range(5))).texts == ("0.", "1.", "2.", "3.", "…")
    assert preview(value([1, 2], "int64")).texts == ("1", "2")
    assert preview(value([1, 2], shape=(500,))).texts == ("1.", "2.", "…")


@pytest.mark.parametrize("content", [28, [28], [[28]]])
def test_a_single_number_has_no_heat_map(content: object):
    numbers = preview(value(content))
    assert (numbers.texts, numbers.heat) == (("28.",), None)


def test_a_matrix_in_full_is_aligned_at_its_decimal_points():
    text = full_text(value([[1.5, -2], [10, 0.25]]))
    assert text == "[[ 1.5  -2.  ]\n [10.    0.25]]"


def test_a_long_vector_is_wrapped():
    lines = full_text(value(range(20))).splitlines()
    assert len(lines) > 1
    assert all(len(line) <= 30 for line in lines)
    assert " ".join(lines).replace("[", "").replace("]", "").split() == [f"{n}." for n in range(20)]


def test_rows_of_a_matrix_are_not_wrapped():
    lines = full_text(value(np.arange(60).reshape(2, 30))).splitlines()
    assert len(lines) == 2


def test_large_arrays_are_abbreviated_and_summarised():
    large = value(np.arange(2000.0).reshape(2, 1000))
    assert "..." in full_text(large)
    assert "1999." in full_text(large)
    assert summary_text(large) == "2,000 numbers: lowest 0, highest 1999, mean 999.5"
    assert summary_text(value([1, 2])) == ""


def test_the_text_of_a_sample_says_that_it_is_one():
    sample = value([1, 3], shape=(100, 100))
    assert summary_text(sample) == (
        "Only a sample of the 10,000 numbers was kept: lowest 1, highest 3, mean 2"
    )


@pytest.mark.parametrize(
    ("shape", "cells"), [((3,), (1, 3)), ((3, 1), (1, 3)), ((1, 3), (1, 3)), ((3, 2, 1), (3, 2))]
)
def test_the_heat_map_of_a_column_is_transposed(
    shape: tuple[int, ...], cells: tuple[int, ...]
) -> None:
    numbers = np.arange(float(np.prod(shape)))
    shown = preview(value(numbers.reshape(shape))).heat
    assert shown is not None
    assert shown.shape == cells
    assert shown.reshape(-1).tolist() == (numbers / numbers[-1]).tolist()


@pytest.mark.parametrize(
    ("numbers", "dtype", "on_card", "in_sentence"),
    [
        (3.1415926, "float32", ("3.141593",), "3.141593"),
        (3.1415926, "float64", ("3.1415926",), "3.1415926"),
        (1234567.25, "float64", ("1234567.25",), "1234567.25"),
        ([0.123456, 20.5, 1.0], "float32", ("0.123456", "20.5", "1."), "[0.123456 20.5 1]"),
    ],
)
def test_literals_of_the_script_are_not_rounded(
    numbers: object, dtype: str, on_card: tuple[str, ...], in_sentence: str
) -> None:
    spelled = replace(value(numbers, dtype), is_spelled=True)
    assert preview(spelled).texts == on_card
    assert short_text(spelled) == in_sentence
    assert on_card[0] in full_text(spelled)


@pytest.mark.parametrize(
    ("number", "in_sentence", "on_label"),
    [
        (1j, "(9, 9) complex numbers", "complex numbers"),
        (np.nan, "(9, 9) numbers, none of them finite", "none finite"),
        (np.inf, "(9, 9) numbers, none of them finite", "none finite"),
    ],
)
def test_arrays_without_a_finite_number_have_texts_of_their_own(
    number: complex, in_sentence: str, on_label: str
) -> None:
    many = np.full((9, 9), number)
    content = Value(many, many.shape, range_of(many))
    assert (short_text(content), label_text(content)) == (in_sentence, on_label)


def test_a_range_does_not_begin_at_minus_zero() -> None:
    many = np.tile(np.array([-0.0, 0.5], np.float32), (20, 20))
    assert label_text(Value(many, many.shape)) == "0 to 0.5"


MIXED = np.linspace(-1, 1, 48).reshape(6, 8)


def holed(numbers: np.ndarray, *holes: float) -> Value:
    """A value with other numbers in its last places."""
    array = numbers.astype(np.float32)
    array.reshape(-1)[array.size - len(holes) :] = holes
    return Value(array, array.shape)


@pytest.mark.parametrize(
    ("content", "in_sentence", "on_label"),
    [
        (
            holed(MIXED, 0.5, np.nan),
            "between -1 and 0.9149 (1 of them nan)",
            "-1 to 0.9149 (1 nan)",
        ),
        (holed(MIXED, np.inf), "(1 of them inf)", "(1 inf)"),
        (holed(MIXED, -np.inf, -np.inf), "(2 of them -inf)", "(2 -inf)"),
        (holed(MIXED, np.nan, -np.inf), "(1 of them nan, 1 -inf)", "(1 nan, 1 -inf)"),
        (holed(MIXED, np.nan, np.inf, -np.inf), "(1 of them nan, 2 inf)", "(1 nan, 2 inf)"),
        (
            holed(np.ones((3, 3)), np.nan),
            "numbers between 1 and 1 (1 of them nan)",
            "1 to 1 (1 nan)",
        ),
        (
            holed(np.arange(9), np.nan, 8),
            "[0 1 2 … 8] (1 of them nan)",
            "[0 1 2 … 8] (1 of them nan)",
        ),
        (holed(np.arange(4), np.nan), "[0 1 2 nan]", "[0 1 2 nan]"),
        (holed(np.full((9, 9), np.nan)), "none of them finite", "none finite"),
        (holed(MIXED), "between -1 and 1", "-1 to 1"),
    ],
)
def test_numbers_that_are_not_finite_are_counted(content, in_sentence, on_label):
    assert short_text(content).endswith(in_sentence)
    assert label_text(content).endswith(on_label)


def test_of_a_sample_nobody_knows_how_many_are_not_finite():
    array = np.array([[1, np.nan, 3]], np.float32)
    sample = Value(array, (100, 100), range_of(array))
    assert short_text(sample) == "(100, 100) numbers between 1 and 3 (some of them nan)"
    assert label_text(sample) == "1 to 3 (nan)"
    assert summary_text(sample).endswith("mean 2 (some of them nan)")


def test_a_summary_counts_what_is_not_finite():
    large = holed(np.arange(2000.0).reshape(2, 1000), np.nan, np.inf)
    assert summary_text(large).endswith("(1 of them nan, 1 inf)")


@pytest.mark.parametrize(
    ("content", "warning"),
    [
        (holed(MIXED), ""),
        (holed(MIXED, np.nan), "nan"),
        (holed(MIXED, -np.inf), "inf"),
        (holed(MIXED, np.inf, np.nan), "nan"),
        (holed(np.arange(4), np.nan), ""),  # which is among the numbers on the card
        (holed(MIXED, *[np.nan] * 48), ""),
    ],
)
def test_a_card_warns_of_what_its_numbers_do_not_show(content: Value, warning: str):
    assert preview(content).warning == warning
