"""Where in a tensor a change through one of its views wrote."""

from __future__ import annotations

import numpy as np

from engine.explain.application import declared, value_of
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag

_NODE = "CopySlices"


def results_of_write(
    recording: Recording, contribution: int, elements: np.ndarray | None
) -> np.ndarray | None:
    """The elements of the base that hold some elements of an operand of a change through a view.

    Args:
        recording: the recording.
        contribution: what the node of the base, after the change, sent to the operand.
        elements: the elements of the operand (a mask); None for all.

    Returns:
        A mask; None for another node, or if it is unknown.
    """
    row = recording["contributions"][contribution]
    card = int(recording["nodes"]["card"][row["sender"]])
    name = recording.text(int(recording["nodes"]["name"][row["sender"]]))
    base = None if card == NONE else value_of(recording, card)
    if name != _NODE or base is None or elements is None:
        return None
    if row["position"] == 0:
        return elements if elements.shape == base.shape else None
    places = _places_written(recording, card, base.shape)
    if places is None or np.broadcast_shapes(elements.shape, places.shape) != places.shape:
        return None
    found = np.zeros(base.shape, bool)
    found.reshape(-1)[places[np.broadcast_to(elements, places.shape)]] = True
    return found


def _places_written(recording: Recording, card: int, shape: tuple[int, ...]) -> np.ndarray | None:
    """The places, in the row of all elements of the base, that the change of a card wrote."""
    cards = recording["cards"]
    views = np.flatnonzero(
        (cards["event"] == cards["event"][card]) & (cards["flags"] & CardFlag.VIEW != 0)
    )
    places = np.arange(int(np.prod(shape, dtype=np.int64))).reshape(shape)
    for view in reversed(_views_to(recording, int(views[0]))) if len(views) else ():
        found = declared(recording, view)
        if found is None or not found.op.is_view:
            return None
        try:
            places = np.asarray(found.op.kernel(places, **found.settings))
        except (ValueError, TypeError, IndexError):
            return None
    return places if len(views) else None


def _views_to(recording: Recording, card: int) -> list[int]:
    """The views, the last first, by which a changed view was made of its base."""
    cards, found = recording["cards"], []
    while cards["flags"][card] & CardFlag.VIEW:
        while cards["flags"][card] & CardFlag.IN_PLACE:
            card = int(cards["joined"][card])
        if cards["flags"][card] & CardFlag.VIEW:
            found.append(card)
            card = int(recording.operands_of(card)["operand"][0])
    return found
