"""Why a gradient or a value is as it is, or a run failed, in one to three sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.diagnose.finding import Cause, Finding
from engine.record.schema import NONE, Cut
from engine.record.state import State
from engine.walk.relatives import ancestors
from gui.languages import trim_cjk_spaces
from gui.words.card_names import listed, op_name, phrase, script_name
from gui.words.why_numbers import blamed_numbers

translate = QCoreApplication.translate


def why_text(state: State, finding: Finding) -> str:
    """The answer, and what to write instead where there is such a thing."""
    return trim_cjk_spaces(_TEXTS[finding.cause](_Words(state, finding)))


@dataclass(frozen=True)
class _Words:
    """The subjects of the sentences."""

    state: State
    finding: Finding

    @property
    def first(self) -> str:
        """The tensor asked about."""
        return phrase(self.state.recording, self.finding.cards[0], self.state.happened)

    @property
    def last(self) -> str:
        """The tensor where the cause is."""
        return phrase(self.state.recording, self.finding.cards[-1], self.state.happened)

    @property
    def code(self) -> str:
        """How the script writes the tensor asked about."""
        return script_name(self.state.recording, self.finding.cards[0], self.state.happened) or "x"

    @property
    def line_of_renaming(self) -> int | None:
        """Where a tensor that was made from a leaf took its name, as in ``w = w - 0.1 * w.grad``.

        It is the tensor asked about. None where it has no such name.
        """
        recording, card = self.state.recording, self.finding.cards[0]
        names, site = recording.index.bindings.best_names, recording.card_site(card)
        made_from = np.setdiff1d(np.array(ancestors(recording, card), np.int64), card)
        leaves = made_from[recording.index.is_leaf(made_from)]
        is_renamed = names[card] != NONE and (names[leaves] == names[card]).any()
        return site.line if site is not None and is_renamed else None

    @property
    def op(self) -> str:
        """The operation that made the tensor where the cause is."""
        return op_name(self.state.recording, self.finding.cards[-1])

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the steps, each once."""
        return list(dict.fromkeys(filter(None, map(self.line_of, self.finding.steps))))

    def line_of(self, cursor: int) -> str:
        """The line of the step that a cursor shows; empty where it has none."""
        step = self.state.recording.at(cursor).step
        site = None if step is None else self.state.recording.site(step.site)
        return "" if site is None else str(site.line)

    @property
    def line(self) -> str:
        return self.lines[0] if self.lines else "?"


def _cut_word(cut: Cut) -> str:
    """What cut, as part of a sentence."""
    return {
        Cut.OPEN: "",
        Cut.DETACH: translate("why", "detach()"),
        Cut.NO_GRAD: translate("why", "no_grad()"),
        Cut.NOT_DIFFERENTIABLE: translate("why", "an operation without a derivative"),
        Cut.GRAD_READ: translate("why", "reading .grad as a value"),
        Cut.DATA_READ: translate("why", "reading .data as a value"),
        Cut.GRADIENT_GIVEN: translate("why", "a gradient, which is a value"),
    }[cut]


def _constant(words: _Words) -> str:
    if len(words.finding.cards) == 1:
        text = translate("why", "{first} was made without requires_grad=True.")
    else:
        text = translate(
            "why",
            "Nothing that {first} was computed from requires grad. "
            "Make {last} with requires_grad=True.",
        )
    return text.format(first=words.first, last=words.last)


def _cut(words: _Words) -> str:
    if words.finding.steps:
        text = translate(
            "why",
            "The pass of line {line} started from {last}, but {cut} cuts the way from {first} to "
            "it. Leave that out where {first} shall get a gradient.",
        )
    else:
        text = translate("why", "{cut} cuts {first} off from {last}: no gradient can pass.")
    cut = _cut_word(words.finding.cut)
    return text.format(line=words.line, last=words.last, first=words.first, cut=cut)


def _taken_out(words: _Words) -> str:
    if words.finding.steps:
        text = translate(
            "why",
            "The pass of line {line} did not start from anything that hangs together with "
            "{first}: {how} takes plain numbers out of {last}, and these have no gradient. "
            "Compute with the tensor itself.",
        )
    else:
        text = translate(
            "why",
            "{how} took plain numbers out of {last}, and {first} comes from these: no gradient "
            "can pass. Compute with the tensor itself.",
        )
    return text.format(line=words.line, first=words.first, how=words.finding.op, last=words.last)


