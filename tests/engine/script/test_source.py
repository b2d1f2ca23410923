"""What two versions of a text have in common."""

import pytest

from engine.script.source import unchanged_ends


@pytest.mark.parametrize(
    ("old", "new", "ends"),
    [
        ("", "", (0, 0)),
        ("same", "same", (4, 0)),
        ("x = 1", "x = 12", (5, 0)),
        ("abc", "aXc", (1, 1)),
        ("aa", "aaa", (2, 0)),  # no character counts at both ends
        ("ab", "cd", (0, 0)),
        (["x", "y", "z"], ["x", "z"], (1, 1)),
    ],
)
def test_how_much_stays_at_both_ends(old, new, ends):
    assert unchanged_ends(old, new) == ends
