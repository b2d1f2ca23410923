"""One node's vector-Jacobian product for one operand, computed again from the recorded values.

In double precision it tells a slope of zero from terms that cancel, and both from numbers that are
too small or too large for their dtype.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from engine.explain.application import Application, Operand, application, value_of
from engine.explain.shapes import summed_dimensions
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.registry import raw

_PRODUCTS = frozenset(
    (
        *("mm", "mv", "bmm", "dot", "vdot", "addmm", "addmv", "addbmm", "baddbmm", "addr"),
        *("convolution", "convolution_without_bias"),
    )
)
_MOVES = frozenset(
    (
        *("sum", "sum_dims", "sum_to", "mean", "mean_dims", "cumsum", "trace", "tril", "triu"),
        *("flip", "roll", "rot90", "repeat", "pixel_shuffle", "diag_embed", "constant_pad"),
        *("index", "index_select", "gather", "take", "embedding", "masked_select"),
        *("avg_pool2d", "adaptive_avg_pool2d", "im2col", "slices_filled", "cat", "stack"),
    )
)
"""Operations that are linear in each operand: products, and those that move or add up numbers."""

_MOST_TRIALS = 400
_MOST_ELEMENTS = 1 << 16
"""How many products, of which size, are computed to find the results of an element."""


class Local:
    """The product that gave a contribution.

    Attributes:
        applied: the operation and its operands.
        letter: the operand's name in the declaration.
        shape: the operand's shape.
        received: the gradient that the node received.
        flat_everywhere: whether the operation's slope is zero for all inputs.
    """

    def __init__(
        self, applied: Application, operand: Operand, names: dict[str, Any], received: np.ndarray
    ) -> None:
        rule = applied.op.rules[operand.letter]
        self.applied, self.letter, self.received = applied, operand.letter, received
        self._row = operand.row
        self._operands: dict[int, np.ndarray] = names.pop("operands")
        self.flat_everywhere = rule.slope == "0"
        self.shape: tuple[int, ...] = names.pop("shape")
        self._rule = rule
        self._names = names

    def sends(self, gradient: np.ndarray) -> np.ndarray | None:
        """The contribution for a gradient of the result; None where it cannot be computed."""
        arguments = {name: self._names[name] for name in self._rule.names}
        try:
            with np.errstate(all="ignore"):
                product = np.asarray(self._rule.function(raw, gradient, **arguments))
                summed = summed_dimensions(product.shape, self.shape)
                total: np.ndarray = product.sum(axis=summed, keepdims=True).reshape(self.shape)
        except (ValueError, TypeError, IndexError, AttributeError, ArithmeticError):
            return None
        return total

    @cached_property
    def slopes(self) -> np.ndarray | None:
        """The contribution for a gradient without pattern: zero only where all slopes are zero."""
        return self.sends(_without_pattern(self.received.shape))

    @cached_property
    def sent_without_pattern(self) -> np.ndarray | None:
        """The contribution for the gradient that arrived, changed so that no terms cancel."""
        return self.sends(self.received * _without_pattern(self.received.shape))

    def is_flat(self, elements: np.ndarray | None) -> bool:
        """Whether it sends zeros, in all or some elements (a mask), whatever it receives."""
        slopes = self.slopes
        if slopes is None:
            return False
        is_of_it = elements is not None and elements.shape == slopes.shape
        return not (slopes[elements] if is_of_it else slopes).any()

    def are_alike(self, results: np.ndarray) -> bool:
        """Whether some elements of an elementwise result were computed from the same numbers."""
        used = [np.broadcast_to(array, results.shape)[results] for array in self._operands.values()]
        return all((part == part[:1]).all() for part in used)

    @property
    def is_elementwise(self) -> bool:
        """Whether each element of the result depends on one of each operand, broadcast."""
        shape = self.received.shape
        return bool(self._rule.slope) and _is_broadcast(self.shape, shape)

    @property
    def is_over_single_numbers(self) -> bool:
        """Whether the operation is along a dimension that has one number, as a softmax of it."""
        dim = self.applied.settings.get("dim")
        return isinstance(dim, int) and bool(self.shape) and self.shape[dim] == 1

    def results_of(self, elements: np.ndarray) -> np.ndarray:
        """Which elements of the result some elements of the operand take part in (a mask)."""
        op, shape = self.applied.op, self.received.shape
        if self.is_elementwise:
            return np.broadcast_to(elements, shape)
        if op.is_view or op.name in (*_MOVES, *_PRODUCTS):
            return self._found_forward(elements)
        if elements.all() or max(self.received.size, elements.size) > _MOST_ELEMENTS:
            return np.ones(shape, bool)
        return self._found_by_trial(elements)

    def _found_forward(self, elements: np.ndarray) -> np.ndarray:
        """What a linear operation makes of ones in these elements, where it makes another thing."""
        found, none = (self._made_of(each) for each in (elements, np.zeros_like(elements)))
        if found is None or none is None or found.shape != self.received.shape:
            return np.ones(self.received.shape, bool)
        differ: np.ndarray = found != none
        return differ

    def _made_of(self, elements: np.ndarray) -> np.ndarray | None:
        is_product = self.applied.op.name in _PRODUCTS and self.letter != "c"
        operands = []
        for operand in self.applied.operands:
            array = self._operands[operand.row]
            if operand.row == self._row:
                array = elements.astype(np.float64)
            elif array.dtype.kind == "f":
                array = np.full(array.shape, float(is_product and operand.letter != "c"))
            operands.append(array)
        settings = {name: self.applied.settings[name] for name in self.applied.op.settings}
        try:
            return np.asarray(self.applied.op.kernel(*operands, **settings))
        except (ValueError, TypeError, IndexError, KeyError):
            return None

    def _found_by_trial(self, elements: np.ndarray) -> np.ndarray:
        """Halve the set of results until those are left whose gradient reaches the elements."""
        size = self.received.size
        weights = _without_pattern((size,))
        found = np.zeros(size, bool)
        waiting = [(0, size)]
        for _ in range(_MOST_TRIALS):
            if not waiting:
                return found.reshape(self.received.shape)
            start, end = waiting.pop()
            part = np.zeros(size)
            part[start:end] = weights[start:end]
            sent = self.sends(part.reshape(self.received.shape))
            if sent is None:
                break
            if not sent[elements].any():
                continue
            if end - start == 1:
                found[start] = True
            else:
                middle = (start + end) // 2
                waiting += [(start, middle), (middle, end)]
        return np.ones(self.received.shape, bool)


def local_of(recording: Recording, contribution: int) -> Local | None:
    """The product that gave a contribution; None where values or a rule are missing."""
    row = recording["contributions"][contribution]
    card = int(recording["nodes"]["card"][row["sender"]])
    if card == NONE:  # the node of a view that was made anew
        return None
    applied, received = application(recording, card), _received(recording, row)
    if applied is None or received is None or len(applied.op.gradient_outputs or ()) != 1:
        return None
    edges = recording["operands"]["position"]
    operand = next((o for o in applied.operands if edges[o.row] == row["position"]), None)
    if operand is None or operand.letter not in applied.op.rules:
        return None
    rule = applied.op.rules[operand.letter]
    names = _arguments(recording, applied)
    names["shape"] = _shape(recording, operand.card)
    if applied.op.is_variadic:  # of others, "index" is an input or setting
        names["index"] = int(row["position"])
    if any(name not in names for name in rule.names) or names["shape"] is None:
        return None
    return Local(applied, operand, names, received)


def _received(recording: Recording, row: np.void) -> np.ndarray | None:
    """The gradient that a contribution's sender received; None if there is not exactly one."""
    index = recording.index.of_pass(int(row["pass_"]))
    event = int(index.evaluated[index.place(np.array([row["sender"]]))[0]])
    evaluation = recording["evaluations"][recording["events"]["row"][event]]
    first, count = int(evaluation["first_incoming"]), int(evaluation["incoming_count"])
    incoming = recording["incoming"]["value"][first : first + count]
    if np.count_nonzero(incoming != NONE) != 1 or incoming[0] == NONE:
        return None
    return _exact(recording, int(incoming[0]))


