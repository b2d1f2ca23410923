"""Matches the items of a list with those of an earlier version, in which a few differ."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from engine.record.schema import NONE
from engine.script.source import unchanged_ends

Trait = Hashable


def found_again(before: Sequence[tuple[Trait, ...]], now: Sequence[tuple[Trait, ...]]) -> list[int]:
    """For each item of ``now`` its index in ``before``, or NONE; no index occurs twice.

    Common items at the start and at the end match each other. Between them the n-th item with some
    traits matches the n-th with the same traits; of the rest, the n-th with a first trait matches
    the n-th with the same first trait. If both lists then have equally many left over, they match
    in order.

    Args:
        before, now: the traits of each item.
    """
    first, last = unchanged_ends(before, now)
    found = [*range(first), *[NONE] * (len(now) - first)]
    found[len(now) - last :] = range(len(before) - last, len(before))
    old = list(range(first, len(before) - last))
    new = list(range(first, len(now) - last))
    for sort in (lambda traits: traits, lambda traits: traits[0]):
        old, new = _paired(found, _by_sort(before, old, sort), _by_sort(now, new, sort))
    if len(old) == len(new):
        for before_place, place in zip(old, new):
            found[place] = before_place
    return found


def _by_sort(
    items: Sequence[tuple[Trait, ...]],
    places: Iterable[int],
    sort: Callable[[tuple[Trait, ...]], Trait],
) -> dict[Trait, list[int]]:
    found: dict[Trait, list[int]] = defaultdict(list)
    for place in places:
        found[sort(items[place])].append(place)
    return found


def _paired(
    found: list[int], before: dict[Trait, list[int]], now: dict[Trait, list[int]]
) -> tuple[list[int], list[int]]:
    """Enter the indices that match into ``found``; return the rest, before and now."""
    old, new = [], []
    for sort in {**before, **now}:
        places, old_places = now.get(sort, []), before.get(sort, [])
        count = min(len(places), len(old_places))
        for place, old_place in zip(places, old_places):
            found[place] = old_place
        old += old_places[count:]
        new += places[count:]
    return sorted(old), sorted(new)
