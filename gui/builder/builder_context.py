"""The parts of the window that the builder works on."""

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
    """The parts of the window that gestures read and change.

    Attributes:
        session, graph, editor, actions: those of the window.
        live: runs the edited script.
    """

    session: Session
    graph: GraphView
    editor: CodeEditor
    actions: ActionSet
    live: Live

    @property
    def recording(self) -> Recording:
        """The recording on the canvas."""
        return self.session.player.recording

    @property
    def is_current(self) -> bool:
        """Whether the graph is that of the present script."""
        return self.recording.source == self.editor.source()

    @property
    def is_graph_coming(self) -> bool:
        """Whether the graph of the present script will arrive without user action."""
        return self.live.continuity.is_awaiting_graph or self.live.runner.is_pending

    @property
    def _has_failed(self) -> bool:
        """Whether the present script was run and ended by an error."""
        session = self.session
        is_newest = session.newest.source == self.editor.source()
        return is_newest and session.state is RunState.ERROR

    def picked(self, card: int) -> Picked:
        """A card of the graph, for a gesture.

        Raises:
            Refusal: SYNTAX_ERROR, STALE, if the script differs from the recorded one.
        """
        self.check_current()
        return picked_card(self.recording, card)

    def picked_pass(self, number: int) -> Picked:
        """The call that began a pass, for a gesture.

        Raises:
            Refusal: SYNTAX_ERROR, STALE, if the script differs from the recorded one.
        """
        self.check_current()
        return picked_pass(self.recording, number)

    def check_current(self) -> None:
        """Check that the graph is that of the present script.

        Raises:
            Refusal: SYNTAX_ERROR, STALE.
        """
        if not self.is_current:
            # A syntax error comes first, as it prevents a run.
            Script(self.editor.source())
            raise Refusal(Reason.STALE, is_coming=self.is_graph_coming, has_failed=self._has_failed)

    def card_under(self, position: QPointF) -> int:
        """The card at a position of the canvas, or NONE."""
        place, shown = self.graph.canvas.card_under(position), self.graph.shown
        return NONE if place is None or shown is None else shown.card_at(place)

    def operand_under(self, position: QPointF) -> int:
        """The row of ``operands`` whose edge is at a position of the canvas, or NONE."""
        edge, outline = self.graph.canvas.edge_under(position), self.graph.outline
        if edge is None or outline is None:
            return NONE
        return int(outline.drawing.edges[outline.edges_of(edge)[-1]])
