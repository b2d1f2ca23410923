"""From Run to the recording on screen: which recording is shown while scripts run, end and fail."""

from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from engine.record.recording import Recording
from gui.player import Player
from gui.runner import RunEnd, Runner

PATIENCE_MS = 250
"""A run that takes longer is shown as it grows; a shorter one only when it is over."""


class RunState(Enum):
    """What the newest run is doing, or how it ended."""

    NONE = "none"
    RUNNING = "running"
    DONE = "done"
    ERROR = "error"
    STOPPED = "stopped"
    EXITED = "exited"
    LOST = "lost"


class Session(QObject):
    """Runs scripts and puts their recordings into the player.

    A run that comes to nothing, by an error or a stop before its first step, leaves the last good
    recording in the player; what it printed and where it failed is in ``newest`` all the same.

    Attributes:
        player: what is shown.
        newest: the recording of the newest run.
        state: what that run is doing.
        detail: for EXITED the status, for LOST what happened.

    Signals:
        changed: any of these.
    """

    changed = Signal()

    def __init__(self, runner: Runner, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.player = player
        self.newest = Recording("")
        self.state = RunState.NONE
        self.detail = ""
        self._runner = runner
        self._opened_at = 0
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_ended)
        runner.run_started.connect(self._on_run_started)
        runner.recording_grew.connect(self._on_recording_grew)
        runner.run_ended.connect(self._on_run_ended)

    @property
    def is_newest_shown(self) -> bool:
        """Whether the player has the recording of the newest run."""
        return self.player.recording is self.newest

    def run(self, source: str, filename: str) -> None:
        """Run a script; one that is still running is stopped."""
        self._runner.run(source, filename)

    def stop(self) -> None:
        """Stop the running script."""
        self._runner.stop()

    def _show_newest(self) -> None:
        """Put the newest recording into the player, or tell it that it grew."""
        if self.is_newest_shown:
            has_moved = self.player.cursor != self._opened_at
            self.player.recording_grew()
            if not has_moved:
                self.player.seek(self.player.start_of_first_pass())
        else:
            self.player.set_recording(self.newest, 0)
            self.player.seek(self.player.start_of_first_pass())
        self._opened_at = self.player.cursor

    def _on_run_started(self) -> None:
        self.newest = self._runner.recording
        self.state, self.detail = RunState.RUNNING, ""
        self._patience.start()
        self.changed.emit()

    def _on_patience_ended(self) -> None:
        self._on_recording_grew()
        self.changed.emit()

    def _on_recording_grew(self) -> None:
        if not self._patience.isActive() and self.newest.step_count:
            self._show_newest()
            self.changed.emit()

    def _on_run_ended(self, end: RunEnd) -> None:
        self._patience.stop()
        self.state, self.detail = RunState(end.how), end.detail
        if self.newest.step_count or self.state is RunState.DONE:
            self._show_newest()
        self.changed.emit()
