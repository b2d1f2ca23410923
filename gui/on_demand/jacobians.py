"""Jacobians on demand, computed in a worker process."""

from __future__ import annotations

from collections.abc import Callable

from engine.finite_differences.jacobian import Jacobian
from engine.finite_differences.verdict import CheckTarget
from engine.worker.messages import JacobianRequest
from gui.inspector.jacobian_view import JacobianView
from gui.on_demand.analysis import Analysis
from gui.runs.runner import Runner
from gui.runs.session import Session


class Jacobians(Analysis):
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
        super().__init__(session, runner, view, show_message)
        self._view = view
        self._target: CheckTarget | None = None
        self._known: dict[CheckTarget, Jacobian] = {}
        view.jacobian_requested.connect(self.request)

    def request(self) -> None:
        """Compute the Jacobian of the shown card, or stop one that is being computed."""
        self._update_recording()
        if self.is_running:
            self._stop()
            return
        target = self._view.target
        if target is None:
            self._show_message(
                self.tr("Select a leaf with a gradient first: the Jacobian is that of a leaf.")
            )
        if target is None or target in self._known:
            return
        self._target = target
        self._start(JacobianRequest(self._recording.source, self._recording.filename, target))
        self._show()

    def _forget(self) -> None:
        self._known, self._target = {}, None

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
