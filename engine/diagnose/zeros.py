"""What about an operation made the gradient that it sent zero."""

from __future__ import annotations

import numpy as np

from engine.diagnose.culprit import Culprit
from engine.diagnose.finding import Cause, Finding
from engine.diagnose.hooks import hooked, is_of_module
from engine.diagnose.local import Local, local_of
from engine.diagnose.own import line_of_backward
from engine.diagnose.paths import path_to, seed_cards
from engine.diagnose.remarkable import zero_count
from engine.explain.application import application, value_of
from engine.record.recording import Recording
from engine.record.schema import NONE, Cut
from engine.record.values import Value

_CAUSES = {
    Cause.DEAD_RELU: ("Relu",),
    Cause.OUT_OF_BOUNDS: ("Threshold", "Clamp", "Hardtanh", "Hardsigmoid", "Hardswish"),
    Cause.STEPWISE: ("Round", "Floor", "Ceil", "Trunc", "Sign", "Sgn"),
    Cause.NOT_TAKEN: (
        *("Max", "Min", "Amax", "Amin", "Fmax", "Fmin", "Where", "TopK", "Topk", "Median"),
        *(
            "Kthvalue",
            "Mode",
            "Cummax",
            "Cummin",
            "Select",
            "Slice",
            "Index",
            "Gather",
            "Take",
            "MaskedSelect",
        ),
        *("Embedding", "NllLoss", "Tril", "Triu", "Diagonal", "Unbind", "Split", "UnsafeSplit"),
        "AdaptiveMax",
    ),
    Cause.OVERWRITTEN: (
        *("Fill", "Zero", "Copy", "MaskedFill", "MaskedScatter", "IndexPut", "IndexFill"),
        *("IndexCopy", "Scatter", "SelectScatter", "SliceScatter"),
        *("Uniform", "Random", "Exponential", "Cauchy", "Geometric", "LogNormal"),
    ),
    Cause.DRAWN: ("Normal", "Bernoulli", "Poisson"),
    Cause.SATURATED: (
        *("Sigmoid", "Tanh", "Softmax", "LogSoftmax", "SafeSoftmax", "Erf", "LogSigmoid"),
        *("Elu", "Gelu", "Silu", "Mish", "Softplus"),
    ),
}
"""What a slope of zero means, by the beginnings of the names of nodes."""

_OF_SLOPES = (*_CAUSES, Cause.ZERO_SLOPE)
_SLOPES = {name: cause for cause, names in _CAUSES.items() for name in names}

_FACTORS = {
    **dict.fromkeys(("Mul", "Div", "Mm", "Mv", "Bmm", "Dot", "Vdot", "Convolution"), (0, 1)),
    **dict.fromkeys(("NativeBatchNorm", "NativeLayerNorm", "NativeGroupNorm"), (1,)),
    **dict.fromkeys(("Addmm", "Addmv", "Addr", "Addbmm", "Baddbmm", "Addcmul"), (1, 2)),
}
"""Nodes of products, and which of their operands are multiplied."""

_RECURRENT = "MkldnnRnnLayer"
_MULTIPLIED_IN_LAYER = {"w": "a", "u": "h"}
"""By what the weights of a recurrent layer are multiplied: each step, and what is remembered."""

_OF_THE_WAY = (Cause.HOOKED, Cause.CUT, Cause.DEAD_RELU)
"""Causes beside which another one on the way is not looked for."""

_MOST_ABOVE = 64
"""How many nodes above the one to blame are asked whether they are flat."""

_SMALLEST_BFLOAT16 = 2.0**-133

_ROUNDINGS = 32
"""How many roundings of a term may be left where terms cancel."""


def why_sent_zeros(recording: Recording, culprit: Culprit) -> Finding:
    """Why a node sent zeros although it received others; and one further up, if it would, too."""
    found = _why_sent(recording, culprit)
    above = None if found.cause in _OF_THE_WAY else _flat_above(recording, culprit)
    also = None if above is None else _why_sent(recording, above)
    if also is None or also.cause in (Cause.HOOKED, Cause.CUT):
        return found
    return found._replace(also=also)


def explains_all(recording: Recording, culprit: Culprit, cause: Cause) -> bool:
    """Whether the cause that a node sent zeros holds for all that it sent.

    Where the slope of an elementwise operation is not zero it received zeros, and these have
    another cause.
    """
    sent = recording.value(int(recording["contributions"]["value"][culprit.contribution]))
    local = local_of(recording, culprit.contribution) if cause in _OF_SLOPES else None
    if local is None or not local.is_elementwise or local.slopes is None or sent is None:
        return True
    return bool((np.abs(culprit.chosen(local.slopes)) <= _smallest(sent)).all())


