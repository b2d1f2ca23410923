"""The panel of plots: empty and light until somebody looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from engine.record.recording import Recording
from engine.record.state import State
from engine.worker.host import WorkerHost
from gui.editor.python_edit import PythonEdit
from gui.runs.session import RunState, Session
from gui.theme import LIGHT, SPACE_16, Theme
from gui.widgets.labels import muted_label

if TYPE_CHECKING:
    from gui.plots.plot_pages import PlotPages


class Plots(QStackedWidget):
    """Shows a hint until there is something to plot, and then the pages.

    Attributes:
        pages: None until then.

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
        self.pages: PlotPages | None = None
        self._session, self._host, self._editor = session, host, editor
        self._theme = LIGHT
        self._state: State = Recording("").at(0)
        self._may_build = False
        # When a tab is chosen, Qt tells first and moves then.
        self._sight_check = QTimer(self, singleShot=True, interval=0)
        self._sight_check.timeout.connect(self._refresh)
        self._nothing = muted_label("plots_nothing")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setMargin(SPACE_16)
        self.addWidget(self._nothing)
        session.changed.connect(self._refresh)
        self._retranslate()

    @property
    def is_in_sight(self) -> bool:
        """Whether somebody may look at it; Qt calls visible also what is behind another tab."""
        return self.isVisible() and not self.visibleRegion().isEmpty()

    def show_state(self, state: State) -> None:
        """Plot what a state's recording computed, and mark the state in it."""
        self._state = state
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        if self.pages is not None:
            self.pages.set_theme(theme)

    def check_sight(self) -> None:
        """To be called when it may have come into sight, or gone out of it."""
        self._sight_check.start()

    def allow_building(self) -> None:
        """The window has shown its first graph: now there is time to load what plots need."""
        self._may_build = True
        self._refresh()

    def shut_down(self) -> None:
        """Stop, as the window closes."""
        self._sight_check.stop()
        self._may_build = False
        if self.pages is not None:
            self.pages.function.close()

    def _refresh(self) -> None:
        is_in_sight = self.is_in_sight
        has_something = self._may_build and self._state.recording.step_count > 0
        if self.pages is None and is_in_sight and has_something:
            self._build()
        if self.pages is None:
            return
        state = self._session.state
        self.pages.function.may_move = state is not RunState.NONE
        if is_in_sight:
            self.pages.show_state(self._state, state)
        self.pages.function.set_looked_at(is_in_sight)

    def _build(self) -> None:
        # pyqtgraph takes longer to load than the window to be painted.
        from gui.plots.plot_pages import PlotPages

        self.pages = PlotPages(self._host, self._editor)
        self.pages.cursor_requested.connect(self.cursor_requested)
        self.pages.run_requested.connect(self.run_requested)
        self.pages.set_theme(self._theme)
        self.addWidget(self.pages)
        self.setCurrentWidget(self.pages)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Plots"))
        self._nothing.setText(
            self.tr("Run a script, and functions and losses that it computes can be plotted here.")
        )

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
