"""The names of cards and nodes: those of the script, or else of their operations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.pointing import origin_site
from engine.record.recording import Recording
from engine.record.schema import CHANGED, EVER, NONE, CardFlag, ScopeKind
from engine.record.state import State
from engine.script.source import source_lines
from gui.languages import finish_sentence
from gui.words.op_symbols import script_op

translate = QCoreApplication.translate

_MAX_CODE_CHARS = 32
"""Longer expressions are not read as names."""

_DERIVED = {
    int(CardFlag.GRAD_OF): "{}.grad",
    int(CardFlag.DATA_OF): "{}.data",
    int(CardFlag.GRADIENT_OF): "∂/∂{}",
}
"""The names of cards that were read from another one, or are its gradient."""

HOLDERS = ("Parameter", "Buffer")
"""Classes of tensors of modules, which a script makes itself."""

_READ = CardFlag.GRAD_OF | CardFlag.DATA_OF | CardFlag.GRADIENT_OF


def script_name(recording: Recording, card: int, happened: int = EVER) -> str:
    """The last name that the script had bound to a card's tensor; empty for none."""
    cards = recording["cards"]
    card = recording.index.bindings.bearer(card)
    while not recording.names(card, happened):
        flags, joined = int(cards["flags"][card]), int(cards["joined"][card])
        derived = _DERIVED.get(flags & _READ)
        if derived is not None and joined != NONE:
            owner = script_name(recording, joined, happened)
            return derived.format(owner) if owner else ""
        if not flags & CardFlag.IN_PLACE or joined == NONE:
            return ""
        card = recording.index.bindings.bearer(joined)
    return recording.names(card, happened)[-1]


def op_name(recording: Recording, card: int) -> str:
    """The op that made a card, as the script calls it: ``dot``, ``add_`` in place, or ``Adam``.

    Of a card that none made, how its memory was changed.
    """
    row = recording["cards"][card]
    if is_changed(recording, card):
        through_view = translate("names", "changed through a view")
        in_memory = translate("names", "changed in memory")
        return through_view if len(recording.operands_of(card)) else in_memory
    op = script_op(recording.text(int(row["op"])))
    is_in_place = row["flags"] & CardFlag.IN_PLACE and not op.endswith("_")
    return f"{op}_" if is_in_place and op.islower() else op


def is_changed(recording: Recording, card: int) -> bool:
    """Whether a card is a content that was written through another tensor, or past the engine."""
    return recording.text(int(recording["cards"]["op"][card])) == CHANGED


def title(recording: Recording, card: int, happened: int = EVER) -> str:
    """The title of a card: its name, or else its operation."""
    return script_name(recording, card, happened) or op_name(recording, card)


def phrase(recording: Recording, card: int, happened: int = EVER) -> str:
    """A card within a sentence: ``y``, or ``the result of dot``.

    A name that was rebound to another tensor is followed by its line, in a loop with its turn.
    """
    name = script_name(recording, card, happened)
    if not name:
        if is_changed(recording, card):
            return _changed(op_name(recording, card))
        return _unnamed(op_name(recording, card), is_of_module=_is_of_module(recording, card))
    site = origin_site(recording, card)
    if site is None or not _has_passed_on(recording, card, name, happened):
        return name
    turn = _turn(recording, card)
    if not turn:
        return translate("names", "{name} of line {line}").format(name=name, line=site.line)
    text = translate("names", "{name} of line {line} in iteration {turn}")
    return text.format(name=name, line=site.line, turn=turn)


def written_phrase(recording: Recording, card: int, happened: int = EVER) -> str:
    """The same, but a tensor without a name is told by its expression: ``a * b``.

    One of several lines, or a long one, is not.
    """
    code = "" if script_name(recording, card, happened) else _code_of(recording, card)
    if not code:
        return phrase(recording, card, happened)
    turn = _turn(recording, card)
    text = translate("names", "{name} in iteration {turn}") if turn else "{name}"
    return text.format(name=code, turn=turn)


def phrases(recording: Recording, cards: Sequence[int], happened: int = EVER) -> list[str]:
    """Cards within one sentence: those that sound alike are told by their expressions.

    Expressions that are alike, too, tell nothing.
    """
    told = {card: phrase(recording, card, happened) for card in cards}
    counts = Counter(told.values())
    alike = [card for card, text in told.items() if counts[text] > 1]
    written = {card: written_phrase(recording, card, happened) for card in alike}
    counts = Counter(written.values())
    told |= {card: text for card, text in written.items() if counts[text] == 1}
    return [told[card] for card in cards]


def _code_of(recording: Recording, card: int) -> str:
    """The expression whose value a card is; empty if it has none of one line, or it is long.

    Of what a call such as ``lstm(x)`` makes on its way, the call is not the expression.
    """
    made, *following = recording["events"][recording["cards"]["event"][card] :][:2]
    if any(
        each["site"] == made["site"] and _iteration(recording, each) == _iteration(recording, made)
        for each in following
    ):
        return ""
    site, lines = origin_site(recording, card), source_lines(recording.source)
    if site is None or site.line != site.end_line or not 0 < site.line <= len(lines):
        return ""
    code = lines[site.line - 1][site.column : site.end_column]
    return code if len(code) <= _MAX_CODE_CHARS else ""


