"""Predict mode: while it is on, a question is asked before each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QVBoxLayout

from gui.commands.action_set import ActionSet
from gui.player import Player
from gui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from gui.predict.predictor import Predictor


class PredictMode(QObject):
    """Owns the predictor, which is created when the mode is first turned on.

    Args:
        layout: the layout that its panel is added to.
        script_name: returns the name of the shown script.
        show_message: shows a message until another step is shown.

    Signals:
        asking_changed: whether a question is open.
    """

    asking_changed = Signal(bool)

    def __init__(
        self,
        player: Player,
        layout: QVBoxLayout,
        store: QSettings,
        script_name: Callable[[], str],
        show_message: Callable[[str], None],
    ) -> None:
        super().__init__(player)
        self._player, self._layout, self._store = player, layout, store
        self._script_name, self._show_message = script_name, show_message
        self._theme = LIGHT
        self._is_on = False
        self._predictor: Predictor | None = None

    def connect_commands(self, actions: ActionSet, *hide: Callable[[bool], object]) -> None:
        """Connect the commands to step and to predict, the latter also to the slots ``hide``."""
        actions["step"].triggered.connect(lambda: self.step())
        actions["predict"].toggled.connect(self.set_on)
        for each in hide:
            actions["predict"].toggled.connect(each)

    def set_on(self, is_on: bool) -> None:
        """Turn the mode on, beginning with a question about the next step, or off."""
        self._is_on = is_on
        if is_on:
            predictor = self._get_predictor()
            if predictor.ask():
                return
            text = self.tr(
                "Nothing ahead can be predicted. Step back, and you will be asked on the way "
                "forward."
            )
            if predictor.asks_later():
                text = self.tr("You will be asked before the next step that can be predicted.")
            self._show_message(text)
        elif self._predictor is not None:
            self._predictor.stop()

    def step(self) -> None:
        """Take a step, or ask a question about it first."""
        if not self._is_on:
            self._player.step()
            return
        predictor = self._get_predictor()
        if predictor.is_asking:
            text = self.tr("Answer the question first, or press Esc to see the answer.")
            self._show_message(text)
        predictor.step()

    def choose_card(self, card: int) -> None:
        """Take a clicked card as the answer, if a question is open."""
        if self._predictor is not None:
            self._predictor.choose_card(card)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        if self._predictor is not None:
            self._predictor.set_theme(theme)

    def _get_predictor(self) -> Predictor:
        if self._predictor is None:
            self._predictor = self._make_predictor()
        return self._predictor

    def _make_predictor(self) -> Predictor:
        from gui.predict.predictor import Predictor
        from gui.predict.scores import Scores

        scores = Scores(self._store)
        predictor = Predictor(self._player, self._layout, scores, self._script_name, self._theme)
        predictor.asking_changed.connect(self.asking_changed)
        return predictor
