"""Beside a leaf's gradient, whether differences of the script's own numbers say the same."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.check.verdict import CheckTarget, Verdict
from engine.record.schema import NONE
from engine.record.state import State
from gui.inspector.labels import LinkButton, body_label, muted_label
from gui.theme import SPACE_4, Theme


class CheckView(QWidget):
    """A link that asks for a check, the verdict, and what exactly was compared.

    Nothing where the shown card has no gradient that passes have added to.

    Signals:
        check_requested: check, or stop checking.
    """

    check_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self._card = NONE
        self._verdicts: Mapping[CheckTarget, Verdict] = {}
        self._is_running = False
        self._link = LinkButton("check")
        self._verdict = body_label("check_verdict")
        self._compared = muted_label("check_compared")
        self._compared.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self._verdict)
        layout.addWidget(self._compared)
        layout.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        self._link.clicked.connect(self.check_requested)

    def show_card(self, state: State, card: int) -> None:
        """Tell of the gradient of a card as of a state."""
        self._state, self._card = state, card
        self._refresh()

    def show_verdicts(self, verdicts: Mapping[CheckTarget, Verdict], *, is_running: bool) -> None:
        """Tell what is known by now, and whether more is being found out."""
        self._verdicts, self._is_running = verdicts, is_running
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._link.set_theme(theme)

    def _refresh(self) -> None:
        target = self._target()
        self.setVisible(target is not None)
        if self._state is None or target is None:
            return
        verdict = self._verdicts.get(target)
        for part in (self._verdict, self._compared):
            part.setVisible(verdict is not None)
        if verdict is not None:
            from gui.inspector.check_text import compared_text, verdict_text

            self._verdict.setText(verdict_text(verdict))
            text = compared_text(verdict)
            self._compared.setText(text)
            self._compared.setVisible(bool(text))
        self._link.setVisible(verdict is None or self._is_running)
        if self._is_running:
            self._link.setText(self.tr("Checking… Stop"))
            self._link.setToolTip(self.tr("Stop checking; what was found stays (F4)"))
        else:
            self._link.setText(self.tr("Check ▸"))
            self._link.setToolTip(
                self.tr("Compare all leaf gradients with differences of the script's numbers (F4)")
            )

    def _target(self) -> CheckTarget | None:
        """What there is to check of the shown card."""
        state = self._state
        if state is None or self._card == NONE or not state.exists(self._card):
            return None
        if not len(state.recording["accumulations"]) or state.gradient(self._card) == NONE:
            return None
        if not state.recording.index.is_leaf(np.array([self._card]))[0]:
            return None
        from engine.check.targets import check_target

        return check_target(state, self._card)

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._refresh()
