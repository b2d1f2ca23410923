"""The plots panel, whose pages are created when it first comes into sight."""

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
        pages: the pages, or None before they are created.

    Signals:
        cursor_requested(int): the user wants to go to a cursor.
        run_requested: the number in the script has changed; the script should run.
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
        self._may_load = False
        # When a tab is chosen, Qt sends the events before it moves the widgets.
        self._refresh_timer = QTimer(self, singleShot=True, interval=0)
        self._refresh_timer.timeout.connect(self._refresh)
        self._hint_label = muted_label("plots_nothing")
        self._hint_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint_label.setMargin(SPACE_16)
        self.addWidget(self._hint_label)
        session.changed.connect(self._refresh)
        self._retranslate()

    @property
    def is_in_sight(self) -> bool:
        """Whether it is in sight; ``isVisible`` is true also behind another tab."""
        return self.isVisible() and not self.visibleRegion().isEmpty()

    def show_state(self, state: State) -> None:
        """Plot the recording of a state, and mark the state."""
        self._state = state
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        if self.pages is not None:
            self.pages.set_theme(theme)

    def schedule_refresh(self) -> None:
        """Refresh soon, as the panel may have come into sight or gone out of it."""
        self._refresh_timer.start()

    def allow_loading(self) -> None:
        """Allow loading the plot library, once the window has shown its first graph."""
        self._may_load = True
        self._refresh()

    def shut_down(self) -> None:
        """Stop, as the window closes."""
        self._refresh_timer.stop()
        self._may_load = False
        if self.pages is not None:
            self.pages.function.close()

    def _refresh(self) -> None:
        is_in_sight = self.is_in_sight
        has_something = self._may_load and self._state.recording.step_count > 0
        if self.pages is None and is_in_sight and has_something:
            self._build()
        if self.pages is None:
            return
        state = self._session.state
        self.pages.function.may_move = state is not RunState.NONE
        if is_in_sight:
            self.pages.show_state(self._state, state, is_replayed=self._session.is_replayed)
        self.pages.function.set_active(is_in_sight)

    def _build(self) -> None:
        # Imports pyqtgraph, which is slow.
        from gui.plots.plot_pages import PlotPages

        self.pages = PlotPages(self._host, self._editor)
        self.pages.cursor_requested.connect(self.cursor_requested)
        self.pages.run_requested.connect(self.run_requested)
        self.pages.set_theme(self._theme)
        self.addWidget(self.pages)
        self.setCurrentWidget(self.pages)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Plots"))
        self._hint_label.setText(
            self.tr("Run a script, and functions and losses that it computes can be plotted here.")
        )

    # -- Qt ------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.schedule_refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.schedule_refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