def _flat_above(recording: Recording, culprit: Culprit) -> Culprit | None:
    """The node next to the card in question that would send zeros whatever it received."""
    for place, (row, elements) in enumerate(culprit.followed[:-1][:_MOST_ABOVE]):
        local = local_of(recording, row)
        if local is not None and local.is_flat(elements):
            results = None if elements is None else local.results_of(elements)
            cards = culprit.cards[: place + 2]
            return Culprit(cards, row, sent=elements, results=results)
    return None


def _why_sent(recording: Recording, culprit: Culprit) -> Finding:
    step, name = end_of_step(recording, culprit)
    local = local_of(recording, culprit.contribution)
    if is_of_module(name):
        return hooked(recording, culprit.cards, step, name)
    cards = culprit.cards
    factor = _zero_factor(recording, local, culprit, name)
    if name.startswith("NllLoss"):
        factor = _zero_weight_of_classes(recording, culprit)
    if name.startswith(_RECURRENT):
        factor = _zero_input_of_layer(recording, culprit)
    if factor is not None:
        cards = cards if factor == NONE else (*cards, factor)
        cause = Cause.ZERO_OPERAND
    elif name.endswith("Backward"):  # those of the engine end with a number
        cause = Cause.OWN_BACKWARD
    else:
        cause = _cause_of_product(recording, local, culprit) or _cause_of_slope(local, name)
    if cause is Cause.NOT_TAKEN and (cut := _cut_after(recording, culprit)) is not None:
        return cut
    if cause is Cause.NOT_TAKEN and name.startswith("NllLoss") and _are_ignored(recording, culprit):
        cause = Cause.IGNORED
    is_flat_at_zero = cause is Cause.ZERO_SLOPE or factor == culprit.cards[-2]
    relu = _dead_relu(recording, culprit) if is_flat_at_zero else None
    line = line_of_backward(recording, name) if cause is Cause.OWN_BACKWARD else 0
    found = relu or Finding(cause, cards, (step,), op=name, at=culprit.at(local), line=line)
    return found._replace(operand_at=_only(culprit.sent))


def _are_ignored(recording: Recording, culprit: Culprit) -> bool:
    """Whether the targets of all elements involved are those that ``nll_loss`` ignores."""
    applied = application(recording, culprit.cards[-1])
    targets = _targets(recording, culprit)
    if applied is None or targets is None:
        return False
    return bool((targets == applied.settings["ignore_index"]).all())


def _zero_weight_of_classes(recording: Recording, culprit: Culprit) -> int | None:
    """The weights of classes of ``nll_loss``, if those of all elements involved are zero."""
    applied = application(recording, culprit.cards[-1])
    targets = _targets(recording, culprit)
    if applied is None or targets is None or applied.operands[2].card == NONE:
        return None
    weights = value_of(recording, applied.operands[2].card)
    counted = targets[targets != applied.settings["ignore_index"]]
    if weights is None or not weights.is_whole or not counted.size:
        return None
    return None if weights.array[counted].any() else applied.operands[2].card


def _targets(recording: Recording, culprit: Culprit) -> np.ndarray | None:
    """The targets of ``nll_loss`` for the elements involved; None if they are not known."""
    applied = application(recording, culprit.cards[-1])
    targets = None if applied is None else value_of(recording, applied.operands[1].card)
    if targets is None or not targets.is_whole:
        return None
    found, sent = targets.array, culprit.sent
    if sent is None or sent.ndim != found.ndim + 1:
        return found
    of_elements: np.ndarray = found[sent.any(axis=min(1, found.ndim))]
    return of_elements


def _cut_after(recording: Recording, culprit: Culprit) -> Finding | None:
    """What cuts the way from an output that received nothing to where the pass started."""
    pass_ = int(recording["contributions"]["pass_"][culprit.contribution])
    card, index = culprit.cards[-1], recording.index
    row = recording["cards"][card]
    arrived = index.of_pass(pass_).arrivals(int(row["node"]))
    if (recording["contributions"]["input_nr"][arrived] == row["output_nr"]).any():
        return None
    path = path_to(recording, card, seed_cards(recording, pass_))
    if path is None or path.cut == Cut.OPEN:
        return None
    way = (*culprit.cards, *path.cards[1:])
    return Finding(Cause.CUT, way, (index.pass_start(pass_),), path.cut)


def _dead_relu(recording: Recording, culprit: Culprit) -> Finding | None:
    """The relu on the way that made the zeros at which what follows, as a square, is flat."""
    for place in range(len(culprit.cards) - 2, 0, -1):
        card = recording["cards"][culprit.cards[place]]
        value = recording.value(int(card["value"]))
        if value is None or not value.is_whole:
            return None
        is_of_it = culprit.sent is None or culprit.sent.shape == value.shape
        if not is_of_it or culprit.chosen(value.array).any():
            return None
        name = recording.text(int(recording["nodes"]["name"][card["node"]]))
        if name.startswith("Relu"):
            pass_ = int(recording["contributions"]["pass_"][culprit.contribution])
            index = recording.index.of_pass(pass_)
            event = int(index.evaluated[index.place(np.array([card["node"]]))[0]])
            return Finding(
                Cause.DEAD_RELU,
                culprit.cards[: place + 1],
                (recording.cursor_of_event(event),),
                op=name,
                at=_only(culprit.sent),
            )
    return None


