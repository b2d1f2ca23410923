"""Finds the steps of the shown recording at which breakpoints stop a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.record.index import Index
from engine.record.recording import Recording, Site
from engine.record.schema import NONE, EventKind
from gui.documents.document import Document
from gui.editor.code_editor import CodeEditor
from gui.editor.line_map import LineMap
from gui.runs.session import Session
from gui.walk.breakpoints import Breakpoint, Breakpoints

if TYPE_CHECKING:
    from engine.walk.stops import Stop

_NO_NUMBERS = np.empty(0, np.int64)


class Stops(NamedTuple):
    """The breakpoints as resolved in a recording.

    Attributes:
        cursors: at which a walk stops, ascending.
        cards: the cards whose nodes have a breakpoint.
    """

    cursors: np.ndarray
    cards: np.ndarray


NO_STOPS = Stops(_NO_NUMBERS, _NO_NUMBERS)


class BreakpointResolver(QObject):
    """Keeps the stops up to date with the breakpoints and the recording.

    There are none while the player has another document's recording, and none for a line that was
    changed since its run.

    Attributes:
        stops: the current ones.

    Signals:
        changed: the stops changed.
    """

    changed = Signal()

    def __init__(
        self,
        session: Session,
        editor: CodeEditor,
        breakpoints: Breakpoints,
        document: Document,
    ) -> None:
        super().__init__(breakpoints)
        self._document = document
        self.stops = NO_STOPS
        self._session, self._editor, self._breakpoints = session, editor, breakpoints
        self._resolved_for: tuple[Index, bool] | None = None
        breakpoints.changed.connect(self._resolve)
        session.changed.connect(self._on_session_changed)
        session.player.recording_changed.connect(self._on_session_changed)

    def recorded_line(self, line: int) -> int | None:
        """The number in the recorded script of a line of the present text; None if it changed."""
        return self._line_map_to_recorded().line(line) if self._shows_this_document else None

    def has_no_steps(self, line: int) -> bool:
        """Whether the shown run has no step at a line of the present text."""
        from engine.walk.stops import line_cursors

        recorded, recording = self.recorded_line(line), self._session.player.recording
        return recorded is not None and not len(line_cursors(recording, recorded))

    @property
    def _shows_this_document(self) -> bool:
        """Whether the shown recording is of the script in the editor, perhaps of an earlier run."""
        has_same_name = self._session.player.recording.filename == self._document.name
        return self._session.is_newest_shown or has_same_name

    def place_of_card(self, card: int) -> Breakpoint | None:
        """The node of a card as a breakpoint; None if its expression is not in the present text."""
        recording = self._session.player.recording
        site = recording.card_site(card)
        if site is None or not self._shows_this_document:
            return None
        present = LineMap(recording.source, self._editor.source()).site(site)
        if present is None:
            return None
        number = int(np.searchsorted(_cards_made_at(recording, site), card))
        return Breakpoint(present.line, site=present, number=number)

    def _line_map_to_recorded(self) -> LineMap:
        return LineMap(self._editor.source(), self._session.player.recording.source)

    def _on_session_changed(self) -> None:
        if self._resolved_for != (self._session.player.recording.index, self._shows_this_document):
            self._resolve()

    def _resolve(self) -> None:
        before = self.stops
        is_own = self._shows_this_document
        self._resolved_for = self._session.player.recording.index, is_own
        self.stops = self._resolve_all() if self._breakpoints.items and is_own else NO_STOPS
        if any(not np.array_equal(*each) for each in zip(before, self.stops)):
            self.changed.emit()

    def _resolve_all(self) -> Stops:
        from engine.walk.stops import hits

        to_recorded = self._line_map_to_recorded()
        all_stops = (self._resolve_one(each, to_recorded) for each in self._breakpoints.items)
        stops = [stop for stop in all_stops if stop is not None]
        cards = [stop.card for stop in stops if stop.card != NONE]
        return Stops(hits(self._session.player.recording, stops), np.array(cards, np.int64))

    def _resolve_one(self, breakpoint_: Breakpoint, to_recorded: LineMap) -> Stop | None:
        """A breakpoint in the recording; None where that has no such place."""
        from engine.walk.condition import Condition
        from engine.walk.stops import Stop

        condition = Condition(breakpoint_.condition) if breakpoint_.condition else None
        if breakpoint_.site is None:
            line = to_recorded.line(breakpoint_.line)
            return None if line is None else Stop(line=line, condition=condition)
        card = self._card_of(breakpoint_, to_recorded)
        return None if card is None else Stop(card=card, condition=condition)

    def _card_of(self, breakpoint_: Breakpoint, to_recorded: LineMap) -> int | None:
        """The card whose node a breakpoint is at, in this run."""
        site = None if breakpoint_.site is None else to_recorded.site(breakpoint_.site)
        if site is None:
            return None
        cards = _cards_made_at(self._session.player.recording, site)
        return int(cards[breakpoint_.number]) if breakpoint_.number < len(cards) else None


def _cards_made_at(recording: Recording, site: Site) -> np.ndarray:
    """All cards that an expression made, ascending."""
    sites = recording["sites"]
    is_site = np.append(sites == np.array(tuple(site), sites.dtype), False)  # NONE is the last
    makers = recording["events"][recording["cards"]["event"]]
    return np.flatnonzero(is_site[makers["site"]] & (makers["kind"] == EventKind.OP_APPLIED))
