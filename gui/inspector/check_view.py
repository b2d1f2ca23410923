"""The gradient check of a leaf by finite differences of the script."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.finite_differences.verdict import CheckTarget, Verdict
from engine.record.schema import NONE
from engine.record.state import State
from gui.theme import SPACE_4, Theme
from gui.widgets.labels import LinkButton, body_label, muted_label


class CheckView(QWidget):
    """A link that starts a check, the verdict, and the compared numbers.

    It is empty for a card whose gradient cannot be checked.

    Signals:
        check_requested: the user wants to start the check, or to stop the running one.
    """

    check_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self._card = NONE
        self._target: CheckTarget | None = None
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
        """Show the check of a card at a state."""
        self._state, self._card = state, card
        self._target = shown_target(state, card)
        self._refresh()

    def show_verdicts(self, verdicts: Mapping[CheckTarget, Verdict], *, is_running: bool) -> None:
        """Show the verdicts so far."""
        self._verdicts, self._is_running = verdicts, is_running
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._link.set_theme(theme)

    def _found(self) -> Verdict | None:
        """The verdict of the shown gradient; that of a leaf without one comes with all others."""
        if self._target is not None:
            return self._verdicts.get(self._target)
        state, card = self._state, self._card
        if state is None or not self._verdicts or not is_leaf(state, card):
            return None
        return None if _was_reached(state, card) else Verdict(card, "unreached")

    def _refresh(self) -> None:
        verdict = self._found()
        self.setVisible(self._target is not None or verdict is not None)
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

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._refresh()


def is_leaf(state: State, card: int) -> bool:
    """Whether a card exists and is, or becomes, a leaf that requires grad."""
    if card == NONE or not state.exists(card):
        return False
    return state.recording.index.is_leaf(card)


def _was_reached(state: State, card: int) -> bool:
    """Whether any pass has added to the gradient of a leaf so far."""
    tensors, filled = state.recording["cards"]["tensor"], state.recording["accumulations"]
    is_of_it = tensors[filled["card"]] == tensors[card]
    return bool((is_of_it & (filled["event"] < state.happened)).any())


def shown_target(state: State, card: int) -> CheckTarget | None:
    """The gradient of a card to check; None unless the card is a leaf that a pass has reached."""
    if not len(state.recording["accumulations"]) or not is_leaf(state, card):
        return None
    if state.gradient(card) == NONE:
        return None
    from engine.finite_differences.targets import check_target

    return check_target(state, card)
