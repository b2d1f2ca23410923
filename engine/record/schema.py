"""The columns of a recording: one numpy dtype per table, and the enums of its codes."""

from enum import IntEnum

import numpy as np

NONE = -1
"""Stands for "no such row" in columns that refer to another table."""

EVER = 2**31 - 1
"""An event number later than every event."""


class EventKind(IntEnum):
    """What happened; ``events["row"]`` is a row of the table named in the comment."""

    OP_APPLIED = 0  # cards
    NAME_BOUND = 1  # names
    PASS_BEGAN = 2  # passes
    NODE_EVALUATED = 3  # evaluations
    GRAD_ACCUMULATED = 4  # accumulations
    PASS_ENDED = 5  # passes
    GRAD_RESET = 6  # resets
    PRINTED = 7  # prints
    VALUE_SHOWN = 8  # shows
    ERROR_RAISED = 9  # errors
    RECORDING_STOPPED = 10  # notices
    REQUIRES_GRAD_SET = 11  # requirements


STEP_KINDS = (
    EventKind.OP_APPLIED,
    EventKind.PASS_BEGAN,
    EventKind.NODE_EVALUATED,
    EventKind.GRAD_RESET,
    EventKind.REQUIRES_GRAD_SET,
)
"""The events that are steps; all others belong to the step before them."""


class Cut(IntEnum):
    """Why no gradient flows from a card to one of its sources."""

    OPEN = 0  # it flows, or there is none
    DETACH = 1
    NO_GRAD = 2  # grad mode was off
    NOT_DIFFERENTIABLE = 3  # the op is not differentiable, or its result is integer or bool
    GRAD_READ = 4  # the script reads ``.grad``: a value, not a function of the leaf
    DATA_READ = 5  # the script reads ``.data``: the memory of a tensor, not a function of it
    GRADIENT_GIVEN = 6  # a pass passed the script a gradient, as in a hook: a value, no function


class Reset(IntEnum):
    """How a gradient was changed other than by accumulation."""

    ZEROED = 0  # in place: the memory stays
    SET_TO_NONE = 1
    REPLACED = 2  # by another tensor
    CHANGED = 3  # in place, by any other operation


class Call(IntEnum):
    """What began a pass."""

    BACKWARD = 0
    GRAD = 1


class ScopeKind(IntEnum):
    """The kind of a scope: the script, a call of a function or module, a loop, or an iteration."""

    SCRIPT = 0
    CALL = 1
    LOOP = 2
    ITERATION = 3
    MODULE = 4


CHANGED = "changed"
"""The op of a card whose memory was changed through another tensor, or outside the engine."""


class CardFlag(IntEnum):
    """Bits of ``cards["flags"]``."""

    REQUIRES_GRAD = 1
    LEAF = 2
    VIEW = 4
    IN_PLACE = 8  # made by an in-place operation: the same tensor, a new content
    GRAD_OF = 16  # the ``.grad`` of the card it is joined to
    DATA_OF = 32  # the ``.data`` of the card it is joined to
    GRADIENT_OF = 64  # a gradient, passed to the script, of the card it is joined to


def _row(**columns: str) -> np.dtype[np.void]:
    return np.dtype(list(columns.items()))


SCHEMA: dict[str, np.dtype[np.void]] = {
    "events": _row(kind="u1", row="i4", site="i4", scope="i4"),
    # one card per content of a tensor: its version, and an edition where its memory changed with no
    # version counted; ``joined`` is the base of a view, the content before, or the card whose
    # ``.grad`` or ``.data`` it is. An op with several outputs has a card for each, in consecutive
    # rows, and its event names the first; ``output_nr`` tells which of the gradients that come in
    # at their node is the card's.
    "cards": _row(
        event="i4",
        tensor="i4",
        version="i4",
        op="i4",
        value="i4",
        node="i4",
        joined="i4",
        flags="u1",
        edition="i4",
        output_nr="i4",
    ),
    # what an op took, in order: a card, or (operand NONE) a number or setting as the string
    # ``literal``; ``position`` is the edge of the op's node that leads to the operand, or NONE
    "operands": _row(card="i4", position="i4", operand="i4", literal="i4", cut="u1"),
    "names": _row(event="i4", card="i4", name="i4"),
    # a leaf that began or ceased to require grad after it was made
    "requirements": _row(event="i4", card="i4", requires_grad="?"),
    # autograd nodes; ``card`` is the result of the node's op, or the leaf an AccumulateGrad fills
    "nodes": _row(name="i4", sequence="i8", card="i4", accumulates="?", edge_count="i4"),
    "next_edges": _row(node="i4", position="i4", target="i4", input_nr="i4"),
    "passes": _row(event="i4", call="u1", retain_graph="?", create_graph="?"),
    # ``raised``: the type of the exception that ended the pass, NONE where all went well
    "pass_ends": _row(event="i4", pass_="i4", raised="i4"),
    # the nodes a pass will evaluate, and how many contributions each waits for
    "participants": _row(pass_="i4", node="i4", awaited="i4"),
    # ``first_incoming``, ``incoming_count``: span rows of ``incoming``, a gradient per output
    "evaluations": _row(
        event="i4", pass_="i4", node="i4", first_incoming="i4", incoming_count="i4"
    ),
    "incoming": _row(value="i4"),
    # what one node (sender NONE: the seed) adds to an input's gradient: ``raw`` as its rule
    # computed it, ``value`` summed back to the input's shape; ``before`` and ``after`` are the
    # target's buffer
    "contributions": _row(
        event="i4",
        pass_="i4",
        sender="i4",
        position="i4",
        target="i4",
        input_nr="i4",
        raw="i4",
        value="i4",
        before="i4",
        after="i4",
    ),
    # into a leaf's .grad; ``same_memory``: added in place, otherwise a new tensor
    "accumulations": _row(
        event="i4",
        pass_="i4",
        node="i4",
        card="i4",
        before="i4",
        added="i4",
        after="i4",
        same_memory="?",
    ),
    "resets": _row(event="i4", card="i4", how="u1", before="i4", after="i4"),
    "prints": _row(event="i4", stream="i4", text="i4"),
    "shows": _row(event="i4", line="i4", text="i4"),
    "errors": _row(
        event="i4",
        type="i4",
        message="i4",
        traceback="i4",
        line="i4",
        column="i4",
        end_line="i4",
        end_column="i4",
    ),
    "notices": _row(event="i4", text="i4"),
    "scopes": _row(parent="i4", kind="u1", name="i4", index="i4", line="i4"),
    "sites": _row(line="i4", column="i4", end_line="i4", end_column="i4"),
    # ``offset``, ``stored_shape``: where in the blob; past the budget only a sample is stored, and
    # the range of all elements (otherwise it is nan, and can be seen from the elements)
    "values": _row(
        dtype="u1",
        shape="i4",
        stored_shape="i4",
        offset="i8",
        lowest="f8",
        highest="f8",
        mean="f8",
    ),
}
"""Every table of a recording. References are row numbers; text is a row of ``strings``."""

VALUE_DTYPE_NAMES = (
    "float32",
    "float64",
    "float16",
    "int64",
    "int32",
    "int16",
    "int8",
    "uint8",
    "bool",
    "complex64",
    "complex128",
    "bfloat16",
)
"""The values of ``values["dtype"]`` index this list."""

BFLOAT16 = VALUE_DTYPE_NAMES.index("bfloat16")

VALUE_DTYPES = tuple(
    np.dtype("float32" if name == "bfloat16" else name) for name in VALUE_DTYPE_NAMES
)
"""The numpy dtypes in which values are decoded: float32 for bfloat16, which numpy lacks."""
