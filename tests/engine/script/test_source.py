"""The common beginning and end of two texts."""

import pytest

from engine.script.source import unchanged_ends


@pytest.mark.parametrize(
    ("old", "new", "ends"),
    [
        ("", "", (0, 0)),
        ("same", "same", (4, 0)),
        ("x = 1", "x = 12", (5, 0)),
        ("abc", "aXc", (1, 1)),
        ("aa", "aaa", (2, 0)),  # no character counts twice
        ("ab", "cd", (0, 0)),
        (["x", "y", "z"], ["x", "z"], (1, 1)),
    ],
)
def test_common_ends_counts_equal_characters_at_both_ends(old, new, ends):
    assert unchanged_ends(old, new) == ends
