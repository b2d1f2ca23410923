"""Marks, in the editor, the expressions of the step and of the selected card."""

from __future__ import annotations

from PySide6.QtCore import QObject

from engine.record.pointing import origin_site
from engine.record.recording import Recording, Site
from engine.record.schema import NONE
from engine.record.state import State
from gui.editor.code_editor import CodeEditor
from gui.live.continuity import Continuity
from gui.runs.session import Cause, Session


class EditorMarks(QObject):
    """Scrolls to the marked expression when the user moves in the graph or in time.

    A run that was caused by typing does not scroll the editor.
    """

    def __init__(self, session: Session, editor: CodeEditor, continuity: Continuity) -> None:
        super().__init__(editor)
        self._session, self._editor, self._continuity = session, editor, continuity
        self._place: tuple[Recording, int] = session.player.recording, 0

    def show_state(self, state: State) -> None:
        """Mark the expression of a step."""
        site, call_site = None, None
        if self._session.is_newest_shown:
            site, call_site = state.sites()
            # A site can be revealed only in a text that is known as the recorded script.
            self._editor.set_recorded_source(self._session.newest.source or None)
        self._editor.mark_site(site, call_site)
        recording, cursor = self._place
        is_other_run = state.recording is not recording
        has_moved = state.cursor != cursor and not is_other_run
        self._place = state.recording, state.cursor
        if has_moved or (is_other_run and self._session.cause is not Cause.TYPING):
            self._reveal(site)

    def show_card(self, card: int) -> None:
        """Frame the expression that made a card, or none."""
        is_shown = card != NONE and self._session.is_newest_shown
        site = origin_site(self._session.player.recording, card) if is_shown else None
        self._editor.mark_selection_site(site)
        if not self._continuity.is_restoring:
            self._reveal(site)

    def _reveal(self, site: Site | None) -> None:
        if site is not None:
            self._editor.reveal_site(site)
