"""Why a gradient or a value contains nan or infinity."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.diagnose.finding import Cause
from engine.record.schema import CardFlag
from gui.words.why_logs import advice_before_log
from gui.words.why_numbers import Blamed, blamed_numbers, given_without_end, outgrown
from gui.words.why_words import Text, Words

translate = QCoreApplication.translate

_STEEP_AT_ZERO = ("sqrt", "pow")
"""Operations whose infinite slope is avoided by adding a small number to the input."""

_OF_SHARES = ("softmax", "log_softmax", "logsumexp")
_OF_SPREAD = ("std", "var")
_OF_FACTORS = ("eigh", "svd", "eig")
_AVERAGING_TARGETS = ("nll_loss",)
_WRITERS = ("masked_fill", "fill", "copy", "where", "index_fill", "index_put", "scatter")
"""The beginnings of the names of operations that put a number in the place of others."""

_UPDATED = CardFlag.IN_PLACE | CardFlag.LEAF | CardFlag.REQUIRES_GRAD


def of_first(words: Words, text: str) -> str:
    """The reason, if it is about some numbers of the gradient, with the first of them."""
    recording, card = words.state.recording, words.finding.cards[-1]
    if words.finding.is_zero_times and words.finding.cause is Cause.BROKEN_FROM_START:
        advice = translate(
            "why",
            "Only 0 arrives there, but 0 times nan or infinity is nan: replace such numbers in "
            "{last} first, as by torch.where.",
        )
        text = f"{text} {advice.format(last=words.last)}"
    elif words.finding.is_zero_times and not outgrown(recording, card):
        advice = translate(
            "why",
            "Only 0 arrives there, but 0 times infinity is nan: replace such inputs before {op}, "
            "as by torch.where.",
        )
        text = f"{text} {advice.format(op=words.op)}"
    if words.finding.element is None:
        return text
    head = translate("why", "The first is at {place}.").format(place=list(words.finding.element))
    return f"{head} {text}"


def _broken_value(words: Words) -> str:
    recording, card = words.state.recording, words.finding.cards[-1]
    blamed, given = blamed_numbers(recording, card), given_without_end(recording, card)
    if dtype := outgrown(recording, card):
        return _too_large(words, blamed, dtype)
    if given:
        return _as_given(words, given)
    if blamed is not None:
        text = translate(
            "why", "{op} made {made} of {taken} in line {line}, and it spread from there."
        )
        advice = advice_before_log(recording, card) if words.op == "log" else ""
        advice = advice or translate("why", "Keep the input of {op} where it is defined.")
        return f"{text} {advice}".format(op=words.op, line=words.line, **blamed._asdict())
    if any(not value.size for value in words.inputs):
        text = translate(
            "why",
            "{op} of line {line} made nan of no numbers at all: what it was given is empty, so "
            "look at what selects it.",
        )
    elif words.op in _OF_SHARES and _has_infinity(words):
        text = translate(
            "why",
            "{op} of line {line} made nan where all its numbers are -inf, and it spread from "
            "there. Leave at least one of them finite.",
        )
    elif words.op in _OF_SPREAD and _is_of_one(words):
        text = translate(
            "why",
            "{op} of line {line} made nan of a single number, as it divides by the count minus "
            "one. Give it more numbers, or correction=0.",
        )
    elif words.op in _AVERAGING_TARGETS:
        text = translate(
            "why",
            "{op} of line {line} made nan, as it divides by how many targets count, and none does: "
            "all are ignored, or weigh 0.",
        )
    else:
        text = translate(
            "why",
            "{last} was already nan or infinite when {op} computed it in line {line}, and it "
            "spread from there. Keep the input of {op} where it is defined.",
        )
    return text.format(last=words.last, op=words.op, line=words.line)


def _as_given(words: Words, given: str) -> str:
    """That the script itself has the operation write, or compute with, an infinity or nan."""
    if words.op.startswith(_WRITERS):
        text = translate("why", "{op} of line {line} put {given} into {last}, as the script says.")
    else:
        text = translate(
            "why",
            "{op} of line {line} computed {last} with {given}, as the script says, and it spread "
            "from there.",
        )
    return text.format(op=words.op, line=words.line, given=given, last=words.last)


def _has_infinity(words: Words) -> bool:
    """Whether an input of the operation to blame has an infinity."""
    return any(np.isinf(value.array).any() for value in words.inputs)


def _is_of_one(words: Words) -> bool:
    """Whether the operation to blame has as many results as inputs."""
    recording = words.state.recording
    made = recording.value(int(recording["cards"]["value"][words.finding.cards[-1]]))
    return made is not None and any(value.size == made.size for value in words.inputs)


def _too_large(words: Words, blamed: Blamed | None, dtype: str) -> str:
    if blamed is None:
        text = translate(
            "why",
            "What {op} computed in line {line} is too large for {dtype}, and it spread from there.",
        )
        text = text.format(op=words.op, line=words.line, dtype=dtype)
    else:
        text = translate(
            "why",
            "{op} made {made} of {taken} in line {line}, too large for {dtype}, and it spread from "
            "there.",
        )
        text = text.format(op=words.op, line=words.line, dtype=dtype, **blamed._asdict())
    return f"{text} {_advice_on_size(words)}"


def _was_updated(words: Words) -> bool:
    """Whether the way to the cause leads through a leaf that was changed in place, as by a step."""
    flags = words.state.recording["cards"]["flags"][list(words.finding.cards)]
    return bool((flags & _UPDATED == _UPDATED).any())


def _advice_on_size(words: Words) -> str:
    if _was_updated(words):
        return translate("why", "The steps that got there were too large: lower the learning rate.")
    return translate("why", "Keep its input within bounds.")


def _broken_slope(words: Words) -> str:
    numbers = words.blamed_number
    if words.op in _OF_FACTORS and _has_equals(words):
        text = translate(
            "why",
            "{node} of line {line} made it so: it divides by the differences of the numbers that "
            "{op} found, and some of these are equal. Keep them apart.",
        )
        return text.format(node=words.finding.op, line=words.blamed_line, op=words.op)
    if numbers:
        text = translate(
            "why",
            "{node} of line {line} made it so: {op} of {number} is finite, but its slope there is "
            "not.",
        )
    else:
        text = translate(
            "why",
            "{node} of line {line} made it so: the value of {last} is finite there, its slope is "
            "not.",
        )
    if words.op in _STEEP_AT_ZERO:
        advice = translate(
            "why",
            "Keep the input of {op} away from there, for instance by adding 1e-8 to it.",
        )
    else:
        advice = translate("why", "Keep the input of {op} away from there.")
    return f"{text} {advice}".format(
        node=words.finding.op,
        last=words.last,
        op=words.op,
        line=words.blamed_line,
        number=numbers,
    )


def _has_equals(words: Words) -> bool:
    """Whether equal numbers are in one of the outputs of the operation to blame."""
    recording = words.state.recording
    events, values = recording["cards"]["event"], recording["cards"]["value"]
    outputs = np.flatnonzero(events == events[words.finding.cards[-1]])
    found = [recording.value(int(values[card])) for card in outputs]
    least = min((len(each.shape) for each in found if each is not None), default=0)
    for each in found:
        if each is None or not each.is_whole or len(each.shape) != least or each.size < 2:
            continue
        gaps = np.abs(np.diff(np.sort(each.array, axis=-1), axis=-1))
        if (gaps <= 4 * each.eps * np.abs(each.array).max()).any():
            return True
    return False


def _grown(words: Words) -> str:
    text = translate(
        "why",
        "What {node} of line {line} sends is too large for {dtype}: on its way back, the gradient "
        "has grown beyond it.",
    )
    text = text.format(node=words.finding.op, line=words.blamed_line, dtype=words.dtype)
    if _was_updated(words):
        return f"{text} {_advice_on_size(words)}"
    advice = translate("why", "Make the factors on the way smaller, or fewer.")
    return f"{text} {advice}"


BROKEN_TEXTS: dict[Cause, Text] = {
    Cause.BROKEN_VALUE: _broken_value,
    Cause.BROKEN_SLOPE: _broken_slope,
    Cause.GROWN: _grown,
}
