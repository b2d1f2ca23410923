"""What cuts a tensor off from where gradients come from, and what to write instead."""

from __future__ import annotations

import re

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.schema import NONE, VALUE_DTYPES, Cut
from engine.script.grad_switches import switch_around, switch_before
from engine.script.source import source_lines
from gui.words.card_names import HOLDERS, phrase
from gui.words.why_renamed import renaming
from gui.words.why_words import Words

translate = QCoreApplication.translate

_DRAWS = ("multinomial",)
"""Operations that draw whole numbers at random."""

_SAMPLED = re.compile(r"\.sample\([^()]*\)$")
"""A call of the method of distributions that draws without a graph."""

_CONVERSION = "to"
"""What conversions such as ``x.long()`` are called."""


def cut_away(words: Words) -> str:
    """What cuts the way from one tensor to another, and where."""
    if words.finding.steps:
        text = translate(
            "why",
            "The pass of line {line} started from {last}, but in line {where} {cut} cuts the way "
            "from {first} to it.",
        )
        text = f"{text} {_advice_on_cut(words)}"
    elif renaming(words.state, words.finding.cards[0]) is not None:
        text = translate(
            "why",
            "In line {where}, under {cut}, {code} was made anew: it does not require grad. Change "
            "it in place, with {code} -= … or {code} += ….",
        )
    else:
        text = translate(
            "why", "In line {where} {cut} cuts {first} off from {last}: no gradient can pass."
        )
    line, where, cut = words.line, words.line_of_cut, _cut_word(words)
    names = {"first": words.first, "last": words.last, "code": words.code}
    return text.format(line=line, where=where, cut=cut, **names)


def _advice_on_cut(words: Words) -> str:
    if words.finding.cut == Cut.NOT_DIFFERENTIABLE and words.cutting_op in _DRAWS:
        return translate(
            "why",
            "Where {first} shall get a gradient, let the loss have the log of the probability of "
            "what was drawn.",
        )
    if words.finding.cut == Cut.NOT_DIFFERENTIABLE and words.cutting_op != _CONVERSION:
        return translate(
            "why",
            "Where {first} shall get a gradient, compute with something smooth in its place, such "
            "as sigmoid or softmax.",
        )
    if _cut_word(words) == _sampling():
        return translate(
            "why",
            "Where {first} shall get a gradient, write rsample() where the distribution has it, or "
            "let the loss have the log of the probability of what was drawn.",
        )
    return translate("why", "Leave that out where {first} shall get a gradient.")


def taken_out(words: Words) -> str:
    """Where the script took plain numbers out of a tensor."""
    renamed = renaming(words.state, *words.finding.cards[-2:])
    if words.finding.cut != Cut.OPEN:
        text = translate(
            "why",
            "The pass of line {line} did not come to {first}: in line {before} {cut} cuts the way "
            "from it to {last}, of which {how} of line {where} takes plain numbers.",
        )
    elif words.finding.steps:
        text = translate(
            "why",
            "The pass of line {line} did not come to {first}: {how} of line {where} takes plain "
            "numbers out of {last}, and these have no gradient. Compute with the tensor itself.",
        )
    elif renamed is not None:
        text = translate(
            "why",
            "{how} of line {where} took plain numbers out of {last}, and {code} was made anew of "
            "these: it does not require grad. Change it in place, with {code} -= … or {code} += … "
            "inside `with torch.no_grad():`.",
        )
    else:
        text = translate(
            "why",
            "{how} of line {where} took plain numbers out of {last}, and {first} comes from these: "
            "no gradient can pass. Compute with the tensor itself.",
        )
    finding = words.finding
    return text.format(
        line=words.line,
        first=words.first,
        how=finding.op,
        where=finding.line,
        last=words.last,
        before=words.line_of_cut,
        cut=_cut_word(words),
        code="" if renamed is None else renamed.code,
    )


