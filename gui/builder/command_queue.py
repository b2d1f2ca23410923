"""Queues commands until the graph of the last edit has arrived."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from gui.builder.builder import Builder

TIMEOUT_MS = 1_000
"""After a longer wait, a command would come as a surprise, so it is refused."""


class CommandQueue(QObject):
    """Delays commands while the graph of an edit is awaited.

    They then apply to the card that is selected in the new graph.
    """

    def __init__(self, builder: Builder) -> None:
        super().__init__(builder)
        self._builder = builder
        self._continuity = builder.context.live.continuity
        self._waiting: deque[Callable[[], object]] = deque()
        self._timeout_timer = QTimer(self, singleShot=True, interval=TIMEOUT_MS)
        self._timeout_timer.timeout.connect(self._give_up)
        # Queued, to run after all other slots.
        connection = Qt.ConnectionType.QueuedConnection
        self._continuity.graph_arrived.connect(self._run_waiting, connection)

    def run(self, command: Callable[[], object]) -> None:
        """Run a command now, or once the graph has arrived."""
        if not (self._waiting or self._continuity.is_awaiting_graph):
            command()
            return
        self._waiting.append(command)
        if not self._timeout_timer.isActive():
            self._timeout_timer.start()

    def clear(self) -> None:
        """Discard all waiting commands."""
        self._timeout_timer.stop()
        self._waiting.clear()

    def _run_waiting(self) -> None:
        while self._waiting and not self._continuity.is_awaiting_graph:
            self._timeout_timer.start()
            self._waiting.popleft()()
            if self._is_asking():
                break  # the next command is not an answer to its question
        if not self._waiting:
            self._timeout_timer.stop()
        elif self._is_asking():
            self._give_up()

    def _is_asking(self) -> bool:
        return QApplication.activePopupWidget() is not None or self._builder.field.isVisible()

    def _give_up(self) -> None:
        self.clear()
        text = self.tr(
            "That was not done, since the graph of the change before it is not there yet. Try "
            "again in a moment."
        )
        self._builder.notify(text, is_refusal=True)
