"""The main window: its centre, docks and bars, and what happens as it opens and closes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QToolBar, QVBoxLayout, QWidget

from gui.appearance import Appearance
from gui.commands.action_set import ActionSet
from gui.commands.command import Menu
from gui.commands.edit_commands import connect_edit_commands
from gui.documents.file_commands import FileCommands
from gui.documents.recording_saver import RecordingSaver
from gui.documents.recovery import Recovery, recovery_folder
from gui.drawing.graph_commands import graph_commands
from gui.drawing.layout_client import LayoutClient
from gui.examples import Example
from gui.exporting.exporter import Exporter
from gui.exporting.graph_printer import GraphPrinter
from gui.gallery.examples_menu import ExamplesMenu
from gui.help.help import Help
from gui.player import Player
from gui.runs.run_commands import RunCommands
from gui.runs.runner import Runner
from gui.runs.session import Session
from gui.settings import Settings
from gui.theme import Theme, style_sheet
from gui.window.docks import Docks
from gui.window.features import Features
from gui.window.focus import focus_next_visible
from gui.window.full_screen import FullScreen
from gui.window.graph_only import GraphOnly
from gui.window.panel_commands import panel_commands
from gui.window.short_window import ShortWindow
from gui.window.steady_console import SteadyConsole
from gui.window.views import Views
from gui.window.window_title import WindowTitle

MIN_EDITOR_PX, MIN_CANVAS_PX, MIN_INSPECTOR_PX = 176, 304, 200
SEPARATORS_PX = 12
"""The width of the two borders between the panels, before the style sheet makes them thin."""


class MainWindow(QMainWindow):
    """Editor, canvas, inspector and timeline around one player.

    Attributes:
        session: runs scripts and has the player.
        graph, editor, inspector, timeline, console, plots, gallery, sentence_bar: see ``Views``.
        files: opens and saves the script in the editor.
        actions_: every command, by name.
        features: what can be done with the views.
        docks: the panels around the canvas.
        help: the guide, the keys and the tour.

    Signals:
        first_shown: the window is on screen for the first time.
        first_scene_shown: for the first time, a graph is on the canvas.
    """

    first_shown = Signal()
    first_scene_shown = Signal()

    def __init__(self, runner: Runner, layout_client: LayoutClient, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self._runner, self._layout_client, self._settings = runner, layout_client, settings
        self._has_shown_scene = self._is_arranged = False
        self.session = Session(runner, Player(self), self)
        self.player = self.session.player
        self._make_views()
        self.files = FileCommands(self.editor, settings, Recovery(recovery_folder()), self)
        self.actions_ = ActionSet(self, self.editor)
        self._make_window_features()
        self.features = Features(
            self.session,
            runner,
            self._views,
            self.files,
            self.actions_,
            settings,
            self._compose_centre(),
        )
        self._compose_docks()
        self._compose_bars()
        self.help = Help(settings, self.actions_, self)
        self._connect_commands()
        self.features.connect_all()
        self._connect_window()
        self._appearance.apply()
        self._retranslate()

    def open_example(self, example: Example, *, as_copy: bool = False) -> None:
        """Begin with a bundled script, or an unsaved copy of it, and run it."""
        if self.files.start_from(example, as_copy=as_copy):
            (self.editor if as_copy else self.graph.canvas).setFocus()
            self.run()

    def run(self) -> None:
        """Run the script of the editor."""
        self._run_commands.run()

    # -- composition ---------------------------------------------------------------------------

    def _make_views(self) -> None:
        views = Views(self.session, self._runner, self._layout_client, self)
        self._views = views
        self.graph, self.editor, self.sentence_bar = views.graph, views.editor, views.sentence_bar
        self.inspector, self.timeline, self.console = views.inspector, views.timeline, views.console
        self.plots, self.gallery = views.plots, views.gallery

    def _make_window_features(self) -> None:
        """Create the features of the window and its document as a whole."""
        settings, actions, document = self._settings, self.actions_, self.files.document
        self._appearance = Appearance(settings, actions, self.editor, self)
        self._title = WindowTitle(document, self)
        self._run_commands = RunCommands(self.session, self.editor, document, actions)
        saver = RecordingSaver(self.session, document, actions, self)
        saver.message_requested.connect(self._views.status.show_message)
        self._exporter = Exporter(self.graph, self.player, document, settings, actions, self)
        GraphPrinter(self.graph, self.player, actions, self)
        FullScreen(actions["full_screen"], self)
        for part in (self.sentence_bar, self.graph.canvas):
            actions["full_screen"].toggled.connect(part.set_large)

    def _compose_centre(self) -> QVBoxLayout:
        centre = QWidget()
        screen_px = self.screen().availableGeometry().width()
        rest_px = screen_px - MIN_EDITOR_PX - MIN_INSPECTOR_PX - SEPARATORS_PX
        centre.setMinimumWidth(min(MIN_CANVAS_PX, rest_px))
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.graph.canvas, 1)
        layout.addWidget(self.sentence_bar)
        self.setCentralWidget(centre)
        self.setFocusProxy(self.graph.canvas)  # the canvas has the shortcuts of walking
        return layout

    def _compose_docks(self) -> None:
        self.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks
        )
        self.editor.setMinimumWidth(MIN_EDITOR_PX)
        self.inspector.setMinimumWidth(MIN_INSPECTOR_PX)
        panels = {
            "script": self.features.search.panel,
            "gallery": self.gallery,
            "console": self.console,
            "inspector": self.features.error_panel.stack_over(self.inspector),
            "plots": self.plots,
            "palette": self.features.builder.palette,
            "timeline": self.timeline,
        }
        self.docks = Docks(self, panels)
        docks = [self.docks[name] for name in panels]
        for dock in docks:
            self.actions_.watch(dock)
        ShortWindow(self, self.timeline, self.docks["timeline"], docks, self.sentence_bar)
        SteadyConsole(self, self.timeline, self.docks)
        self._graph_only = GraphOnly(self.actions_["graph_only"], self.docks, self)

    def _compose_bars(self) -> None:
        self.actions_.fill_menu_bar(self.menuBar())
        self._examples_menu = ExamplesMenu(self)
        file_menu = self.actions_.menu(Menu.FILE)
        in_file_menu = file_menu.actions()
        after_open = in_file_menu[in_file_menu.index(self.actions_["open"]) + 1]
        file_menu.insertMenu(after_open, self.files.recent_menu)
        file_menu.insertMenu(after_open, self._examples_menu)
        self.docks.fill_menu(self.actions_.menu(Menu.PANELS), self.actions_["reset_panels"])
        self._tool_bar = QToolBar(self)
        self._tool_bar.setObjectName("transport")
        self._tool_bar.setMovable(False)
        self.actions_.fill_tool_bar(self._tool_bar)
        self.addToolBar(self._tool_bar)

    # -- connections ---------------------------------------------------------------------------

    def _connect_commands(self) -> None:
        self.actions_.connect_commands(
            {
                **self.files.commands,
                **self.features.inspect.commands,
                **self.features.search.commands,
                **graph_commands(self.graph, self.features.folding),
                **panel_commands(self.docks, self.graph.canvas),
                "reset_panels": self._reset_panels,
                "quit": lambda: self.window().close(),
            }
        )
        connect_edit_commands(self.editor, self.actions_)

    def _connect_window(self) -> None:
        self.features.search.panel_requested.connect(self.docks["script"].bring_forward)
        self.features.inspect.inspector_requested.connect(self.docks["inspector"].bring_forward)
        self.files.document.changed.connect(self._on_document_changed)
        opened = self.files.document.opened
        opened.connect(self.docks["script"].raise_)  # the gallery may be over it
        opened.connect(self.inspector.scroll_to_top)
        opened.connect(lambda: self._views.status.show_message(""))  # it is of the one before
        opened.connect(self.help.end_tour)
        run = self.player.recording_changed
        run.connect(lambda: self.help.note_script(self.player.recording.source))
        self.help.message_requested.connect(self._views.status.show_message)
        palette = self.features.builder.palette
        for panel, dock in ((self.plots, "plots"), (palette, "palette")):
            self.docks[dock].visibilityChanged.connect(panel.schedule_refresh)
        self.graph.scene_shown.connect(self._on_scene_shown)
        self.first_scene_shown.connect(self.plots.allow_loading)
        self.first_scene_shown.connect(self.features.builder.allow_loading)
        for signal in (self.gallery.open_requested, self._examples_menu.example_chosen):
            signal.connect(self.open_example)
        self.gallery.left.connect(self.docks["script"].reveal)
        self.gallery.copy_requested.connect(lambda each: self.open_example(each, as_copy=True))
        self._appearance.theme_changed.connect(self._on_theme_changed)
        self._appearance.code_px_changed.connect(self.editor.set_code_px)
        self._appearance.animation_changed.connect(self.graph.canvas.set_animated)

    def _retranslate(self) -> None:
        self.docks.retranslate()
        self._tool_bar.setWindowTitle(self.tr("Transport"))
        self._title.refresh()
        self.features.retranslate()

    # -- slots ---------------------------------------------------------------------------------

    def _reset_panels(self) -> None:
        self._graph_only.forget()
        self.docks.reset()

    def _on_scene_shown(self) -> None:
        self._views.status.show_drawn(*self.graph.counts)
        if not self._has_shown_scene and self.player.recording.step_count:
            self._has_shown_scene = True
            self.first_scene_shown.emit()

    def _on_document_changed(self) -> None:
        path = self.files.document.path
        self._runner.host.folder = "" if path is None else str(path.absolute().parent)

    def _on_theme_changed(self, theme: Theme) -> None:
        if self._is_arranged:
            self.setStyleSheet(style_sheet(theme))
        self.features.set_theme(theme)
        self.docks.set_theme(theme)

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.graph.rename()
            self.player.state_changed.emit(self.player.state)

    def focusNextPrevChild(self, next: bool) -> bool:
        return focus_next_visible(self, super().focusNextPrevChild, next)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_arranged:
            self._is_arranged = True
            # Set earlier, Qt would polish all widgets again when they are reparented.
            self.setStyleSheet(style_sheet(self._appearance.theme))
            # The room of the docks is known only now.
            self.docks.arrange(self._settings.window_state)
            if self.files.has_opened:
                self.docks["script"].raise_()
            self.first_shown.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.confirm_discard():
            event.ignore()
            return
        self.files.close()
        self.actions_["graph_only"].setChecked(False)
        self._settings.window_state = self.saveState()
        self.features.shut_down()
        self._exporter.close()
        self._runner.close()
        self._layout_client.close()
        super().closeEvent(event)
