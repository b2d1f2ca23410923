"""Queues commands that are given before the graph of the last one is there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from gui.builder.builder import Builder

PATIENCE_MS = 1_000
"""Where the graph takes longer, what waits for it would come as a surprise: it is refused."""


class CommandQueue(QObject):
    """A command that is about a card waits while the graph of the change before is awaited.

    It is then about the card that is selected in the new graph, as if the person had waited.
    """

    def __init__(self, builder: Builder) -> None:
        super().__init__(builder)
        self._builder = builder
        self._continuity = builder.desk.live.continuity
        self._waiting: deque[Callable[[], object]] = deque()
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._give_up)
        # Only after all others heard that the graph is there.
        connection = Qt.ConnectionType.QueuedConnection
        self._continuity.graph_arrived.connect(self._go_on, connection)

    def take(self, command: Callable[[], object]) -> None:
        """Do something now, or once the graph is there."""
        if not (self._waiting or self._continuity.is_awaiting_graph):
            command()
            return
        self._waiting.append(command)
        if not self._patience.isActive():
            self._patience.start()

    def drop(self) -> None:
        """Silently forget what waits: it was about another script."""
        self._patience.stop()
        self._waiting.clear()

    def _go_on(self) -> None:
        while self._waiting and not self._continuity.is_awaiting_graph:
            self._patience.start()
            self._waiting.popleft()()
            if self._is_asking():
                break  # what was pressed next was not meant as an answer
        if not self._waiting:
            self._patience.stop()
        elif self._is_asking():
            self._give_up()

    def _is_asking(self) -> bool:
        return QApplication.activePopupWidget() is not None or self._builder.field.isVisible()

    def _give_up(self) -> None:
        self.drop()
        text = self.tr(
            "That was not done, since the graph of the change before it is not there yet. Try "
            "again in a moment."
        )
        self._builder.notify(text, is_refusal=True)
