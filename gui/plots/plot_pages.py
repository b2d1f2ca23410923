"""The pages of the plots panel, created when the panel first comes into sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from engine.record.recording import Recording
from engine.record.state import State
from engine.worker.host import WorkerHost
from gui.editor.python_edit import PythonEdit
from gui.plots.function_page import FunctionPage
from gui.plots.loop_page import LoopPage
from gui.plots.swept_function import SweptFunction
from gui.runs.session import RunState
from gui.theme import Theme


class PlotPages(QTabWidget):
    """Tabs for a function with its derivative, and for a number over the turns of a loop.

    Attributes:
        function: the function of the first page.

    Signals:
        cursor_requested(int): the cursor to go to.
        run_requested: the number in the script has changed; the script should run.
    """

    cursor_requested = Signal(int)
    run_requested = Signal()

    def __init__(self, host: WorkerHost, editor: PythonEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self._judged: Recording | None = None
        self.function = SweptFunction(host, editor, self)
        self.function.run_requested.connect(self.run_requested)
        self._function_page, self._loop_page = FunctionPage(self.function), LoopPage()
        self._loop_page.cursor_requested.connect(self.cursor_requested)
        for page in (self._function_page, self._loop_page):
            self.addTab(page, "")
        self._retranslate()

    def show_state(self, state: State, run: RunState, *, is_replayed: bool = False) -> None:
        """Plot the recording of a state, and mark the state.

        Args:
            run: the state of the newest run.
            is_replayed: whether it comes from a file; then only the user has the script run.
        """
        self._loop_page.show_state(state)
        if run is not RunState.RUNNING:
            has_ended = run in (RunState.NONE, RunState.DONE, RunState.ERROR, RunState.EXITED)
            may_sweep = has_ended and not is_replayed
            self.function.show_recording(state.recording, has_ended=may_sweep)
        if state.recording is not self._judged:
            self._judged = state.recording
            self._leave_empty_page()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        for page in (self._function_page, self._loop_page):
            page.set_theme(theme)

    def _leave_empty_page(self) -> None:
        """Switch from a page without content to one that has some."""
        has_function, has_series = self.function.is_complete, self._loop_page.has_series
        if has_function != has_series:
            self.setCurrentWidget(self._function_page if has_function else self._loop_page)

    def _retranslate(self) -> None:
        self.setTabText(0, self.tr("Function"))
        self.setTabText(1, self.tr("Loop"))

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
