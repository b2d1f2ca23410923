"""The texts of gestures and refusals."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from engine.edit.edits import Gesture, Reason, Refusal
from gui.languages import QT_TRANSLATE_NOOP
from gui.words.card_names import listed

translate = QCoreApplication.translate

_MAX_SUBJECT_CHARS = 32

_NAMES: Mapping[Gesture, str] = {
    Gesture.SET_SEED: QT_TRANSLATE_NOOP("builder", "set the seed {subject}"),
    Gesture.ADD_TENSOR: QT_TRANSLATE_NOOP("builder", "add {subject}"),
    Gesture.APPLY: QT_TRANSLATE_NOOP("builder", "apply {subject}"),
    Gesture.INSERT: QT_TRANSLATE_NOOP("builder", "insert {subject}"),
    Gesture.BYPASS: QT_TRANSLATE_NOOP("builder", "bypass {subject}"),
    Gesture.EDIT_VALUE: QT_TRANSLATE_NOOP("builder", "change the value {subject}"),
    Gesture.CHANGE_OPERATION: QT_TRANSLATE_NOOP("builder", "change to {subject}"),
    Gesture.SWAP: QT_TRANSLATE_NOOP("builder", "swap the operands of {subject}"),
    Gesture.REWIRE: QT_TRANSLATE_NOOP("builder", "take {subject} instead"),
    Gesture.REQUIRE_GRAD: QT_TRANSLATE_NOOP("builder", "let {subject} require a gradient"),
    Gesture.REQUIRE_NO_GRAD: QT_TRANSLATE_NOOP("builder", "let {subject} require no gradient"),
    Gesture.DETACH: QT_TRANSLATE_NOOP("builder", "detach {subject}"),
    Gesture.ATTACH: QT_TRANSLATE_NOOP("builder", "attach {subject}"),
    Gesture.WRAP: QT_TRANSLATE_NOOP("builder", "no gradients for {subject}"),
    Gesture.UNWRAP: QT_TRANSLATE_NOOP("builder", "gradients again for {subject}"),
    Gesture.NAME: QT_TRANSLATE_NOOP("builder", "name {subject}"),
    Gesture.INLINE: QT_TRANSLATE_NOOP("builder", "inline {subject}"),
    Gesture.RENAME: QT_TRANSLATE_NOOP("builder", "rename {subject}"),
    Gesture.DUPLICATE: QT_TRANSLATE_NOOP("builder", "duplicate {subject}"),
    Gesture.REMOVE: QT_TRANSLATE_NOOP("builder", "remove {subject}"),
    Gesture.BACKWARD: QT_TRANSLATE_NOOP("builder", "backward from {subject}"),
    Gesture.SET_FLAG: QT_TRANSLATE_NOOP("builder", "set {subject}"),
    Gesture.ZERO_GRAD: QT_TRANSLATE_NOOP("builder", "zero the gradient of {subject}"),
    Gesture.DROP_GRAD: QT_TRANSLATE_NOOP("builder", "drop the gradient of {subject}"),
    Gesture.PRINT: QT_TRANSLATE_NOOP("builder", "print {subject}"),
    Gesture.ADD_STATEMENT: QT_TRANSLATE_NOOP("builder", "add {subject}"),
}

_REASONS: Mapping[Reason, str] = {
    Reason.SYNTAX_ERROR: QT_TRANSLATE_NOOP(
        "builder",
        "The script cannot be read as Python: {message}. Put that right first; nothing was "
        "changed.",
    ),
    Reason.STALE: QT_TRANSLATE_NOOP(
        "builder",
        "The script has changed since this graph was recorded. Run it (Ctrl+Enter), then try "
        "again.",
    ),
    Reason.NOT_IN_SCRIPT: QT_TRANSLATE_NOOP(
        "builder",
        "No expression of the script made this card by itself: it comes from inside of a call, "
        "from a library or from exec.",
    ),
    Reason.IN_F_STRING: QT_TRANSLATE_NOOP(
        "builder", "This expression stands in an f-string. Edit it in the script."
    ),
    Reason.NOT_SUITABLE: QT_TRANSLATE_NOOP("builder", "That cannot be done to this card."),
    Reason.NOT_ON_EDGE: QT_TRANSLATE_NOOP("builder", "That cannot be put on an edge."),
    Reason.NOT_WRITTEN: QT_TRANSLATE_NOOP(
        "builder", "{name} is not written in the expression itself, so it cannot be changed here."
    ),
    Reason.OUT_OF_REACH: QT_TRANSLATE_NOOP(
        "builder", "{name} belongs to a function or a loop, and is not known outside of it."
    ),
    Reason.SHAPES: QT_TRANSLATE_NOOP(
        "builder", "The shapes {left} and {right} do not fit together in {operation}."
    ),
    Reason.MISFIT: QT_TRANSLATE_NOOP(
        "builder", "{operation} cannot take {kinds}. PyTorch says: {message}."
    ),
    Reason.MISSING: QT_TRANSLATE_NOOP("builder", "{message}. Check the spelling."),
    Reason.INTEGER_GRAD: QT_TRANSLATE_NOOP(
        "builder",
        "Only floating-point tensors can require a gradient; this one holds {dtype} numbers.",
    ),
    Reason.NOT_A_LEAF: QT_TRANSLATE_NOOP(
        "builder",
        "Only a tensor that is made, not computed, can be asked for this. A computed one requires "
        "a gradient when what it is computed from does.",
    ),
    Reason.NEEDS_SEED: QT_TRANSLATE_NOOP(
        "builder", "A tensor of shape {shape} has no gradient by itself: it needs a seed."
    ),
    Reason.NO_GRAD: QT_TRANSLATE_NOOP(
        "builder",
        "This tensor does not require a gradient, and nothing that it is computed from does. Turn "
        "on “Requires gradient” for a tensor first.",
    ),
    Reason.NO_GRADIENT: QT_TRANSLATE_NOOP(
        "builder", "{name} has no gradient when the script ends: a backward pass gives it one."
    ),
    Reason.CYCLE: QT_TRANSLATE_NOOP(
        "builder", "{name} is computed from this card: it would have to be there before itself."
    ),
    Reason.USED_BEFORE: QT_TRANSLATE_NOOP(
        "builder", "{name} is only made further down in the script."
    ),
    Reason.NAME_NO_IDENTIFIER: QT_TRANSLATE_NOOP(
        "builder",
        "“{name}” cannot be a name: letters, digits and _ only, and no digit in front.",
    ),
    Reason.NAME_KEYWORD: QT_TRANSLATE_NOOP("builder", "“{name}” is a word of Python itself."),
    Reason.NAME_BUILTIN: QT_TRANSLATE_NOOP(
        "builder", "“{name}” is a function of Python, which the new name would hide."
    ),
    Reason.NAME_TORCH: QT_TRANSLATE_NOOP(
        "builder", "“{name}” is how the script calls torch, which the new name would hide."
    ),
    Reason.NAME_USED: QT_TRANSLATE_NOOP("builder", "There is a “{name}” in the script already."),
    Reason.OTHERWISE_CALLED: QT_TRANSLATE_NOOP(
        "builder",
        "“{name}” is also written as an attribute, or as the name of an argument, and would keep "
        "its old name there. Rename it in the script.",
    ),
    Reason.UNUSED: QT_TRANSLATE_NOOP(
        "builder", "{name} is used nowhere: there is no place to write its expression at."
    ),
    Reason.BOUND_AGAIN: QT_TRANSLATE_NOOP(
        "builder", "{name} gets another value further on, so it stands for no one expression."
    ),
    Reason.NOT_THE_SAME_TWICE: QT_TRANSLATE_NOOP(
        "builder",
        "{name} is used more than once, and computed anew each time it would not be the same "
        "tensor.",
    ),
    Reason.CHANGED_IN_PLACE: QT_TRANSLATE_NOOP(
        "builder", "The tensor is changed in place further on: nothing can come in between."
    ),
    Reason.CHANGES_MEANING: QT_TRANSLATE_NOOP(
        "builder", "Something in between changes {name}: the script would compute something else."
    ),
    Reason.AT_ANOTHER_TIME: QT_TRANSLATE_NOOP(
        "builder",
        "This expression runs later, several times or only sometimes, so it cannot get a name in "
        "front of its line. Write it in a line of its own first.",
    ),
    Reason.NEEDED: QT_TRANSLATE_NOOP(
        "builder",
        "{name} returns what is made from this, and its class needs {name}. Bypass what uses it "
        "there, or change {name} in the script.",
    ),
    Reason.ENDLESS: QT_TRANSLATE_NOOP(
        "builder",
        "The loop in line {line} would never end: nothing in it would change what it waits for.",
    ),
    Reason.PASS_BEGINS: QT_TRANSLATE_NOOP(
        "builder",
        "A backward pass begins at {name}: without a graph it would fail. Remove the pass first.",
    ),
}

_UNSUITABLE: Mapping[Gesture, str] = {
    Gesture.ATTACH: QT_TRANSLATE_NOOP("builder", "This card was not made by detach()."),
    Gesture.BYPASS: QT_TRANSLATE_NOOP(
        "builder", "This card takes no other that could be used in its place."
    ),
    Gesture.CHANGE_OPERATION: QT_TRANSLATE_NOOP(
        "builder", "There is no operation on tensors here that could become this one."
    ),
    Gesture.DETACH: QT_TRANSLATE_NOOP("builder", "This card takes nothing that could be detached."),
    Gesture.EDIT_VALUE: QT_TRANSLATE_NOOP(
        "builder", "These numbers are computed: change those that they are computed from."
    ),
    Gesture.INLINE: QT_TRANSLATE_NOOP(
        "builder", "This card has no name that stands for its expression alone."
    ),
    Gesture.NAME: QT_TRANSLATE_NOOP("builder", "This card has a name, or is part of another one."),
    Gesture.DUPLICATE: QT_TRANSLATE_NOOP(
        "builder", "This card is no value of an expression that could be written once more."
    ),
    Gesture.RENAME: QT_TRANSLATE_NOOP("builder", "There is no name here that could be changed."),
    Gesture.REQUIRE_GRAD: QT_TRANSLATE_NOOP("builder", "A gradient is asked for here already."),
    Gesture.SWAP: QT_TRANSLATE_NOOP(
        "builder", "This card is not made from two operands that could be swapped."
    ),
    Gesture.UNWRAP: QT_TRANSLATE_NOOP("builder", "This line is in no block of no_grad by itself."),
    Gesture.WRAP: QT_TRANSLATE_NOOP(
        "builder", "These cards are not made in lines of their own, one after the other."
    ),
}
"""Why a gesture is not suitable for a card."""

_FITS: Mapping[str, str] = {
    "fitting": QT_TRANSLATE_NOOP("builder", "This would fit: {shapes}."),
    "fitting_first": QT_TRANSLATE_NOOP("builder", "The first one would have to be {shapes}."),
}
"""The shapes that an operation takes."""

_PROBLEMS: Mapping[str, str] = {
    "unexpected": QT_TRANSLATE_NOOP("builder", "“{what}” is not expected here."),
    "unclosed": QT_TRANSLATE_NOOP("builder", "This “{what}” is never closed."),
    "incomplete": QT_TRANSLATE_NOOP("builder", "The formula goes on here."),
    "unknown_character": QT_TRANSLATE_NOOP("builder", "“{what}” means nothing in a formula."),
    "unknown_name": QT_TRANSLATE_NOOP("builder", "There is no “{what}” in the script."),
    "no_argument": QT_TRANSLATE_NOOP("builder", "{what} is to be applied to something: {what}(x)"),
}
"""The errors of a formula."""


_COMING = QT_TRANSLATE_NOOP(
    "builder",
    "The graph of the last change is not there yet. Nothing was changed; try again in a moment.",
)
_FAILED = QT_TRANSLATE_NOOP(
    "builder",
    "The script ends in an error, so this graph is of the run before. Put the error right first; "
    "nothing was changed.",
)


class _Facts(dict[str, object]):
    """The facts of a refusal, with a question mark for unknown ones."""

    def __missing__(self, key: str) -> str:
        return "?"


def gesture_name(gesture: Gesture, subject: str) -> str:
    """The name of a gesture's undo entry, such as ``detach x``."""
    subject = " ".join(subject.split())
    if len(subject) > _MAX_SUBJECT_CHARS:
        subject = subject[: _MAX_SUBJECT_CHARS - 1] + "…"
    return translate("builder", _NAMES[gesture]).format(subject=subject).strip()


