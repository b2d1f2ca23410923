"""Shows the results of the newest run in the console, the script and the status bar."""

from __future__ import annotations

from engine.record.schema import EVER
from engine.record.state import State
from gui.editor.code_editor import CodeEditor
from gui.editor.notes import error_note, line_values
from gui.outcome.console import Console
from gui.outcome.error_panel import ErrorPanel
from gui.runs.run_text import graph_text, run_text
from gui.runs.session import Cause, RunState, Session
from gui.window.status_line import StatusLine


class RunReport:
    """What it printed, its values beside their lines, its error at its place, and how it ended."""

    def __init__(
        self,
        session: Session,
        editor: CodeEditor,
        console: Console,
        failure: ErrorPanel,
        status: StatusLine,
    ) -> None:
        self._session, self._editor, self._console = session, editor, console
        self._failure, self._status = failure, status
        self._hides_what_comes = False
        editor.textChanged.connect(self._on_text_changed)

    def hide_what_comes(self, is_hidden: bool) -> None:
        """Hide what the script says after the step that is shown: somebody is to predict it."""
        self._hides_what_comes = is_hidden
        self._show_words()
        self._show_in_script()

    def show_state(self, state: State) -> None:
        """Show as much as the script has said by then, where what comes is hidden."""
        if self._hides_what_comes:
            self._show_words()
            self._show_in_script()

    @property
    def _happened(self) -> int:
        is_hidden = self._hides_what_comes and self._session.is_newest_shown
        return self._session.player.state.happened if is_hidden else EVER

    def show(self, *, is_stale: bool, unread_line: int = 0) -> None:
        """Show what is known by now.

        Args:
            is_stale: whether the graph is of something else than the script of now.
            unread_line: the line because of which that is no Python; 0 where it is.
        """
        self._show_words()
        self._show_in_script()
        self._failure.refresh()
        self._show_how()
        text = graph_text(self._session, is_stale=is_stale, unread_line=unread_line)
        self._status.graph.setText(text)

    def _show_how(self) -> None:
        """Say how the run goes or ended, or that there is nothing to run yet."""
        is_written = bool(self._editor.source().strip())
        self._status.run.setText(run_text(self._session, is_written=is_written))

    def _show_words(self) -> None:
        """Update the console; a run begun by typing leaves it alone until it prints something."""
        session = self._session
        is_typed = session.state is RunState.RUNNING and session.cause is Cause.TYPING
        if not is_typed or len(session.newest["prints"]):
            self._console.show_recording(session.newest, session.last_words, self._happened)

    def _show_in_script(self) -> None:
        session, newest = self._session, self._session.newest
        if session.state is RunState.NONE:
            self._editor.set_recorded_source(None)
        elif session.is_newest_shown or session.state is not RunState.RUNNING:
            self._editor.set_recorded_source(newest.source)
            self._editor.set_line_values(line_values(newest, self._happened))
            self._editor.set_error(error_note(newest))

    def _on_text_changed(self) -> None:
        if self._session.state is RunState.NONE:
            self._show_how()
