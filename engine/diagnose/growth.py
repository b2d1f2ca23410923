"""What made a gradient vanish or explode on its way from where its pass started."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.diagnose.culprit import arrivals
from engine.diagnose.extremes import Extreme, size_of
from engine.diagnose.finding import ADDED_UP, BY_HOOKS, Cause, Finding, Share
from engine.diagnose.history import History
from engine.diagnose.received import values_received
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.state import State

_MOST_SHARES = 3
_ENOUGH = 0.9
"""Shares are told until they explain this part of the whole, in powers of ten."""


class _Stage(NamedTuple):
    """A part of the way of a gradient.

    Attributes:
        card: where it went.
        op: the operation that sent it on from there, or what happened as it arrived, as in shares.
        factor: what that multiplied the largest number of the gradient by.
        event: the event at which it can be seen.
    """

    card: int
    op: str
    factor: float
    event: int


def why_extreme(state: State, card: int, extreme: Extreme) -> Finding:
    """Which operations on the way did it, about the largest numbers of the gradients there."""
    stages = list(_way_back(state, card))
    cards = tuple(dict.fromkeys([card, *(stage.card for stage in stages)]))
    cause = Cause.VANISHED if extreme is Extreme.VANISHED else Cause.EXPLODED
    shares = _shares(stages, cause)
    of_strongest = [stage for stage in stages if shares and stage.op == shares[0].op]
    strongest = max(of_strongest, key=lambda stage: abs(_log(stage.factor)), default=None)
    steps = () if strongest is None else (state.recording.cursor_of_event(strongest.event),)
    factor = math.exp(sum(_log(stage.factor) for stage in stages))
    return Finding(cause, cards, steps, factor=factor, shares=shares)


def _way_back(state: State, card: int) -> Iterator[_Stage]:
    """From a card to where its pass started, always along the largest contribution."""
    recording = state.recording
    sent, nodes = recording["contributions"], recording["nodes"]
    rows = arrivals(state, card, History(state, card))
    size = size_of(recording, state.gradient(card))
    while rows:
        sizes = [size_of(recording, int(sent["value"][row])) for row in rows]
        arrived = max(sizes)
        row = sent[rows[sizes.index(arrived)]]
        sender, pass_, event = (int(row[name]) for name in ("sender", "pass_", "event"))
        summed = _size_of_sum(recording, rows)
        yield _Stage(card, ADDED_UP, _ratio(summed, arrived), event)
        yield _Stage(card, BY_HOOKS, _ratio(size, summed), event)
        if sender == NONE:
            return
        size = size_of(recording, *(values_received(recording, pass_, sender) or ()))
        card = int(nodes["card"][sender])
        op = recording.text(int(recording["cards"]["op"][card]))
        yield _Stage(card, op, _ratio(arrived, size), event)
        rows = recording.index.of_pass(pass_).arrivals(sender).tolist()


def _size_of_sum(recording: Recording, rows: list[int]) -> float:
    """The size of the sum of all contributions to a node, or of those to each of its outputs."""
    sent = recording["contributions"]
    last = {int(sent["input_nr"][row]): int(sent["after"][row]) for row in rows}
    return size_of(recording, *last.values())


def _shares(stages: Sequence[_Stage], cause: Cause) -> tuple[Share, ...]:
    """The operations that worked in the direction of the whole, the strongest first."""
    sign = -1 if cause is Cause.VANISHED else 1
    powers: dict[str, float] = {}
    cards: dict[str, list[int]] = {}
    for stage in stages:
        power = sign * _log(stage.factor)
        powers[stage.op] = powers.get(stage.op, 0) + power
        if stage.op not in (ADDED_UP, BY_HOOKS) or power > 0:
            cards.setdefault(stage.op, []).append(stage.card)
    whole = sum(powers.values())
    shares, told = [], 0.0
    for op in sorted(powers, key=powers.__getitem__, reverse=True)[:_MOST_SHARES]:
        if powers[op] <= 0 or told >= _ENOUGH * whole:
            break
        shares.append(Share(op, math.exp(sign * powers[op]), tuple(cards[op])))
        told += powers[op]
    return tuple(shares)


def _ratio(size: float, before: float) -> float:
    """What a size was multiplied by; what came of nothing counts as made of 1."""
    return size / before if before else size


def _log(factor: float) -> float:
    """The logarithm of a factor; 0 where it is unknown."""
    return math.log(factor) if 0 < factor < math.inf else 0.0
