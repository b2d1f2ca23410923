"""What all analyses on demand have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from engine.record.recording import Recording
from engine.worker.messages import Request
from gui.runs.analysis_runner import AnalysisRunner, make_analysis_runner
from gui.runs.runner import Runner
from gui.runs.session import Session


class Analysis(QObject):
    """Something that a worker process computes about the shown recording when it is asked for.

    The results are kept until another recording is shown.

    Args:
        view: shows the results, and owns the analysis.
        show_message: shows a message for some seconds.
    """

    def __init__(
        self,
        session: Session,
        runner: Runner,
        view: QWidget,
        show_message: Callable[[str], object],
    ) -> None:
        super().__init__(view)
        self._session, self._runner, self._show_message = session, runner, show_message
        self._recording = Recording("")
        self._analysis_runner: AnalysisRunner | None = None
        session.player.state_changed.connect(self._update_recording)
        session.changed.connect(self._update_recording)

    @property
    def is_running(self) -> bool:
        """Whether something is being computed."""
        return self._analysis_runner is not None and self._analysis_runner.is_running

    def _start(self, request: Request) -> None:
        if self._analysis_runner is None:
            self._analysis_runner = make_analysis_runner(
                self._runner, self, self._on_found, self._on_ended
            )
        self._analysis_runner.start(request)

    def _stop(self) -> None:
        if self._analysis_runner is not None:
            self._analysis_runner.stop()

    def _update_recording(self) -> None:
        """Forget the results when another recording is shown."""
        recording = self._session.player.recording
        if recording is not self._recording:
            self._recording = recording
            if self._analysis_runner is not None:
                self._analysis_runner.abandon()
            self._forget()
            self._show()

    def _forget(self) -> None:
        """Forget all results."""
        raise NotImplementedError

    def _on_found(self, found: list[Any]) -> None:
        """Keep and show what was computed."""
        raise NotImplementedError

    def _on_ended(self, how: str) -> None:
        """Take note of the end of a request, an ``AnalysisEnd``."""
        raise NotImplementedError

    def _show(self) -> None:
        """Show the results."""
        raise NotImplementedError
