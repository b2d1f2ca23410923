"""Tool tips with values and gradients, on the canvas and in the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from engine.record.schema import NONE
from engine.record.state import State
from gui.drawing.graph_view import GraphView
from gui.drawing.parts import Part
from gui.drawing.recording_cards import FOLDED
from gui.editor.code_editor import CodeEditor
from gui.editor.geometry import character_at
from gui.pointing.canvas_marks import CanvasMarks
from gui.pointing.latest_card import latest_card
from gui.pointing.mirror_marks import MirrorMarks
from gui.pointing.tip import Tip
from gui.runs.session import Session
from gui.words.frame_titles import frame_title

if TYPE_CHECKING:
    from gui.pointing.tip_text import TipText

_NEAR_PX = 16
"""The side of the square around the pointer within which the tip of an edge stays."""


class ToolTips(QObject):
    """Shows tool tips for cards, edges and expressions, and owns the marks of a hovered card.

    Attributes:
        tip: the widget that shows them.
    """

    def __init__(
        self, session: Session, editor: CodeEditor, graph: GraphView, marks: CanvasMarks
    ) -> None:
        super().__init__(graph)
        MirrorMarks(session, graph, marks)
        self._session, self._editor, self._graph = session, editor, graph
        self._state: State = session.player.state
        self.tip = Tip(graph.canvas)
        graph.canvas.installEventFilter(self)
        editor.viewport().installEventFilter(self)
        editor.textChanged.connect(self.tip.hide)
        graph.scene_shown.connect(self.tip.hide)
        for bar in (editor.horizontalScrollBar(), editor.verticalScrollBar()):
            bar.valueChanged.connect(self.tip.hide)

    def show_state(self, state: State) -> None:
        """Show another state from now on."""
        self._state = state
        self.tip.hide()

    def _show_on_canvas(self, point: QPoint) -> bool:
        canvas, shown = self._graph.canvas, self._graph.shown
        if shown is None:
            return False
        outline = shown.cards.outline
        card = canvas.card_under(point.toPointF())
        if card is not None:
            self.tip.show_at(
                canvas, canvas.rect_of(card) & canvas.rect(), self._node_tip(shown, card)
            )
            return True
        edge = canvas.edge_under(point.toPointF())
        if edge is None:
            return False
        from gui.pointing.tip_text import edge_tip

        operand = int(outline.drawing.edges[outline.edges_of(edge)[-1]])
        self.tip.show_at(canvas, _rect_around(point), edge_tip(self._state, operand))
        return True

    def _node_tip(self, part: Part, node: int) -> TipText:
        """The tip of a card, or of the newest card in a folded frame."""
        text = self._card_tip(part.card_at(node))
        scope = int(part.cards.outline.scopes[node])
        if scope == NONE:
            return text
        frame = frame_title(self._state.recording, scope)
        return text._replace(title=f"{FOLDED} {frame} · {text.title}")

    def _show_in_script(self, point: QPoint) -> bool:
        place = character_at(self._editor, point)
        if place is None or self._editor.is_stale or not self._session.is_newest_shown:
            return False
        from engine.record.pointing import cards_at

        cards = cards_at(self._state.recording, *place)
        if not len(cards):
            return False
        text = self._card_tip(latest_card(self._state, cards.tolist()))
        self.tip.show_at(self._editor.viewport(), _rect_around(point), text)
        QToolTip.hideText()
        return True

    def _card_tip(self, card: int) -> TipText:
        from gui.pointing.tip_text import card_tip

        return card_tip(self._state, card)

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QHelpEvent) or event.type() != QEvent.Type.ToolTip:
            return False
        if watched is self._graph.canvas:
            return self._show_on_canvas(event.pos())
        return self._show_in_script(event.pos())


def _rect_around(point: QPoint) -> QRect:
    return QRect(point - QPoint(_NEAR_PX, _NEAR_PX) / 2, QSize(_NEAR_PX, _NEAR_PX))
