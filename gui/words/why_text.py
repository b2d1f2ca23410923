"""Why a gradient or a value is as it is, or a run failed, in one to three sentences."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.diagnose.finding import Cause, Finding
from engine.record.schema import Cut
from engine.record.state import State
from gui.languages import QT_TRANSLATE_NOOP, finish_sentence
from gui.words.card_names import listed, phrase, script_name
from gui.words.why_broken import BROKEN_TEXTS, of_first
from gui.words.why_cut import cut_away, no_graph, taken_out
from gui.words.why_hooks import hooked
from gui.words.why_renamed import not_kept
from gui.words.why_size import extreme_size
from gui.words.why_unreached import not_reached
from gui.words.why_words import Text, Words, with_words
from gui.words.why_zero import ZERO_TEXTS, of_some, with_also

translate = QCoreApplication.translate


def why_text(state: State, finding: Finding) -> str:
    """The answer, and what to write instead where there is such a thing."""
    words = Words(state, finding)
    text = _TEXTS[finding.cause](words)
    if words.is_gradient_broken:
        text = of_first(words, text)
    else:
        text = of_some(words, with_also(words, text))
    return finish_sentence(text)


def _constant(words: Words) -> str:
    if len(words.finding.cards) == 1:
        text = translate("why", "{first} was made without requires_grad=True.")
        if script_name(words.state.recording, words.finding.cards[0], words.state.happened):
            advice = translate(
                "why", "Where it shall get a gradient, call {code}.requires_grad_() before its use."
            )
            text = f"{text} {advice}"
    elif words.first == words.last:
        text = translate(
            "why",
            "{first} was made without requires_grad=True, and changed in place since. Call "
            "{code}.requires_grad_() after the last change.",
        )
    else:
        text = translate(
            "why",
            "Nothing that {first} was computed from requires grad. "
            "Make {last} with requires_grad=True.",
        )
    return text.format(first=words.first, last=words.last, code=words.code)


def _frozen(words: Words) -> str:
    if len(words.finding.cards) == 1:
        text = translate("why", "Line {line} turned requires_grad of {first} off.")
    else:
        text = translate(
            "why",
            "Nothing that {first} was computed from requires grad: line {line} turned "
            "requires_grad of {last} off.",
        )
    return text.format(line=words.line, first=words.first, last=words.last)


def _set_late(words: Words) -> str:
    text = translate(
        "why",
        "Line {used} computed {last} from {first} before line {said} let {first} require a "
        "gradient. Move line {said} up.",
    )
    used = words.state.recording.card_site(words.finding.cards[-1])
    return text.format(
        used="?" if used is None else used.line,
        said=words.lines[-1] if words.lines else "?",
        first=words.first,
        last=words.last,
    )


def _no_pass(words: Words) -> str:
    if words.finding.line:
        text = translate(
            "why",
            "Line {line} only names {name}, which does not call it, and only a pass computes "
            "gradients: write {name}().",
        )
    else:
        text = translate("why", "No backward() has run, and only a pass computes gradients.")
    return text.format(line=words.finding.line, name=words.finding.op)


def _cleared(words: Words) -> str:
    if words.finding.cause is Cause.ZEROED:
        text = translate("why", "Line {line} set it to zero, and no pass has added to it since.")
    else:
        text = translate(
            "why", "Line {line} set it to None, and no pass has brought another one since."
        )
    if words.finding.line:
        advice = translate(
            "why",
            "So it was gone before step() of line {step}: clear gradients before backward(), not "
            "after it.",
        )
        text = f"{text} {advice}"
    return text.format(line=words.line, step=words.finding.line)


def _replaced(words: Words) -> str:
    text = translate(
        "why",
        "Line {where} put another tensor in the place of {first}, and the pass of line {line} went "
        "to that one. An optimiser that was made before line {where} still steps the old one.",
    )
    return text.format(where=words.finding.line, first=words.first, line=words.line)


def _not_yet(words: Words) -> str:
    text = translate("why", "The pass has not come to {first} yet: it does in step {step}.")
    return text.format(first=words.first, step=words.finding.steps[0])


def _accumulated(words: Words) -> str:
    if words.finding.op:
        text = translate(
            "why",
            "{count} passes have added up in it, as line {clearing} only names {name}, which does "
            "not call it: write {name}().",
        )
    elif words.finding.lines:
        text = translate(
            "why",
            "{count} passes have added up in it, as zero_grad() of line {clearing} clears others, "
            "not this one: line {replacing} put it in the place of another tensor. Make the "
            "optimiser after that.",
        )
    elif words.finding.line:
        text = translate(
            "why",
            "{count} passes have added up in it, as zero_grad() of line {clearing} clears others, "
            "not this one. Is {code} among the parameters that it is to clear? Those of modules in "
            "a plain list are not: put these into nn.ModuleList.",
        )
    elif len(words.lines) > 1:
        text = translate(
            "why",
            "{count} passes have added up in it, begun in lines {lines}, and nothing cleared it "
            "between them. Write {code}.grad.zero_() or {code}.grad = None before each pass.",
        )
    else:
        text = translate(
            "why",
            "{count} passes have added up in it, begun in line {lines}, and nothing cleared it "
            "between them. Write {code}.grad.zero_() or {code}.grad = None before each pass.",
        )
    names = {"lines": listed(words.lines), "code": words.code, "clearing": words.finding.line}
    names |= {"name": words.finding.op, "replacing": listed(list(map(str, words.finding.lines)))}
    return text.format(count=len(words.finding.steps), **names)


def _freed(words: Words) -> str:
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


def _changed_in_place(words: Words) -> str:
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


def _not_scalar(words: Words) -> str:
    recording = words.state.recording
    value = recording.value(int(recording["cards"]["value"][words.finding.cards[0]]))
    text = translate(
        "why", "{first} has {count} numbers, of the shape {shape}; a pass starts from one."
    )
    count, shape = (value.size, value.shape) if value is not None else ("?", "?")
    return text.format(first=words.first, count=count, shape=shape)


def _without_graph(words: Words) -> str:
    return _constant(words) if words.finding.cut == Cut.OPEN else no_graph(words)


def _not_begun(words: Words) -> str:
    text = translate(
        "why",
        "Line {line} was to begin a pass, but failed with an error before: it computed no "
        "gradient.",
    )
    return text.format(line=words.finding.line)


def _involved(words: Words) -> str:
    recording = words.state.recording
    text = translate("why", "It computed with {tensors}.")
    names = [phrase(recording, card, words.state.happened) for card in words.finding.cards]
    return text.format(tensors=listed(names))


_TEXTS: dict[Cause, Text] = {
    Cause.NO_PASS: _no_pass,
    Cause.NOT_BEGUN: _not_begun,
    Cause.PASS_FAILED: with_words(
        QT_TRANSLATE_NOOP(
            "why", "An error ended the pass of line {line} before it had come to {first}."
        )
    ),
    Cause.NOTHING_SENT: with_words(
        QT_TRANSLATE_NOOP(
            "why", "{node} received a gradient and returned None: nothing goes on from there."
        )
    ),
    Cause.NOT_YET: _not_yet,
    Cause.NOT_KEPT: not_kept,
    Cause.CONSTANT: _constant,
    Cause.FROZEN: _frozen,
    Cause.WHOLE_NUMBERS: with_words(
        QT_TRANSLATE_NOOP(
            "why", "{first} has no floating-point numbers, and only these have gradients."
        )
    ),
    Cause.CUT: cut_away,
    Cause.NOT_REACHED: not_reached,
    Cause.REPLACED: _replaced,
    Cause.SET_LATE: _set_late,
    Cause.NOT_ASKED: with_words(
        QT_TRANSLATE_NOOP(
            "why",
            "The pass of line {line} was to compute the gradients of certain tensors only, and "
            "{first} is not among them.",
        )
    ),
    Cause.TAKEN_OUT: taken_out,
    Cause.WITHOUT_GRAPH: with_words(
        QT_TRANSLATE_NOOP(
            "why",
            "The pass of line {line} gave {last} without a graph: as plain numbers, from which no "
            "gradient goes back to {first}. Give that call create_graph=True.",
        )
    ),
    Cause.MADE_AFTER: with_words(
        QT_TRANSLATE_NOOP("why", "{first} was made after the last pass had begun, in line {line}.")
    ),
    Cause.RETURNED: with_words(
        QT_TRANSLATE_NOOP(
            "why",
            "torch.autograd.grad() of line {line} returned the gradient: only backward() leaves "
            "it in .grad.",
        )
    ),
    Cause.SET_TO_NONE: _cleared,
    **ZERO_TEXTS,
    **BROKEN_TEXTS,
    Cause.ZEROED: _cleared,
    Cause.ZERO_SEED: with_words(
        QT_TRANSLATE_NOOP("why", "The pass started from zeros: the gradient given to it is zero.")
    ),
    Cause.CANCELS: with_words(
        QT_TRANSLATE_NOOP(
            "why", "What arrived at {last} is not zero, but its sum is: it cancels out."
        )
    ),
    Cause.HOOKED: hooked,
    Cause.BROKEN_FROM_START: with_words(
        QT_TRANSLATE_NOOP(
            "why",
            "Line {line} made {last} with it, and it spread from there.",
        )
    ),
    Cause.BROKEN_SEED: with_words(
        QT_TRANSLATE_NOOP(
            "why", "The pass started from a gradient that was given to it and is not finite."
        )
    ),
    Cause.BROKEN_BY_SCRIPT: with_words(
        QT_TRANSLATE_NOOP("why", "Line {line} wrote it, and no pass has added to it since.")
    ),
    Cause.OVERFLOWS: with_words(
        QT_TRANSLATE_NOOP(
            "why", "What arrived at {last} is finite, but its sum is not: it is too large."
        )
    ),
    Cause.VANISHED: extreme_size,
    Cause.EXPLODED: extreme_size,
    Cause.ACCUMULATED: _accumulated,
    Cause.FREED: _freed,
    Cause.CHANGED_IN_PLACE: _changed_in_place,
    Cause.NOT_SCALAR: _not_scalar,
    Cause.NO_GRAPH: _without_graph,
    Cause.NODE_FAILED: with_words(
        QT_TRANSLATE_NOOP("why", "The pass ended at {node}, the node of {first}.")
    ),
    Cause.INVOLVED: _involved,
}
