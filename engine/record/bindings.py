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

        Those that calls gave it come before those of their callers, as these outlast them.
        """
        cards, names, events = self._by_card
        start, end = np.searchsorted(cards, (card, card + 1))
        first: dict[int, int] = {}
        for name, event in zip(names[start:end].tolist(), events[start:end].tolist()):
            first.setdefault(name, event)
        return first

    @cached_property
    def _by_card(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Cards, names and events of all bindings, by card, and those of one as ``of_card`` says.

        While a run grows this is found out again and again: what is nearly in order stays cheap.
        """
        bound = self._tables["names"]
        depths = self._call_depths[self._tables["events"]["scope"][bound["event"]]]
        bound = bound[np.argsort(-depths, kind="stable")]
        bound = bound[np.argsort(bound["card"], kind="stable")]
        return bound["card"].astype(np.int64), bound["name"], bound["event"]

    @cached_property
    def _bearers(self) -> np.ndarray:
        """For each card the newest of those that its tensor was made from in place and has a name.

        Itself where it has one; where none has, the one that was not made in place.
        """
        cards = self._tables["cards"]
        bearers = np.arange(len(cards))
        passes_on = (cards["flags"] & CardFlag.IN_PLACE != 0) & (cards["joined"] != NONE)
        passes_on &= cards["flags"] & CardFlag.GRAD_OF == 0
        passes_on[self._tables["names"]["card"]] = False
        bearers[passes_on] = cards["joined"][passes_on]
        while not np.array_equal(bearers, further := bearers[bearers]):
            bearers = further
        return bearers

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
