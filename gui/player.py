"""The cursor over a recording, and the views that draw the state there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from engine.record.recording import Recording
from engine.record.state import State

DEFAULT_INTERVAL_MS = 700


class StateView(Protocol):
    """Anything that draws a state."""

    def show_state(self, state: State, /) -> None: ...


class Player(QObject):
    """The only mutable state of playback.

    Attributes:
        recording: what is played; another one by ``set_recording``.
        cursor: how many of its steps have happened.
        state: everything as of the cursor, read once for each cursor.
        interval_ms: the time between two steps while playing.
        loops: whether a pass, or else the run, is played again from its beginning.

    Signals:
        recording_changed: there is another recording, or the same one grew.
        cursor_changed: the cursor moved, in the same recording.
        state_changed: after either, the state to draw.
        playing_changed: whether steps now follow by themselves.
    """

    recording_changed = Signal()
    cursor_changed = Signal()
    state_changed = Signal(object)
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recording = Recording("")
        self.state = self.recording.at(0)
        self.loops = False
        self._timer = QTimer(self, interval=DEFAULT_INTERVAL_MS)
        self._timer.timeout.connect(self._on_timeout)

    def attach(self, view: StateView) -> None:
        """Draw a view now, and from now on whenever the state changes."""
        self.state_changed.connect(view.show_state)
        view.show_state(self.state)

    # -- the recording -------------------------------------------------------------------------

    def set_recording(self, recording: Recording, cursor: int) -> None:
        """Play another recording from a cursor, which is brought into its range."""
        self.pause()
        self.recording = recording
        self.state = recording.at(self._within(cursor))
        self.recording_changed.emit()
        self.state_changed.emit(self.state)

    def reload_state(self) -> None:
        """Read the state again: rows were appended to the recording."""
        self.state = self.recording.at(self.cursor)
        self.recording_changed.emit()
        self.state_changed.emit(self.state)

    # -- the cursor ----------------------------------------------------------------------------

    @property
    def cursor(self) -> int:
        return self.state.cursor

    @property
    def is_at_end(self) -> bool:
        return self.cursor == self.recording.step_count

    def seek(self, cursor: int) -> None:
        """Move the cursor, at most to either end."""
        cursor = self._within(cursor)
        if cursor != self.cursor:
            self.state = self.recording.at(cursor)
            self.cursor_changed.emit()
            self.state_changed.emit(self.state)

    def step(self) -> None:
        self.seek(self.cursor + 1)

    def step_back(self) -> None:
        self.seek(self.cursor - 1)

    def first(self) -> None:
        self.seek(0)

    def last(self) -> None:
        self.seek(self.recording.step_count)

    @property
    def has_next_pass(self) -> bool:
        """Whether a pass begins after this step."""
        index = self.recording.index
        return index.pass_count > 0 and index.pass_start(index.pass_count - 1) > self.cursor

    @property
    def has_previous_pass(self) -> bool:
        """Whether a pass has begun before this step."""
        index = self.recording.index
        return index.pass_count > 0 and index.pass_start(0) < self.cursor

    def next_pass(self) -> None:
        """Go to where the next pass has begun; stay when there is none."""
        if self.has_next_pass:
            index = self.recording.index
            following = bisect_right(range(index.pass_count), self.cursor, key=index.pass_start)
            self.seek(index.pass_start(following))

    def previous_pass(self) -> None:
        """Go back to where this pass, or the one before, has begun; stay when there is none."""
        if self.has_previous_pass:
            index = self.recording.index
            started = bisect_left(range(index.pass_count), self.cursor, key=index.pass_start)
            self.seek(index.pass_start(started - 1))

    # -- playing -------------------------------------------------------------------------------

    @property
    def interval_ms(self) -> int:
        return self._timer.interval()

    @interval_ms.setter
    def interval_ms(self, interval_ms: int) -> None:
        self._timer.setInterval(interval_ms)

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    def play(self) -> None:
        """Step automatically up to the end; from the end, start the last pass again."""
        if self.is_playing or not self.recording.step_count:
            return
        if self.is_at_end:
            self.seek(self._start_of_last_pass())
        self._timer.start()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle_play(self) -> None:
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def _on_timeout(self) -> None:
        if self.loops and self._is_at_end_of_loop():
            index, state = self.recording.index, self.state
            self.seek(index.pass_start(state.pass_) if state.in_pass else 0)
            return
        self.step()
        if self.is_at_end and not self.loops:
            self.pause()

    def _is_at_end_of_loop(self) -> bool:
        """Whether all steps of the pass, or of the run, have happened."""
        if self.state.in_pass:
            return self.cursor >= self.recording.index.pass_end(self.state.pass_)
        return self.is_at_end

    def _start_of_last_pass(self) -> int:
        """The cursor where its steps begin; the first one if none follow it."""
        index = self.recording.index
        start = index.pass_start(index.pass_count - 1) if index.pass_count else 0
        return start if start < self.recording.step_count else 0

    def _within(self, cursor: int) -> int:
        return max(0, min(cursor, self.recording.step_count))


def opening_cursor(recording: Recording) -> int:
    """The cursor where a recording opens: after the start of its first pass, or else its end."""
    index = recording.index
    return index.pass_start(0) if index.pass_count else recording.step_count
