"""The places of pass numbers on tracks that several passes share."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtGui import QFont

from engine.record.schema import EventKind
from gui.timeline.track_painter import number_places, track_top
from gui.timeline.tracks import FEW_PASS_TRACKS, PASS_TRACKS, Scale, Tracks

pytestmark = pytest.mark.usefixtures("qapp")

STEPS_OF_PASS, STEPS_BETWEEN = 9, 10
WIDTH_PX = 1200.0


def tracks(pass_count: int, pass_tracks: int) -> Tracks:
    """The tracks of a training loop: each turn has a few steps of the script and a pass."""
    of_turn = [
        [0] * STEPS_BETWEEN + [1 + turn % pass_tracks] * STEPS_OF_PASS for turn in range(pass_count)
    ]
    steps = np.concatenate(of_turn).astype(np.intp)
    nothing = np.empty(0, np.intp)
    begins = np.arange(pass_count) * (STEPS_OF_PASS + STEPS_BETWEEN) + STEPS_BETWEEN
    kinds = np.full(len(steps), EventKind.OP_APPLIED, np.uint8)
    return Tracks(kinds, steps, pass_count, begins, nothing, nothing, False, pass_tracks)


@pytest.mark.parametrize("pass_tracks", [PASS_TRACKS, FEW_PASS_TRACKS])
@pytest.mark.parametrize("pass_count", [5, 13, 50, 130, 200, 2000])
def test_a_pass_number_covers_no_cell_and_no_other_number(
    pass_count: int, pass_tracks: int
) -> None:
    drawn = tracks(pass_count, pass_tracks)
    scale = Scale(80.0, WIDTH_PX / len(drawn.tracks), len(drawn.tracks))
    places = number_places(drawn, scale, QFont().toString())
    for pass_, place in places:
        own = drawn.tracks == drawn.track_of_pass(pass_)
        assert place.top() == track_top(drawn.track_of_pass(pass_))
        over = np.arange(len(own))[own]
        lefts, rights = scale.x(over), scale.x(over + 1)
        assert not ((lefts < place.right()) & (rights > place.left())).any()
    for track in range(pass_tracks):
        row = [place for pass_, place in places if pass_ % pass_tracks == track]
        assert all(one.right() < other.left() for one, other in pairwise(row))
    numbered = {pass_ for pass_, _ in places}
    # Of 200, only the first 99 have room for their numbers.
    is_numbered = pass_count <= (130 if pass_tracks == PASS_TRACKS else 50)
    assert numbered == set(range(pass_count) if is_numbered else ())
