"""Predict mode: when on, it asks a question before a step is taken."""

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
    """Owns the predictor, which is made when it is first turned on.

    Args:
        layout: where its panel goes.
        script_name: the name of the script that is shown.
        tell: says something for a while.

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
        """Connect the commands to step and to predict; ``hide`` what tells of what comes."""
        actions["step"].triggered.connect(lambda: self.step())
        actions["predict"].toggled.connect(self.set_on)
        for each in hide:
            actions["predict"].toggled.connect(each)

    def set_on(self, is_on: bool) -> None:
        """Ask before each step from now on, beginning with the next; or stop asking."""
        self._is_on = is_on
        if is_on:
            predictor = self._made_predictor()
            if predictor.ask():
                return
            text = self.tr("Nothing that comes can be predicted; step back, and you are asked.")
            if predictor.asks_later():
                text = self.tr("You are asked before the next step that can be predicted.")
            self._show_message(text)
        elif self._predictor is not None:
            self._predictor.end()

    def step(self) -> None:
        """Go on by one step, perhaps after a question."""
        if not self._is_on:
            self._player.step()
            return
        self._made_predictor().step()

    def choose_card(self, card: int) -> None:
        """Take a pressed card as an answer, if a question is open."""
        if self._predictor is not None:
            self._predictor.choose_card(card)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        if self._predictor is not None:
            self._predictor.set_theme(theme)

    def _made_predictor(self) -> Predictor:
        if self._predictor is None:
            self._predictor = self._make_predictor()
        return self._predictor

    def _make_predictor(self) -> Predictor:
        from gui.predict.predictor import Predictor
        from gui.predict.scores import Scores

        scores = Scores(self._store)
        made = Predictor(self._player, self._layout, scores, self._script_name, self._theme)
        made.asking_changed.connect(self.asking_changed)
        return made
