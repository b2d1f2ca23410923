"""Live runs: when the script runs, what is shown afterwards, and why it waits."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from gui.commands.action_set import ActionSet
from gui.documents.document import Document
from gui.drawing.graph_view import GraphView
from gui.editor.code_editor import CodeEditor
from gui.live.continuity import Continuity
from gui.live.live_runner import HoldReason, LiveRunner
from gui.live.run_banner import RunBanner
from gui.runs.session import Session
from gui.settings import Settings
from gui.theme import Theme


class Live(QObject):
    """Connects live runs with commands, settings and the banner over the graph.

    Attributes:
        runner: runs the script as it changes.
        continuity: keeps selection, cursor and view across runs.
    """

    def __init__(
        self,
        session: Session,
        graph: GraphView,
        editor: CodeEditor,
        document: Document,
        actions: ActionSet,
        settings: Settings,
    ) -> None:
        super().__init__(session)
        self._actions, self._settings = actions, settings
        self.continuity = Continuity(session, graph, self)
        self.runner = LiveRunner(session, self.continuity, editor, document)
        self._banner = RunBanner(graph.canvas, editor)
        self._banner.run_requested.connect(actions["run"].trigger)
        self.runner.hold_reason_changed.connect(self.retranslate)
        actions["run_typed"].setChecked(settings.runs_while_typing)
        actions["run_typed"].toggled.connect(self._on_run_typed_toggled)
        actions["predict"].toggled.connect(self.runner.set_predicting)
        self.runner.set_runs_while_typing(settings.runs_while_typing)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._banner.set_theme(theme)

    def retranslate(self) -> None:
        """Show why the script does not run automatically, in the current language."""
        texts = {
            HoldReason.NOT: "",
            HoldReason.SLOW: self.tr(
                "This script may take long, so it does not run at every change."
            ),
            HoldReason.PREDICTING: self.tr("While you predict, the changed script does not run."),
        }
        key = self._actions["run"].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button = self.tr("Run now ({key})").format(key=key)
        self._banner.show_text(texts[self.runner.hold_reason], button)

    def _on_run_typed_toggled(self, runs_while_typing: bool) -> None:
        self._settings.runs_while_typing = runs_while_typing
        self.runner.set_runs_while_typing(runs_while_typing)
