"""Which names a script bound its tensors to, derived once from the tables of a recording."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from engine.record.columns import Tables
from engine.record.lookups import Chronicle
from engine.record.schema import NONE, CardFlag, ScopeKind


class Bindings:
    """The names of the cards of one recording, read only; a name is a text by its number."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def of_card(self, card: int) -> dict[int, int]:
        """The names that a card was bound to, and when first.

        The best come last: those of callers outlast those of the calls, what names this tensor only
        says more than what is bound to one tensor after another, as the variable of a loop is, and
        a variable of its own more than a place in another one.
        """
        cards, names, events = self._by_card
        start, end = np.searchsorted(cards, (card, card + 1))
        first: dict[int, int] = {}
        for name, event in zip(names[start:end].tolist(), events[start:end].tolist()):
            first[name] = min(event, first.pop(name, event))  # where it is best it stands
        return first

    @cached_property
    def _by_card(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Cards, names and events of all bindings, by card, and those of one as ``of_card`` says.

        While a run grows this is found out again and again: what is nearly in order stays cheap.
        """
        bound = self._tables["names"][np.argsort(-self._ranks, kind="stable")]
        bound = bound[np.argsort(bound["card"], kind="stable")]
        return bound["card"].astype(np.int64), bound["name"], bound["event"]

    @cached_property
    def _ranks(self) -> np.ndarray:
        """The rank of each binding among those of its tensor, 0 for the best: see ``of_card``."""
        bound = self._tables["names"]
        depths = self._call_depths[self._tables["events"]["scope"][bound["event"]]]
        # The depth counts most, and a place only between names that are equal in all else.
        ranks: np.ndarray = 4 * depths + 2 * self._are_shared(depths) + self._are_places
        return ranks

    def _are_shared(self, depths: np.ndarray) -> np.ndarray:
        """Which bindings are to a name that calls as deep bind to other tensors, too (a mask)."""
        bound = self._tables["names"]
        tensors = self._tables["cards"]["tensor"][bound["card"]]
        # Few of all texts are names: their numbers among names keep the arrays below short.
        names = np.cumsum(np.bincount(bound["name"]) > 0)[bound["name"]]
        uses = names * (depths.max(initial=0) + 1) + depths
        count = int(uses.max(initial=-1)) + 1
        one_tensor, are_shared = np.empty(count, np.int64), np.zeros(count, bool)
        one_tensor[uses] = tensors  # of several the last one stays, and the others differ from it
        are_shared[uses[tensors != one_tensor[uses]]] = True
        shared: np.ndarray = are_shared[uses]
        return shared

    @property
    def _are_places(self) -> np.ndarray:
        """Which bindings are to a place in something else: ``net.weight``, ``pair[0]`` (a mask)."""
        names = self._tables["names"]["name"]
        counts = np.bincount(names)
        are_places = np.zeros(len(counts), bool)
        for name in np.flatnonzero(counts).tolist():
            are_places[name] = not self._tables.text(name).isidentifier()
        places: np.ndarray = are_places[names]
        return places

    @cached_property
    def _bearers(self) -> np.ndarray:
        """For each card the one with the best name of those its tensor was made from in place.

        The newest of these; itself where it has a name as good. Where none has any, the one that
        was not made in place.
        """
        cards, bound = self._tables["cards"], self._tables["names"]
        is_changed = (cards["flags"] & CardFlag.IN_PLACE != 0) & (cards["joined"] != NONE)
        is_changed &= cards["flags"] & CardFlag.GRAD_OF == 0
        before = np.where(is_changed, cards["joined"], np.arange(len(cards))).astype(np.int64)
        unnamed = self._ranks.max(initial=0) + 1
        ranks = np.full(len(cards), unnamed)
        np.minimum.at(ranks, bound["card"], self._ranks)
        bearers = np.arange(len(cards))
        # Each knows the best up to the one in ``before``, which each turn takes twice as far back.
        while True:
            others = bearers[before]
            bearers = np.where(ranks[others] < ranks[bearers], others, bearers)
            if np.array_equal(before, further := before[before]):
                return np.where(ranks[bearers] < unnamed, bearers, before)
            before = further

    @cached_property
    def best_names(self) -> np.ndarray:
        """The best name of each card, or of the one whose name it had; NONE for none."""
        cards, names, _ = self._by_card
        best = np.full(len(self._bearers), NONE)
        best[cards] = names  # of several the last one stays
        borne: np.ndarray = best[self._bearers]
        return borne

    def bearer(self, card: int) -> int:
        """The card whose name a card's tensor had, if not one of its own: see ``_bearers``."""
        return int(self._bearers[card])

    @cached_property
    def _named(self) -> Chronicle:
        bound = self._tables["names"]
        return Chronicle(bound["name"], bound["event"], bound["card"])

    def last_named(self, name: int, happened: int) -> int:
        """The card that a name was bound to last by then, or NONE."""
        return self._named.last_before(name, happened)

    @cached_property
    def _call_depths(self) -> np.ndarray:
        """In how many calls each scope is."""
        scopes = self._tables["scopes"]
        depths: np.ndarray = (scopes["kind"] == ScopeKind.CALL).astype(np.int64)
        around = scopes["parent"].astype(np.int64)
        # Each knows the calls up to the one in ``around``, which each turn takes twice as far out.
        while (is_inner := around != NONE).any():
            depths[is_inner] += depths[around[is_inner]]
            around[is_inner] = around[around[is_inner]]
        return depths
