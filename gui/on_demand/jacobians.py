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
    """Asks for one Jacobian at a time, and keeps those of the shown recording.

    Args:
        tell: says something for a while.
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
        self._asked: CheckTarget | None = None
        self._known: dict[CheckTarget, Jacobian] = {}
        self._reruns: AnalysisRunner | None = None
        view.jacobian_requested.connect(self.request)
        session.player.state_changed.connect(self._follow)

    @property
    def is_running(self) -> bool:
        """Whether one is being computed."""
        return self._asked is not None

    def request(self) -> None:
        """Compute the Jacobian of the shown card; or stop, where one is being computed."""
        self._follow()
        if self._asked is not None and self._reruns is not None:
            self._reruns.stop()
            return
        target = self._view.target
        if target is None:
            self._show_message(
                self.tr("Select a leaf with a gradient first: the Jacobian is that of a leaf.")
            )
        if target is None or target in self._known:
            return
        if self._reruns is None:
            self._reruns = make_analysis_runner(self._runner, self, self._on_found, self._on_ended)
        self._asked = target
        self._reruns.start(
            JacobianRequest(self._recording.source, self._recording.filename, target)
        )
        self._show()

    def _follow(self) -> None:
        """Forget the Jacobians of any other recording."""
        recording = self._session.player.recording
        if recording is not self._recording:
            self._recording, self._known, self._asked = recording, {}, None
            if self._reruns is not None:
                self._reruns.abandon()
            self._show()

    def _on_found(self, found: list[Jacobian]) -> None:
        assert self._asked is not None
        self._known[self._asked] = found[-1]
        self._show()

    def _on_ended(self, how: str) -> None:
        if self._asked is not None and self._asked not in self._known and how != "stopped":
            self._known[self._asked] = Jacobian(self._asked.card, "error")
        self._asked = None
        self._show()

    def _show(self) -> None:
        self._view.show_known(self._known, self._asked)
