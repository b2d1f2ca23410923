"""The facts of a card that the inspector shows, as plain data."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.record.lookups import Groups
from engine.record.pointing import origin_site
from engine.record.recording import Recording, Site
from engine.record.retained import may_retain_grad
from engine.record.schema import NONE, CardFlag, Cut
from engine.record.state import State
from engine.record.values import Value
from gui.words.card_names import is_changed, op_name, title


class CutEdge(NamedTuple):
    """An edge that no gradient crosses.

    Attributes:
        card: the card at the other end.
        towards_operand: whether the other end is an operand of the inspected card.
        cut: why no gradient crosses.
    """

    card: int
    towards_operand: bool
    cut: Cut


class _AllCuts(NamedTuple):
    """All cut edges of a recording: rows of ``operands``, and those of each card."""

    rows: np.ndarray
    by_user: Groups
    by_operand: Groups


class CardFacts(NamedTuple):
    """The facts of a card at a state.

    Attributes:
        title, op: its name, and the operation that made it.
        value: its numbers.
        gradient: the value of its gradient, or None; in-place changes of a leaf share one.
        may_have_kept: whether its tensor may have kept a gradient of an earlier pass, though it
            is no leaf.
        requires_grad, is_leaf: the attributes of its tensor.
        grad_fn: the name of its node; empty for none.
        version: how often its tensor had been changed in place.
        site: the expression that made it.
        is_changed: whether its memory was changed through another tensor, or past the engine.
        operands: the cards of its operands, each once.
        cuts: its edges that no gradient crosses.
    """

    title: str
    op: str
    value: Value
    gradient: Value | None
    may_have_kept: bool
    requires_grad: bool
    is_leaf: bool
    grad_fn: str
    version: int
    site: Site | None
    is_changed: bool
    operands: list[int]
    cuts: list[CutEdge]


def card_facts(state: State, card: int) -> CardFacts:
    """Read the facts of a card."""
    recording = state.recording
    row = recording["cards"][card]
    flags, node = int(state.flags[card]), int(row["node"])
    value = recording.value(int(row["value"]))
    assert value is not None
    operands = recording.operands_of(card)["operand"]
    grad_fn = "" if node == NONE else recording.text(int(recording["nodes"]["name"][node]))
    return CardFacts(
        title=title(recording, card, state.happened),
        op=op_name(recording, card),
        value=value,
        gradient=recording.value(state.gradient(gradient_card(state, card))),
        may_have_kept=state.segment > 0 and may_retain_grad(recording, card),
        requires_grad=bool(flags & CardFlag.REQUIRES_GRAD),
        is_leaf=bool(flags & CardFlag.LEAF),
        grad_fn=grad_fn,
        version=int(row["version"]),
        site=origin_site(recording, card),
        is_changed=is_changed(recording, card),
        operands=list(dict.fromkeys(operands[operands != NONE].tolist())),
        cuts=_cuts(state, card),
    )


def gradient_card(state: State, card: int) -> int:
    """The card that shows a card's gradient: for a leaf, that of its newest contents."""
    if not state.exists(card) or not state.flags[card] & CardFlag.LEAF:
        return card
    tensor = int(state.recording["cards"]["tensor"][card])
    return state.recording.index.newest_version(tensor, state.happened)


def _cuts(state: State, card: int) -> list[CutEdge]:
    """The cut edges of a card, without those to cards that do not exist yet."""
    cut = state.recording.index.derived(_all_cuts, state.recording)
    of_operands, of_users = cut.rows[cut.by_user.rows(card)], cut.rows[cut.by_operand.rows(card)]
    edges = [CutEdge(int(row["operand"]), True, Cut(int(row["cut"]))) for row in of_operands]
    edges += [CutEdge(int(row["card"]), False, Cut(int(row["cut"]))) for row in of_users]
    return [edge for edge in dict.fromkeys(edges) if state.exists(edge.card)]


def _all_cuts(recording: Recording) -> _AllCuts:
    operands = recording["operands"]
    rows = operands[(operands["cut"] != Cut.OPEN) & (operands["operand"] != NONE)]
    return _AllCuts(rows, Groups(rows["card"]), Groups(rows["operand"]))
