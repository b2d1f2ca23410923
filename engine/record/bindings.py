"""The names to which a script bound its tensors, derived once from the tables of a recording."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from engine.record.columns import Tables
from engine.record.lookups import Chronicle
from engine.record.schema import NONE, CardFlag, ScopeKind


class Bindings:
    """The names of the cards of a recording, read only; a name is the number of a text."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def of_card(self, card: int) -> dict[int, int]:
        """The names of a card, the best last, with the event that first bound each.

        A name is better if it was bound outside of the calls in which another was bound; else if it
        was bound to this tensor only, not to one after another, like the variable of a loop; else
        if it is a variable, not a place in one such as ``pair[0]``; else if it is newer.
        """
        cards, names, events = self._by_card
        start, end = np.searchsorted(cards, (card, card + 1))
        first: dict[int, int] = {}
        for name, event in zip(names[start:end].tolist(), events[start:end].tolist()):
            first[name] = min(event, first.pop(name, event))  # moves to its best position
        return first

    @cached_property
    def _by_card(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Cards, names and events of all bindings, sorted by card, then from the worst to the best.

        It is recomputed whenever a run has grown; stable sorts of nearly sorted rows are cheap.
        """
        bound = self._tables["names"][np.argsort(-self._ranks, kind="stable")]
        bound = bound[np.argsort(bound["card"], kind="stable")]
        return bound["card"].astype(np.int64), bound["name"], bound["event"]

    @cached_property
    def _ranks(self) -> np.ndarray:
        """The rank of each binding, 0 for the best; see ``of_card``. Shapes: (b,)."""
        bound = self._tables["names"]
        depths = self._call_depths[self._tables["events"]["scope"][bound["event"]]]
        # The depth of calls counts most, and whether it is a place least.
        ranks: np.ndarray = 4 * depths + 2 * self._are_shared(depths) + self._are_places
        return ranks

    def _are_shared(self, depths: np.ndarray) -> np.ndarray:
        """A mask of the bindings whose name other tensors also have at the same call depth."""
        bound = self._tables["names"]
        tensors = self._tables["cards"]["tensor"][bound["card"]]
        # Few texts are names: numbering the names alone keeps the arrays below short.
        names = np.cumsum(np.bincount(bound["name"]) > 0)[bound["name"]]
        uses = names * (depths.max(initial=0) + 1) + depths
        count = int(uses.max(initial=-1)) + 1
        one_tensor, are_shared = np.empty(count, np.int64), np.zeros(count, bool)
        one_tensor[uses] = tensors  # of several the last one wins; the others differ from it
        are_shared[uses[tensors != one_tensor[uses]]] = True
        shared: np.ndarray = are_shared[uses]
        return shared

    @property
    def _are_places(self) -> np.ndarray:
        """A mask of the bindings to a place in something else: ``net.weight``, ``pair[0]``."""
        names = self._tables["names"]["name"]
        counts = np.bincount(names)
        are_places = np.zeros(len(counts), bool)
        for name in np.flatnonzero(counts).tolist():
            are_places[name] = not self._tables.text(name).isidentifier()
        places: np.ndarray = are_places[names]
        return places

    @cached_property
    def _bearers(self) -> np.ndarray:
        """For each card the card whose name it is shown with.

        Of a card and the earlier contents of its tensor, before in-place changes, the one with the
        best name; of equally good ones the newest. If none has a name, the first content.
        """
        cards, bound = self._tables["cards"], self._tables["names"]
        is_changed = (cards["flags"] & CardFlag.IN_PLACE != 0) & (cards["joined"] != NONE)
        is_changed &= cards["flags"] & CardFlag.GRAD_OF == 0
        before = np.where(is_changed, cards["joined"], np.arange(len(cards))).astype(np.int64)
        unnamed = self._ranks.max(initial=0) + 1
        ranks = np.full(len(cards), unnamed)
        np.minimum.at(ranks, bound["card"], self._ranks)
        bearers = np.arange(len(cards))
        # Pointer doubling: a bearer is the best of the contents back to ``before`` (exclusive).
        while True:
            others = bearers[before]
            bearers = np.where(ranks[others] < ranks[bearers], others, bearers)
            if np.array_equal(before, further := before[before]):
                return np.where(ranks[bearers] < unnamed, bearers, before)
            before = further

    @cached_property
    def best_names(self) -> np.ndarray:
        """The best name of each card, or of the card whose name it bears; NONE for none."""
        cards, names, _ = self._by_card
        best = np.full(len(self._bearers), NONE)
        best[cards] = names  # of several the last one wins
        borne: np.ndarray = best[self._bearers]
        return borne

    def bearer(self, card: int) -> int:
        """The card whose name a card is shown with: itself, or an earlier content of its tensor."""
        return int(self._bearers[card])

    @cached_property
    def _named(self) -> Chronicle:
        bound = self._tables["names"]
        return Chronicle(bound["name"], bound["event"], bound["card"])

    def last_named(self, name: int, happened: int) -> int:
        """The card to which a name was last bound by then, or NONE."""
        return self._named.last_before(name, happened)

    @cached_property
    def _call_depths(self) -> np.ndarray:
        """The number of calls in which each scope is nested."""
        scopes = self._tables["scopes"]
        depths: np.ndarray = (scopes["kind"] == ScopeKind.CALL).astype(np.int64)
        around = scopes["parent"].astype(np.int64)
        # Pointer doubling: a depth counts the calls out to ``around`` (exclusive).
        while (is_inner := around != NONE).any():
            depths[is_inner] += depths[around[is_inner]]
            around[is_inner] = around[around[is_inner]]
        return depths
