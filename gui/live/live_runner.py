"""Runs a changed script: at once after a gesture, or after a pause in typing."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from engine.record.recording import Recording
from gui.documents.document import Document
from gui.editor.code_editor import CodeEditor
from gui.live.continuity import Continuity, RunIntent
from gui.runs.session import Cause, RunState, Session

PAUSE_MS = 400
"""So long nobody types before what was typed runs."""

SLOW_MS = 1_000
"""A script that takes longer does not run at every change of it."""

_NO_WISH = RunIntent()
_ENDLESS = frozenset(
    {
        RunState.STOPPED,
        RunState.OUT_OF_MEMORY,
        RunState.KILLED,
        RunState.SILENT,
        RunState.NONSENSE,
    }
)
"""How a run ends that did not come to its own end."""


class HoldReason(Enum):
    """Why a changed script does not run by itself, although changes do."""

    NOT = "not"
    SLOW = "slow"  # it took long, or did not come to its end
    PREDICTING = "predicting"


class LiveRunner(QObject):
    """The one way in which a change of the script becomes another run of it.

    A gesture is run at once. While a value is dragged, and while a person types, one run is waited
    for before the next one, and a slow script does not run until it is asked for. What is typed
    runs after a pause, if it is Python, and only where nothing else is going on: no input method
    composes, no menu or list is open, no mouse button is held, nothing plays or is to be predicted,
    nothing is found out about the run that is shown.
    Nobody else's script runs before its reader ran it.

    Attributes:
        is_own: whether the script was run by the person, or written here from its beginning.
        runs_typed: whether what is typed runs.
        is_predicting: whether the person predicts the steps of the run that is shown.
        held: why the script of now does not run by itself.
        unread_line: the line because of which it is no Python, after a pause; 0 where it is.

    Signals:
        held_changed: it does, or does not, or for another reason.
        unread_changed: of ``unread_line``.
    """

    held_changed = Signal()
    unread_changed = Signal()

    def __init__(
        self, session: Session, continuity: Continuity, editor: CodeEditor, document: Document
    ) -> None:
        super().__init__(session)
        self.is_own = True
        self.runs_typed = True
        self.is_predicting = False
        self.held = HoldReason.NOT
        self.unread_line = 0
        self._session, self._continuity = session, continuity
        self._editor, self._document = editor, document
        self._text = editor.source()
        self._run: Recording | None = None
        self._began_ms = self._took_ms = 0.0
        self._is_timing = self._is_own_run = False
        self._waiting: Callable[[RunIntent], None] | None = None
        self._wish = _NO_WISH
        self._is_needed: Callable[[], bool] = lambda: False
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(lambda: self._run_typed())
        editor.textChanged.connect(self._on_text_changed)
        document.opened.connect(self._on_document_opened)
        document.reloaded.connect(self._on_document_opened)
        session.changed.connect(self._on_session_changed)

    @property
    def is_slow(self) -> bool:
        """Whether the last run took so long that a person has to ask for the next one."""
        return self._took_ms > SLOW_MS

    @property
    def is_endless(self) -> bool:
        """Whether the last run did not come to its own end."""
        return self._session.state in _ENDLESS

    @property
    def is_pending(self) -> bool:
        """Whether a change of the script will run by itself."""
        return self._pause.isActive() or self._waiting is not None

    @property
    def _is_known(self) -> bool:
        """Whether the script is as it was run last."""
        return self._session.newest.source == self._text

    # -- gestures ------------------------------------------------------------------------------

    def run_after(self, wish: RunIntent) -> None:
        """A gesture changed the script: run it."""
        self._settle()
        if not self.is_endless:
            self._start(Cause.GESTURE, wish)
        elif not self._is_known:
            self._hold(HoldReason.SLOW)

    def run_while_dragging(self, wish: RunIntent) -> None:
        """A value that is being dragged changed the script: run it when there is time for it."""
        self._settle()
        is_running = self._session.state is RunState.RUNNING
        if is_running or self.is_slow or self.is_endless:
            self._waiting, self._wish = self.run_while_dragging, wish
        else:
            self._start(Cause.GESTURE, wish)

    def end_drag(self) -> None:
        """End the dragging: run what still waits."""
        if self._waiting is not None:
            self.run_after(self._wish)

    # -- typing --------------------------------------------------------------------------------

    def set_runs_typed(self, runs_typed: bool) -> None:
        """Switch running of what is typed on, for earlier changes too, or off."""
        self.runs_typed = runs_typed
        self._consider()

    def wait_while(self, is_needed: Callable[[], bool]) -> None:
        """Hold back runs caused by typing while something needs the shown run."""
        self._is_needed = is_needed

    def set_predicting(self, is_predicting: bool) -> None:
        """While steps are predicted, nothing that is typed runs."""
        self.is_predicting = is_predicting
        self._consider()

    def _on_text_changed(self) -> None:
        text = self._editor.source()
        if text == self._text:
            return  # only its colours changed
        self._text = text
        if not text.strip():
            self.is_own = True
            self._session.set_aside(text)
        self._consider()

    def _consider(self) -> None:
        """Run the script of now after a pause, if it is to run by itself."""
        if self._is_known or not (self.runs_typed and self.is_own and self._text.strip()):
            self._settle()
        else:
            self._pause.start(PAUSE_MS)

    def _run_typed(self, wish: RunIntent = _NO_WISH) -> None:
        """Run what was typed, or find out why not."""
        self._waiting = None
        held = HoldReason.NOT
        self._tell_unread(_unread_line(self._text))
        if self._is_hand_busy():
            self._pause.start(PAUSE_MS)
        elif self.unread_line:
            pass  # nothing that runs yet
        elif self._session.state is RunState.RUNNING:
            held = self.held
            self._wait_for_run()
        elif self.is_predicting:
            held = HoldReason.PREDICTING
        elif self.is_slow or self.is_endless:
            held = HoldReason.SLOW
        else:
            self._start(Cause.TYPING, wish)
        self._hold(held)

    def _wait_for_run(self) -> None:
        """Run when the run that is going on has ended; it is stopped where nobody asked for it."""
        self._waiting = self._run_typed
        if self._is_own_run and _now_ms() - self._began_ms > SLOW_MS:
            self._session.stop()
        elif self._is_own_run:
            self._pause.start(SLOW_MS)

    def _is_hand_busy(self) -> bool:
        """Whether a person is in the middle of something that another graph would disturb."""
        block = self._editor.textCursor().block()
        return (
            self._session.player.is_playing
            or self._is_needed()
            or bool(block.layout().preeditAreaText())
            or QApplication.activePopupWidget() is not None
            or QApplication.activeModalWidget() is not None
            or QApplication.mouseButtons() != Qt.MouseButton.NoButton
        )

    def end(self) -> None:
        """Stop all timers, as the window closes."""
        self._settle()

    # -- runs ----------------------------------------------------------------------------------

    def _start(self, cause: Cause, wish: RunIntent) -> None:
        self._continuity.expect(wish)
        self._session.run(self._text, self._document.name, cause)
        self._is_own_run = cause is Cause.TYPING

    def _settle(self) -> None:
        """Forget what waits or is held back."""
        self._pause.stop()
        self._waiting = None
        self._hold(HoldReason.NOT)
        self._tell_unread(0)

    def _tell_unread(self, line: int) -> None:
        if line != self.unread_line:
            self.unread_line = line
            self.unread_changed.emit()

    def _hold(self, held: HoldReason) -> None:
        if held is not self.held:
            self.held = held
            self.held_changed.emit()

    # -- slots ---------------------------------------------------------------------------------

    def _on_document_opened(self) -> None:
        self._text = self._editor.source()
        self.is_own = not self._text.strip()
        self._settle()

    def _on_session_changed(self) -> None:
        session = self._session
        if session.state is RunState.NONE:
            self._run, self._took_ms = None, 0.0
            return
        if session.newest is not self._run:
            self.is_own = True  # not when it ends: the file may have been written anew meanwhile
            self._run, self._began_ms = session.newest, _now_ms()
            self._is_timing, self._is_own_run = True, False
            if self._is_known:
                self._settle()
        if session.state is RunState.RUNNING:
            return
        if self._is_timing:
            self._is_timing, self._took_ms = False, _now_ms() - self._began_ms
        if self._waiting is not None:
            self._waiting(self._wish)


def _now_ms() -> float:
    return 1000 * time.monotonic()


def _unread_line(source: str) -> int:
    """The line of a text's syntax error; 0 where there is none."""
    # Only now: the window starts without what edits scripts.
    from engine.edit.edits import Refusal
    from engine.edit.script import Script

    try:
        Script(source)
    except Refusal as refusal:
        return refusal.place.line if refusal.place else 1
    return 0