def begin_sentence(text: str) -> str:
    """A sentence with a capital letter, unless it begins with a name of the script."""
    is_worded = text.startswith(("the ", "a gradient ", "a tensor "))
    return text[:1].upper() + text[1:] if is_worded else text


def _turn(recording: Recording, card: int) -> int:
    """Which iteration of the innermost loop made a card, counted from 1; 0 outside of loops."""
    scope = _iteration(recording, recording["events"][recording["cards"]["event"][card]])
    return 0 if scope == NONE else int(recording["scopes"]["index"][scope]) + 1


def _iteration(recording: Recording, event: np.void) -> int:
    """The scope of the innermost iteration of an event; NONE outside of loops."""
    scopes, scope = recording["scopes"], int(event["scope"])
    while scope != NONE and scopes["kind"][scope] != ScopeKind.ITERATION:
        scope = int(scopes["parent"][scope])
    return scope


def _changed(how: str) -> str:
    return translate("names", "a tensor {changed}").format(changed=how)


def _is_of_module(recording: Recording, card: int) -> bool:
    """Whether a card is a parameter that a layer made for itself."""
    row = recording["cards"][card]
    op, wanted = recording.text(int(row["op"])), CardFlag.LEAF | CardFlag.REQUIRES_GRAD
    return bool(row["flags"] & wanted == wanted) and op[:1].isupper() and op not in HOLDERS


def _unnamed(op: str, *, is_of_module: bool) -> str:
    if is_of_module:
        return translate("names", "a parameter of {op}").format(op=op)
    if op == "seed":  # the start of a recorded pass
        return translate("names", "the seed")
    if op == "gradient":  # of a tensor without a name
        return translate("names", "a gradient")
    return translate("names", "the result of {op}").format(op=op)


def _has_passed_on(recording: Recording, card: int, name: str, happened: int) -> bool:
    """Whether a card's name was rebound to another tensor."""
    number = recording.string_number(name)
    if number == NONE:  # x.grad, which is no variable
        return False
    newest = recording.index.bindings.last_named(number, happened)
    tensors = recording["cards"]["tensor"]
    return newest != NONE and bool(tensors[newest] != tensors[card])


def grad_phrase(recording: Recording, card: int, happened: int = EVER) -> str:
    """A leaf's gradient within a sentence: ``x.grad``, or ``the gradient of ...``."""
    tensor = phrase(recording, card, happened)
    if tensor == script_name(recording, card, happened):
        return f"{tensor}.grad"
    return gradient_phrase(recording, card, happened)


def gradient_phrase(recording: Recording, card: int, happened: int = EVER) -> str:
    """The gradient of a card that is no leaf, whose ``.grad`` is mostly None, in a sentence."""
    tensor = phrase(recording, card, happened)
    return finish_sentence(translate("names", "the gradient of {tensor}").format(tensor=tensor))


def node_phrase(state: State, node: int) -> str:
    """A node within a sentence: ``DotBackward0``, or ``AccumulateGrad of x``."""
    recording = state.recording
    row = recording["nodes"][node]
    name = recording.text(int(row["name"]))
    if not row["accumulates"]:
        return name
    return _node_of(name, phrase(recording, state.card_of_node(node), state.happened))


def tensor_node_phrase(state: State, node: int) -> str:
    """A node with the name of its tensor, if that has one: ``MulBackward0 of y``."""
    card, recording = state.card_of_node(node), state.recording
    if recording["nodes"]["accumulates"][node] or not script_name(recording, card, state.happened):
        return node_phrase(state, node)
    return _node_of(node_phrase(state, node), phrase(recording, card, state.happened))


def _node_of(node: str, tensor: str) -> str:
    return finish_sentence(translate("names", "{node} of {leaf}").format(node=node, leaf=tensor))


_SETTING = re.compile(r"[A-Za-z_]\w*=(?!=)")
_NUMBER = "number="
"""What a number is called that a recorded pass computes with; the script has no such setting."""


def with_settings(taken: list[str]) -> list[str]:
    """An operation's operands and settings in words: ``x``, ``W with dim=0, keepdim=True``."""
    taken = [text.removeprefix(_NUMBER) for text in taken]
    settings = [text for text in taken if _SETTING.match(text)]
    others = [text for text in taken if not _SETTING.match(text)]
    if not settings or not others:
        return taken
    text = translate("names", "{taken} with {settings}")
    last = text.format(taken=others[-1], settings=", ".join(settings))
    return [*others[:-1], last]


def listed(texts: list[str]) -> str:
    """Several phrases as one."""
    return translate("names", ", ", "between the parts of a list").join(texts)
