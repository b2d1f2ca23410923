"""Sentences about gradients, in a pass or changed by the script."""

from __future__ import annotations

from collections import Counter

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.explain.hooked import replaced_by_hooks
from engine.explain.shapes import summed_dimensions
from engine.record.recording import Recording
from engine.record.schema import NONE, Call, Reset
from engine.record.seeds import seeds
from engine.record.state import State, Step
from engine.record.values import Value
from gui.words.card_names import (
    grad_phrase,
    listed,
    node_phrase,
    phrase,
    script_name,
    tensor_node_phrase,
)
from gui.words.number_texts import value_text

translate = QCoreApplication.translate


def pass_began(state: State, step: Step) -> str:
    """The start of a pass, and its seed."""
    recording = state.recording
    rows = seeds(recording)
    rows = rows[rows["event"] == step.event]
    cards = [state.card_of_node(node) for node in rows["target"].tolist()]
    if len(cards) != 1:
        text = translate("sentences", "A backward pass starts from {tensors}")
        names = [phrase(recording, card, state.happened) for card in cards]
        return text.format(tensors=listed(names))
    name = script_name(recording, cards[0], state.happened)
    seed = int(rows["value"][0])
    value, is_given = value_text(recording, seed), not _is_one(recording.value(seed))
    if name and recording["passes"]["call"][step.row] == Call.BACKWARD:
        return _named_start(is_given=is_given).format(name=name, value=value)
    tensor = phrase(recording, cards[0], state.happened)
    return _start(is_given=is_given).format(tensor=tensor, value=value)


def _is_one(seed: Value | None) -> bool:
    """Whether a seed is the default one: a single 1, of any shape."""
    return seed is not None and seed.size == 1 and seed.item() == 1


def _named_start(*, is_given: bool) -> str:
    if is_given:
        return translate(
            "sentences", "{name}.backward(...) starts with the gradient {value}, as given"
        )
    return translate(
        "sentences",
        "{name}.backward() starts: the gradient of {name} with respect to itself is {value}",
    )


def _start(*, is_given: bool) -> str:
    if is_given:
        return translate(
            "sentences", "A backward pass starts from {tensor}, with the gradient {value} as given"
        )
    return translate(
        "sentences",
        "A backward pass starts from {tensor}: its gradient with respect to itself is {value}",
    )


def node_evaluated(state: State, step: Step) -> str:
    """What a node received and sent, or added to a leaf's gradient, and what hooks changed."""
    told = _evaluated(state, step)
    for arrived, received in replaced_by_hooks(state, step):
        text = translate("sentences", "{told}; a hook had made {received} of {arrived}")
        told = text.format(
            told=told,
            received=value_text(state.recording, received),
            arrived=value_text(state.recording, arrived),
        )
    return told


def _evaluated(state: State, step: Step) -> str:
    recording = state.recording
    evaluation = recording["evaluations"][step.row]
    node = int(evaluation["node"])
    if recording["nodes"]["accumulates"][node]:
        return _accumulated(state, step, node)
    first, count = int(evaluation["first_incoming"]), int(evaluation["incoming_count"])
    incoming = recording["incoming"]["value"][first : first + count].tolist()
    received = listed([value_text(recording, value) for value in incoming])
    return _sent(state, node_phrase(state, node), received, step)


def _sent(state: State, node: str, received: str, step: Step) -> str:
    recording = state.recording
    contributions = recording["contributions"]
    rows = contributions[contributions["event"] == step.event]
    targets = rows["target"].tolist()
    values = [_sent_text(recording, row) for row in rows]
    sends = list(zip(values, _target_phrases(state, targets), strict=True))
    if not sends:
        raised = _raised_by(state, step)
        text = translate("sentences", "{node} received {received}; it sends nothing on")
        if raised:
            text = translate("sentences", "{node} received {received} and raised {error}")
        return text.format(node=node, received=received, error=raised)
    value, target = sends[0]
    if len(sends) == 1:
        text = translate("sentences", "{node} received {received}; it sends {value} to {target}")
        return text.format(node=node, received=received, value=value, target=target)
    if len(sends) == 2 and sends[0] == sends[1]:
        text = translate(
            "sentences", "{node} received {received}; it sends {value} twice to {target}"
        )
        if targets[0] != targets[1]:
            text = translate(
                "sentences",
                "{node} received {received}; it sends {value} to each of two {target} nodes",
            )
        return text.format(node=node, received=received, value=value, target=target)
    one = translate("sentences", "{value} to {target}")
    *others, last = [one.format(value=value, target=target) for value, target in sends]
    text = translate("sentences", "{node} received {received}; it sends {others} and {last}")
    return text.format(node=node, received=received, others=listed(others), last=last)


