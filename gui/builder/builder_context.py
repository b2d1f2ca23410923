"""What the builder works on: the script, its graph, and running it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF

from engine.edit.edits import Picked, Reason, Refusal
from engine.edit.picking import picked_card, picked_pass
from engine.edit.script import Script
from engine.record.recording import Recording
from engine.record.schema import NONE
from gui.commands.action_set import ActionSet
from gui.drawing.graph_view import GraphView
from gui.editor.code_editor import CodeEditor
from gui.live.live import Live
from gui.runs.session import RunState, Session


@dataclass(frozen=True)
class BuilderContext:
    """The parts of the window that gestures are about.

    Attributes:
        session, graph, editor, actions: those of the window.
        live: runs what becomes of the script.
    """

    session: Session
    graph: GraphView
    editor: CodeEditor
    actions: ActionSet
    live: Live

    @property
    def recording(self) -> Recording:
        """The one on the canvas."""
        return self.session.player.recording

    @property
    def is_current(self) -> bool:
        """Whether the graph is of the script as it is now."""
        return self.recording.source == self.editor.source()

    @property
    def is_graph_coming(self) -> bool:
        """Whether the graph of the script as it is now will be there in a moment, by itself."""
        return self.live.continuity.is_awaiting_graph or self.live.runner.is_pending

    @property
    def _has_failed(self) -> bool:
        """Whether the script as it is now was run, and ended in an error."""
        session = self.session
        is_newest = session.newest.source == self.editor.source()
        return is_newest and session.state is RunState.ERROR

    def picked(self, card: int) -> Picked:
        """A card of the graph, for a gesture.

        Raises: Refusal (SYNTAX_ERROR, STALE), where the script has changed since the graph was
            recorded.
        """
        self.check_current()
        return picked_card(self.recording, card)

    def picked_pass(self, number: int) -> Picked:
        """The call that began a pass, for a gesture.

        Raises: Refusal (SYNTAX_ERROR, STALE), where the script has changed since the graph was
            recorded.
        """
        self.check_current()
        return picked_pass(self.recording, number)

    def check_current(self) -> None:
        """Check that the graph is of the script as it is now.

        Raises: Refusal (SYNTAX_ERROR, STALE).
        """
        if not self.is_current:
            # Running a script that cannot be read would not help: that is said first.
            Script(self.editor.source())
            raise Refusal(Reason.STALE, is_coming=self.is_graph_coming, has_failed=self._has_failed)

    def card_under(self, position: QPointF) -> int:
        """The card at a point of the canvas, perhaps in a folded frame; or NONE."""
        place, outline = self.graph.canvas.card_under(position), self.graph.outline
        if place is None or outline is None:
            return NONE
        return int(outline.drawing.cards[outline.cards[place]])

    def operand_under(self, position: QPointF) -> int:
        """The row of ``operands`` whose edge is at a point of the canvas; or NONE."""
        edge, outline = self.graph.canvas.edge_under(position), self.graph.outline
        if edge is None or outline is None:
            return NONE
        return int(outline.drawing.edges[outline.edges_of(edge)[-1]])
