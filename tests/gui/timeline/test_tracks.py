"""The cell of each step, and its place on the horizontal axis."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.record.recording import Recording
from engine.record.schema import EventKind
from gui.timeline.track_painter import column_shares
from gui.timeline.tracks import PASS_TRACKS, Scale, Tracks, tracks_of
from tests.samples import Sample, accumulation, first_gradient


def test_the_script_and_each_pass_have_a_track():
    tracks = tracks_of(first_gradient().recording())
    assert tracks.tracks.tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert tracks.track_count == 2


def test_steps_between_passes_are_on_the_track_of_the_script():
    tracks = tracks_of(accumulation().recording())
    assert tracks.tracks.tolist() == [0, 0, 1, 1, 1, 0, 0, 2, 2, 2, 2, 0, 0, 0, 0, 3, 3, 3, 3, 0]
    assert tracks.kinds[[11, 19]].tolist() == [EventKind.GRAD_RESET] * 2
    assert tracks.track_count == 4


def test_more_passes_than_tracks_share_them():
    nothing = np.empty(0, np.intp)
    tracks = Tracks(nothing, nothing, 1000, nothing, nothing, nothing, has_failed=False)
    assert [tracks.track_of_pass(pass_) for pass_ in range(6)] == [1, 2, 3, 4, 1, 2]
    assert tracks.are_shared
    assert tracks.track_count == 1 + PASS_TRACKS


def test_a_compact_timeline_has_two_tracks_for_passes():
    tracks = tracks_of(accumulation().recording(), 2)
    assert tracks.tracks.tolist() == [0, 0, 1, 1, 1, 0, 0, 2, 2, 2, 2, 0, 0, 0, 0, 1, 1, 1, 1, 0]
    assert (tracks.track_count, tracks.are_shared) == (3, True)


def test_prints_belong_to_the_step_before_and_script_errors_to_no_step():
    sample = Sample("a")
    sample.print("early")
    sample.constant("ones", 1, code="a", line=1)
    sample.constant("ones", 1, code="a", line=1)
    sample.print("late")
    sample.print("later")
    sample.fail("ValueError", "no", 1)
    tracks = tracks_of(sample.recording())
    assert tracks.prints.tolist() == [0, 1]
    assert (tracks.raising.tolist(), tracks.has_failed) == ([], True)


def test_an_error_of_a_pass_belongs_to_its_step():
    sample = Sample("a")
    w = sample.leaf("ones", 1, code="a", line=1)
    node = sample.node_of(w)
    pass_ = sample.begin_pass({node: 1.0}, {node: 1}, code="a", line=1)
    sample.end_pass(pass_, raised="RuntimeError")
    sample.fail("RuntimeError", "a second time", 1)
    tracks = tracks_of(sample.recording())
    assert (tracks.raising.tolist(), tracks.has_failed) == ([1], False)


def test_an_empty_recording_has_one_empty_track():
    tracks = tracks_of(Recording(""))
    assert (len(tracks.tracks), tracks.track_count) == (0, 1)


@given(st.integers(1, 200), st.floats(0.01, 30), st.floats(0, 100))
def test_every_point_of_a_cell_gives_its_step(count, step_px, left):
    scale = Scale(left, step_px, count)
    for step in {0, count // 2, count - 1}:
        for share in (0.1, 0.5, 0.9):
            assert scale.cursor_at(scale.x(step) + share * step_px) == step + 1


def test_points_outside_give_the_first_or_last_step():
    scale = Scale(10, 5, 4)
    assert [scale.cursor_at(x) for x in (-100, 9.9, 10, 1000)] == [0, 0, 1, 4]
    assert Scale(10, 0, 0).cursor_at(50) == 0


@pytest.mark.parametrize("columns", [1, 3, 7, 20, 333])
def test_column_shares_add_up_to_one(columns):
    tracks = tracks_of(accumulation().recording())
    shares = column_shares(tracks, columns)
    assert shares.shape == (4, columns)
    np.testing.assert_allclose(shares.sum(axis=0), 1)
    assert (shares.sum(axis=1) > 0).all()
