"""Mutes the views while they show another script than the one in the editor."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gui.canvas.canvas import Canvas
from gui.editor.code_editor import CodeEditor
from gui.live.live_runner import PAUSE_MS
from gui.outcome.veil import Veil
from gui.runs.session import PATIENCE_MS, Session

DELAY_MS = PAUSE_MS + PATIENCE_MS + 50
"""How long views stay unmuted, so that a quick run after a pause in typing does not mute them."""


class Staleness(QObject):
    """Follows the session and the editor.

    Attributes:
        is_stale: whether the graph is of an earlier run, or the script was changed since its run.

    Signals:
        changed: ``is_stale`` changed.
    """

    changed = Signal()

    def __init__(
        self, session: Session, editor: CodeEditor, canvas: Canvas, views: Sequence[QWidget]
    ) -> None:
        super().__init__(session)
        self.is_stale = False
        self._session, self._editor, self._canvas = session, editor, canvas
        self._shown = session.player.recording
        self._veils = [Veil(view) for view in views]
        self._delay = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._delay.timeout.connect(lambda: self._set(True))
        session.changed.connect(self._check)
        editor.stale_changed.connect(self._check)

    def _check(self) -> None:
        shown = self._session.player.recording
        # While a value is dragged, new graphs arrive all the time, each only slightly late.
        is_new, self._shown = shown is not self._shown, shown
        has_steps = shown.step_count > 0
        is_other = self._editor.is_stale or not self._session.is_newest_shown
        if not (has_steps and is_other):
            self._delay.stop()
            self._set(False)
        elif is_new:
            self._delay.start()  # first: a slot of ``changed`` may set ``is_stale`` back
            self._set(False)
        elif not self.is_stale and not self._delay.isActive():
            self._delay.start()

    def _set(self, is_stale: bool) -> None:
        if is_stale == self.is_stale:
            return
        self.is_stale = is_stale
        self._canvas.set_dimmed(is_stale)
        for veil in self._veils:
            veil.cover(is_stale)
        self.changed.emit()