def refusal_text(refusal: Refusal) -> str:
    """Why a gesture is refused, and what to do instead."""
    if refusal.reason is Reason.FORMULA:
        return _formula_text(refusal.facts)
    if refusal.facts.get("is_coming"):
        return translate("builder", _COMING)
    if refusal.facts.get("has_failed"):
        return translate("builder", _FAILED)
    facts = _Facts(refusal.facts)
    kinds = facts.get("kinds")
    if isinstance(kinds, tuple):
        facts["kinds"] = listed([f"{shape} {dtype}" for shape, dtype in kinds])
        facts["message"] = str(facts["message"]).rstrip(".")
    words = _REASONS[refusal.reason]
    if refusal.reason is Reason.NOT_SUITABLE:
        gesture = facts.get("gesture")
        words = _UNSUITABLE.get(gesture, words) if isinstance(gesture, Gesture) else words
    text = translate("builder", words).format_map(facts)
    for name, fit in _FITS.items():
        fitting = facts.get(name)
        if isinstance(fitting, tuple) and fitting:
            fits = translate("builder", fit)
            text += " " + fits.format(shapes=listed([str(each) for each in fitting]))
    if "code" in facts:
        where = translate("builder", "Line {line}, {code}: {text}")
        return where.format(line=facts["line"], code=facts["code"], text=text)
    if refusal.reason is Reason.SYNTAX_ERROR and refusal.place is not None:
        where = translate("builder", "Line {line}: {text}")
        return where.format(line=refusal.place.line, text=text)
    return text


def _formula_text(facts: Mapping[str, object]) -> str:
    """The error of a formula; for an unknown name, with similar names."""
    words = _PROBLEMS.get(str(facts.get("problem")), _PROBLEMS["unexpected"])
    text = translate("builder", words).format_map(_Facts(facts))
    nearest = facts.get("nearest")
    if isinstance(nearest, tuple) and nearest:
        did_you_mean = translate("builder", "Did you mean {names}?")
        return f"{text} {did_you_mean.format(names=listed(list(nearest)))}"
    return text
