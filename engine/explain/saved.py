"""The saved tensors of a card's node: when they were freed, and by which pass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.explain.application import Application, application
from engine.nodes.names_in_pytorch import name_in_pytorch
from engine.op import Op
from engine.record.lookups import Groups
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.state import State


class Saved(NamedTuple):
    """One value that a node saved.

    Attributes:
        name: PyTorch's name for it, such as ``_saved_self``.
        card: the card whose content it is; NONE for a number.
        number: the number, else None.
        changed: a card of the same tensor with a newer version, which makes it unusable; else NONE.
    """

    name: str
    card: int
    number: float | None
    changed: int


class SavedTensors(NamedTuple):
    """The saved values of a node.

    Attributes:
        values: the values.
        freed_at: the cursor of the step that freed them, if that has happened; else NONE.
        freeing_pass: the pass that did; else NONE.
        retained_by: the last pass that ran the node and retained the graph; else NONE.
    """

    values: tuple[Saved, ...]
    freed_at: int
    freeing_pass: int
    retained_by: int


def saved_tensors(state: State, card: int) -> SavedTensors | None:
    """The saved values of a card's node at a state; None if unknown or empty."""
    recording = state.recording
    applied = application(recording, card)
    if applied is None:
        return None
    plan = applied.op.plans[tuple(each.is_needed for each in applied.operands)]
    values = tuple(
        _saved(state, applied, name, at)
        for name, at in zip(plan.saved, plan.positions)
        if at < 0 or not applied.operands[at].is_left_out
    )
    if not values:
        return None
    return SavedTensors(values, *_fate(state, int(recording["cards"]["node"][card])))


def _fate(state: State, node: int) -> tuple[int, int, int]:
    """When and by which pass saved values were freed; the last pass that retained them."""
    recording = state.recording
    rows, passes = recording["evaluations"], recording["passes"]
    of_node = recording.index.derived(_evaluations_by_node, recording).rows(node)
    ran = rows[of_node[~recording.index.derived(_raised, recording)[of_node]]]
    ran = ran[ran["event"] < state.happened]
    retains = passes["retain_graph"][ran["pass_"]]
    freeing = np.flatnonzero(~retains)
    end = int(freeing[0]) if len(freeing) else len(ran)
    retained_by = int(ran["pass_"][end - 1]) if end else NONE
    if not len(freeing):
        return NONE, NONE, retained_by
    freed_at = recording.cursor_of_event(int(ran["event"][end]))
    return freed_at, int(ran["pass_"][end]), retained_by


def pytorch_name(op: Op, letter: str) -> str:
    """PyTorch's name for a saved value, given its letter in the declaration."""
    return f"_saved_{name_in_pytorch(op.name, letter)}"


def _saved(state: State, applied: Application, letter: str, at: int) -> Saved:
    name = pytorch_name(applied.op, letter)
    if at < 0:
        card = _output(state.recording, applied.card, ~at)
        return Saved(name, card, None, _changed(state, card))
    operand = applied.operands[at]
    changed = NONE if operand.card == NONE else _changed(state, operand.card)
    return Saved(name, operand.card, operand.number, changed)


def _output(recording: Recording, card: int, number: int) -> int:
    """The card of an operation's output: those of one event are consecutive."""
    events = recording["cards"]["event"]
    return int(np.searchsorted(events, events[card])) + number


def _changed(state: State, card: int) -> int:
    cards = state.recording["cards"]
    newest = state.recording.index.newest_version(int(cards["tensor"][card]), state.happened)
    is_newer = newest != NONE and cards["version"][newest] > cards["version"][card]
    return newest if is_newer else NONE


def _evaluations_by_node(recording: Recording) -> Groups:
    return Groups(recording["evaluations"]["node"])


def _raised(recording: Recording) -> np.ndarray:
    """A mask of the evaluations that ended their passes with an error."""
    rows, ends = recording["evaluations"], recording["pass_ends"]
    last = np.full(len(recording["passes"]), NONE)
    last[rows["pass_"]] = rows["event"]  # of several the last one wins
    has_raised = np.zeros(len(last), bool)
    has_raised[ends["pass_"]] = ends["raised"] != NONE
    raised: np.ndarray = has_raised[rows["pass_"]] & (last[rows["pass_"]] == rows["event"])
    return raised
