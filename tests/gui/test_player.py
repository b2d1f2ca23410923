"""One cursor drives every view, and the way to a cursor does not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTimer

from engine.record.recording import Recording
from engine.record.rows import Rows
from engine.record.schema import SCHEMA
from engine.record.state import State
from gui.player import Player, opening_cursor
from tests.samples import Sample, accumulation, first_gradient

pytestmark = pytest.mark.usefixtures("qapp")


class Watcher:
    """A view that records the states it was given."""

    def __init__(self) -> None:
        self.shown: list[State] = []

    def show_state(self, state: State) -> None:
        self.shown.append(state)


@pytest.fixture
def player() -> Player:
    player = Player()
    player.set_recording(accumulation().recording(), 0)
    return player


def test_an_attached_view_is_drawn_at_once_and_at_every_change(player):
    watcher = Watcher()
    player.attach(watcher)
    player.step()
    player.step()
    player.step_back()
    assert [state.cursor for state in watcher.shown] == [0, 1, 2, 1]
    assert watcher.shown[-1] is player.state


def test_a_player_without_a_recording_has_a_state():
    player = Player()
    player.step()
    player.play()
    assert player.cursor == 0
    assert not player.is_playing
    assert opening_cursor(player.recording) == 0


def test_seek_stops_at_both_ends_and_signals_only_changes(player, qtbot):
    player.seek(-5)
    assert player.cursor == 0
    player.seek(1000)
    assert player.is_at_end
    with qtbot.assertNotEmitted(player.cursor_changed):
        player.last()
        player.step()
    player.first()
    assert player.cursor == 0


def test_next_and_previous_pass_work_from_every_step(player):
    starts = [3, 8, 16]
    for cursor in range(player.recording.step_count + 1):
        player.seek(cursor)
        player.next_pass()
        assert player.cursor == next((start for start in starts if start > cursor), cursor)
        player.seek(cursor)
        player.previous_pass()
        before = [start for start in starts if start < cursor]
        assert player.cursor == (before[-1] if before else cursor)


def test_a_recording_opens_at_the_start_of_its_first_pass(player):
    assert opening_cursor(player.recording) == 3
    player.seek(opening_cursor(player.recording))
    assert player.state.in_pass


def test_a_recording_without_a_pass_opens_at_its_end():
    sample = Sample("a")
    sample.leaf("tensor", 1, code="a", line=1)
    player = Player()
    player.set_recording(sample.recording(), 0)
    assert opening_cursor(player.recording) == 1


def test_another_recording_is_signalled_before_its_state(player):
    order: list[str] = []
    player.recording_changed.connect(lambda: order.append("recording"))
    player.state_changed.connect(lambda state: order.append(f"state {state.cursor}"))
    player.set_recording(first_gradient().recording(), 99)
    assert order == ["recording", "state 7"]


def test_a_growing_recording_keeps_the_cursor():
    rows = first_gradient().rows()
    events = rows.tables.pop("events")
    half = 3 * SCHEMA["events"].itemsize
    recording = Recording("")
    recording.append(rows)
    recording.append(Rows({"events": events[:half]}, [], b""))
    player = Player()
    watcher = Watcher()
    player.set_recording(recording, 1)
    player.attach(watcher)
    recording.append(Rows({"events": events[half:]}, [], b""))
    player.reload_state()
    assert player.cursor == 1
    assert watcher.shown[-1].next_step is not None
    player.last()
    assert player.cursor == 7


def test_playing_stops_at_the_end(player, qtbot):
    player.interval_ms = 0
    player.seek(17)
    playing: list[bool] = []
    player.playing_changed.connect(playing.append)
    with qtbot.waitSignal(player.playing_changed, check_params_cb=lambda on: not on):
        player.play()
    assert player.is_at_end
    assert playing == [True, False]


def test_play_at_the_end_starts_the_last_pass_again(player):
    player.last()
    player.play()
    assert player.is_playing
    assert player.cursor == 16
    player.toggle_play()
    assert not player.is_playing


def test_play_at_the_end_without_a_pass_starts_from_the_beginning():
    sample = Sample("a")
    sample.leaf("tensor", 1, code="a", line=1)
    player = Player()
    player.set_recording(sample.recording(), 1)
    player.play()
    assert (player.cursor, player.is_playing) == (0, True)
    player.pause()


def test_another_recording_stops_playing(player):
    player.toggle_play()
    player.set_recording(first_gradient().recording(), 0)
    assert not player.is_playing


@given(st.lists(st.sampled_from(["step", "step_back", "next_pass", "previous_pass", "last"])))
def test_the_state_depends_only_on_the_cursor(presses):
    player = Player()
    player.set_recording(accumulation().recording(), 4)
    for press in presses:
        getattr(player, press)()
    assert player.state.step == player.recording.at(player.cursor).step
    assert 0 <= player.cursor <= player.recording.step_count


def played(player: Player, ticks: int) -> list[int]:
    """The cursors after each of so many ticks of the clock."""
    clock = player.findChild(QTimer)
    assert isinstance(clock, QTimer)
    player.play()
    seen = []
    for _ in range(ticks):
        clock.timeout.emit()
        seen.append(player.cursor)
    player.pause()
    return seen


def test_looping_plays_a_pass_repeatedly(player):
    start, end = (
        find(0) for find in (player.recording.index.pass_start, player.recording.index.pass_end)
    )
    player.seek(start)
    player.loops = True
    count = end - start
    assert played(player, 2 * count + 2) == 2 * [*range(start + 1, end + 1), start]


def test_looping_outside_of_passes_restarts_the_run():
    sample = Sample("a")
    for _ in range(3):
        sample.leaf("tensor", 1, code="a", line=1)
    player = Player()
    player.set_recording(sample.recording(), 1)
    player.loops = True
    assert played(player, 5) == [2, 3, 0, 1, 2]


def test_looping_over_an_interrupted_pass_ends_at_the_interruption():
    sample = Sample("a")
    w = sample.leaf("ones", 1, code="a", line=1)
    node = sample.node_of(w)
    sample.begin_pass({node: 1.0}, {node: 1}, code="a", line=1)
    player = Player()
    player.set_recording(sample.recording(), 1)
    player.loops = True
    assert played(player, 3) == [2, 2, 2]
