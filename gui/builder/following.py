"""Runs the script after a gesture, and goes on where the person was."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.edit.edits import Edit, Gesture
from engine.record.recording import Recording
from engine.record.schema import NONE
from gui.builder.desk import Desk
from gui.builder.staying import Staying
from gui.session import RunState

SLOW_MS = 1_000
"""A script that takes longer does not run at every move of a slider."""


@dataclass(frozen=True)
class _Wish:
    """Where to go on: what was made, else the card that was meant, by name or by number."""

    source: str
    lines: tuple[int, ...]
    gesture: Gesture
    made: str
    name: str
    card: int
    card_count: int
    cursor: int
    step_count: int


class Following(QObject):
    """One run for each gesture; while a value is dragged, one after the other.

    Signals:
        arrived: the graph of the last gesture is on the canvas.
    """

    arrived = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._staying = Staying(desk.graph)
        self._wish: _Wish | None = None
        self._awaits_scene = False
        self._is_waiting = False
        self._began_ms = 0.0
        self._took_ms = 0.0
        desk.session.changed.connect(self._on_session_changed)
        desk.graph.scene_shown.connect(self._on_scene_shown)

    @property
    def is_slow(self) -> bool:
        """Whether the last run took so long that a person has to ask for the next one."""
        return self._took_ms > SLOW_MS

    def may_run(self, before: str) -> bool:
        """Whether the script was run by the person, or is their own: others' do not run unasked."""
        return self._desk.session.state is not RunState.NONE or not before.strip()

    def follow(self, edit: Edit, card: int, *, is_dragged: bool = False) -> None:
        """Run what an edit made of the script; ``card`` is the one it was about, or NONE.

        While a value is dragged, a run is waited for, and a slow script does not run.
        """
        recording, graph = self._desk.recording, self._desk.graph
        meant = graph.selected if card == NONE else card
        names = recording.names(meant) if meant != NONE else []
        self._staying.remember(meant)
        self._wish = _Wish(
            source=edit.source,
            lines=tuple(edit.lines),
            gesture=edit.gesture,
            made=edit.made or "",
            name=names[-1] if names else "",
            card=meant,
            card_count=len(recording["cards"]),
            cursor=self._desk.session.player.cursor,
            step_count=recording.step_count,
        )
        is_running = self._desk.session.state is RunState.RUNNING
        self._is_waiting = is_dragged and (is_running or self.is_slow)
        if not self._is_waiting:
            self._run()

    def finish(self) -> None:
        """The value was let go: run what still waits for it."""
        if self._is_waiting and self._desk.session.state is not RunState.RUNNING:
            self._run()

    def _run(self) -> None:
        self._is_waiting = False
        self._began_ms = 1000 * time.monotonic()
        self._desk.run()

    # -- the new recording ---------------------------------------------------------------------

    def _on_session_changed(self) -> None:
        session, wish = self._desk.session, self._wish
        if session.state is RunState.RUNNING or wish is None:
            return
        if self._is_waiting and not self.is_slow:
            self._run()
            return
        if session.newest.source != wish.source:
            return
        self._took_ms = 1000 * time.monotonic() - self._began_ms
        self._wish = None
        if session.state is RunState.DONE and not session.newest.step_count:
            session.player.set_recording(session.newest, 0)  # there is nothing to be drawn
        if session.is_newest_shown:
            self._go_on(wish, session.newest)
        self.arrived.emit()

    def _go_on(self, wish: _Wish, recording: Recording) -> None:
        card = _card_named(recording, wish.made)
        if card == NONE:
            card = _card_named(recording, wish.name)
        if card == NONE and len(recording["cards"]) == wish.card_count:
            card = wish.card
        self._desk.session.player.seek(self._cursor(wish, recording, card))
        self._desk.graph.select(card)
        self._awaits_scene = card != NONE
        if self._desk.graph.is_settled:
            self._on_scene_shown()

    def _cursor(self, wish: _Wish, recording: Recording, card: int) -> int:
        """Where to look at the new recording: at what is new, else where the person was."""
        player, index = self._desk.session.player, recording.index
        if wish.gesture is Gesture.BACKWARD:
            return _pass_start(recording, wish.lines)
        if recording.step_count == wish.step_count and not wish.made:
            return wish.cursor
        if card != NONE and not self._desk.graph.draws(card):
            return index.step_of_event(int(recording["cards"]["event"][card])) + 1
        return player.cursor

    def _on_scene_shown(self) -> None:
        if self._awaits_scene and self._desk.graph.is_settled:
            self._awaits_scene = False
            self._staying.restore(self._desk.graph.selected)


def _card_named(recording: Recording, name: str) -> int:
    """The last card of a name; NONE where there is none."""
    if not name or name not in recording.strings:
        return NONE
    bound = recording["names"]
    cards = bound["card"][bound["name"] == recording.strings.index(name)]
    return int(cards[-1]) if len(cards) else NONE


def _pass_start(recording: Recording, lines: tuple[int, ...]) -> int:
    """Where the pass begins that a line asks for, else the last one."""
    index = recording.index
    if not index.pass_count:
        return recording.step_count
    sites = recording["events"]["site"][recording["passes"]["event"]]
    found = np.flatnonzero(np.isin(recording["sites"]["line"][sites], lines))
    return index.pass_start(int(found[-1]) if len(found) else index.pass_count - 1)
