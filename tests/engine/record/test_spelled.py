"""The number literals of a script that are shown unrounded."""

import numpy as np
import pytest

from engine.record.spelled import are_spelled, spelled_numbers

SCRIPT = (
    "a = 3.1415926  # 1_234_567.25\nb = [-0.123456, 20.5]; c1234567 = 0.00100000; d = 1.234567e-8"
)


def test_only_long_literals_count() -> None:
    assert spelled_numbers(SCRIPT) == {3.1415926, 1234567.25, 0.123456, 1.234567e-8}
    assert spelled_numbers("x = 1e999999999 + 123456e999") == {float("inf")}


@pytest.mark.parametrize(
    ("numbers", "dtype", "is_spelled"),
    [
        (3.1415926, "float32", True),
        (3.1415926, "float64", True),
        (3.1415926, "float16", True),
        (float(np.float32(3.1415926)), "float64", False),  # computed from another dtype
        ([-0.123456, 20.5, 1.0, np.nan], "float32", True),
        ([0.123456, 1 / 3], "float32", False),
        ([20.5, 1.0], "float32", False),
        (1234567, "int64", False),
        (np.full(100, 0.123456), "float32", False),
    ],
)
def test_a_value_is_a_literal_if_all_its_long_numbers_are(
    numbers: object, dtype: str, is_spelled: bool
) -> None:
    assert are_spelled(np.array(numbers, dtype), spelled_numbers(SCRIPT)) == is_spelled
    assert not are_spelled(np.array(numbers, dtype), frozenset())
