"""The subjects of the sentences that answer why: tensors, operations, lines, causes of cuts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.diagnose.finding import Finding
from engine.record.pointing import origin_site
from engine.record.schema import NONE, Cut
from engine.record.state import State
from engine.walk.relatives import ancestors
from gui.words.card_names import op_name, phrase, script_name

translate = QCoreApplication.translate

_CONVERSION = "to"
"""What conversions such as ``x.long()`` are called."""

_HOLDERS = ("Parameter", "Buffer")
"""What makes a tensor of a module out of another one, cut off from its history."""


@dataclass(frozen=True)
class Words:
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
        """The line that rebound a leaf's name to a result of it, as in ``w = w - 0.1 * w.grad``.

        The result is the tensor asked about. None if it has no such name.
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
    def _cut_off(self) -> int:
        """The card that is made where no gradient crosses; NONE if unknown."""
        recording, cards = self.state.recording, self.finding.cards
        for user, source in (*((b, a) for a, b in pairwise(cards)), *pairwise(cards)):
            rows = recording.operands_of(user)
            if (rows["cut"][rows["operand"] == source] == self.finding.cut).any():
                return user
        return NONE

    @property
    def cutting_op(self) -> str:
        """The operation that no gradient crosses; empty if unknown."""
        return "" if self._cut_off == NONE else op_name(self.state.recording, self._cut_off)

    @property
    def line_of_cut(self) -> str:
        """The line of the expression that no gradient crosses."""
        recording, card = self.state.recording, self._cut_off
        site = None if card == NONE else origin_site(recording, card)
        return "?" if site is None else str(site.line)

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


def cut_word(words: Words) -> str:
    """What cut the edge, as part of a sentence."""
    if words.finding.cut == Cut.NOT_DIFFERENTIABLE and words.cutting_op:
        if words.cutting_op == _CONVERSION:
            return translate("why", "a conversion to whole numbers")
        return translate("why", "{op}, which has no derivative,").format(op=words.cutting_op)
    if words.finding.cut == Cut.DETACH and words.cutting_op in _HOLDERS:
        return f"nn.{words.cutting_op}()"
    return {
        Cut.OPEN: "",
        Cut.DETACH: translate("why", "detach()"),
        Cut.NO_GRAD: translate("why", "no_grad()"),
        Cut.NOT_DIFFERENTIABLE: translate("why", "an operation without a derivative"),
        Cut.GRAD_READ: translate("why", "reading .grad as a value"),
        Cut.DATA_READ: translate("why", "reading .data as a value"),
        Cut.GRADIENT_GIVEN: translate("why", "a gradient, which is a value"),
    }[words.finding.cut]
