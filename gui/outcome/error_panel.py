"""The panel, above the inspector, about the error that ended the newest run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.editor.code_editor import CodeEditor
from gui.outcome.staleness import DELAY_MS
from gui.outcome.veil import Veil
from gui.pointing.canvas_marks import CanvasMarks
from gui.runs.session import RunState, Session
from gui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from gui.inspector.error_view import ErrorView


class ErrorPanel(QObject):
    """Creates the view when a run fails for the first time, and mutes it once the script changes.

    Signals:
        card_requested: a card of the error is to be selected.
    """

    card_requested = Signal(int)

    def __init__(self, session: Session, editor: CodeEditor, marks: CanvasMarks) -> None:
        super().__init__(session)
        self._session, self._editor, self._marks = session, editor, marks
        self._theme = LIGHT
        self._view: ErrorView | None = None
        self._veil: Veil | None = None
        # As long as before the other views are muted.
        self._delay = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._delay.timeout.connect(self._mute)
        editor.stale_changed.connect(self._on_stale_changed)
        self._layout = QVBoxLayout()
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def stack_over(self, panel: QWidget) -> QWidget:
        """A widget with the view of errors above another panel."""
        whole = QWidget()
        whole.setLayout(self._layout)
        self._layout.addWidget(panel, 1)
        return whole

    def refresh(self) -> None:
        """Show the error that ended the newest run, if one did."""
        session = self._session
        has_failed = session.state is RunState.ERROR and len(session.newest["errors"]) > 0
        if self._view is None:
            if not has_failed:
                return
            self._view = self._make_view()
        recording = session.newest if has_failed else None
        self._view.show_error(recording, is_drawn=session.is_newest_shown)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        if self._view is not None:
            self._view.set_theme(theme)

    def _make_view(self) -> ErrorView:
        from gui.inspector.error_view import ErrorView

        view = ErrorView()
        view.set_theme(self._theme)
        view.card_requested.connect(self.card_requested)
        view.step_requested.connect(self._session.player.seek)
        view.site_requested.connect(self._editor.reveal_site)
        view.path_found.connect(self._marks.mark_path)
        self._layout.insertWidget(0, view)
        self._veil = Veil(view)
        return view

    def _on_stale_changed(self, is_stale: bool) -> None:
        if is_stale:
            self._delay.start()
        else:
            self._delay.stop()
            self._mute()

    def _mute(self) -> None:
        """Mute the view while its error is of another script than that in the editor."""
        if self._veil is not None:
            self._veil.cover(self._editor.is_stale)