def _arguments(recording: Recording, applied: Application) -> dict[str, Any]:
    """Everything that a rule may ask for, by name."""
    names: dict[str, Any] = {**applied.settings, "operands": {}}
    cards = recording["cards"]["value"]
    for operand in applied.operands:
        if operand.card == NONE:
            if operand.number is not None:
                names[operand.letter], names[f"{operand.letter}_shape"] = operand.number, ()
                names["operands"][operand.row] = np.asarray(operand.number)
            continue
        array = _exact(recording, int(cards[operand.card]))
        if array is not None:
            names[operand.letter], names[f"{operand.letter}_shape"] = array, array.shape
            names["operands"][operand.row] = array
    if applied.op.is_variadic:
        shapes = [_shape(recording, operand.card) for operand in applied.operands]
        names[f"{applied.op.inputs[0]}_shape"] = shapes
    for number, name in enumerate(applied.op.outputs or ()):
        array = _exact(recording, int(cards[applied.card + number]))
        if array is not None:
            names[name] = array
    return names


def _exact(recording: Recording, value: int) -> np.ndarray | None:
    """A recorded value, its floating-point numbers in double precision; None if not in full."""
    found = None if value == NONE else recording.value(value)
    if found is None or not found.is_whole:
        return None
    array = found.array
    return array.astype(np.float64) if array.dtype.kind == "f" else array


def _shape(recording: Recording, card: int) -> tuple[int, ...] | None:
    found = None if card == NONE else value_of(recording, card)
    return None if found is None else found.shape


def _is_broadcast(shape: tuple[int, ...], to: tuple[int, ...]) -> bool:
    """Whether a shape is broadcast to another one, without any sum."""
    pairs = zip(reversed(shape), reversed(to))
    return len(shape) <= len(to) and all(extent in (1, other) for extent, other in pairs)


def _without_pattern(shape: tuple[int, ...]) -> np.ndarray:
    """Numbers between 1 and 2 of which no sum with simple weights is zero, the same each time.

    Neighbours differ as much as others: else a difference of two would look like a rounding.
    """
    return np.random.default_rng(0).uniform(1, 2, shape)
