"""That the name of a leaf went over to a new tensor, on which no pass leaves a gradient."""

from __future__ import annotations

from itertools import compress
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.diagnose.keeping import line_of_keeping
from engine.record.recording import Recording
from engine.record.schema import CardFlag
from engine.record.state import State
from engine.walk.relatives import ancestors
from gui.words.card_names import script_name
from gui.words.why_words import Words

translate = QCoreApplication.translate


class Renaming(NamedTuple):
    """A line that gave the name of a leaf to a tensor computed from it.

    Attributes:
        line: the line.
        code: the name.
        is_update: whether it computed with a gradient, as in ``w = w - 0.1 * w.grad``.
    """

    line: int
    code: str
    is_update: bool


def renaming(state: State, card: int, source: int | None = None) -> Renaming | None:
    """How a card came to have the name of a leaf that requires grad and that it was computed from.

    Args:
        state: the state.
        card: the card.
        source: the tensor whose numbers it was made of; by default it was computed from its inputs.

    Returns:
        None if it has no such name.
    """
    recording = state.recording
    code, site = script_name(recording, card, state.happened), recording.card_site(card)
    found = ancestors(recording, card if source is None else source)
    before = [other for other in found if other != card]
    leaves = filter(state.requires_grad, _leaves(recording, before))
    if not code or site is None or not any(code in recording.names(leaf) for leaf in leaves):
        return None
    flags = recording["cards"]["flags"][before]
    return Renaming(site.line, code, bool((flags & CardFlag.GRAD_OF).any()))


def not_kept(words: Words) -> str:
    """That the tensor asked about is no leaf, and what to write instead."""
    if keeping := line_of_keeping(words.state.recording, words.finding.cards[0]):
        text = translate(
            "why",
            "{first} is no leaf, and its gradient is drawn while a pass comes to it, not "
            "afterwards. Line {line} keeps it: print {code}.grad after the pass.",
        )
        return text.format(line=keeping, first=words.first, code=words.code)
    renamed = renaming(words.state, words.finding.cards[0])
    if renamed is not None and renamed.is_update:
        text = translate(
            "why",
            "Line {line} made a new tensor from {code} and gave it the same name. It is no leaf, "
            "and a pass keeps the gradients of leaves only: change {code} in place, with "
            "{code} -= … or {code} += … inside `with torch.no_grad():`.",
        )
    elif renamed is not None:
        text = translate(
            "why",
            "Line {line} made a new tensor from {code} and gave it the same name. It is no leaf, "
            "and a pass keeps the gradients of leaves only: give it another name, or write "
            "{code}.retain_grad() before backward().",
        )
    elif _is_of_nameless_leaf(words.state, words.finding.cards[0]):
        text = translate(
            "why",
            "{first} is no leaf: it was computed from a leaf that has no name. Let {code} itself "
            "require grad: call {code}.requires_grad_() after the last operation, not before.",
        )
    else:
        text = translate(
            "why",
            "{first} is no leaf: a pass hands its gradient on and keeps nothing. To keep it, write "
            "{code}.retain_grad() before backward().",
        )
    line = 0 if renamed is None else renamed.line
    return text.format(line=line, first=words.first, code=words.code)


def _is_of_nameless_leaf(state: State, card: int) -> bool:
    """Whether the expression of a card also made its only leaf."""
    recording = state.recording
    before = [other for other in ancestors(recording, card) if other != card]
    leaves = [leaf for leaf in _leaves(recording, before) if state.requires_grad(leaf)]
    if len(leaves) != 1 or script_name(recording, leaves[0]):
        return False
    site, leaf_site = recording.card_site(card), recording.card_site(leaves[0])
    return site is not None and leaf_site is not None and site.line == leaf_site.line


def _leaves(recording: Recording, cards: list[int]) -> list[int]:
    return list(compress(cards, recording.index.are_leaves(np.array(cards, np.int64))))
