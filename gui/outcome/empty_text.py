"""The text on a canvas without a graph."""

from PySide6.QtCore import QObject, QTimer

from gui.canvas.canvas import Canvas
from gui.runs.run_text import arranging_text, empty_text
from gui.runs.session import Session

PATIENCE_MS = 600
"""How long a graph may take to arrange before the canvas says so."""


class EmptyText(QObject):
    """Keeps the text up to date with the session."""

    def __init__(self, session: Session, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._session, self._canvas = session, canvas
        self._waiting = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._waiting.timeout.connect(lambda: canvas.set_empty_text(arranging_text()))

    def refresh(self) -> None:
        """Update the text, in the current language."""
        self._canvas.set_empty_text(empty_text(self._session))
        is_graph_coming = self._session.player.recording.step_count > 0
        if is_graph_coming and not self._canvas.empty_text:
            self._waiting.start()
        else:
            self._waiting.stop()
