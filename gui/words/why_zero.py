"""Why a gradient that has arrived, or some of its numbers, is zero."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from engine.diagnose.finding import Cause
from engine.record.schema import NONE, CardFlag
from gui.languages import QT_TRANSLATE_NOOP
from gui.words.card_names import op_name, phrase, script_name
from gui.words.why_logs import advice_after
from gui.words.why_slope import NORMALISING, OF_SHARES, is_first_operand, of_node, zero_slope
from gui.words.why_words import Text, Words

translate = QCoreApplication.translate

_ALIKE = (*OF_SHARES, *NORMALISING)
"""Operations whose result stays the same when all their inputs grow by the same number."""


def with_also(words: Words, text: str) -> str:
    """The reason, and why another node, on the rest of the way, would send zeros as well."""
    also = words.finding.also
    if also is None:
        return text
    other = ZERO_TEXTS[also.cause](replace(words, finding=also))
    return translate("why", "{text} Even if it were not so: {other}").format(text=text, other=other)


def of_some(words: Words, text: str) -> str:
    """The reason, if it is about some numbers of the gradient, with how many and the first."""
    element, value = words.finding.element, words.gradient
    if element is None or value is None:
        return text
    zeros = value.size - int((value.array != 0).sum())
    head = translate("why", "Zero at {count} of {size} places, first at {place}:")
    head = head.format(count=f"{zeros:,}", size=f"{value.size:,}", place=list(element))
    return f"{head} {text}"


def _saturated(words: Words) -> str:
    if "oftmax" in words.finding.op:
        text = translate(
            "why",
            "{node} of line {line} is flat where one number is far above the others, {where}: its "
            "slope is 0.",
        )
        advice = translate("why", "Let it take numbers that are closer together.")
    else:
        text = translate(
            "why",
            "{node} of line {line} is flat where its input is far from zero, {where}: its slope is "
            "0.",
        )
        advice = translate("why", "Let it take smaller numbers.")
    advice = advice_after(words.state.recording, words.finding.cards[-1]) or advice
    return of_node(words, f"{text} {advice}")


def _stepwise(words: Words) -> str:
    text = translate(
        "why",
        "{node} of line {line} has slope 0 everywhere, as {op} is flat between its steps. To send "
        "the gradient past it, write x + ({op}(x) - x).detach().",
    )
    return of_node(words, text)


def _not_taken(words: Words) -> str:
    if words.finding.op.startswith(("Unbind", "Split", "UnsafeSplit")):
        text = _of_parts(words)
    elif words.setting("padding_idx").isdigit():
        text = translate(
            "why",
            "{op} of line {line} looked up other rows, or only row {padding}, which is its "
            "padding_idx and gets no gradient.",
        )
    elif _is_result_empty(words):
        text = translate("why", "{op} of line {line} took no numbers at all: its result is empty.")
    elif words.finding.element is not None:
        text = translate("why", "{op} of line {line} took other numbers, not this one.")
    elif words.finding.op.startswith("NllLoss"):
        text = translate(
            "why", "{op} of line {line} counts none of it: all targets are ignored, or weigh 0."
        )
    else:
        text = translate("why", "{op} of line {line} took other numbers, none of {source}.")
    if words.unused_results and words.are_unused_cut_off:
        text += " " + translate(
            "why", "What else was made of {source} is cut off from what the pass started from."
        )
    elif words.unused_results:
        text += " " + translate(
            "why", "What else was made of {source} is no part of what the pass started from."
        )
    return of_node(words, text)


def _is_result_empty(words: Words) -> bool:
    recording = words.state.recording
    value = recording.value(int(recording["cards"]["value"][words.blamed]))
    return value is not None and not value.size


def _of_parts(words: Words) -> str:
    recording, card = words.state.recording, words.finding.cards[-1]
    if script_name(recording, card, words.state.happened):
        return translate(
            "why", "{op} of line {line} put it into {last}, and the pass did not come from there."
        )
    return translate(
        "why", "{op} of line {line} made parts of it, and the pass came from other parts."
    )


def _zero_factor(words: Words) -> str:
    """The last tensor, or where that has no name, the one of which it is another view."""
    recording, card = words.state.recording, words.finding.cards[-1]
    cards, happened = recording["cards"], words.state.happened
    while not script_name(recording, card, happened):
        base = recording.operands_of(card)["operand"]
        base = base[base != NONE]
        if not cards["flags"][card] & CardFlag.VIEW or len(base) != 1:
            return words.last
        value, whole = (recording.value(int(cards["value"][each])) for each in (card, base[0]))
        if value is None or whole is None or value.size != whole.size:
            return words.last
        card = int(base[0])
    return phrase(recording, card, happened)


def _zero_operand(words: Words) -> str:
    if op_name(words.state.recording, words.finding.cards[-1]) == "dropout":
        text = translate("why", "dropout of line {line} dropped it: there, its factor is 0.")
    elif words.blamed == words.finding.cards[-1]:
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
    return of_node(words, text.replace("{last}", _zero_factor(words)))


def _cancels_within(words: Words) -> str:
    if words.blamed_op in _ALIKE and is_first_operand(words):
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
    return of_node(words, text)


def _own_backward(words: Words) -> str:
    if words.finding.line:
        text = translate(
            "why",
            "{node} is written in the script: its backward() of line {where} received a gradient "
            "and returned zeros.",
        ).replace("{where}", str(words.finding.line))
    else:
        text = translate(
            "why",
            "{node} is written in the script: its backward() received a gradient and returned "
            "zeros.",
        )
    return of_node(words, text)


def _drawn(words: Words) -> str:
    text = translate(
        "why",
        "{node} of line {line} sent zeros: no gradient goes back through what is drawn at random.",
    )
    if words.finding.op.startswith("Normal"):
        advice = translate("why", "Write mean + std * torch.randn_like(std) for it.")
    else:
        advice = translate("why", "Let the loss have the log of the probability of what was drawn.")
    return of_node(words, f"{text} {advice}")


def _underflows(words: Words) -> str:
    if words.finding.op.startswith("LogSoftmax"):
        text = translate(
            "why",
            "What {node} of line {line} sends is too small for {dtype}, so it is 0: the share of "
            "what was asked for is 1 already, and no more can be gained.",
        )
    else:
        text = translate(
            "why",
            "What {node} of line {line} sends is too small for {dtype}, so it is 0: on its way "
            "back, the gradient has vanished. Scale the loss up, or let fewer small factors stand "
            "in the way.",
        )
    return of_node(words, text)


def _with_words(text: str) -> Text:
    return lambda words: of_node(words, translate("why", text))


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
    Cause.OWN_BACKWARD: _own_backward,
    Cause.DRAWN: _drawn,
    Cause.IGNORED: _with_words(
        QT_TRANSLATE_NOOP(
            "why", "{op} of line {line} does not count it: its target is the ignore_index."
        )
    ),
    Cause.ZERO_SLOPE: zero_slope,
    Cause.UNDERFLOWS: _underflows,
    Cause.CANCELS_WITHIN: _cancels_within,
}
