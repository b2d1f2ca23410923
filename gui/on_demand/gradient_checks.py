"""Checks of gradients on demand, in a worker process, and their verdicts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine.check.verdict import CheckTarget, Finding, Verdict
from engine.record.recording import Recording
from engine.worker.messages import CheckRequest
from gui.inspector.check_view import CheckView
from gui.runs.analysis_runner import AnalysisRunner, make_analysis_runner
from gui.runs.runner import Runner
from gui.runs.session import Session


class GradientChecks(QObject):
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
        super().__init__(view)
        self._session, self._runner, self._view, self._show_message = (
            session,
            runner,
            view,
            show_message,
        )
        self._recording = Recording("")
        self._targets: dict[int, CheckTarget] = {}
        self._verdicts: dict[CheckTarget, Verdict] = {}
        self._analysis_runner: AnalysisRunner | None = None
        self._view.check_requested.connect(self.check)
        session.player.state_changed.connect(self._update_recording)
        session.changed.connect(self._update_recording)

    @property
    def is_running(self) -> bool:
        """Whether a check is going on."""
        return self._analysis_runner is not None and self._analysis_runner.is_running

    def check(self) -> None:
        """Check all gradients of the shown step, or stop a check that is going on."""
        self._update_recording()
        if self._analysis_runner is not None and self._analysis_runner.is_running:
            self._analysis_runner.stop()
            return
        # Only now: the window starts without what looks for something to check.
        from engine.check.targets import check_targets

        targets = check_targets(self._session.player.state)
        if not targets:
            self._show_message(
                self.tr("There is no gradient to check here: go past a backward pass first.")
            )
            return
        if self._analysis_runner is None:
            self._analysis_runner = make_analysis_runner(
                self._runner, self, self._on_found, self._on_ended
            )
        self._targets = {target.card: target for target in targets}
        source, filename = self._recording.source, self._recording.filename
        self._analysis_runner.start(CheckRequest(source, filename, tuple(targets)))
        self._show_message(self.tr("Checking the gradients… F4 stops it."))
        self._show()

    def _update_recording(self) -> None:
        """Forget the verdicts when another recording is shown."""
        recording = self._session.player.recording
        if recording is not self._recording:
            self._recording = recording
            self._verdicts = {}
            if self._analysis_runner is not None:
                self._analysis_runner.abandon()
            self._show()

    def _on_found(self, verdicts: list[Verdict]) -> None:
        self._verdicts.update((self._targets[each.card], each) for each in verdicts)
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
