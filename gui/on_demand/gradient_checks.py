"""Checks of gradients on demand, in a worker process, and their verdicts."""

from __future__ import annotations

from collections.abc import Callable

from engine.finite_differences.verdict import CheckTarget, Finding, Verdict
from engine.worker.messages import CheckRequest
from gui.inspector.check_view import CheckView
from gui.on_demand.analysis import Analysis
from gui.runs.runner import Runner
from gui.runs.session import Session


class GradientChecks(Analysis):
    """Checks all leaf gradients as of the shown step, and keeps the verdicts of its recording.

    The same gradient at another step is the same target, so that its verdict is shown there too.

    Args:
        show_message: shows a message for some seconds; the view may show another card, or none.
    """

    def __init__(
        self,
        session: Session,
        runner: Runner,
        view: CheckView,
        show_message: Callable[[str], object],
    ) -> None:
        super().__init__(session, runner, view, show_message)
        self._view = view
        self._targets: dict[int, CheckTarget] = {}
        self._verdicts: dict[CheckTarget, Verdict] = {}
        view.check_requested.connect(self.check)

    def check(self) -> None:
        """Check all gradients of the shown step, or stop a check that is going on."""
        self._update_recording()
        if self.is_running:
            self._stop()
            return
        # Only now: the window starts without what looks for something to check.
        from engine.finite_differences.targets import check_targets

        targets = check_targets(self._session.player.state)
        if not targets:
            self._show_message(
                self.tr("There is no gradient to check here: go past a backward pass first.")
            )
            return
        self._targets = {target.card: target for target in targets}
        source, filename = self._recording.source, self._recording.filename
        self._start(CheckRequest(source, filename, tuple(targets)))
        self._show_message(self.tr("Checking the gradients… F4 stops it."))
        self._show()

    def _forget(self) -> None:
        self._verdicts = {}

    def _on_found(self, found: list[Verdict]) -> None:
        self._verdicts.update((self._targets[each.card], each) for each in found)
        self._show()

    def _on_ended(self, how: str) -> None:
        findings: dict[str, Finding] = {"lost": "error", "too_long": "timeout"}
        if how in findings:
            left = [target for target in self._targets.values() if target not in self._verdicts]
            self._verdicts.update((each, Verdict(each.card, findings[how])) for each in left)
        self._show()
        if how == "stopped":
            self._show_message(self.tr("The check was stopped."))
        else:
            self._tell_summary([self._verdicts[each] for each in self._targets.values()])

    def _tell_summary(self, verdicts: list[Verdict]) -> None:
        from gui.inspector.check_text import summary_text

        self._show_message(summary_text(self._session.player.state, verdicts))

    def _show(self) -> None:
        self._view.show_verdicts(self._verdicts, is_running=self.is_running)
