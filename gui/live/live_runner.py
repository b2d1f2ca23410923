"""Runs a changed script: at once after a gesture, or after a pause in typing."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from engine.record.recording import Recording
from gui.documents.document import Document
from gui.editor.code_editor import CodeEditor
from gui.live.continuity import Continuity, RunIntent
from gui.runs.session import Cause, RunState, Session

PAUSE_MS = 400
"""The pause in typing after which the script runs."""

SLOW_MS = 1_000
"""A script that takes longer does not run automatically at each change."""

_NO_INTENT = RunIntent()


class TextError(NamedTuple):
    """Why a text is not Python: the line, 0 if it is Python, and the message."""

    line: int
    message: str


_NO_SYNTAX_ERROR = TextError(0, "")
_UNFINISHED = frozenset(
    {
        RunState.STOPPED,
        RunState.OUT_OF_MEMORY,
        RunState.KILLED,
        RunState.SILENT,
        RunState.NONSENSE,
    }
)
"""The outcomes of runs that did not reach the end of the script."""


class HoldReason(Enum):
    """Why a changed script does not run automatically, though live runs are on."""

    NOT = "not"
    SLOW = "slow"  # the last run took long, or did not reach its end
    PREDICTING = "predicting"


class LiveRunner(QObject):
    """Decides when a change of the script becomes another run of it.

    After a gesture the script runs at once. While a value is dragged and while the user types, each
    run waits for the one before, and a slow script runs only on demand. After typing, the script
    runs at a pause, if it can be parsed and the user is not busy: no input method composes, no
    menu or list is open, no mouse button is held, nothing plays, no step is to be predicted, and no
    analysis of the shown run is going on. A script from elsewhere does not run until the user has
    run it.

    Attributes:
        is_trusted: whether the user has run the script, or written it here from the beginning.
        runs_while_typing: whether the script runs at pauses in typing.
        is_predicting: whether predict mode is on.
        hold_reason: why the present script does not run by itself.
        syntax_error: why it is not Python, known after a pause.

    Signals:
        hold_reason_changed: ``hold_reason`` changed.
        syntax_error_changed: ``syntax_error`` changed.
    """

    hold_reason_changed = Signal()
    syntax_error_changed = Signal()

    def __init__(
        self, session: Session, continuity: Continuity, editor: CodeEditor, document: Document
    ) -> None:
        super().__init__(session)
        self.is_trusted = True
        self.runs_while_typing = True
        self.is_predicting = False
        self.hold_reason = HoldReason.NOT
        self.syntax_error = _NO_SYNTAX_ERROR
        self._session, self._continuity = session, continuity
        self._editor, self._document = editor, document
        self._text = editor.source()
        self._run: Recording | None = None
        self._began_ms = self._took_ms = 0.0
        self._is_timing = self._is_typing_run = False
        self._deferred_run: Callable[[RunIntent], None] | None = None
        self._intent = _NO_INTENT
        self._must_wait: Callable[[], bool] = lambda: False
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(lambda: self._run_typed())
        editor.textChanged.connect(self._on_text_changed)
        document.opened.connect(self._on_document_opened)
        document.reloaded.connect(self._on_document_opened)
        session.changed.connect(self._on_session_changed)

    @property
    def is_slow(self) -> bool:
        """Whether the last run took so long that the next one needs a command."""
        return self._took_ms > SLOW_MS

    @property
    def is_unfinished(self) -> bool:
        """Whether the last run did not reach the end of the script."""
        return self._session.state in _UNFINISHED

    @property
    def is_pending(self) -> bool:
        """Whether a change of the script will run automatically."""
        return self._pause.isActive() or self._deferred_run is not None

    @property
    def _is_up_to_date(self) -> bool:
        """Whether the newest run is of the present script."""
        return self._session.newest.source == self._text

    # -- gestures ------------------------------------------------------------------------------

    def run_after(self, intent: RunIntent) -> None:
        """Run the script after a gesture has changed it."""
        self._cancel_pending()
        if not self.is_unfinished:
            self._start(Cause.GESTURE, intent)
        elif not self._is_up_to_date:
            self._set_hold_reason(HoldReason.SLOW)

    def run_while_dragging(self, intent: RunIntent) -> None:
        """Run the script after a dragged value has changed it, or once the current run is over."""
        self._cancel_pending()
        is_running = self._session.state is RunState.RUNNING
        if is_running or self.is_slow or self.is_unfinished:
            self._deferred_run, self._intent = self.run_while_dragging, intent
        else:
            self._start(Cause.GESTURE, intent)

    def end_drag(self) -> None:
        """Note the end of a drag: run what is still deferred."""
        if self._deferred_run is not None:
            self.run_after(self._intent)

    # -- typing --------------------------------------------------------------------------------

    def set_runs_while_typing(self, runs_while_typing: bool) -> None:
        """Switch runs at pauses in typing on, for earlier changes too, or off."""
        self.runs_while_typing = runs_while_typing
        self._schedule()

    def wait_while(self, must_wait: Callable[[], bool]) -> None:
        """Hold back runs caused by typing while something needs the shown run."""
        self._must_wait = must_wait

    def set_predicting(self, is_predicting: bool) -> None:
        """Hold back runs caused by typing while predict mode is on."""
        self.is_predicting = is_predicting
        self._schedule()

    def _on_text_changed(self) -> None:
        text = self._editor.source()
        if text == self._text:
            return  # only its colours changed
        self._text = text
        if not text.strip():
            self.is_trusted = True
            self._session.set_aside(text)
        self._schedule()

    def _schedule(self) -> None:
        """Run the present script after a pause, if it may run automatically."""
        if self._is_up_to_date or not (
            self.runs_while_typing and self.is_trusted and self._text.strip()
        ):
            self._cancel_pending()
        else:
            self._pause.start(PAUSE_MS)

    def _run_typed(self, intent: RunIntent = _NO_INTENT) -> None:
        """Run the script after a pause in typing, or find out why not."""
        self._deferred_run = None
        hold_reason = HoldReason.NOT
        self._set_syntax_error(_syntax_error_of(self._text))
        if self._is_user_busy():
            self._pause.start(PAUSE_MS)
        elif self.syntax_error.line:
            pass  # it cannot run yet
        elif self._session.state is RunState.RUNNING:
            hold_reason = self.hold_reason
            self._wait_for_run()
        elif self.is_predicting:
            hold_reason = HoldReason.PREDICTING
        elif self.is_slow or self.is_unfinished:
            hold_reason = HoldReason.SLOW
        else:
            self._start(Cause.TYPING, intent)
        self._set_hold_reason(hold_reason)

    def _wait_for_run(self) -> None:
        """Defer the run until the current one has ended; stop that if typing caused it."""
        self._deferred_run = self._run_typed
        if self._is_typing_run and _now_ms() - self._began_ms > SLOW_MS:
            self._session.stop()
        elif self._is_typing_run:
            self._pause.start(SLOW_MS)

    def _is_user_busy(self) -> bool:
        """Whether the user is doing something that another graph would disturb."""
        block = self._editor.textCursor().block()
        return (
            self._session.player.is_playing
            or self._must_wait()
            or bool(block.layout().preeditAreaText())
            or QApplication.activePopupWidget() is not None
            or QApplication.activeModalWidget() is not None
            or QApplication.mouseButtons() != Qt.MouseButton.NoButton
        )

    def shut_down(self) -> None:
        """Stop all timers, as the window closes."""
        self._cancel_pending()

    # -- runs ----------------------------------------------------------------------------------

    def _start(self, cause: Cause, intent: RunIntent) -> None:
        self._continuity.expect(intent)
        self._session.run(self._text, self._document.name, cause)
        self._is_typing_run = cause is Cause.TYPING

    def _cancel_pending(self) -> None:
        """Cancel scheduled, deferred and held runs."""
        self._pause.stop()
        self._deferred_run = None
        self._set_hold_reason(HoldReason.NOT)
        self._set_syntax_error(_NO_SYNTAX_ERROR)

    def _set_syntax_error(self, error: TextError) -> None:
        if error != self.syntax_error:
            self.syntax_error = error
            self.syntax_error_changed.emit()

    def _set_hold_reason(self, hold_reason: HoldReason) -> None:
        if hold_reason is not self.hold_reason:
            self.hold_reason = hold_reason
            self.hold_reason_changed.emit()

    # -- slots ---------------------------------------------------------------------------------

    def _on_document_opened(self) -> None:
        self._text = self._editor.source()
        self.is_trusted = not self._text.strip()
        self._cancel_pending()

    def _on_session_changed(self) -> None:
        session = self._session
        if session.state is RunState.NONE:
            self._run, self._took_ms = None, 0.0
            return
        if session.newest is not self._run:
            # Also while it runs: at its end, another program may have written the file.
            self.is_trusted = not session.is_replayed
            self._run, self._began_ms = session.newest, _now_ms()
            self._is_timing, self._is_typing_run = True, False
            if self._is_up_to_date:
                self._cancel_pending()
        if session.state is RunState.RUNNING:
            return
        if self._is_timing:
            self._is_timing, self._took_ms = False, _now_ms() - self._began_ms
        if self._deferred_run is not None:
            self._deferred_run(self._intent)


def _now_ms() -> float:
    return 1000 * time.monotonic()


def _syntax_error_of(source: str) -> TextError:
    """Why a text is not Python."""
    # Imported late, for a faster start of the window.
    from engine.edit.edits import Refusal
    from engine.edit.script import Script

    try:
        Script(source)
    except Refusal as refusal:
        line = refusal.place.line if refusal.place else 1
        return TextError(line, str(refusal.facts.get("message", "")))
    return _NO_SYNTAX_ERROR