def no_graph(words: Words) -> str:
    """What cuts the start of a pass off from all that requires grad."""
    if words.finding.cut in (Cut.GRADIENT_GIVEN, Cut.GRAD_READ) and words.cut_off != NONE:
        text = translate(
            "why",
            "{first} comes from {gradient} of line {where}, a gradient without a graph: plain "
            "numbers, from which no other gradient goes back. Give the call that computed it "
            "create_graph=True.",
        )
        gradient = phrase(words.state.recording, words.cut_off, words.state.happened)
        return text.format(first=words.first, gradient=gradient, where=words.line_of_cut)
    text = translate(
        "why",
        "In line {where} {cut} cuts {first} off from {last}: there is no graph to go back through.",
    )
    where, cut = words.line_of_cut, _cut_word(words)
    return text.format(where=where, cut=cut, first=words.first, last=words.last)


def _cut_word(words: Words) -> str:
    """What cut the edge, as part of a sentence."""
    if words.finding.cut == Cut.NOT_DIFFERENTIABLE and words.cutting_op:
        if words.cutting_op == _CONVERSION:
            return translate("why", "a conversion to whole numbers")
        if _are_indices(words):
            text = translate("why", "{op}, whose indices have no derivative,")
        else:
            text = translate("why", "{op}, which has no derivative,")
        return text.format(op=words.cutting_op)
    if words.finding.cut == Cut.DETACH and words.cutting_op in HOLDERS:
        return f"nn.{words.cutting_op}()"
    return {
        Cut.OPEN: "",
        Cut.DETACH: _detaching_call(words),
        Cut.NO_GRAD: _grad_mode(words),
        Cut.NOT_DIFFERENTIABLE: translate("why", "an operation without a derivative"),
        Cut.GRAD_READ: translate("why", "reading .grad as a value"),
        Cut.DATA_READ: translate("why", "reading .data as a value"),
        Cut.GRADIENT_GIVEN: translate("why", "a gradient, which is a value,"),
    }[words.finding.cut]


def _are_indices(words: Words) -> bool:
    """Whether the cut is at one output of an operation with several, which are whole numbers."""
    recording, card = words.state.recording, words.cut_off
    value = recording["values"][recording["cards"]["value"][card]]
    has_others = np.count_nonzero(recording["cards"]["event"] == recording["cards"]["event"][card])
    return bool(has_others > 1 and VALUE_DTYPES[value["dtype"]].kind in "iu")


def _grad_mode(words: Words) -> str:
    """How the script switched gradients off where the cut is."""
    site = words.site_of_cut
    if site is None:
        return "no_grad()"
    source = words.state.recording.source
    if found := switch_around(source, site.line):
        return found
    before = switch_before(source, site.line)
    if before is None:
        return _sampling() if _is_sampled(words) else "no_grad()"
    text = translate("names", "{name} of line {line}")
    return text.format(name=before.call, line=before.line)


def _sampling() -> str:
    """The sampling of a distribution, as part of a sentence."""
    return translate("why", "sample(), which draws under no_grad(),")


def _is_sampled(words: Words) -> bool:
    """Whether the cut is where a distribution was sampled, as the script says."""
    site, lines = words.site_of_cut, source_lines(words.state.recording.source)
    if site is None or site.end_line > len(lines):
        return False
    return _SAMPLED.search(lines[site.end_line - 1][: site.end_column]) is not None


def _detaching_call(words: Words) -> str:
    """The call that cuts a tensor off: ``detach()``, or what does so within, as ``deepcopy()``.

    A part of the script that does not say ``detach`` is a call of something that does.
    """
    site, lines = words.site_of_cut, source_lines(words.state.recording.source)
    if site is None or site.line > len(lines):
        return "detach()"
    called = re.match(r"[\w.]+(?=\()", lines[site.line - 1][site.column :])
    is_plain = "detach" in "".join(lines[site.line - 1 : site.end_line])
    return "detach()" if is_plain or called is None else f"{called[0]}()"
