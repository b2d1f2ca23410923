"""That a pass started from what was not computed from a tensor, and where its results end."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.schema import NONE
from engine.walk.relatives import descendants_of_any
from gui.words.card_names import phrase, script_name
from gui.words.why_words import Words

translate = QCoreApplication.translate


def not_reached(words: Words) -> str:
    """What the pass started from instead, and what came of the tensor asked about."""
    if words.finding.line:
        return _renamed(words)
    text = translate(
        "why",
        "The pass of line {line} started from {last}, which was not computed from {first}.",
    )
    recording, happened = words.state.recording, words.state.happened
    end = _end(words)
    site = None if end == NONE else recording.card_site(end)
    if end == NONE:
        more = translate("why", "Nothing was computed from {first} at all.")
    else:
        more = translate("why", "What was computed from {first} ends in line {where}, with {end}.")
    return f"{text} {more}".format(
        line=words.line,
        last=words.last,
        first=words.first,
        where="?" if site is None else site.line,
        end="" if end == NONE else phrase(recording, end, happened),
    )


def _end(words: Words) -> int:
    """The last result of the tensor asked about: with a name, else with a node; NONE for none."""
    recording, happened = words.state.recording, words.state.happened
    tensors, nodes = recording["cards"]["tensor"], recording["cards"]["node"]
    contents = np.flatnonzero(tensors == tensors[words.finding.cards[0]]).tolist()
    after = descendants_of_any(recording, contents, happened)
    found = np.setdiff1d(np.array(after, np.int64), contents)
    bound = recording["names"]
    named = np.intersect1d(found, bound["card"][bound["event"] < happened])
    with_node = found[nodes[found] != NONE]
    return next((int(each[-1]) for each in (named, with_node, found) if len(each)), NONE)


def _renamed(words: Words) -> str:
    """That a result of the tensor asked about had the name of the start of the pass before."""
    text = translate(
        "why",
        "{code} of line {where} was computed from {first}, but then another tensor got that "
        "name, and the pass of line {line} started from this one. Add them up instead.",
    )
    recording, happened = words.state.recording, words.state.happened
    return text.format(
        line=words.line,
        first=words.first,
        where=words.finding.line,
        code=script_name(recording, words.finding.cards[-1], happened),
    )
