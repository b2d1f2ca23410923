"""Operations on one or two operands in the case that is nearly always meant, without detours.

That case: floating-point elements of one dtype, neither views nor anything else out of the
ordinary. All others are left to ``Op.apply``; the results are the same. On small tensors nothing
but the number of interpreted steps counts, so that these two functions repeat what is elsewhere
said once: they make the tensor and its node field by field.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import checks, grad_mode, observe
from engine.node import Details, InputSpec, next_sequence_nr
from engine.tensor import Tensor, accumulator_of

if TYPE_CHECKING:
    from engine.op import Op
    from engine.plan import Plan

_NO_SETTINGS: dict[str, Any] = {}
_FLOAT32, _FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)
_NUMBERS = frozenset((np.float32, np.float64))
_MAX_CONSTANTS = 4096
_new = Tensor.__new__


_constants: dict[tuple[float, Any], Any] = {}
"""Numbers as operations take them most quickly: zero-dim arrays beside arrays, bare beside bare."""


def _constant(number: float, kind: Any) -> Any:
    """A number in a dtype, as an array, or for a type of numpy's numbers as one of these."""
    known = _constants.get((number, kind))
    if known is None or not number:  # 0 and -0 are the same key
        known = np.array(number, kind) if isinstance(kind, np.dtype) else kind(number)
        if len(_constants) > _MAX_CONSTANTS:
            _constants.clear()
        _constants[number, kind] = known
    return known


def on_one(op: Op, otherwise: Callable[..., Any]) -> Callable[..., Any]:
    """The operation as a function of a tensor; ``otherwise`` serves what is out of the ordinary."""
    kernel, node_type, here = op.kernel, op.node_type, grad_mode.here
    plan: Plan | None = None

    def apply(input: Any, **others: Any) -> Any:
        a = input
        nonlocal plan
        enabled = here.enabled
        if (
            others
            or not isinstance(a, Tensor)
            or a._extra is not None
            or (not enabled and here.inference)
        ):
            return otherwise(a, **others)
        data = a._data
        if type(data) is np.ndarray:
            dtype = data.dtype
            if dtype is not _FLOAT32 and dtype is not _FLOAT64:
                return otherwise(a, **others)
        elif type(data) not in _NUMBERS:
            return otherwise(a, **others)
        out = _new(Tensor)
        out._data = result = kernel(data)
        out._requires_grad = False
        out._grad = out._storage = out._accumulator = out._extra = out._node = None
        out._serial = 0
        if enabled and node_type is not None:
            next_node = a._node or (accumulator_of(a) if a._requires_grad else None)
            if next_node is not None:
                plan = plan or op.plan((True,))
                if not plan.pulls:
                    return op.apply((a,), {})
                node = out._node = node_type()
                node.sequence_nr = next_sequence_nr()
                node.plan = plan
                node.next_nodes = (next_node,)
                node.hooks = None
                if plan.saves_input[0]:
                    node.saved = (a, result) if plan.saves_output else a
                else:
                    node.saved = result if plan.saves_output else None
                if a._storage is not None or plan.shapes:
                    versions = None if a._storage is None else (a._storage.version, 0)
                    node.details = Details(None, None, versions, (data.shape,) * len(plan.shapes))
                else:
                    node.details = None
        if observe.observer is not None:
            observe.observer.op_applied(op, out, (a,), _NO_SETTINGS)
        return out

    return apply


def on_two(op: Op, otherwise: Callable[..., Any]) -> Callable[..., Any]:
    """The operation as a function of a tensor, and another one or a number.

    ``otherwise`` serves what is out of the ordinary.
    """
    kernel, node_type, here = op.kernel, op.node_type, grad_mode.here
    plans: dict[tuple[bool, bool], Any] = {}

    def apply(input: Any, other: Any, **others: Any) -> Any:
        a, b = input, other
        enabled = here.enabled
        if (
            others
            or not isinstance(a, Tensor)
            or a._extra is not None
            or (not enabled and here.inference)
        ):
            return otherwise(a, b, **others)
        x = a._data
        kind = type(x)
        is_array = kind is np.ndarray
        is_number = False
        if isinstance(b, Tensor):
            y = b._data
            if b._extra is not None or type(y) is not kind:
                return otherwise(a, b, **others)
        elif type(b) is float or type(b) is int:
            is_number = True
            y = _constant(b, x.dtype if is_array else kind)
        else:
            return otherwise(a, b, **others)
        specs = None
        if is_array:
            dtype = x.dtype
            if (dtype is not _FLOAT32 and dtype is not _FLOAT64) or y.dtype is not dtype:
                return otherwise(a, b, **others)
            if not is_number and x.shape != y.shape:
                if op.promotes:
                    checks.check_broadcast(x, y)
                specs = InputSpec(x.shape, dtype), InputSpec(y.shape, dtype)
        elif kind not in _NUMBERS:
            return otherwise(a, b, **others)
        out = _new(Tensor)
        out._data = result = kernel(x, y)
        out._requires_grad = False
        out._grad = out._storage = out._accumulator = out._extra = out._node = None
        out._serial = 0
        if enabled and node_type is not None:
            to_a = a._node or (accumulator_of(a) if a._requires_grad else None)
            to_b = (
                None if is_number else b._node or (accumulator_of(b) if b._requires_grad else None)
            )
            if to_a is not None or to_b is not None:
                needed = to_a is not None, to_b is not None
                plan = plans.get(needed)
                if plan is None:
                    plan = plans[needed] = op.plan(needed)
                if not plan.sources or plan.sources[0] != 0:
                    return op.apply((a, b), {})
                node = out._node = node_type()
                node.sequence_nr = next_sequence_nr()
                node.plan = plan
                node.hooks = None
                node.next_nodes = (to_a, to_b) if plan.has_two_edges else (to_a,)
                second = y if is_number else b
                saves_a, saves_b = plan.saves_input
                if plan.saves_output:
                    kept = (a,) * saves_a + (second,) * saves_b + (result,)
                    node.saved = kept if len(kept) > 1 else result
                elif saves_a:
                    node.saved = (a, second) if saves_b else a
                else:
                    node.saved = second if saves_b else None
                if specs is None and a._storage is None and (is_number or b._storage is None):
                    node.details = op.details(plan, (x, y)) if plan.shapes else None
                else:
                    node.details = op.details(plan, (x, y), specs, (a, b))
        if observe.observer is not None:
            observe.observer.op_applied(op, out, (a, b), _NO_SETTINGS)
        return out

    return apply
