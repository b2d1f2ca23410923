"""The cards and passes of a recording, as gestures take them."""

from __future__ import annotations

import numpy as np

from engine.edit.edits import Picked
from engine.record.recording import Recording, Site
from engine.record.retained import may_retain_grad
from engine.record.schema import EVER, NONE, VALUE_DTYPE_NAMES, CardFlag, EventKind
from engine.record.values import shape_of
from engine.script.source import Place, offset_of


def picked_card(recording: Recording, card: int) -> Picked:
    """A card of a recording, as gestures need it."""
    row = recording["cards"][card]
    place, code = _written(recording, recording.card_site(card))
    shape, dtype = _kind(recording, int(row["value"]))
    requires_grad = bool(recording.index.flags(EVER)[card] & CardFlag.REQUIRES_GRAD)
    names, has_grad = tuple(recording.names(card)), _has_grad(recording, card)
    is_found = card < _first_made(recording, card)
    is_step = is_found or (code.endswith((")", "]")) and _is_step(recording, card))
    is_part = _is_part(recording, card)
    return Picked(place, code, names, shape, dtype, requires_grad, has_grad, is_step, is_part)


def picked_pass(recording: Recording, number: int) -> Picked:
    """The call that began a pass."""
    event = recording["events"][recording["passes"]["event"][number]]
    return Picked(*_written(recording, recording.site(int(event["site"]))))


def passes_through(recording: Recording, card: int) -> list[Picked]:
    """The calls that began passes through the graph that a card was computed by, each once."""
    graph = _nodes_before(recording, recording.index.node_of(card))
    nodes, evaluations = recording["nodes"], recording["evaluations"]
    is_there = np.isin(evaluations["node"], graph) & ~nodes["accumulates"][evaluations["node"]]
    passes = np.unique(evaluations["pass_"][is_there]).tolist()
    return list(dict.fromkeys(picked_pass(recording, each) for each in passes))


def _nodes_before(recording: Recording, node: int) -> np.ndarray:
    """A node and all that gradients reach from it; none for NONE. Shapes: -> (k,)."""
    nodes, edges = recording["nodes"], recording["next_edges"]
    is_found = bytearray(len(nodes))
    if node != NONE:
        is_found[node] = True
    edges = edges[edges["target"] != NONE]
    # A node is newer than those that it sends to, apart from AccumulateGrad, which sends nothing.
    edges = edges[np.argsort(nodes["sequence"][edges["node"]], kind="stable")[::-1]]
    for sender, target in zip(edges["node"].tolist(), edges["target"].tolist()):
        if is_found[sender]:
            is_found[target] = True
    return np.flatnonzero(np.frombuffer(is_found, np.uint8))


def _first_made(recording: Recording, card: int) -> int:
    """The first card that the event of a card made; those before it were found by it, as used."""
    event = recording["events"][recording["cards"]["event"][card]]
    return int(event["row"]) if event["kind"] == EventKind.OP_APPLIED else card


def _is_step(recording: Recording, card: int) -> bool:
    """Whether the expression that made a card went on with it, as ``net(x)`` and ``sum(w)`` do."""
    operands, events = recording["operands"], recording["events"]
    users = operands["card"][operands["operand"] == card]
    made_by = recording["cards"]["event"]
    own, others = events[made_by[card]], events[made_by[users]]
    is_there = (others["site"] == own["site"]) & (others["scope"] == own["scope"])
    return bool(is_there.any())


def _is_part(recording: Recording, card: int) -> bool:
    """Whether an operation had several results, of which a card is one."""
    cards = recording["cards"]
    is_change = (cards["flags"] & CardFlag.IN_PLACE) != 0
    is_there = (cards["event"] == cards["event"][card]) & (cards["op"] == cards["op"][card])
    return int(np.count_nonzero(is_there & ~is_change)) > 1


def _has_grad(recording: Recording, card: int) -> bool | None:
    """Whether a card's tensor has a gradient in the end, which only leaves are recorded to have."""
    row = recording["cards"][card]
    if recording.index.leaf_gradient(int(row["tensor"]), EVER) != NONE:
        return True
    return None if may_retain_grad(recording, card) else False


def _kind(recording: Recording, value: int) -> tuple[tuple[int, ...] | None, str]:
    if value == NONE:
        return None, ""
    row = recording["values"][value]
    return shape_of(recording.text(int(row["shape"]))), VALUE_DTYPE_NAMES[row["dtype"]]


def _written(recording: Recording, site: Site | None) -> tuple[Place | None, str]:
    if site is None or site.line < 1:
        return None, ""
    start, end = offset_of(recording.source, *site[:2]), offset_of(recording.source, *site[2:])
    return site, recording.source[start:end]
