"""Why a gradient that has arrived, or some of its numbers, is zero."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.diagnose.finding import Cause
from engine.record.schema import NONE, CardFlag
from gui.languages import QT_TRANSLATE_NOOP
from gui.words.card_names import phrase, script_name
from gui.words.why_words import Text, Words

translate = QCoreApplication.translate

_OF_SHARES = ("softmax", "log_softmax")

_ALIKE = (*_OF_SHARES, "batch_norm", "layer_norm", "group_norm", "instance_norm")
"""Operations whose result stays the same when all their inputs grow by the same number."""


def of_some(words: Words, text: str) -> str:
    """The reason, if it is about some numbers of the gradient, with how many and the first."""
    element, value = words.finding.element, words.gradient
    if element is None or value is None:
        return text
    zeros = value.size - int((value.array != 0).sum())
    head = translate("why", "Zero at {count} of {size} places, first at {place}:")
    head = head.format(count=f"{zeros:,}", size=f"{value.size:,}", place=list(element))
    return f"{head} {text}"


def _where(words: Words) -> str:
    """Where an operation's input is so that its slope is zero."""
    at, numbers = words.finding.at, words.blamed_number
    if at is not None and numbers:
        if not at:
            return translate("why", "as {number} is").format(number=numbers)
        text = translate("why", "as {number} is at {place}")
        return text.format(number=numbers, place=list(at))
    if words.finding.element is None:
        return translate("why", "as everywhere here")
    return translate("why", "as everywhere that this number counts")


def _saturated(words: Words) -> str:
    if "oftmax" in words.finding.op:
        text = translate(
            "why",
            "{node} of line {line} is flat where one number is far above the others, {where}: its "
            "slope is 0. Let it take numbers that are closer together.",
        )
    else:
        text = translate(
            "why",
            "{node} of line {line} is flat where its input is far from zero, {where}: its slope is "
            "0. Let it take smaller numbers.",
        )
    return _of_node(words, text)


def _stepwise(words: Words) -> str:
    text = translate(
        "why",
        "{node} of line {line} has slope 0 everywhere, as {op} is flat between its steps. To send "
        "the gradient past it, write x + ({op}(x) - x).detach().",
    )
    return _of_node(words, text)


def _not_taken(words: Words) -> str:
    if words.finding.op.startswith(("Unbind", "Split", "UnsafeSplit")):
        text = _of_parts(words)
    elif words.padding:
        text = translate(
            "why",
            "{op} of line {line} looked up other rows, or only row {padding}, which is its "
            "padding_idx and gets no gradient.",
        )
    elif words.finding.element is not None:
        text = translate("why", "{op} of line {line} took other numbers, not this one.")
    elif words.finding.op.startswith("NllLoss"):
        text = translate(
            "why", "{op} of line {line} counts none of it: all targets are ignored, or weigh 0."
        )
    else:
        text = translate("why", "{op} of line {line} took other numbers, none of {source}.")
    if words.has_unused_results:
        text += " " + translate(
            "why", "What else was made of {source} is no part of what the pass started from."
        )
    return _of_node(words, text)


def _of_parts(words: Words) -> str:
    recording, card = words.state.recording, words.finding.cards[-1]
    if script_name(recording, card, words.state.happened):
        return translate(
            "why", "{op} of line {line} put it into {last}, and the pass did not come from there."
        )
    return translate(
        "why", "{op} of line {line} made parts of it, and the pass came from other parts."
    )


def _zero_slope(words: Words) -> str:
    if words.blamed_op in _OF_SHARES:
        text = translate(
            "why",
            "{node} of line {line} is taken over single numbers: its result is always the same.",
        )
    elif words.finding.at is not None and (number := words.blamed_number):
        text = translate(
            "why",
            "{node} of line {line} received a gradient and sent 0: its slope is 0 where its input "
            "is {number}.",
        ).replace("{number}", number)
    else:
        text = translate(
            "why",
            "{node} of line {line} received a gradient and sent zeros: its slope here is 0.",
        )
    return _of_node(words, text)


