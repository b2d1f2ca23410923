"""Explanations of operations, whose modules are loaded on first use on another thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from engine.record.state import State
from gui.background import Background

if TYPE_CHECKING:
    from engine.explain.derivatives import Explanation
    from engine.explain.saved import SavedTensors

LOAD_AFTER_MS = 300


class Explainer(QObject):
    """Explains operations once all their modules are loaded.

    Signals:
        loaded: explanations are available from now on.
    """

    loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_loaded = False
        self._background = Background(self)
        self._background.done.connect(self._on_loaded)
        self._timer = QTimer(self, singleShot=True, interval=LOAD_AFTER_MS)
        self._timer.timeout.connect(lambda: self._background.run(_load))

    def prepare(self) -> None:
        """Load the modules, after a short delay."""
        if not (self._is_loaded or self._timer.isActive() or self._background.is_busy):
            self._timer.start()

    def explanation(self, state: State, card: int) -> Explanation | None:
        """The formulas of a card's operation; None if there are none or they are not loaded."""
        if not self._is_loaded:
            return None
        from engine.explain.derivatives import explanation

        return explanation(state, card)

    def saved_tensors(self, state: State, card: int) -> SavedTensors | None:
        """The saved tensors of a card's node; None if there are none or they are not loaded."""
        if not self._is_loaded:
            return None
        from engine.explain.saved import saved_tensors

        return saved_tensors(state, card)

    def _on_loaded(self) -> None:
        self._is_loaded = True
        self.loaded.emit()


def _load() -> None:
    import engine.explain.derivatives
    import engine.explain.saved  # noqa: F401
