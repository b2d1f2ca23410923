"""Restores selection and position when the graph of another run arrives."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.record.recording import Recording
from engine.record.schema import NONE
from gui.drawing.graph_view import GraphView
from gui.live.view_anchor import ViewAnchor
from gui.runs.session import RunState, Session


@dataclass(frozen=True)
class RunIntent:
    """What to show after a run.

    Attributes:
        card: the card of the previous graph that the change is about, or NONE.
        new_name: the name of a new tensor; empty for none.
        pass_lines: the lines with a new call of ``backward``.
    """

    card: int = NONE
    new_name: str = ""
    pass_lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class _CardIdentity:
    """The identity of a card across graphs.

    Attributes:
        card: its number, or NONE.
        name: the last of its names; empty for none.
        turn: its position among the cards of that name: a loop makes one in each turn.
        name_count: the number of cards of that name.
        card_count: the number of all cards.
        order: its position among the cards of its operation.
        op_count: the number of cards of its operation.
        op: the operation.
    """

    card: int = NONE
    name: str = ""
    turn: int = 0
    name_count: int = 0
    card_count: int = 0
    order: int = 0
    op_count: int = 0
    op: str = ""

    @classmethod
    def of(cls, recording: Recording, card: int) -> _CardIdentity:
        if card == NONE:
            return cls()
        name = next(reversed(recording.names(card)), "")
        named = _cards_named(recording, name)
        turn = int(np.searchsorted(named, card))
        op = recording.text(int(recording["cards"]["op"][card]))
        alike = _cards_of(recording, op)
        order = int(np.searchsorted(alike, card))
        count = len(recording["cards"])
        return cls(card, name, turn, len(named), count, order, len(alike), op)

    def find_in(self, recording: Recording) -> int:
        """The card in another recording, or NONE.

        It has the same name and, of several, the same turn, or is the last again if it was. Without
        a name, it has the same number if there are as many cards as before, else the same position
        in its operation if that has as many.
        """
        if self.card == NONE:
            return NONE
        named = _cards_named(recording, self.name)
        if len(named):
            was_last = self.turn == self.name_count - 1
            return int(named[-1 if was_last else min(self.turn, len(named) - 1)])
        if len(recording["cards"]) == self.card_count:
            return self.card
        alike = _cards_of(recording, self.op)
        return int(alike[self.order]) if len(alike) == self.op_count else NONE


class Continuity(QObject):
    """After a run, restores the selection or selects a new card, and keeps cards at their places.

    Attributes:
        is_restoring: whether it is selecting a card, rather than the user.

    Signals:
        graph_arrived: the graph of the run is on the canvas, or the run has none.
    """

    graph_arrived = Signal()

    def __init__(self, session: Session, graph: GraphView, parent: QObject) -> None:
        super().__init__(parent)
        self.is_restoring = False
        self._session, self._graph = session, graph
        self._view_anchor = ViewAnchor(graph)
        self._intent: RunIntent | None = None
        self._selection = self._anchor = _CardIdentity()
        self._run: Recording | None = None
        self._awaits_scene = False
        session.changed.connect(self._on_session_changed)
        graph.card_selected.connect(self.reselect)
        graph.scene_shown.connect(self._on_scene_shown)
        graph.layout_failed.connect(lambda _: self._on_scene_shown())

    @property
    def is_awaiting_graph(self) -> bool:
        """Whether the graph of a run is awaited."""
        return self._intent is not None or self._awaits_scene

    def expect(self, intent: RunIntent) -> None:
        """Note what to show after the run that is about to start."""
        recording, graph = self._session.player.recording, self._graph
        selection = graph.selected if intent.card == NONE else intent.card
        anchor = (
            selection
            if selection != NONE and graph.place(selection) is not None
            else graph.central_card()
        )
        self._selection, self._anchor = (
            _CardIdentity.of(recording, each) for each in (selection, anchor)
        )
        self._view_anchor.remember(anchor)
        self._intent, self._run = intent, None

    def reselect(self, card: int) -> None:
        """Note that the user has selected another card while the graph is awaited."""
        if self._intent is not None and card != NONE:
            self._selection = _CardIdentity.of(self._session.player.recording, card)
            self._intent = replace(self._intent, card=card, new_name="")

    # -- the new recording ---------------------------------------------------------------------

    def _on_session_changed(self) -> None:
        session, intent = self._session, self._intent
        if session.state is RunState.NONE:  # there is another script
            self._intent, self._awaits_scene = None, False
            return
        if intent is None:
            return
        if session.state is RunState.RUNNING:
            self._run = session.newest
        if session.state is RunState.RUNNING or session.newest is not self._run:
            return
        self._intent = None
        self._awaits_scene = True
        if session.is_newest_shown:
            self._restore(intent, session.newest)
        else:
            self._anchor = _CardIdentity()
        if self._graph.is_settled:
            self._on_scene_shown()

    def _restore(self, intent: RunIntent, recording: Recording) -> None:
        new_name = _cards_named(recording, intent.new_name)
        card = int(new_name[-1]) if len(new_name) else self._selection.find_in(recording)
        self._seek(intent, recording, card)
        self.is_restoring = not intent.new_name
        self._graph.select(card)
        self.is_restoring = False
        anchor = self._anchor.find_in(recording)
        self._anchor = _CardIdentity(card if anchor == NONE else anchor)

    def _seek(self, intent: RunIntent, recording: Recording, card: int) -> None:
        """Move the cursor to what is new; else leave it where it is."""
        player = self._session.player
        if intent.pass_lines:
            player.seek(_pass_start(recording, intent.pass_lines))
        elif intent.new_name and card != NONE and not self._graph.draws(card):
            player.seek(recording.cursor_of_event(int(recording["cards"]["event"][card])))

    def _on_scene_shown(self) -> None:
        if self._awaits_scene and self._graph.is_settled:
            self._awaits_scene = False
            self._view_anchor.restore(self._anchor.card)
            self.graph_arrived.emit()


def _cards_named(recording: Recording, name: str) -> np.ndarray:
    """The cards that a name was bound to, in order."""
    bound = recording["names"]
    return np.unique(bound["card"][bound["name"] == recording.string_number(name)])


def _cards_of(recording: Recording, op: str) -> np.ndarray:
    """The cards that an operation made, in order."""
    return np.flatnonzero(recording["cards"]["op"] == recording.string_number(op))


def _pass_start(recording: Recording, lines: tuple[int, ...]) -> int:
    """The start of the last pass that these lines call, else of the last pass of all."""
    index = recording.index
    if not index.pass_count:
        return recording.step_count
    sites = recording["events"]["site"][recording["passes"]["event"]]
    found = np.flatnonzero(np.isin(recording["sites"]["line"][sites], lines))
    return index.pass_start(int(found[-1]) if len(found) else index.pass_count - 1)
