"""Decides which recording is shown while scripts run, end and fail."""

import time
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from engine.record.recorded import Recorded
from engine.record.recording import Recording
from engine.record.run_end import RunEnd
from engine.record.same_place import same_place, start_of_appended_pass
from engine.record.state import State
from gui.player import Player, opening_cursor
from gui.runs.runner import Runner

PATIENCE_MS = 250
"""A run that takes longer is shown as it grows, a shorter one only when it is over."""

MIN_REST_MS = 50
_REST_FACTOR = 4
"""While a run grows, the pause between two updates is this many times what an update took."""


class RunState(Enum):
    """The state of the newest run, or how it ended: see ``RunEnd``."""

    NONE = "none"
    RUNNING = "running"
    DONE = "done"
    ERROR = "error"
    STOPPED = "stopped"
    EXITED = "exited"
    OUT_OF_MEMORY = "out_of_memory"
    KILLED = "killed"
    GONE = "gone"
    SILENT = "silent"
    NONSENSE = "nonsense"


_GOOD = (RunState.DONE, RunState.EXITED)


class Cause(Enum):
    """Why a script is run."""

    COMMAND = "command"
    GESTURE = "gesture"
    TYPING = "typing"


class Session(QObject):
    """Runs scripts and puts their recordings into the player.

    A run without any step leaves the last recording in the player; its output and its error are in
    ``newest`` nevertheless. The exception is a run after a gesture: a script that makes no tensors
    any more has an empty graph. A run caused by typing replaces the recording only if it succeeds,
    or if the recording is of a failed run, too, and got no further.

    After a command the recording opens at the start of its first pass; after any other cause the
    cursor stays at the same place, if the new recording has it. When lines typed at the end of the
    script begin another pass, it opens there, unless the user has moved the cursor.

    Attributes:
        player: what is shown.
        newest: the recording of the newest run.
        cause: why that was run.
        state: what that run is doing.
        awaits_run: whether another script was opened since, and has not been run.
        is_replayed: whether the newest recording comes from a file, so that nothing was run.
        end: how the newest run ended; None while it goes on, and without one.
        is_long: whether the run takes, or took, longer than ``PATIENCE_MS``.

    Signals:
        changed: any of these.
    """

    changed = Signal()

    def __init__(self, runner: Runner, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.player = player
        self.newest = Recording("")
        self.cause = Cause.COMMAND
        self.state = RunState.NONE
        self.awaits_run = self.is_long = self.is_replayed = False
        self.end: RunEnd | None = None
        self._runner = runner
        self._opened_at = 0
        self._state_before: State | None = None
        self._was_moved = False
        self._follows_opening = False
        self._has_grown = self._is_shown_good = False
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._on_rest_ended)
        self._letting_go = QTimer(self, singleShot=True, interval=0)
        self._letting_go.timeout.connect(self._let_go)
        runner.run_started.connect(self._on_run_started)
        runner.recording_grew.connect(self._on_recording_grew)
        runner.run_ended.connect(self._on_run_ended)

    @property
    def is_newest_shown(self) -> bool:
        """Whether the player has the recording of the newest run."""
        return self.player.recording is self.newest

    def run(self, source: str, filename: str, cause: Cause = Cause.COMMAND) -> None:
        """Run a script; one that is still running is stopped."""
        self.cause = cause
        self._runner.run(source, filename)

    def replay(self, recorded: Recorded) -> None:
        """Show a recording from a file, as if its script had just been run."""
        self._runner.abandon()
        self._rest.stop()
        self.newest, self.is_replayed = recorded.recording, True
        self.cause = Cause.COMMAND
        self._has_grown = self.is_long = self.awaits_run = False
        self._on_run_ended(recorded.end)

    def stop(self) -> None:
        """Stop the running script."""
        self._runner.stop()

    def set_aside(self, source: str) -> None:
        """Set the newest run aside, as there is another script.

        The player lets go of its graph, too. Only a script that is run at once takes its place, so
        that no empty view flashes up between the two.
        """
        self._runner.abandon()
        self._rest.stop()
        self._opened_at, self._was_moved, self._has_grown = 0, False, False
        self.newest, self.end, self.is_replayed = Recording(""), None, False
        self.state = RunState.NONE
        self.awaits_run = bool(source.strip())
        if self.awaits_run:
            self._letting_go.start()
        else:
            self.player.set_recording(self.newest, 0)
        self.changed.emit()

    def _let_go(self) -> None:
        """Empty the player, unless the other script has been run meanwhile."""
        if self.awaits_run:
            self.player.set_recording(self.newest, 0)
            self.changed.emit()

    @property
    def _may_show(self) -> bool:
        """Whether the newest recording may take the place of what is shown."""
        if not self.newest.step_count:
            return self.cause is Cause.GESTURE and self.state is RunState.DONE
        if self.cause is not Cause.TYPING or self.is_newest_shown or self.state in _GOOD:
            return True
        shown = self.player.recording.step_count
        return not shown or (not self._is_shown_good and self.newest.step_count >= shown)

    def _show_newest(self) -> None:
        """Put the newest recording into the player, or let the player read it again.

        Until the user moves it, the cursor stays where the recording opens.
        """
        self._is_shown_good = self.state in _GOOD
        if self.is_newest_shown:
            self._follows_opening &= self.player.cursor == self._opened_at
            self.player.reload_state()
        else:
            self._follows_opening = True
            self._state_before = None if self.cause is Cause.COMMAND else self.player.state
            is_moved = self.player.cursor != self._opened_at
            self._was_moved = self.cause is not Cause.COMMAND and (self._was_moved or is_moved)
            self.player.set_recording(self.newest, self._opening())
        if self._follows_opening:
            self.player.seek(self._opening())
            self._opened_at = self.player.cursor

    def _opening(self) -> int:
        """The cursor to open the newest recording at: once it has ended, where the user was."""
        before, opened = self._state_before, opening_cursor(self.newest)
        if before is None or self.state is RunState.RUNNING:
            return opened
        if self.cause is Cause.TYPING and not self._was_moved:
            appended = start_of_appended_pass(before.recording, self.newest)
            if appended is not None:
                return appended
        if before.cursor == opening_cursor(before.recording):
            return opened
        place = same_place(before, self.newest)
        return opened if place is None else place

    def _show_growth(self) -> None:
        began = time.perf_counter()
        self._has_grown = False
        if self._may_show:
            self._show_newest()
        self.changed.emit()
        took_ms = 1000 * (time.perf_counter() - began)
        self._rest.start(max(MIN_REST_MS, round(_REST_FACTOR * took_ms)))

    def _on_run_started(self) -> None:
        self.newest, self.end, self.is_replayed = self._runner.recording, None, False
        self.state = RunState.RUNNING
        self._has_grown = self.is_long = self.awaits_run = False
        self._rest.start(PATIENCE_MS)
        self.changed.emit()

    def _on_recording_grew(self) -> None:
        self._has_grown = True
        if not self._rest.isActive():
            self._show_growth()

    def _on_rest_ended(self) -> None:
        self.is_long = True
        if self._has_grown:
            self._show_growth()
        else:
            self.changed.emit()

    def _on_run_ended(self, end: RunEnd) -> None:
        self._rest.stop()
        self.end, self.state = end, RunState(end.how)
        if self._may_show:
            self._show_newest()
        self.changed.emit()
