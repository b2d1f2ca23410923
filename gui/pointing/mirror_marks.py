"""Marks the counterparts of a selected or hovered card in the graph of a differentiable pass."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QMouseEvent

from engine.record.schema import NONE
from gui.drawing.graph_view import GraphView
from gui.pointing.canvas_marks import CanvasMarks
from gui.runs.session import Session


class MirrorMarks(QObject):
    """Follows selection and pointer where a pass was run with ``create_graph=True``."""

    def __init__(self, session: Session, graph: GraphView, marks: CanvasMarks) -> None:
        super().__init__(graph)
        self._session, self._graph, self._marks = session, graph, marks
        self._hovered = self._shown_for = NONE
        graph.canvas.setMouseTracking(True)
        graph.canvas.installEventFilter(self)
        graph.card_selected.connect(self._update)
        session.player.recording_changed.connect(self._on_recording_changed)

    def _update(self) -> None:
        card = self._graph.selected if self._hovered == NONE else self._hovered
        recording = self._session.player.recording
        if card == self._shown_for or not recording["passes"]["create_graph"].any():
            return
        from engine.record.mirrors import mirrored

        self._shown_for = card
        self._marks.mark_counterparts(mirrored(recording, card))

    def _on_recording_changed(self) -> None:
        if self._shown_for != NONE:
            self._hovered = self._shown_for = NONE
            self._marks.mark_counterparts([])

    def _card_under(self, event: QMouseEvent) -> int:
        shown = self._graph.shown
        place = self._graph.canvas.card_under(event.position())
        return NONE if place is None or shown is None else shown.card_at(place)

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_over = isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove
        if is_over or event.type() == QEvent.Type.Leave:
            recorded = self._session.player.recording["passes"]["create_graph"]
            is_pointing = isinstance(event, QMouseEvent) and bool(recorded.any())
            pointed = self._card_under(event) if is_pointing else NONE  # type: ignore[arg-type]
            if pointed != self._hovered:
                self._hovered = pointed
                self._update()
        return False