def _target_phrases(state: State, targets: list[int]) -> list[str]:
    """The nodes in a sentence, with the names of their tensors where nodes are called the same."""
    names = {node: node_phrase(state, node) for node in targets}
    counts = Counter(names.values())
    return [
        tensor_node_phrase(state, node) if counts[names[node]] > 1 else names[node]
        for node in targets
    ]


def _sent_text(recording: Recording, contribution: np.void) -> str:
    """The sent gradient, and the dimensions over which it was summed for a broadcast input."""
    text = value_text(recording, int(contribution["value"]))
    raw, sent = (recording.value(int(contribution[name])) for name in ("raw", "value"))
    if raw is None or sent is None:
        return text
    dims = summed_dimensions(raw.shape, sent.shape)
    if not dims:
        return text
    summed = translate("sentences", "{value} (summed over dimension {dims})")
    if len(dims) > 1:
        summed = translate("sentences", "{value} (summed over dimensions {dims})")
    return summed.format(value=text, dims=listed([str(dim) for dim in dims]))


def _raised_by(state: State, step: Step) -> str:
    """The type of the error by which a node ended the pass; empty if it did not."""
    recording = state.recording
    evaluations, ends = recording["evaluations"], recording["pass_ends"]
    pass_ = evaluations["pass_"][step.row]
    if (evaluations["pass_"][step.row + 1 :] == pass_).any():
        return ""
    return "".join(recording.text(int(row["raised"])) for row in ends[ends["pass_"] == pass_])


def _accumulated(state: State, step: Step, node: int) -> str:
    recording = state.recording
    rows = recording["accumulations"]
    of_node = rows[(rows["node"] == node) & (rows["event"] > step.event)]
    found = of_node[of_node["event"] < state.happened]
    name = node_phrase(state, node)
    if not len(found):
        text = translate(
            "sentences", "{node}: {value} is dropped, for the leaf no longer requires grad"
        )
        return text.format(node=name, value=value_text(recording, state.arriving(node)))
    row = found[0]
    text = _accumulation_text(int(row["before"]) == NONE, bool(row["same_memory"]))
    return text.format(
        node=name,
        grad=grad_phrase(recording, int(row["card"]), state.happened),
        before=value_text(recording, int(row["before"])),
        added=value_text(recording, int(row["added"])),
        after=value_text(recording, int(row["after"])),
    )


def _accumulation_text(is_first: bool, same_memory: bool) -> str:
    if is_first:
        return translate("sentences", "{node}: {grad} was None and becomes {after} (new memory)")
    if same_memory:
        return translate(
            "sentences",
            "{node}: {grad} was {before}; adding {added} gives {after}, in the same memory",
        )
    return translate(
        "sentences", "{node}: {grad} was {before}; adding {added} gives {after}, in new memory"
    )


def grad_reset(state: State, step: Step) -> str:
    """How the script changed a gradient."""
    recording = state.recording
    row = recording["resets"][step.row]
    zeroed = (
        translate("sentences", "{grad}.zero_() sets {grad} to zeros, in the same memory")
        if script_name(recording, int(row["card"]), state.happened)
        else translate("sentences", "{grad} is set to zeros, in the same memory")
    )
    text = {
        Reset.ZEROED: zeroed,
        Reset.SET_TO_NONE: translate("sentences", "{grad} = None: the gradient is dropped"),
        Reset.REPLACED: translate("sentences", "{grad} becomes {after}, another tensor"),
        Reset.CHANGED: translate(
            "sentences", "{grad} is changed in place: it was {before} and is now {after}"
        ),
    }[Reset(int(row["how"]))]
    return text.format(
        grad=grad_phrase(recording, int(row["card"]), state.happened),
        before=value_text(recording, int(row["before"])),
        after=value_text(recording, int(row["after"])),
    )


def requires_grad_set(state: State, step: Step) -> str:
    """Whether a tensor's gradients are collected from now on."""
    recording = state.recording
    row = recording["requirements"][step.row]
    card = int(row["card"])
    text = translate(
        "sentences", "{tensor}.requires_grad_(False): no gradient is collected from now on"
    )
    if row["requires_grad"]:
        text = translate(
            "sentences", "{tensor}.requires_grad_(): gradients are collected in {grad} from now on"
        )
    return text.format(
        tensor=phrase(recording, card, state.happened),
        grad=grad_phrase(recording, card, state.happened),
    )