def _only(elements: np.ndarray | None) -> tuple[int, ...] | None:
    """The index of the only element of a mask; None if it has several, or is none."""
    if elements is None or np.count_nonzero(elements) != 1:
        return None
    return tuple(np.argwhere(elements)[0].tolist())


def end_of_step(recording: Recording, culprit: Culprit) -> tuple[int, str]:
    """The cursor right after the culprit's node has run, and its name."""
    row = recording["contributions"][culprit.contribution]
    name = recording.text(int(recording["nodes"]["name"][row["sender"]]))
    return recording.cursor_of_event(int(row["event"])), name


def _zero_factor(
    recording: Recording, local: Local | None, culprit: Culprit, name: str
) -> int | None:
    """The other factor of a product, if it is zero; NONE if it is a number."""
    places = _FACTORS.get(name.split("Backward")[0])
    if local is None or places is None or local.slopes is None:
        return None
    if culprit.chosen(local.slopes).any():
        return None
    others = (local.applied.operands[place] for place in places)
    for other in others:
        if other.letter == local.letter:
            continue
        value = NONE if other.card == NONE else int(recording["cards"]["value"][other.card])
        if other.number == 0 or (
            value != NONE and _is_zero_there(recording, value, local, culprit)
        ):
            return other.card
    return None


def _is_zero_there(recording: Recording, value: int, local: Local, culprit: Culprit) -> bool:
    """Whether a factor is zero in all elements that count; if these are unknown, in any.

    A quotient is flat in its divisor also where that is infinite, whatever is divided.
    """
    zeros = zero_count(recording, value)
    found = recording.value(value)
    if not zeros or found is None or not local.is_elementwise:
        return zeros > 0
    results = culprit.results
    if results is None or results.shape != local.received.shape:
        results = np.ones(local.received.shape, bool)
    return not np.broadcast_to(found.array, results.shape)[results].any()


def _zero_input_of_layer(recording: Recording, culprit: Culprit) -> int | None:
    """The input of a recurrent layer by which its weights are multiplied, if that is zero."""
    position = recording["contributions"]["position"][culprit.contribution]
    applied = application(recording, culprit.cards[-1])
    rows = {} if applied is None else {each.letter: each for each in applied.operands}
    edges = recording["operands"]["position"]
    letter = next((name for name, each in rows.items() if edges[each.row] == position), "")
    other = rows.get(_MULTIPLIED_IN_LAYER.get(letter, ""))
    if other is None:
        return None
    steps = value_of(recording, rows["a"].card)
    value = value_of(recording, other.card)
    if value is None or steps is None or (letter == "u" and steps.shape[0] > 1):
        return None
    sent = culprit.sent
    columns = slice(None) if sent is None or sent.ndim != 2 else sent.any(axis=0)
    return None if value.array[..., columns].any() else other.card


def _cause_of_product(recording: Recording, local: Local | None, culprit: Culprit) -> Cause | None:
    """Whether the terms cancel or are too small; None if the slope itself is zero, or unknown."""
    sent = recording.value(int(recording["contributions"]["value"][culprit.contribution]))
    if local is None or sent is None:
        return None
    products = local.sends(local.received), local.sent_without_pattern, local.slopes
    exact, scale, steepest = (_largest(culprit, each) for each in products)
    smallest = _smallest(sent)
    if not 0 < scale < np.inf or steepest <= smallest:
        return None
    if exact <= _ROUNDINGS * sent.eps * scale:
        return Cause.CANCELS_WITHIN
    return Cause.UNDERFLOWS if exact <= smallest else None


def _largest(culprit: Culprit, product: np.ndarray | None) -> float:
    return np.inf if product is None else float(np.abs(culprit.chosen(product)).max(initial=0))


def _smallest(value: Value) -> float:
    """The smallest positive number of a value's dtype."""
    if value.dtype == "bfloat16":
        return _SMALLEST_BFLOAT16
    return float(np.finfo(value.array.dtype).smallest_subnormal)


def _cause_of_slope(local: Local | None, name: str) -> Cause:
    """What a slope of zero means for an operation."""
    if local is not None and local.is_over_single_numbers:
        return Cause.ZERO_SLOPE
    prefixes = [name[:length] for length in range(len(name), 0, -1)]
    found = next((_SLOPES[prefix] for prefix in prefixes if prefix in _SLOPES), None)
    if found is None and name.startswith("Div") and local is not None and local.flat_everywhere:
        return Cause.STEPWISE
    return found or Cause.ZERO_SLOPE
