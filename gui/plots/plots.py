"""The panel of plots: two pages, made when somebody looks at them for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from engine.record.recording import Recording
from engine.record.state import State
from engine.worker.host import WorkerHost
from gui.editor.python_edit import PythonEdit
from gui.inspector.labels import muted_label
from gui.plots.swept_function import SweptFunction
from gui.session import RunState, Session
from gui.theme import LIGHT, SPACE_16, Theme

if TYPE_CHECKING:
    from gui.plots.function_page import FunctionPage
    from gui.plots.loop_page import LoopPage


class Plots(QStackedWidget):
    """A function with its derivative, and what a loop computes in each turn.

    Attributes:
        function: what the first page is about.

    Signals:
        cursor_requested(int): a step, to be gone to.
        run_requested: the script has another number now, and is to be run.
    """

    cursor_requested = Signal(int)
    run_requested = Signal()

    def __init__(
        self, session: Session, host: WorkerHost, editor: PythonEdit, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("plots")
        self._session = session
        self._theme = LIGHT
        self._state: State = Recording("").at(0)
        self._judged: Recording | None = None
        self._may_build = False
        self._pages: tuple[FunctionPage, LoopPage] | None = None
        self.function = SweptFunction(host, editor, self)
        self.function.run_requested.connect(self.run_requested)
        # Qt tells first and moves then.
        self._sight_check = QTimer(self, singleShot=True, interval=0)
        self._sight_check.timeout.connect(self._on_sight_checked)
        self._nothing = muted_label("plots_nothing")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setMargin(SPACE_16)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self.addWidget(self._nothing)
        self.addWidget(self._tabs)
        session.changed.connect(self._on_session_changed)
        self._retranslate()

    def show_state(self, state: State) -> None:
        """Plot what a state's recording computed, and mark the state in it."""
        self._state = state
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        for page in self._pages or ():
            page.set_theme(theme)

    @property
    def is_in_sight(self) -> bool:
        """Whether somebody may look at it; Qt calls visible also what is behind another tab."""
        return self.isVisible() and not self.visibleRegion().isEmpty()

    def check_sight(self) -> None:
        """To be called when it may have come into sight, or gone out of it."""
        self._sight_check.start()

    def _on_sight_checked(self) -> None:
        self._refresh()
        self.function.set_looked_at(self.is_in_sight)

    def allow_building(self) -> None:
        """The window has shown its first graph: now there is time to load what plots need."""
        self._may_build = True
        self._refresh()

    def end(self) -> None:
        """The window closes: begin nothing more."""
        self._sight_check.stop()
        self.function.close()

    # -- what is shown -------------------------------------------------------------------------

    def _refresh(self) -> None:
        if not self.is_in_sight or not self._state.recording.step_count or not self._may_build:
            return
        function_page, loop_page = self._pages or self._build()
        loop_page.show_state(self._state)
        if self._session.state is not RunState.RUNNING:
            self.function.show_recording(self._state.recording)
        if self._state.recording is not self._judged:
            self._judged = self._state.recording
            self._show_what_there_is(function_page, loop_page)

    def _build(self) -> tuple[FunctionPage, LoopPage]:
        # pyqtgraph takes longer to load than the window to be painted.
        from gui.plots.function_page import FunctionPage
        from gui.plots.loop_page import LoopPage

        function_page, loop_page = FunctionPage(self.function), LoopPage()
        loop_page.cursor_requested.connect(self.cursor_requested)
        self._pages = function_page, loop_page
        for page in self._pages:
            page.set_theme(self._theme)
            self._tabs.addTab(page, "")
        self.setCurrentWidget(self._tabs)
        self._retranslate()
        return self._pages

    def _show_what_there_is(self, function_page: FunctionPage, loop_page: LoopPage) -> None:
        """Leave a page that has nothing to show for one that has."""
        has_function, has_series = self.function.is_complete, loop_page.has_series
        if has_function != has_series:
            self._tabs.setCurrentWidget(function_page if has_function else loop_page)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Plots"))
        self._nothing.setText(
            self.tr("Run a script, and functions and losses that it computes can be plotted here.")
        )
        if self._pages:
            self._tabs.setTabText(0, self.tr("Function"))
            self._tabs.setTabText(1, self.tr("Loop"))

    def _on_session_changed(self) -> None:
        self.function.may_move = self._session.state is not RunState.NONE
        self._refresh()

    # -- Qt ------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.check_sight()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.check_sight()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
