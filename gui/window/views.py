"""The views of a window: the widgets that show a script, its run and its graph."""

from __future__ import annotations

from PySide6.QtWidgets import QMainWindow

from gui.drawing.graph_view import GraphView
from gui.drawing.layout_client import LayoutClient
from gui.editor.code_editor import CodeEditor
from gui.gallery.gallery import Gallery
from gui.inspector.inspector import Inspector
from gui.outcome.console import Console
from gui.plots.plots import Plots
from gui.runs.runner import Runner
from gui.runs.session import Session
from gui.timeline.timeline import Timeline
from gui.window.sentence_bar import SentenceBar
from gui.window.status_bar import StatusBar
from gui.window.status_line import StatusLine


class Views:
    """Makes the views; the window puts them into its centre, its docks and its status bar.

    Attributes:
        graph: draws the graph on the canvas.
        editor: the script.
        inspector: everything about one card.
        timeline: all steps of the run.
        console: what the script printed.
        plots: functions and losses of the script as curves.
        gallery: the bundled examples.
        sentence_bar: the step in one sentence.
        status: the labels and messages of the status bar.
    """

    def __init__(
        self, session: Session, runner: Runner, layout_client: LayoutClient, window: QMainWindow
    ) -> None:
        self.graph = GraphView(layout_client, window)
        self.editor = CodeEditor()
        self.inspector = Inspector()
        self.timeline = Timeline()
        self.console = Console()
        self.plots = Plots(session, runner.host, self.editor)
        self.gallery = Gallery()
        self.sentence_bar = SentenceBar()
        bar = StatusBar()
        window.setStatusBar(bar)
        self.status = StatusLine(bar)