def _not_reached(words: _Words) -> str:
    text = translate(
        "why",
        "The pass of line {line} started from {last}, which was not computed from {first}.",
    )
    return text.format(line=words.line, last=words.last, first=words.first)


def _not_kept(words: _Words) -> str:
    if line := words.line_of_renaming:
        text = translate(
            "why",
            "Line {line} made a new tensor from {code} and gave it the same name. It is no leaf, "
            "and a pass keeps the gradients of leaves only: change {code} in place, with "
            "{code} -= … or {code} += … inside `with torch.no_grad():`.",
        )
        return text.format(line=line, code=words.code)
    text = translate(
        "why",
        "{first} is no leaf: a pass hands its gradient on and keeps nothing. To keep it, write "
        "{code}.retain_grad() before backward().",
    )
    return text.format(first=words.first, code=words.code)


def _not_yet(words: _Words) -> str:
    text = translate("why", "The pass has not come to {first} yet: it does in step {step}.")
    return text.format(first=words.first, step=words.finding.steps[0])


def _accumulated(words: _Words) -> str:
    text = translate(
        "why",
        "{count} passes have added up in it, begun in line {lines}, and nothing cleared it "
        "between them. Write {code}.grad.zero_() or {code}.grad = None before each pass.",
    )
    count = len(words.finding.steps)
    return text.format(count=count, lines=listed(words.lines), code=words.code)


def _freed(words: _Words) -> str:
    if len(words.lines) > 1:
        text = translate(
            "why",
            "The pass of line {before} let go of what {node} had saved, and the pass of line "
            "{line} needs it again.",
        )
    else:
        text = translate(
            "why",
            "An earlier pass of line {line} let go of what {node} had saved, and this one needs "
            "it again.",
        )
    line = words.lines[-1] if words.lines else words.line
    return text.format(before=words.line, line=line, node=words.finding.op)


def _changed_in_place(words: _Words) -> str:
    if len(words.finding.steps) < 3:
        text = translate("why", "What {node} had saved was overwritten before its pass came to it.")
        return text.format(node=words.finding.op)
    text = translate(
        "why",
        "{node} saved {saved} in line {made}, and {change} overwrote it in line {changed}, before "
        "the pass needed it.",
    )
    made, changed = (words.line_of(cursor) for cursor in words.finding.steps[:2])
    saved = phrase(words.state.recording, words.finding.cards[-2], words.state.happened)
    change = words.op
    return text.format(
        node=words.finding.op, saved=saved, made=made, change=change, changed=changed
    )


def _not_scalar(words: _Words) -> str:
    recording = words.state.recording
    value = recording.value(int(recording["cards"]["value"][words.finding.cards[0]]))
    text = translate(
        "why", "{first} has {count} numbers, of the shape {shape}; a pass starts from one."
    )
    count, shape = (value.size, value.shape) if value is not None else ("?", "?")
    return text.format(first=words.first, count=count, shape=shape)


def _no_graph(words: _Words) -> str:
    if words.finding.cut != Cut.OPEN:
        text = translate(
            "why", "{cut} cuts {first} off from {last}: there is no graph to go back through."
        )
        cut = _cut_word(words.finding.cut)
        return text.format(cut=cut, first=words.first, last=words.last)
    return _constant(words)


def _broken_value(words: _Words) -> str:
    blamed = blamed_numbers(words.state.recording, words.finding.cards[-1])
    if blamed is None:
        text = translate(
            "why",
            "{last} was already nan or infinite when {op} computed it in line {line}, and it "
            "spread from there. Keep the input of {op} where it is defined.",
        )
        return text.format(last=words.last, op=words.op, line=words.line)
    text = translate(
        "why",
        "{op} made {made} of {taken} in line {line}, and it spread from there. Keep the input of "
        "{op} where it is defined.",
    )
    return text.format(op=words.op, line=words.line, **blamed._asdict())


def _involved(words: _Words) -> str:
    recording = words.state.recording
    text = translate("why", "It computed with {tensors}.")
    names = [phrase(recording, card, words.state.happened) for card in words.finding.cards]
    return text.format(tensors=listed(names))


