"""Gestures of the builder: what they are about, the resulting edit, or why they are refused."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from engine.script.source import Place, line_starts

Shape = tuple[int, ...]


class Gesture(StrEnum):
    """The gestures; the window has a readable name for each."""

    SET_SEED = "set_seed"
    ADD_TENSOR = "add_tensor"
    APPLY = "apply"
    INSERT = "insert"
    BYPASS = "bypass"
    EDIT_VALUE = "edit_value"
    CHANGE_OPERATION = "change_operation"
    SWAP = "swap"
    REWIRE = "rewire"
    REQUIRE_GRAD = "require_grad"
    REQUIRE_NO_GRAD = "require_no_grad"
    DETACH = "detach"
    ATTACH = "attach"
    WRAP = "wrap"
    UNWRAP = "unwrap"
    NAME = "name"
    INLINE = "inline"
    RENAME = "rename"
    DUPLICATE = "duplicate"
    REMOVE = "remove"
    BACKWARD = "backward"
    SET_FLAG = "set_flag"
    ZERO_GRAD = "zero_grad"
    DROP_GRAD = "drop_grad"
    PRINT = "print"
    ADD_STATEMENT = "add_statement"


class Reason(StrEnum):
    """Why a gesture is refused; the window has a sentence for each, which the facts complete."""

    SYNTAX_ERROR = "syntax_error"  # message
    STALE = "stale"  # the script has something else there by now
    NOT_IN_SCRIPT = "not_in_script"  # made inside a library, or by exec
    IN_F_STRING = "in_f_string"
    NOT_SUITABLE = "not_suitable"  # gesture: what was picked has no such part
    NOT_WRITTEN = "not_written"  # name: the operand is not written in the expression itself
    CHANGED_IN_PLACE = "changed_in_place"  # name: nothing can come between it and its change
    OUT_OF_REACH = "out_of_reach"  # name: of a function or loop that the other is not in
    SHAPES = "shapes"  # operation, left, right, fitting; line and code, where another line fails
    MISFIT = "misfit"  # operation, kinds, message, fitting, fitting_first; line and code as above
    MISSING = "missing"  # message; line and code as above
    INTEGER_GRAD = "integer_grad"  # dtype
    NEEDS_SEED = "needs_seed"  # shape: a pass from what is no scalar begins with a gradient
    NO_GRAD = "no_grad"  # no gradient is wanted for anything that it was made from
    NO_GRADIENT = "no_gradient"  # name: no pass has given it one, or it was dropped since
    NOT_A_LEAF = "not_a_leaf"  # only a tensor that is made, not computed, can be asked
    CYCLE = "cycle"  # name
    USED_BEFORE = "used_before"  # name
    NAME_NO_IDENTIFIER = "name_no_identifier"  # name
    NAME_KEYWORD = "name_keyword"  # name
    NAME_BUILTIN = "name_builtin"  # name
    NAME_TORCH = "name_torch"  # name
    NAME_USED = "name_used"  # name
    OTHERWISE_CALLED = "otherwise_called"  # name: it is also an attribute, or given as a keyword
    UNUSED = "unused"  # name: there is no place to inline it at
    BOUND_AGAIN = "bound_again"  # name: it stands for several expressions
    NOT_THE_SAME_TWICE = "not_the_same_twice"  # name: it is used more than once, and so computed
    CHANGES_MEANING = "changes_meaning"  # name: the gesture would move it past what changes it
    AT_ANOTHER_TIME = "at_another_time"  # it runs later, again, or not at all
    NEEDED = "needed"  # name: a method of a class returns what is made from it
    ENDLESS = "endless"  # line: a loop in which nothing would change what it waits for
    PASS_BEGINS = "pass_begins"  # name: a pass begins there
    NOT_ON_EDGE = "not_on_edge"  # it takes more than an edge and a number
    FORMULA = "formula"  # problem, and what it is about; the place is in the formula


class Refusal(Exception):  # noqa: N818 - it is an answer, not a failure
    """A gesture that would do harm, refused before it happens.

    Attributes:
        reason: why.
        facts: the details of the reason, by the names in the comments of ``Reason``.
        place: the position in the script; None where it does not matter.
    """

    def __init__(self, reason: Reason, place: Place | None = None, **facts: object) -> None:
        super().__init__(reason.value, facts)
        self.reason = reason
        self.place = place
        self.facts: Mapping[str, object] = facts


@dataclass(frozen=True)
class Picked:
    """A card, or an expression of the script, that a gesture is about.

    Attributes:
        place: the recorded position of the expression; None if the script has none for the card.
        code: the recorded text of the expression.
        names: the names to which the card was bound, the best one last.
        shape: the shape of the value; None if unknown.
        dtype: the dtype of the value, e.g. ``float32``; empty if unknown.
        requires_grad: whether the tensor requires grad.
        has_grad: whether it has a gradient when the script ends; None if unknown.
        is_step: whether it is only a step inside of a call, whose value is another card.
        is_part: whether the expression has several results, of which it is one.
    """

    place: Place | None
    code: str
    names: tuple[str, ...] = ()
    shape: Shape | None = None
    dtype: str = ""
    requires_grad: bool = False
    has_grad: bool | None = None
    is_step: bool = False
    is_part: bool = False

    @property
    def told(self) -> str:
        """What refusals call it: its best name, else its expression."""
        return self.names[-1] if self.names else self.code

    @property
    def is_of_module(self) -> bool:
        """Whether it belongs to a module or another object, as ``net.weight`` does."""
        return any("." in each.partition("[")[0] for each in self.names)


class Change(NamedTuple):
    """A replacement of the characters from ``start`` to ``end``, the end excluded, by a text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Edit:
    """The edit of a script that a gesture results in.

    Attributes:
        gesture: the gesture; with the subject it names the entry in *Undo*.
        before: the script before the edit.
        changes: the changes, ascending and without overlap.
        subject: the name, operation or code that the gesture was about.
        made: the name of the new card; None if there is none.
        sites: the changed expressions of the script before, whose cards change as well.
    """

    gesture: Gesture
    before: str
    changes: tuple[Change, ...]
    subject: str = ""
    made: str | None = None
    sites: tuple[Place, ...] = ()

    @cached_property
    def source(self) -> str:
        """The script after the edit."""
        parts, done = [], 0
        for start, end, text in self.changes:
            parts += [self.before[done:start], text]
            done = end
        return "".join([*parts, self.before[done:]])

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Start and end of what changed, in the script after the edit."""
        spans, shift = [], 0
        for start, end, text in self.changes:
            spans.append((start + shift, start + shift + len(text)))
            shift += len(text) - (end - start)
        return spans

    @property
    def lines(self) -> list[int]:
        """The lines in which something changed, counted from 1, in the script after the edit."""
        starts = line_starts(self.source)
        found: set[int] = set()
        for start, end in self.spans:
            last = max(start, end - 1)  # a line's end belongs to it
            first, last = (bisect.bisect_right(starts, each) for each in (start, last))
            found.update(range(max(first, 1), max(last, 1) + 1))
        return sorted(found)


def ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Changes sorted by place; those at one place stay in their order."""
    return tuple(sorted(changes, key=lambda each: (each.start, each.end)))