def _zero_factor(words: Words) -> str:
    """The last tensor, or where that has no name, the one of which it is another view."""
    recording, card = words.state.recording, words.finding.cards[-1]
    cards, happened = recording["cards"], words.state.happened
    while not script_name(recording, card, happened):
        base = recording.operands_of(card)["operand"]
        if not cards["flags"][card] & CardFlag.VIEW or len(base) != 1 or base[0] == NONE:
            return words.last
        value, whole = (recording.value(int(cards["value"][each])) for each in (card, base[0]))
        if value is None or whole is None or value.size != whole.size:
            return words.last
        card = int(base[0])
    return phrase(recording, card, happened)


def _zero_operand(words: Words) -> str:
    if words.blamed == words.finding.cards[-1]:
        text = translate("why", "{node} of line {line} multiplied what it received by 0.")
    elif words.finding.element is None:
        text = translate(
            "why", "{node} of line {line} multiplied what it received by {last}, which is zero."
        )
    else:
        text = translate(
            "why",
            "{node} of line {line} multiplied what it received by {last}, which is zero there.",
        )
    return _of_node(words, text.replace("{last}", _zero_factor(words)))


def _cancels_within(words: Words) -> str:
    if words.op in _ALIKE:
        text = translate(
            "why",
            "{node} of line {line} received no zeros, but what it sends cancels out: its result "
            "stays the same when all its inputs grow alike, and that is all it was asked for.",
        )
    else:
        text = translate(
            "why",
            "{node} of line {line} received no zeros, but the terms that it adds up for each "
            "number cancel out.",
        )
    return _of_node(words, text)


def _with_words(text: str) -> Text:
    return lambda words: _of_node(words, translate("why", text))


def _of_node(words: Words, text: str) -> str:
    """A sentence with the names of the node to blame, of its operation and so on filled in."""
    return text.format(
        node=words.finding.op,
        op=words.blamed_op,
        line=words.blamed_line,
        last=words.last,
        source=words.source,
        dtype=words.dtype,
        padding=words.padding,
        where=_where(words) if "{where}" in text else "",
    )


ZERO_TEXTS: dict[Cause, Text] = {
    Cause.ZERO_OPERAND: _zero_operand,
    Cause.DEAD_RELU: _with_words(
        QT_TRANSLATE_NOOP(
            "why",
            "{node} of line {line} passes nothing on where its input is zero or less, {where}. "
            "leaky_relu would pass on a little.",
        )
    ),
    Cause.OUT_OF_BOUNDS: _with_words(
        QT_TRANSLATE_NOOP(
            "why",
            "{node} of line {line} passes nothing on where its input is beyond its bounds, "
            "{where}.",
        )
    ),
    Cause.SATURATED: _saturated,
    Cause.STEPWISE: _stepwise,
    Cause.NOT_TAKEN: _not_taken,
    Cause.OVERWRITTEN: _with_words(
        QT_TRANSLATE_NOOP(
            "why",
            "{op} of line {line} put other numbers in its place: what stood there no "
            "longer counts.",
        )
    ),
    Cause.OWN_BACKWARD: _with_words(
        QT_TRANSLATE_NOOP(
            "why",
            "{node} is written in the script: its backward() received a gradient and "
            "returned zeros.",
        )
    ),
    Cause.ZERO_SLOPE: _zero_slope,
    Cause.UNDERFLOWS: _with_words(
        QT_TRANSLATE_NOOP(
            "why",
            "What {node} of line {line} sends is too small for {dtype}, so it is 0: on its "
            "way back, the gradient has vanished. Scale the loss up, or let fewer small factors "
            "stand in the way.",
        )
    ),
    Cause.CANCELS_WITHIN: _cancels_within,
}