def _with_words(text: Callable[[], str]) -> Callable[[_Words], str]:
    """A sentence with the names of tensors, node, operation and line filled in."""

    def told(words: _Words) -> str:
        return text().format(
            first=words.first,
            last=words.last,
            node=words.finding.op,
            op=words.op,
            line=words.line,
        )

    return told


_TEXTS: dict[Cause, Callable[[_Words], str]] = {
    Cause.NO_PASS: _with_words(
        lambda: translate("why", "The script calls no backward(), which computes gradients.")
    ),
    Cause.NOT_YET: _not_yet,
    Cause.NOT_KEPT: _not_kept,
    Cause.CONSTANT: _constant,
    Cause.WHOLE_NUMBERS: _with_words(
        lambda: translate(
            "why", "{first} has no floating-point numbers, and only these have gradients."
        )
    ),
    Cause.CUT: _cut,
    Cause.NOT_REACHED: _not_reached,
    Cause.TAKEN_OUT: _taken_out,
    Cause.MADE_AFTER: _with_words(
        lambda: translate("why", "{first} was made after the last pass had begun, in line {line}.")
    ),
    Cause.RETURNED: _with_words(
        lambda: translate(
            "why",
            "torch.autograd.grad() of line {line} returned the gradient: only backward() leaves "
            "it in .grad.",
        )
    ),
    Cause.SET_TO_NONE: _with_words(
        lambda: translate(
            "why", "Line {line} set it to None, and no pass has brought another one since."
        )
    ),
    Cause.ZEROED: _with_words(
        lambda: translate("why", "Line {line} set it to zero, and no pass has added to it since.")
    ),
    Cause.ZERO_SEED: _with_words(
        lambda: translate("why", "The pass started from zeros: the gradient given to it is zero.")
    ),
    Cause.ZERO_OPERAND: _with_words(
        lambda: translate("why", "{node} multiplied what it received by {last}, which is zero.")
    ),
    Cause.DEAD_RELU: _with_words(
        lambda: translate(
            "why",
            "{node} passes nothing on where its input was negative, as everywhere here. leaky_relu "
            "would pass on a little.",
        )
    ),
    Cause.SATURATED: _with_words(
        lambda: translate(
            "why",
            "{node} is flat here: its input is so far from zero that its slope is 0. Let it take "
            "smaller numbers.",
        )
    ),
    Cause.ZERO_SLOPE: _with_words(
        lambda: translate("why", "{node} received a gradient and sent zeros: its slope here is 0.")
    ),
    Cause.CANCELS: _with_words(
        lambda: translate(
            "why", "What arrived at {last} is not zero, but its sum is: it cancels out."
        )
    ),
    Cause.HOOKED: _with_words(
        lambda: translate(
            "why", "What arrived at {last} was replaced by a hook that the script has there."
        )
    ),
    Cause.BROKEN_VALUE: _broken_value,
    Cause.BROKEN_FROM_START: _with_words(
        lambda: translate(
            "why",
            "Line {line} made {last} with it, and it spread from there.",
        )
    ),
    Cause.BROKEN_SLOPE: _with_words(
        lambda: translate(
            "why",
            "{node} made it so: the value of {last} is finite there, its slope is not. Keep the "
            "input of {op} away from there, for instance by adding 1e-8 to it.",
        )
    ),
    Cause.BROKEN_SEED: _with_words(
        lambda: translate(
            "why", "The pass started from a gradient that was given to it and is not finite."
        )
    ),
    Cause.BROKEN_BY_SCRIPT: _with_words(
        lambda: translate("why", "Line {line} wrote it, and no pass has added to it since.")
    ),
    Cause.OVERFLOWS: _with_words(
        lambda: translate(
            "why", "What arrived at {last} is finite, but its sum is not: it is too large."
        )
    ),
    Cause.ACCUMULATED: _accumulated,
    Cause.FREED: _freed,
    Cause.CHANGED_IN_PLACE: _changed_in_place,
    Cause.NOT_SCALAR: _not_scalar,
    Cause.NO_GRAPH: _no_graph,
    Cause.INVOLVED: _involved,
}
