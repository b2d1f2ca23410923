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

    @cached_property
    def by_card(self) -> dict[int, dict[int, int]]:
        """For each card the names it was bound to, and when first.

        Those that calls gave it come before those of their callers, as these outlast them.
        """
        names: dict[int, dict[int, int]] = {}
        bound = self._tables["names"]
        depths = self._call_depths[self._tables["events"]["scope"][bound["event"]]]
        bound = bound[np.argsort(-depths, kind="stable")]
        columns = (bound[column].tolist() for column in ("card", "name", "event"))
        for card, name, event in zip(*columns):
            names.setdefault(card, {}).setdefault(name, event)
        return names

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
        is_call = (scopes["kind"] == ScopeKind.CALL).tolist()
        depths: list[int] = []
        for parent, call in zip(scopes["parent"].tolist(), is_call):
            depths.append((depths[parent] if parent != NONE else 0) + call)
        return np.array(depths, np.int64)
