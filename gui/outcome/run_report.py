"""Shows the results of the newest run in the console, the script and the status bar."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from engine.record.recording import Recording
from engine.record.schema import EVER
from engine.record.state import State
from gui.editor.notes import error_note, line_values
from gui.live.live_runner import LiveRunner
from gui.outcome.empty_text import EmptyText
from gui.outcome.error_panel import ErrorPanel
from gui.outcome.staleness import Staleness
from gui.runs.run_text import graph_text, run_text
from gui.runs.session import Cause, RunState, Session
from gui.window.views import Views
from gui.words.advice_text import replaced_character


class RunReport(QObject):
    """The output of a run, its values beside their lines, its error, and how it ended.

    Signals:
        refreshed: everything was brought up to date with the session.
    """

    refreshed = Signal()

    def __init__(
        self,
        session: Session,
        views: Views,
        error_panel: ErrorPanel,
        staleness: Staleness,
        live_runner: LiveRunner,
    ) -> None:
        super().__init__(session)
        self._session, self._editor, self._console = session, views.editor, views.console
        self._error_panel, self._status = error_panel, views.status
        self._staleness, self._live_runner = staleness, live_runner
        self._empty_text = EmptyText(session, views.graph.canvas)
        self._is_future_hidden = False
        self._pointed_out: Recording | None = None
        views.editor.textChanged.connect(self._on_text_changed)

    def set_future_hidden(self, is_hidden: bool) -> None:
        """Hide the output after the current step, while the user is to predict it."""
        self._is_future_hidden = is_hidden
        self._show_output()
        self._show_in_script()

    def show_state(self, state: State) -> None:
        """Update the output to a state, if the future is hidden."""
        if self._is_future_hidden:
            self._show_output()
            self._show_in_script()

    def refresh(self) -> None:
        """Bring everything up to date; for a run that has just begun, only if it takes long."""
        self._empty_text.refresh()
        if self._session.state is RunState.RUNNING and not self._session.is_long:
            return  # most runs end before anybody could read that they began
        self._show_output()
        self._show_in_script()
        self._point_out_error()
        self._error_panel.refresh()
        self._show_run_state()
        text = graph_text(
            self._session,
            is_stale=self._staleness.is_stale,
            syntax_error_line=self._live_runner.syntax_error.line,
            advice=replaced_character(self._live_runner.syntax_error.message),
        )
        self._status.graph.setText(text)
        self.refreshed.emit()

    @property
    def _happened(self) -> int:
        """The number of events that may be shown."""
        is_hidden = self._is_future_hidden and self._session.is_newest_shown
        return self._session.player.state.happened if is_hidden else EVER

    def _show_run_state(self) -> None:
        """Show the state of the run, or that there is nothing to run yet."""
        is_written = bool(self._editor.source().strip())
        self._status.run.setText(run_text(self._session, is_written=is_written))

    def _show_output(self) -> None:
        """Update the console.

        A run begun by typing leaves it alone until its graph is shown, or it prints something.
        """
        session = self._session
        is_typed = session.state is RunState.RUNNING and session.cause is Cause.TYPING
        if not is_typed or session.is_newest_shown or len(session.newest["prints"]):
            last_words = "" if session.end is None else session.end.last_words
            self._console.show_recording(session.newest, last_words, self._happened)

    def _show_in_script(self) -> None:
        session, newest = self._session, self._session.newest
        if session.state is RunState.NONE:
            self._editor.set_recorded_source(None)
        elif session.is_newest_shown or session.state is not RunState.RUNNING:
            self._editor.set_recorded_source(newest.source)
            self._editor.set_line_values(line_values(newest, self._happened))
            self._editor.set_error(error_note(newest))

    def _point_out_error(self) -> None:
        """Scroll to where a run failed, once; one that typing caused leaves the editor alone."""
        session, newest = self._session, self._session.newest
        if session.state is not RunState.ERROR or newest is self._pointed_out:
            return
        self._pointed_out = newest
        error = error_note(newest)
        if error is not None and session.cause is not Cause.TYPING:
            self._editor.reveal_site(error.site)

    def _on_text_changed(self) -> None:
        if self._session.state is RunState.NONE:
            self._show_run_state()
