"""The window: its parts, and how they are connected."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QToolBar, QVBoxLayout, QWidget

from engine.record.state import State
from gui.appearance import Appearance
from gui.builder.builder_loader import BuilderLoader
from gui.commands.action_set import ActionSet
from gui.commands.command import QT_TRANSLATE_NOOP, Menu
from gui.commands.edit_commands import connect_edit_commands
from gui.documents.file_commands import FileCommands
from gui.documents.recovery import Recovery, recovery_folder
from gui.drawing.folding import Folding
from gui.drawing.graph_commands import graph_commands
from gui.drawing.graph_view import GraphView
from gui.drawing.layout_client import LayoutClient
from gui.editor.code_editor import CodeEditor
from gui.editor.text_search import TextSearch
from gui.examples import Example
from gui.exporting.exporter import Exporter
from gui.exporting.graph_printer import GraphPrinter
from gui.gallery.examples_menu import ExamplesMenu
from gui.gallery.gallery import Gallery
from gui.help.help import Help
from gui.inspector.inspector import Inspector
from gui.live.continuity import RunIntent
from gui.live.live import Live
from gui.on_demand.analyses import Analyses
from gui.outcome.console import Console
from gui.outcome.empty_text import EmptyText
from gui.outcome.error_panel import ErrorPanel
from gui.outcome.run_report import RunReport
from gui.outcome.staleness import Staleness
from gui.player import Player
from gui.plots.plots import Plots
from gui.pointing.canvas_marks import CanvasMarks
from gui.pointing.editor_marks import EditorMarks
from gui.pointing.inspect_commands import InspectCommands
from gui.pointing.tool_tips import ToolTips
from gui.predict.predict_mode import PredictMode
from gui.runs.runner import Runner
from gui.runs.session import RunState, Session
from gui.settings import Settings
from gui.theme import Theme, style_sheet
from gui.timeline.timeline import Timeline
from gui.walk.walk_controller import WalkController
from gui.walk.walk_settings import WalkSettings
from gui.window.dock import go_on_in_sight
from gui.window.docks import Docks
from gui.window.full_screen import FullScreen
from gui.window.panel_commands import side_commands
from gui.window.sentence_bar import SentenceBar
from gui.window.short_window import ShortWindow
from gui.window.status_line import StatusLine

LEAST_EDITOR_PX, LEAST_CANVAS_PX, LEAST_INSPECTOR_PX = 208, 304, 200

_NOT_RUNNING = QT_TRANSLATE_NOOP("Command", "No script is running.")


class MainWindow(QMainWindow):
    """Editor, canvas, inspector and timeline around one player.

    Attributes:
        session: runs scripts and has the player.
        files: opens and saves the script in the editor.
        graph: draws the graph on the canvas.
        editor, inspector, timeline, console, plots, gallery, sentence_bar: the other views.
        actions_: every command, by name.
        help: the tour, and the page of keys.

    Signals:
        first_shown: the window is on screen for the first time.
        first_scene_shown: for the first time, a graph is on the canvas.
    """

    first_shown = Signal()
    first_scene_shown = Signal()

    def __init__(self, runner: Runner, layouter: LayoutClient, settings: Settings) -> None:
        super().__init__()
        self._runner, self._layouter, self._settings = runner, layouter, settings
        self._had_scene = self._is_arranged = False
        self.session = Session(runner, Player(self), self)
        self.player = self.session.player
        self._make_views()
        self.files = FileCommands(self.editor, settings, Recovery(recovery_folder()), self)
        self.actions_ = ActionSet(self, self.editor)
        self._appearance = Appearance(settings, self.actions_, self.editor, self)
        document = self.files.document
        Exporter(self.graph, self.player, document, settings, self.actions_, self)
        GraphPrinter(self.graph, self.player, self.actions_, self)
        FullScreen(self.actions_["full_screen"], self)
        self.actions_["full_screen"].toggled.connect(self.sentence_bar.set_large)
        views = (self.inspector, self.timeline, self.sentence_bar)
        self._staleness = Staleness(self.session, self.editor, self.graph.canvas, views)
        self._empty_text = EmptyText(self.session, self.graph.canvas)
        self._marks = CanvasMarks(self.session, self.editor, self.graph)
        self._code_inspecting = InspectCommands(
            self.session,
            self.editor,
            self.graph,
            lambda: self._docks["inspector"].bring_forward(),
            self._status,
        )
        self._hovering = ToolTips(self.session, self.editor, self.graph, self._marks)
        self._moving = WalkController(
            self.session,
            self.editor,
            self.graph,
            self.timeline,
            self._marks,
            document,
            WalkSettings(settings.store),
            self.actions_,
            self._status,
        )
        self._live = Live(self.session, self.graph, self.editor, document, self.actions_, settings)
        self._step_marks = EditorMarks(self.session, self.editor, self._live.continuity)
        self._building = BuilderLoader(
            self.session, self.graph, self.editor, self.actions_, self._live
        )
        inspecting = Analyses(
            self.session,
            runner,
            self.inspector,
            self._building,
            self.actions_,
            self._status.tell,
        )
        self._live.runner.wait_while(lambda: inspecting.is_computing)
        self._examples_menu = ExamplesMenu(self)
        self._finding = TextSearch(self.editor)
        self._failure = ErrorPanel(self.session, self.editor, self._marks)
        self._compose()
        self.help = Help(settings, self.actions_, self)
        self._connect_commands()
        self._connect_views()
        self._appearance.apply()
        self._retranslate()

    def _make_views(self) -> None:
        self.graph = GraphView(self._layouter, self)
        self.editor = CodeEditor()
        self.inspector = Inspector()
        self.timeline = Timeline()
        self.console = Console()
        self.plots = Plots(self.session, self._runner.host, self.editor)
        self.gallery = Gallery()
        self.sentence_bar = SentenceBar()
        self._status = StatusLine(self.statusBar())

    # -- documents -----------------------------------------------------------------------------

    def open_example(self, example: Example, *, as_copy: bool = False) -> None:
        """Begin with a bundled script, or an unsaved copy of it, and run it."""
        if self.files.start_from(example, as_copy=as_copy):
            self._docks["script"].raise_()  # the gallery may be over it
            (self.editor if as_copy else self.graph.canvas).setFocus()
            self.run()

    def run(self) -> None:
        """Run what is in the editor."""
        self.session.run(self.editor.source(), self.files.document.name)

    def _show_title(self) -> None:
        document = self.files.document
        self.setWindowTitle(self.tr("{name}[*] - Gradwalk").format(name=document.name))
        self.setWindowModified(document.is_modified)

    # -- composition ---------------------------------------------------------------------------

    def _compose(self) -> None:
        self.setObjectName("main_window")
        self.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks
        )
        centre = QWidget()
        centre.setMinimumWidth(LEAST_CANVAS_PX)
        self.editor.setMinimumWidth(LEAST_EDITOR_PX)
        self.inspector.setMinimumWidth(LEAST_INSPECTOR_PX)
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.graph.canvas, 1)
        layout.addWidget(self.sentence_bar)
        self._predicting = PredictMode(
            self.player,
            layout,
            self._settings.store,
            lambda: self.files.document.name,
            self._status.tell,
        )
        self.setCentralWidget(centre)
        self.setFocusProxy(self.graph.canvas)  # where the keys of walking are
        panels = {
            "script": self._finding.panel,
            "gallery": self.gallery,
            "console": self.console,
            "inspector": self._failure.above(self.inspector),
            "plots": self.plots,
            "palette": self._building.palette,
            "timeline": self.timeline,
        }
        self._newest_run = RunReport(
            self.session, self.editor, self.console, self._failure, self._status
        )
        self._docks = Docks(self, panels)
        ShortWindow(self, self.timeline, self._docks["timeline"], self.sentence_bar)
        self._compose_bars()

    def _compose_bars(self) -> None:
        self.actions_.fill_menu_bar(self.menuBar())
        file_menu = self.actions_.menu(Menu.FILE)
        in_file_menu = file_menu.actions()
        after_open = in_file_menu[in_file_menu.index(self.actions_["open"]) + 1]
        file_menu.insertMenu(after_open, self.files.recent_menu)
        file_menu.insertMenu(after_open, self._examples_menu)
        self._docks.fill_menu(self.actions_.menu(Menu.VIEW), self.actions_["reset_panels"])
        bar = QToolBar(self)
        bar.setObjectName("transport")
        bar.setMovable(False)
        self.actions_.fill_tool_bar(bar)
        self.addToolBar(bar)
        self._tool_bar = bar

    # -- connections ---------------------------------------------------------------------------

    def _connect_commands(self) -> None:
        folding = Folding(self.graph, self.player, self)
        commands: dict[str, Callable[[], object]] = {
            "new": self.files.new,
            "open": self.files.open,
            "save": self.files.save,
            "save_as": self.files.save_as,
            "restore": self.files.restore,
            "quit": lambda: self.window().close(),
            "run": self.run,
            "stop": self.session.stop,
            **self._code_inspecting.commands,
            **self._finding.commands,
            **graph_commands(self.graph, folding),
            **side_commands(self._docks, self.graph.canvas),
        }
        for name, command in commands.items():
            self.actions_[name].triggered.connect(lambda _=False, do=command: do())
        connect_edit_commands(self.editor, self.actions_)
        self.actions_["show_whole_run"].toggled.connect(self.graph.show_whole_run)
        self.actions_["show_whole_run"].toggled.connect(lambda: self._status.leave_place())
        hide = self.inspector.hide_next, self._newest_run.hide_what_comes
        self._predicting.connect_commands(self.actions_, *hide)

    def _connect_views(self) -> None:
        player, graph = self.player, self.graph
        views = (graph, self.inspector, self.plots, self.timeline, self.sentence_bar)
        for view in (*views, self._hovering, self._moving, self._newest_run, self):
            player.attach(view)
        player.playing_changed.connect(self.actions_.set_playing)
        self.files.document.changed.connect(self._show_title)
        self.files.told.connect(self._status.tell)
        self.files.document.opened.connect(graph.memory.forget)
        self.files.document.opened.connect(lambda: self.session.set_aside(self.editor.source()))
        self.session.changed.connect(self._on_session_changed)
        self._staleness.changed.connect(self._on_session_changed)
        self._live.runner.unread_changed.connect(self._on_session_changed)
        graph.card_selected.connect(self._on_card_selected)
        graph.card_selected.connect(self._predicting.choose_card)
        self._predicting.asking_changed.connect(self.timeline.hide_what_comes)
        self._finding.begun.connect(self._docks["script"].bring_forward)
        graph.scene_shown.connect(self._on_scene_shown)
        graph.layout_failed.connect(self._on_layout_failed)
        self._marks.changed.connect(lambda: self._status.marks.setText(self._marks.text))
        self.inspector.card_requested.connect(graph.select)
        self.inspector.step_requested.connect(player.seek)
        self.inspector.path_found.connect(self._marks.light)
        self.inspector.site_requested.connect(self.editor.reveal_site)
        self._failure.card_requested.connect(graph.select)
        self.timeline.cursor_requested.connect(player.pause)
        self.timeline.cursor_requested.connect(player.seek)
        self.plots.cursor_requested.connect(player.pause)
        self.plots.cursor_requested.connect(player.seek)
        self.plots.run_requested.connect(lambda: self._live.runner.run_after(RunIntent()))
        self.plots.addActions([self.actions_["undo"], self.actions_["redo"]])  # of what it wrote
        self._docks["plots"].visibilityChanged.connect(self.plots.check_sight)
        self._docks["palette"].visibilityChanged.connect(self._building.palette.check_sight)
        self.first_scene_shown.connect(self.plots.allow_building)
        self.first_scene_shown.connect(self._building.allow_loading)
        for asking in (self.gallery.open_requested, self._examples_menu.example_chosen):
            asking.connect(self.open_example)
        self.gallery.copy_requested.connect(lambda each: self.open_example(each, as_copy=True))
        self._appearance.theme_changed.connect(self._on_theme_changed)
        self._appearance.code_px_changed.connect(self.editor.set_code_px)
        self._appearance.animation_changed.connect(self.graph.canvas.set_animated)
        self._on_session_changed()

    # -- the state -----------------------------------------------------------------------------

    def show_state(self, state: State) -> None:
        """Mark the step's expression in the script, and say which step it is."""
        self._step_marks.show_state(state)
        self._status.show_step(state.cursor, state.recording.step_count)

    # -- slots ---------------------------------------------------------------------------------

    def _on_session_changed(self) -> None:
        is_running = self.session.state is RunState.RUNNING
        self.actions_.offer("stop", is_running, _NOT_RUNNING)
        self._empty_text.refresh()
        if is_running and not self.session.is_long:
            return  # most runs are over before anybody would have read that they began
        unread_line = self._live.runner.unread_line
        self._newest_run.show(is_stale=self._staleness.is_stale, unread_line=unread_line)
        self.show_state(self.player.state)

    def _on_card_selected(self, card: int) -> None:
        self.inspector.select(card)
        self._step_marks.show_card(card)
        self._status.leave_place()

    def _on_scene_shown(self) -> None:
        self._status.show_drawn(*self.graph.counts)
        if not self._had_scene and self.player.recording.step_count:
            self._had_scene = True
            self.first_scene_shown.emit()

    def _on_layout_failed(self, reason: str) -> None:
        text = self.tr("The graph could not be laid out: {reason}").format(reason=reason)
        self._status.run.setText(text)

    def _on_theme_changed(self, theme: Theme) -> None:
        if self._is_arranged:
            self.setStyleSheet(style_sheet(theme))
        for part in (
            self.graph.canvas,
            self.editor,
            self._finding,
            self.inspector,
            self.timeline,
            self.console,
            self.plots,
            self.gallery,
            self.sentence_bar,
            self._building,
            self._live,
            self.actions_,
            self._failure,
            self._predicting,
            self._hovering.tip,
        ):
            part.set_theme(theme)

    # -- words ---------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self._docks.retranslate()
        self._tool_bar.setWindowTitle(self.tr("Transport"))
        self._show_title()
        self._status.marks.setText(self._marks.text)
        self.actions_.retranslate()
        self._building.retranslate()
        self._live.retranslate()
        self._on_session_changed()

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.graph.rename()
            self.player.state_changed.emit(self.player.state)

    def focusNextPrevChild(self, next: bool) -> bool:
        return go_on_in_sight(self, super().focusNextPrevChild, next)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_arranged:
            self._is_arranged = True
            # Any earlier, all in it would be styled anew when it is put into the shell.
            self.setStyleSheet(style_sheet(self._appearance.theme))
            # Only now is it known how much room they have.
            self._docks.arrange(self._settings.window_state)
            self.first_shown.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self.files.close()
        self._settings.window_state = self.saveState()
        self.player.pause()
        self.plots.end()
        self._building.end()
        self._live.runner.end()
        self._runner.close()
        self._layouter.close()
        super().closeEvent(event)
