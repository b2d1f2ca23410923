"""Each step in one sentence, in words that a student knows."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.schema import NONE, Call, CardFlag, Cut, EventKind, Reset
from engine.record.state import State, Step
from gui.card_names import grad_phrase, node_phrase, op_name, phrase, script_name
from gui.number_texts import short_text

translate = QCoreApplication.translate


def sentence(state: State) -> str:
    """What the step that a state shows has done."""
    if state.step is None:
        return translate("sentences", "The script has not begun")
    tell = {
        EventKind.OP_APPLIED: _op_applied,
        EventKind.PASS_BEGAN: _pass_began,
        EventKind.NODE_EVALUATED: _node_evaluated,
        EventKind.GRAD_RESET: _grad_reset,
    }
    return tell[state.step.kind](state, state.step)


def value_text(state: State, value: int) -> str:
    """A value of the recording by its number, shortened; ``None`` where there is none."""
    found = state.recording.value(value)
    return "None" if found is None else short_text(found)


# -- ops ---------------------------------------------------------------------------------------


def _op_applied(state: State, step: Step) -> str:
    recording, card = state.recording, step.row
    row = recording["cards"][card]
    op, value = op_name(recording, card), value_text(state, int(row["value"]))
    if row["flags"] & CardFlag.IN_PLACE:
        text = translate("sentences", "{op} changes {tensor} in place: it is now {value}")
        return text.format(op=op, tensor=phrase(recording, int(row["joined"])), value=value)
    taken = recording["operands"][recording["operands"]["card"] == card]
    if not (taken["operand"] != NONE).any():
        return _made(op, script_name(recording, card), value)
    cuts = taken[(taken["cut"] != Cut.OPEN) & (taken["operand"] != NONE)]
    cut = Cut(int(cuts["cut"][0])) if len(cuts) else Cut.OPEN
    is_constant = not recording.index.flags[card] & CardFlag.REQUIRES_GRAD
    if is_constant and cut not in (Cut.OPEN, Cut.NOT_DIFFERENTIABLE):
        return _cut_off(state, card, value, cuts)
    name = script_name(recording, card)
    result = f"{name} = {value}" if name else value
    operands = [_operand_text(state, operand) for operand in taken]
    return _taken(op, operands, result, has_derivative=not (is_constant and len(cuts)))


def _made(op: str, name: str, value: str) -> str:
    if not name:
        return translate("sentences", "{op} makes {value}").format(op=op, value=value)
    text = translate("sentences", "{op} makes {name} = {value}")
    return text.format(op=op, name=name, value=value)


def _taken(op: str, operands: list[str], result: str, *, has_derivative: bool) -> str:
    *others, last = operands
    if not others and has_derivative:
        text = translate("sentences", "{op} takes {last} and gives {result}")
    elif not others:
        text = translate("sentences", "{op} takes {last} and gives {result}; it has no derivative")
    elif has_derivative:
        text = translate("sentences", "{op} takes {others} and {last} and gives {result}")
    else:
        text = translate(
            "sentences",
            "{op} takes {others} and {last} and gives {result}; it has no derivative",
        )
    return text.format(op=op, others=_listed(others), last=last, result=result)


def _cut_off(state: State, card: int, value: str, cuts: np.ndarray) -> str:
    """A result that is a constant although gradients could reach what it was made from."""
    recording = state.recording
    text = {
        Cut.DETACH: translate(
            "sentences",
            "{op} gives {result}, a constant: no gradient passes back to {operand}",
        ),
        Cut.NO_GRAD: translate(
            "sentences",
            "{op}, where gradients are off, gives {result}, a constant: "
            "no gradient passes back to {operand}",
        ),
        Cut.GRAD_READ: translate(
            "sentences",
            "{result} is read as it is, a constant: no gradient passes back to {operand}",
        ),
    }[Cut(int(cuts["cut"][0]))]
    operands = dict.fromkeys(phrase(recording, operand) for operand in cuts["operand"].tolist())
    return text.format(
        op=op_name(recording, card),
        result=script_name(recording, card) or value,
        operand=_listed(list(operands)),
    )


def _operand_text(state: State, operand: np.void) -> str:
    if operand["operand"] == NONE:
        return state.recording.text(int(operand["literal"]))
    return phrase(state.recording, int(operand["operand"]))


def _listed(texts: list[str]) -> str:
    return translate("sentences", ", ", "between the parts of a list").join(texts)


# -- passes ------------------------------------------------------------------------------------


def _pass_began(state: State, step: Step) -> str:
    recording = state.recording
    sent = recording["contributions"]
    seeds = sent[(sent["event"] == step.event) & (sent["sender"] == NONE)]
    call = Call(int(recording["passes"]["call"][step.row]))
    cards = [state.card_of_node(node) for node in seeds["target"].tolist()]
    if len(cards) != 1:
        text = translate("sentences", "A backward pass starts from {tensors}")
        return text.format(tensors=_listed([phrase(recording, card) for card in cards]))
    name, value = script_name(recording, cards[0]), value_text(state, int(seeds["value"][0]))
    is_own = value == "1"
    if name and call == Call.BACKWARD:
        return _named_backward(name, value, is_own)
    text = (
        translate(
            "sentences",
            "A backward pass starts from {tensor}: its gradient with respect to itself is {value}",
        )
        if is_own
        else translate(
            "sentences", "A backward pass starts from {tensor}, with the gradient {value} as given"
        )
    )
    return text.format(tensor=phrase(recording, cards[0]), value=value)


def _named_backward(name: str, value: str, is_own: bool) -> str:
    text = (
        translate(
            "sentences",
            "{name}.backward() starts: the gradient of {name} with respect to itself is {value}",
        )
        if is_own
        else translate(
            "sentences", "{name}.backward(...) starts with the gradient {value}, as given"
        )
    )
    return text.format(name=name, value=value)


def _node_evaluated(state: State, step: Step) -> str:
    recording = state.recording
    evaluation = recording["evaluations"][step.row]
    node = int(evaluation["node"])
    if recording["nodes"]["accumulates"][node]:
        return _accumulated(state, step, node)
    first, count = int(evaluation["first_incoming"]), int(evaluation["incoming_count"])
    incoming = recording["incoming"]["value"][first : first + count].tolist()
    received = _listed([value_text(state, value) for value in incoming])
    return _sent(state, node_phrase(state, node), received, step)


def _sent(state: State, node: str, received: str, step: Step) -> str:
    contributions = state.recording["contributions"]
    rows = contributions[contributions["event"] == step.event]
    sends = [
        (value_text(state, int(row["value"])), node_phrase(state, int(row["target"])))
        for row in rows
    ]
    if not sends:
        text = translate("sentences", "{node} received {received}; it sends nothing on")
        return text.format(node=node, received=received)
    value, target = sends[0]
    if len(sends) == 1:
        text = translate("sentences", "{node} received {received}; it sends {value} to {target}")
        return text.format(node=node, received=received, value=value, target=target)
    if len(sends) == 2 and sends[0] == sends[1]:
        text = translate(
            "sentences", "{node} received {received}; it sends {value} twice to {target}"
        )
        return text.format(node=node, received=received, value=value, target=target)
    one = translate("sentences", "{value} to {target}")
    *others, last = [one.format(value=value, target=target) for value, target in sends]
    text = translate("sentences", "{node} received {received}; it sends {others} and {last}")
    return text.format(node=node, received=received, others=_listed(others), last=last)


def _accumulated(state: State, step: Step, node: int) -> str:
    recording = state.recording
    rows = recording["accumulations"]
    of_node = rows[(rows["node"] == node) & (rows["event"] > step.event)]
    found = of_node[of_node["event"] < state.happened]
    name = node_phrase(state, node)
    if not len(found):
        text = translate("sentences", "{node}: {value} is handed back to the script")
        return text.format(node=name, value=value_text(state, state.arriving(node)))
    row = found[0]
    text = _accumulation_text(int(row["before"]) == NONE, bool(row["same_memory"]))
    return text.format(
        node=name,
        grad=grad_phrase(recording, int(row["card"])),
        before=value_text(state, int(row["before"])),
        added=value_text(state, int(row["added"])),
        after=value_text(state, int(row["after"])),
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


# -- resets ------------------------------------------------------------------------------------


def _grad_reset(state: State, step: Step) -> str:
    row = state.recording["resets"][step.row]
    zeroed = (
        translate("sentences", "{grad}.zero_() sets {grad} to zeros, in the same memory")
        if script_name(state.recording, int(row["card"]))
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
        grad=grad_phrase(state.recording, int(row["card"])),
        before=value_text(state, int(row["before"])),
        after=value_text(state, int(row["after"])),
    )
