"""Mutes the canvas while it still shows the graph of another run than the other views."""

from PySide6.QtCore import QObject, QTimer

from gui.drawing.graph_view import GraphView
from gui.outcome.empty_text import PATIENCE_MS
from gui.outcome.veil import Veil
from gui.runs.run_text import arranging_text
from gui.runs.session import Session


class LateGraph(QObject):
    """Says so, too, once the graph has taken long to arrange, unless that failed."""

    def __init__(self, session: Session, graph: GraphView) -> None:
        super().__init__(graph)
        self._graph = graph
        self._veil = Veil(graph.canvas)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._veil.cover(True, arranging_text()))
        session.changed.connect(self._check)
        graph.scene_shown.connect(self._check)
        graph.layout_failed.connect(self._check)

    def _check(self) -> None:
        graph = self._graph
        is_former = graph.shown is None and graph.canvas.scene is not None
        if not is_former or graph.is_settled:  # settled: it could not be arranged
            self._patience.stop()
            self._veil.cover(is_former)
        elif not self._veil.isVisible() and not self._patience.isActive():
            self._patience.start()
