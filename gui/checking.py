"""Checks of gradients on demand: what is asked of a worker, what is known, who is told."""

from __future__ import annotations

from PySide6.QtCore import QObject

from engine.check.verdict import CheckTarget, Verdict
from engine.record.recording import Recording
from engine.worker.messages import CheckRequest
from gui.action_set import ActionSet
from gui.inspector.inspector import Inspector
from gui.reruns import Reruns
from gui.runner import Runner
from gui.session import Session


class Checking(QObject):
    """Checks all leaf gradients as of the shown step, and keeps the verdicts of its recording.

    The same gradient at another step is the same target, so that its verdict is shown there too.
    """

    def __init__(
        self, session: Session, runner: Runner, inspector: Inspector, actions: ActionSet
    ) -> None:
        super().__init__(inspector)
        self._session, self._runner, self._view = session, runner, inspector.check
        self._recording = Recording("")
        self._asked: dict[int, CheckTarget] = {}
        self._verdicts: dict[CheckTarget, Verdict] = {}
        self._reruns: Reruns | None = None
        actions["check"].triggered.connect(self.check)
        self._view.check_requested.connect(self.check)
        session.player.state_changed.connect(self._follow)
        session.changed.connect(self._follow)

    @property
    def is_running(self) -> bool:
        """Whether a check is going on."""
        return self._reruns is not None and self._reruns.is_running

    def check(self) -> None:
        """Check what has a gradient as of the shown step; stop where that is going on."""
        self._follow()
        if self._reruns is not None and self._reruns.is_running:
            self._reruns.stop()
            return
        # Only now: the window starts without what looks for something to check.
        from engine.check.targets import check_targets

        targets = check_targets(self._session.player.state)
        if not targets:
            return
        if self._reruns is None:
            self._reruns = Reruns(self._runner.host, self)
            self._reruns.found.connect(self._on_found)
            self._reruns.ended.connect(self._on_ended)
            self._runner.closing.connect(self._reruns.close)
        self._asked = {target.card: target for target in targets}
        source, filename = self._recording.source, self._recording.filename
        self._reruns.start(CheckRequest(source, filename, tuple(targets)))
        self._tell()

    def _follow(self) -> None:
        """Forget what is of another recording."""
        recording = self._session.player.recording
        if recording is not self._recording:
            self._recording = recording
            self._verdicts = {}
            if self._reruns is not None:
                self._reruns.abandon()
            self._tell()

    def _on_found(self, verdicts: list[Verdict]) -> None:
        self._verdicts.update((self._asked[each.card], each) for each in verdicts)
        self._tell()

    def _on_ended(self, how: str) -> None:
        if how == "lost":
            left = [target for target in self._asked.values() if target not in self._verdicts]
            self._verdicts.update((each, Verdict(each.card, "error")) for each in left)
        elif how == "too_long":
            left = [target for target in self._asked.values() if target not in self._verdicts]
            self._verdicts.update((each, Verdict(each.card, "timeout")) for each in left)
        self._tell()

    def _tell(self) -> None:
        self._view.show_verdicts(self._verdicts, is_running=self.is_running)
