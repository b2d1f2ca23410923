"""A drawing structured like its script: frames around cards, some of them folded."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from engine.record.drawing import Drawing
from engine.record.recording import Recording
from engine.record.schema import NONE, ScopeKind
from engine.record.state import CardStatus, EdgeStatus

_FRAMED = (ScopeKind.CALL, ScopeKind.LOOP, ScopeKind.ITERATION, ScopeKind.MODULE)


class PathPart(NamedTuple):
    """A scope relative to its parent: its row of ``scopes``, in words."""

    kind: ScopeKind
    name: str
    line: int
    number: int


ScopePath = tuple[PathPart, ...]
"""A scope and its ancestors, outermost first."""


class Frames(NamedTuple):
    """The calls, loops and iterations in which drawn cards were made, outer before inner ones.

    Attributes:
        scopes: (f,), rows of ``scopes``.
        starts, ends: (f,), the index of the first card of each, and one past its last.
    """

    scopes: np.ndarray
    starts: np.ndarray
    ends: np.ndarray


class Outline(NamedTuple):
    """A drawing in which a folded frame is one node, and so is every card outside of folded frames.

    Attributes:
        drawing: the cards and edges.
        frames: the open frames; their starts and ends are nodes.
        scopes: (k,), the folded scope that a node represents; NONE for a card.
        cards: (k,), the index of the card that a node shows: of a folded frame the last.
        node_of: (n,), the node of every card.
        links: (m,), the link to which each edge belongs; NONE for one inside a folded frame.
        link_ends: (l, 2), source and user of each link, both nodes.
    """

    drawing: Drawing
    frames: Frames
    scopes: np.ndarray
    cards: np.ndarray
    node_of: np.ndarray
    links: np.ndarray
    link_ends: np.ndarray

    @property
    def first_cards(self) -> np.ndarray:
        """The place of the first card of every node. Shapes: -> (k,)."""
        return np.concatenate(([0], self.cards[:-1] + 1))[: len(self.cards)]

    def newest_cards(self, made: int) -> np.ndarray:
        """The place of the last card of every node among the first ``made`` cards.

        Where none of a node's cards is among them, its first one. Shapes: -> (k,).
        """
        newest: np.ndarray = np.maximum(np.minimum(self.cards, made - 1), self.first_cards)
        return newest

    def node_statuses(self, statuses: np.ndarray) -> np.ndarray:
        """The CardStatus of every node, from those of all cards (n,).

        A folded frame has the most eventful status of its cards.
        """
        if not (self.scopes != NONE).any():
            return statuses
        eventfulness = _CARD_EVENTS.argsort()[statuses]
        most = np.zeros(len(self.cards), np.int64)
        np.maximum.at(most, self.node_of, eventfulness)
        return _CARD_EVENTS[most]

    def link_statuses(self, statuses: np.ndarray) -> np.ndarray:
        """The EdgeStatus of every link, from those of all edges (m,)."""
        if not (self.scopes != NONE).any():
            return statuses
        shown = self.links != NONE
        most = np.zeros(len(self.link_ends), np.int64)
        np.maximum.at(most, self.links[shown], _EDGE_EVENTS.argsort()[statuses[shown]])
        return _EDGE_EVENTS[most]

    def edges_of(self, link: int) -> np.ndarray:
        """The indices of the edges of a link, ascending."""
        return np.flatnonzero(self.links == link)


_CARD_EVENTS = np.array(
    [
        CardStatus.FUTURE,
        CardStatus.IDLE,
        CardStatus.DONE,
        CardStatus.WAITING,
        CardStatus.READY,
        CardStatus.CURRENT,
    ],
    np.uint8,
)
_EDGE_EVENTS = np.array(
    [EdgeStatus.CUT, EdgeStatus.IDLE, EdgeStatus.SENT, EdgeStatus.SENDING], np.uint8
)
"""From the least to the most eventful."""


def outline(recording: Recording, drawing: Drawing, folded: Collection[int] = ()) -> Outline:
    """A drawing with its frames; those of the scopes ``folded`` become one node each."""
    frames = _frames(recording, drawing.cards)
    if not folded:
        places, edges = np.arange(len(drawing.cards)), np.arange(len(drawing.edges))
        ends = np.stack((drawing.sources, drawing.users), axis=1)
        return Outline(drawing, frames, np.full_like(places, NONE), places, places, edges, ends)
    scopes = np.full(len(drawing.cards), NONE)
    is_folded = np.zeros(len(drawing.cards), bool)
    is_open = np.ones(len(frames.scopes), bool)
    for number in np.flatnonzero(np.isin(frames.scopes, list(folded))).tolist():
        start, end = frames.starts[number], frames.ends[number]
        is_open &= (frames.starts < start) | (frames.ends > end)
        if not is_folded[start]:  # not nested in another folded one, which comes first
            is_folded[start:end] = True
            scopes[end - 1] = frames.scopes[number]
    shown = np.flatnonzero(~is_folded | (scopes != NONE))
    node_of = np.searchsorted(shown, np.arange(len(is_folded)))
    links, link_ends = _linked(drawing, node_of, scopes[shown])
    node_before = np.concatenate((node_of, [len(shown)]))
    open_frames = Frames(
        frames.scopes[is_open],
        node_before[frames.starts[is_open]],
        node_before[frames.ends[is_open]],
    )
    return Outline(drawing, open_frames, scopes[shown], shown, node_of, links, link_ends)


def scope_path(recording: Recording, scope: int) -> ScopePath:
    """A scope with its ancestors, comparable between runs."""
    path = []
    while scope != NONE:
        row = recording["scopes"][scope]
        name = recording.text(int(row["name"]))
        path.append(
            PathPart(ScopeKind(int(row["kind"])), name, int(row["line"]), int(row["index"]))
        )
        scope = int(row["parent"])
    return tuple(path[::-1])


def folded_scopes(recording: Recording, paths: Collection[ScopePath]) -> list[int]:
    """The scopes of a recording with the given paths."""
    if not paths:
        return []
    return [row for row in range(len(recording["scopes"])) if scope_path(recording, row) in paths]


def _frames(recording: Recording, cards: np.ndarray) -> Frames:
    """Every frame around cards, including those with the same cards.

    A loop of which one iteration is drawn has no frame besides that iteration's, nor has a module
    of one card, nor what a module calls to compute all of it. Generators and threads may interleave
    the cards of several calls; these are in no frame.
    """
    scopes, places = recording["scopes"], np.arange(len(cards))
    counts = np.zeros(len(scopes), np.int64)
    starts = np.full(len(scopes), len(cards))
    ends = np.zeros(len(scopes), np.int64)
    scope = recording["events"]["scope"][recording["cards"]["event"][cards]]
    while len(scope):
        np.add.at(counts, scope, 1)
        np.minimum.at(starts, scope, places)
        np.maximum.at(ends, scope, places + 1)
        scope = scopes["parent"][scope]
        scope, places = scope[scope != NONE], places[scope != NONE]
    is_framed = (counts > 0) & (counts == ends - starts) & np.isin(scopes["kind"], _FRAMED)
    iterations = np.flatnonzero((counts > 0) & (scopes["kind"] == ScopeKind.ITERATION))
    drawn_iterations = np.bincount(scopes["parent"][iterations], minlength=len(scopes))
    is_framed &= (scopes["kind"] != ScopeKind.LOOP) | (drawn_iterations > 1)
    is_framed &= (scopes["kind"] != ScopeKind.MODULE) | (counts > 1)
    parents = scopes["parent"]
    is_framed &= (scopes["kind"][parents] != ScopeKind.MODULE) | (counts != counts[parents])
    rows = np.flatnonzero(is_framed)
    rows = rows[np.lexsort((rows, -ends[rows], starts[rows]))]  # outer scopes have lower rows
    return Frames(rows, starts[rows], ends[rows])


def _linked(
    drawing: Drawing, node_of: np.ndarray, scopes: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The link of each edge, and the ends of each link.

    Between cards every edge is a link of its own; at a folded frame, those between two nodes are
    one.
    """
    ends = np.stack((node_of[drawing.sources], node_of[drawing.users]), axis=1)
    links = np.full(len(ends), NONE)
    shown = np.flatnonzero(ends[:, 0] != ends[:, 1])
    is_merged = (scopes[ends[shown]] != NONE).any(axis=1)
    apart = np.where(is_merged, 0, np.arange(len(shown)) + 1)
    keys = np.column_stack((ends[shown], apart))
    distinct, first, number = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    links[shown] = rank[number.reshape(-1)]
    return links, distinct[order, :2].astype(np.int64).reshape(-1, 2)
