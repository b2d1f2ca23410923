"""The findings about a gradient or a value: a cause, and where to see it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from engine.record.schema import Cut


class Cause(StrEnum):
    """Why a gradient, or a value, is what it is; the window has the texts."""

    # None
    NO_PASS = "no backward has run"
    NOT_BEGUN = "the call that was to begin a pass failed"
    NOT_YET = "its pass has not got there"
    PASS_FAILED = "an error ended its pass before that"
    NOT_KEPT = "a gradient is kept for leaves only"
    NOTHING_SENT = "a node on the way to it sent nothing on"
    CONSTANT = "made without requires_grad"
    FROZEN = "the script turned requires_grad off"
    WHOLE_NUMBERS = "has no floating-point numbers"
    CUT = "cut off from where gradients come from"
    NOT_REACHED = "what the pass started from does not depend on it"
    REPLACED = "another tensor took its place under its name"
    SET_LATE = "it was used before it required a gradient"
    NOT_ASKED = "the pass was to give gradients of others only"
    TAKEN_OUT = "its numbers left the graph"
    WITHOUT_GRAPH = "a pass gave a gradient without a graph"
    MADE_AFTER = "made after the last pass"
    RETURNED = "torch.autograd.grad returns gradients"
    SET_TO_NONE = "the script set it to None"
    # zero
    ZEROED = "the script set it to zero"
    ZERO_SEED = "the pass started from zeros"
    ZERO_OPERAND = "multiplied by zero"
    DEAD_RELU = "relu passes nothing on for numbers that are not positive"
    OUT_OF_BOUNDS = "clamp passes nothing on beyond its bounds"
    SATURATED = "flat, as its input is far from zero"
    STEPWISE = "the operation is flat between its steps"
    NOT_TAKEN = "the operation took other numbers"
    OVERWRITTEN = "the operation put other numbers in its place"
    OWN_BACKWARD = "a backward() of the script returned zeros"
    DRAWN = "drawn at random"
    IGNORED = "the target is not to count"
    ZERO_SLOPE = "the operation has no slope here"
    UNDERFLOWS = "the product is too small for its dtype"
    CANCELS = "contributions cancel each other"
    CANCELS_WITHIN = "what an operation sends cancels within it"
    HOOKED = "a hook replaced what arrived"  # also nan or infinite
    # nan or infinite
    BROKEN_VALUE = "a value was not finite"
    BROKEN_FROM_START = "the script made it so"
    BROKEN_SLOPE = "a value was finite, its slope not"
    BROKEN_SEED = "the pass started from what is not finite"
    BROKEN_BY_SCRIPT = "the script wrote it"
    OVERFLOWS = "finite contributions add up to more than fits"
    GROWN = "the product of finite numbers is too large for its dtype"
    # finite, but far from what the pass started from
    VANISHED = "operations on the way made it very small"
    EXPLODED = "operations on the way made it very large"
    # larger than expected
    ACCUMULATED = "several passes added to it"
    # an error
    FREED = "an earlier pass let go of what was saved"
    CHANGED_IN_PLACE = "what was saved was overwritten"
    NOT_SCALAR = "the pass was to start from more than one number"
    NO_GRAPH = "the pass was to start where no gradient goes back"
    NODE_FAILED = "the pass ended at this node"
    INVOLVED = "the expression that failed speaks of these"


ADDED_UP, BY_HOOKS = "added up", "hooks"
"""Stand for the names of operations in shares of what happens where a gradient arrives."""


class Share(NamedTuple):
    """What the operations of one name on a way multiplied the largest number of a gradient by.

    Attributes:
        op: the name of the operation as recorded, ``ADDED_UP`` or ``BY_HOOKS``.
        factor: the product over all of them.
        cards: the results of the operations, or where the gradient arrived, in order.
    """

    op: str
    factor: float
    cards: tuple[int, ...]


class Finding(NamedTuple):
    """Why a gradient is None, zero, not finite or of another size than expected, or an error.

    Attributes:
        cause: the cause.
        cards: from the card in question to the one with the cause, each joined to the next.
        steps: the cursors at which it can be seen, in order.
        cut: what cut the path, after its first card on the near side.
        op: PyTorch's name of the node, or the operation, that caused it; empty if none did.
        line: the line of the script for a cause that has one besides its steps; else 0.
        lines: several such lines, where any of them may be to blame.
        element: the index of the first element of the gradient that this is about; None for all.
        is_zero_times: whether the gradient that arrived there was 0: 0 times infinity is nan.
        at: the index of the only element of the operation's result that is involved, if one is; of
            the first, if all that are involved were computed from the same numbers.
        operand_at: the index of the only element of its operand that is involved, if one is.
        also: why another node, on the rest of the way, would send zeros whatever it received.
        factor: what the way multiplied the largest number of the seed by.
        shares: what made it smaller or larger on the way, the most important first.
    """

    cause: Cause
    cards: tuple[int, ...] = ()
    steps: tuple[int, ...] = ()
    cut: Cut = Cut.OPEN
    op: str = ""
    line: int = 0
    element: tuple[int, ...] | None = None
    is_zero_times: bool = False
    at: tuple[int, ...] | None = None
    lines: tuple[int, ...] = ()
    operand_at: tuple[int, ...] | None = None
    also: Finding | None = None
    factor: float = 1.0
    shares: tuple[Share, ...] = ()
