"""Jacobians on demand, computed in a worker process."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine.check.jacobian import Jacobian
from engine.check.verdict import CheckTarget
from engine.record.recording import Recording
from engine.worker.messages import JacobianRequest
from gui.inspector.jacobian_view import JacobianView
from gui.runs.analysis_runner import AnalysisRunner, make_analysis_runner
from gui.runs.runner import Runner
from gui.runs.session import Session


class Jacobians(QObject):
    """Computes one Jacobian at a time, and keeps those of the shown recording.

    Args:
        show_message: shows a message for some seconds.
    """

    def __init__(
        self,
        session: Session,
        runner: Runner,
        view: JacobianView,
        show_message: Callable[[str], object],
    ) -> None:
        super().__init__(view)
        self._session, self._runner, self._view, self._show_message = (
            session,
            runner,
            view,
            show_message,
        )
        self._recording = Recording("")
        self._target: CheckTarget | None = None
        self._known: dict[CheckTarget, Jacobian] = {}
        self._analysis_runner: AnalysisRunner | None = None
        view.jacobian_requested.connect(self.request)
        session.player.state_changed.connect(self._update_recording)

    @property
    def is_running(self) -> bool:
        """Whether a Jacobian is being computed."""
        return self._target is not None

    def request(self) -> None:
        """Compute the Jacobian of the shown card, or stop one that is being computed."""
        self._update_recording()
        if self._target is not None and self._analysis_runner is not None:
            self._analysis_runner.stop()
            return
        target = self._view.target
        if target is None:
            self._show_message(
                self.tr("Select a leaf with a gradient first: the Jacobian is that of a leaf.")
            )
        if target is None or target in self._known:
            return
        if self._analysis_runner is None:
            self._analysis_runner = make_analysis_runner(
                self._runner, self, self._on_found, self._on_ended
            )
        self._target = target
        self._analysis_runner.start(
            JacobianRequest(self._recording.source, self._recording.filename, target)
        )
        self._show()

    def _update_recording(self) -> None:
        """Forget the Jacobians when another recording is shown."""
        recording = self._session.player.recording
        if recording is not self._recording:
            self._recording, self._known, self._target = recording, {}, None
            if self._analysis_runner is not None:
                self._analysis_runner.abandon()
            self._show()

    def _on_found(self, found: list[Jacobian]) -> None:
        assert self._target is not None
        self._known[self._target] = found[-1]
        self._show()

    def _on_ended(self, how: str) -> None:
        if self._target is not None and self._target not in self._known and how != "stopped":
            self._known[self._target] = Jacobian(self._target.card, "error")
        self._target = None
        self._show()

    def _show(self) -> None:
        self._view.show_known(self._known, self._target)
