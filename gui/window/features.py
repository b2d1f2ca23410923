"""The features of a window, and how they are connected with its views."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout

from engine.record.schema import NONE
from gui.builder.builder_loader import BuilderLoader
from gui.commands.action_set import ActionSet
from gui.documents.file_commands import FileCommands
from gui.drawing.folding import Folding
from gui.editor.text_search import TextSearch
from gui.live.continuity import RunIntent
from gui.live.live import Live
from gui.on_demand.analyses import Analyses
from gui.outcome.error_panel import ErrorPanel
from gui.outcome.late_graph import LateGraph
from gui.outcome.run_report import RunReport
from gui.outcome.staleness import Staleness
from gui.pointing.canvas_marks import CanvasMarks
from gui.pointing.editor_marks import EditorMarks
from gui.pointing.inspect_commands import InspectCommands
from gui.pointing.tool_tips import ToolTips
from gui.predict.predict_mode import PredictMode
from gui.runs.runner import Runner
from gui.runs.session import Session
from gui.settings import Settings
from gui.theme import Theme
from gui.walk.walk_controller import WalkController
from gui.walk.walk_settings import WalkSettings
from gui.window.views import Views


class Features(QObject):
    """Creates the features, in the order in which they are notified of a change, and connects them.

    Args:
        centre: the layout around the canvas, where the panel of predict mode goes.

    Attributes:
        inspect: selects the cards of code, and searches for tensors.
        folding: folds calls and loops of the graph.
        walk: moves the cursor, and stops at breakpoints.
        live: runs the script as it changes.
        builder: edits the script by gestures on the graph.
        search: finds text in the script.
        error_panel: shows the error of the newest run.
        predict: asks for a step before it is shown.
    """

    def __init__(
        self,
        session: Session,
        runner: Runner,
        views: Views,
        files: FileCommands,
        actions: ActionSet,
        settings: Settings,
        centre: QVBoxLayout,
    ) -> None:
        super().__init__(session)
        self._session, self._player, self._views = session, session.player, views
        self._files, self._actions = files, actions
        editor, graph, document = views.editor, views.graph, files.document
        muted = (views.inspector, views.timeline, views.sentence_bar)
        self._staleness = Staleness(session, editor, graph.canvas, muted)
        LateGraph(session, graph)
        self._canvas_marks = CanvasMarks(session, editor, graph)
        self.inspect = InspectCommands(session, editor, graph, views.status)
        self._tool_tips = ToolTips(session, editor, graph, self._canvas_marks)
        walk_settings = WalkSettings(settings.store)
        self.walk = WalkController(
            session, views, self._canvas_marks, document, walk_settings, actions
        )
        self.live = Live(session, graph, editor, document, actions, settings)
        self._editor_marks = EditorMarks(session, editor, self.live.continuity)
        self.builder = BuilderLoader(session, graph, editor, actions, self.live)
        message = views.status.show_message
        analyses = Analyses(session, runner, views.inspector, self.builder, actions, message)
        self.live.runner.wait_while(lambda: analyses.is_computing)
        self.search = TextSearch(editor)
        self.error_panel = ErrorPanel(session, editor, self._canvas_marks)
        self.predict = PredictMode(
            self._player,
            centre,
            settings.store,
            lambda: document.name,
            partial(message, until_moved=True),
        )
        self._report = RunReport(
            session, views, self.error_panel, self._staleness, self.live.runner
        )
        self.folding = Folding(graph, self._player, self)

    def connect_all(self) -> None:
        """Connect features and views, and show the present state."""
        self._attach_to_player()
        self._connect_documents()
        self._connect_graph()
        self._connect_panels()
        self._connect_predict_mode()
        self._report.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw everything in a theme's colours."""
        views = self._views
        for part in (
            views.graph.canvas,
            views.editor,
            self.search,
            views.inspector,
            views.timeline,
            views.console,
            views.plots,
            views.gallery,
            views.sentence_bar,
            self.builder,
            self.live,
            self._actions,
            self.error_panel,
            self.predict,
            self._tool_tips.tip,
        ):
            part.set_theme(theme)

    def retranslate(self) -> None:
        """Take all texts from the current language."""
        self._show_mark_count()
        self._actions.retranslate()
        self.builder.retranslate()
        self.live.retranslate()
        self._report.refresh()

    def shut_down(self) -> None:
        """Stop all timers and computations, as the window closes."""
        self._player.pause()
        self._views.plots.shut_down()
        self.builder.shut_down()
        self.live.runner.shut_down()

    # -- connections ---------------------------------------------------------------------------

    def _attach_to_player(self) -> None:
        views, player = self._views, self._player
        for view in (
            views.graph,
            views.inspector,
            views.plots,
            views.timeline,
            views.sentence_bar,
            self._tool_tips,
            self.walk,
            self._report,
            self._editor_marks,
            views.status,
        ):
            player.attach(view)
        player.playing_changed.connect(self._actions.set_playing)

    def _connect_documents(self) -> None:
        self._files.message_requested.connect(self._views.status.show_message)
        self._files.document.opened.connect(self._on_document_opened)
        self._files.document.recording_opened.connect(self._session.replay)
        for signal in (
            self._session.changed,
            self._staleness.changed,
            self.live.runner.syntax_error_changed,
        ):
            signal.connect(self._report.refresh)
        self._report.refreshed.connect(self._on_report_refreshed)

    def _connect_graph(self) -> None:
        graph, status = self._views.graph, self._views.status
        graph.card_selected.connect(self._views.inspector.select)
        graph.card_selected.connect(self._editor_marks.show_card)
        graph.card_selected.connect(lambda: status.note_move())
        graph.card_selected.connect(self.predict.choose_card)
        graph.layout_failed.connect(status.show_layout_failure)
        self._canvas_marks.changed.connect(self._show_mark_count)
        whole_run = self._actions["show_whole_run"]
        whole_run.toggled.connect(graph.show_whole_run)
        whole_run.toggled.connect(lambda: status.note_move())

    def _connect_panels(self) -> None:
        views, player = self._views, self._player
        inspector, plots = views.inspector, views.plots
        inspector.card_requested.connect(views.graph.select)
        inspector.step_requested.connect(player.seek)
        inspector.path_found.connect(self._canvas_marks.mark_path)
        inspector.site_requested.connect(views.editor.reveal_site)
        self.error_panel.card_requested.connect(views.graph.select)
        views.timeline.unselect_requested.connect(lambda: views.graph.select(NONE))
        for scrubbed in (views.timeline, plots):
            scrubbed.cursor_requested.connect(player.pause)
            scrubbed.cursor_requested.connect(player.seek)
        plots.run_requested.connect(lambda: self.live.runner.run_after(RunIntent()))
        # The plots edit the script, too.
        plots.addActions([self._actions["undo"], self._actions["redo"]])

    def _connect_predict_mode(self) -> None:
        self.predict.asking_changed.connect(self._views.timeline.set_future_hidden)
        self.predict.connect_commands(
            self._actions, self._views.inspector.set_future_hidden, self._report.set_future_hidden
        )

    # -- slots ---------------------------------------------------------------------------------

    def _on_document_opened(self) -> None:
        self._views.graph.memory.forget()
        self._session.set_aside(self._views.editor.source())

    def _on_report_refreshed(self) -> None:
        """Update marks and counts, which depend on whether the newest run is shown."""
        self._editor_marks.show_state(self._player.state)
        self._views.status.show_state(self._player.state)

    def _show_mark_count(self) -> None:
        self._views.status.marks.setText(self._canvas_marks.text)
