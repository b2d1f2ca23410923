"""The subjects of the sentences that answer why: tensors, operations, lines, causes of cuts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from PySide6.QtCore import QCoreApplication

from engine.diagnose.finding import Cause, Finding
from engine.diagnose.paths import path_from_any, seed_cards
from engine.diagnose.remarkable import is_broken
from engine.record.pointing import origin_site
from engine.record.recording import Site
from engine.record.schema import NONE, EventKind
from engine.record.state import State
from engine.record.values import Value
from gui.words.card_names import op_name, phrase, script_name
from gui.words.why_numbers import taken_numbers

translate = QCoreApplication.translate


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
    def gradient(self) -> Value | None:
        """The gradient asked about."""
        return self.state.recording.value(self.state.gradient(self.finding.cards[0]))

    @property
    def is_gradient_broken(self) -> bool:
        """Whether the gradient asked about is not finite."""
        number = self.state.gradient(self.finding.cards[0])
        return number != NONE and is_broken(self.state.recording, number)

    @property
    def dtype(self) -> str:
        """The dtype of the gradient asked about."""
        return "float" if self.gradient is None else self.gradient.dtype

    @cached_property
    def blamed(self) -> int:
        """The card whose node is to blame; a factor of its product may come after it."""
        *others, last = self.finding.cards
        if self.finding.cause is not Cause.ZERO_OPERAND or not others:
            return last
        operands = self.state.recording.operands_of(others[-1])["operand"]
        return others[-1] if last in operands else last

    @property
    def blamed_op(self) -> str:
        """The operation that is to blame."""
        return op_name(self.state.recording, self.blamed)

    @property
    def blamed_line(self) -> str:
        """Its line."""
        site = origin_site(self.state.recording, self.blamed)
        return "?" if site is None else str(site.line)

    @property
    def blamed_number(self) -> str:
        """The input of the operation to blame, if one element of its result is involved."""
        at = self.finding.at
        return "" if at is None else taken_numbers(self.state.recording, self.blamed, at)

    @property
    def source_card(self) -> int:
        """The card that the operation to blame sent the gradient to."""
        cards = self.finding.cards
        return cards[max(cards.index(self.blamed) - 1, 0)]

    @cached_property
    def unused_results(self) -> list[int]:
        """The cards made of the source that are no part of the pass of the first step."""
        recording = self.state.recording
        operands = recording["operands"]
        pass_ = self._pass_of_step
        if pass_ == NONE:
            return []
        is_use = (operands["operand"] == self.source_card) & (operands["position"] != NONE)
        users = operands["card"][is_use]
        nodes = recording["cards"]["node"][users]
        found: list[int] = users[recording.index.of_pass(pass_).place(nodes) == NONE].tolist()
        return found

    @property
    def are_unused_cut_off(self) -> bool:
        """Whether the pass started from some of them, and only a cut keeps it from them."""
        recording = self.state.recording
        seeds = seed_cards(recording, self._pass_of_step)
        return path_from_any(recording, self.unused_results, seeds) is not None

    @property
    def _pass_of_step(self) -> int:
        """The pass in which the first step evaluates a node, or NONE."""
        recording = self.state.recording
        step = recording.at(self.finding.steps[0]).step if self.finding.steps else None
        if step is None or step.kind != EventKind.NODE_EVALUATED:
            return NONE
        return int(recording["evaluations"]["pass_"][step.row])

    @property
    def source(self) -> str:
        """The tensor that the operation to blame sent the gradient to."""
        return phrase(self.state.recording, self.source_card, self.state.happened)

    def setting(self, name: str) -> str:
        """A setting of the operation to blame, as recorded; empty where it has none."""
        recording = self.state.recording
        literals = recording.operands_of(self.blamed)["literal"]
        settings = (recording.text(int(each)).partition("=") for each in literals)
        return next((value for key, _, value in settings if key == name), "")

    @property
    def inputs(self) -> list[Value]:
        """The values that the operation where the cause is was given."""
        recording = self.state.recording
        operands = recording.operands_of(self.finding.cards[-1])["operand"]
        numbers = recording["cards"]["value"][operands[operands != NONE]].tolist()
        return [value for value in map(recording.value, numbers) if value is not None]

    @property
    def op(self) -> str:
        """The operation that made the tensor where the cause is."""
        return op_name(self.state.recording, self.finding.cards[-1])

    @cached_property
    def cut_off(self) -> int:
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
        return "" if self.cut_off == NONE else op_name(self.state.recording, self.cut_off)

    @property
    def site_of_cut(self) -> Site | None:
        """The expression that no gradient crosses."""
        return None if self.cut_off == NONE else origin_site(self.state.recording, self.cut_off)

    @property
    def line_of_cut(self) -> str:
        """Its line."""
        return "?" if self.site_of_cut is None else str(self.site_of_cut.line)

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


Text = Callable[[Words], str]
"""Makes the sentences of one cause."""


def with_words(text: str) -> Text:
    """A sentence with the names of tensors, node, operation and line filled in."""

    def sentence(words: Words) -> str:
        return translate("why", text).format(
            first=words.first,
            last=words.last,
            node=words.finding.op,
            op=words.op,
            line=words.line,
        )

    return sentence
