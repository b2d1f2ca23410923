"""Operations on one or two operands in the case that is nearly always meant, without detours.

That case: floating-point elements of one dtype, nothing about the tensors out of the ordinary. All
others are left to ``Op.apply``; the results are the same. On small tensors nothing but the number
of interpreted steps counts, so that these functions repeat what is elsewhere said once: they make
the tensor and its node field by field.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import grad_mode, observe, saving
from engine.constants import constant
from engine.node import next_sequence_nr
from engine.storage import Creation
from engine.tensor import Tensor, accumulator_of

if TYPE_CHECKING:
    from engine.op import Op
    from engine.plan import Plan

_NO_SETTINGS: dict[str, Any] = {}
_ABSENT = object()
_float32, _float64, _ndarray = np.float32, np.float64, np.ndarray
_FLOAT32, _FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)
_new_tensor = Tensor.__new__


def on_one(op: Op, otherwise: Callable[..., Any]) -> Callable[..., Tensor]:
    """The operation as a function of a tensor; ``otherwise`` serves what is out of the ordinary."""
    kernel, node_type, here = op.kernel, op.node_type, grad_mode.here
    plan: Plan | None = None

    def apply(input: Any = _ABSENT, /, *more: Any, **kw: Any) -> Any:
        nonlocal plan
        enabled = here.enabled
        if more or kw or not isinstance(input, Tensor) or (input._extra and not _is_plain(input)):
            return otherwise(*_given(input), *more, **kw)
        data = input._data
        kind = type(data)
        if kind is not _float32 and kind is not _float64:
            dtype = data.dtype
            if kind is not _ndarray or (dtype is not _FLOAT32 and dtype is not _FLOAT64):
                return otherwise(input)
        out = _new_tensor(Tensor)
        out._data = result = kernel(data)
        out._requires_grad = False
        out._grad = out._storage = out._accumulator = out._extra = out._node = None
        out._serial = 0
        if enabled and node_type is not None:
            to_input: Any = input._node
            if to_input is None and input._requires_grad:
                to_input = accumulator_of(input)
            if to_input is not None:
                if plan is None:
                    plan = op.plans[True,]
                    if not plan.pulls:
                        return op.apply((input,), {})
                node = out._node = node_type()
                node.sequence_nr = next_sequence_nr()
                node.plan = plan
                node.next_nodes = (to_input,)
                node.hooks = node.details = node.versions = None
                node.saved = plan.keep(input, None, result)
                if input._storage is not None:
                    node.versions = (input._storage.version, 0)
                if plan.shapes:
                    node.details = op.details(plan, (data,), None)
        elif here.inference:
            out._own_extra().is_inference = True
        if observe.observer is not None:
            observe.observer.op_applied(op, out, (input,), _NO_SETTINGS)
        return out

    return remade_by(partial(on_one, op), otherwise, apply)


def on_one_with_settings(op: Op) -> Callable[[Tensor, dict[str, Any]], Tensor]:
    """The operation as a function of a tensor and settings; also one whose result is a view."""
    kernel, node_type, here, is_view = op.kernel, op.node_type, grad_mode.here, op.is_view

    def apply(input: Any, settings: dict[str, Any]) -> Tensor:
        enabled = here.enabled
        if not isinstance(input, Tensor) or (input._extra and not _is_plain(input)):
            return op.apply((input,), settings)
        data = input._array() if is_view else input._data
        dtype = data.dtype
        if dtype is not _FLOAT32 and dtype is not _FLOAT64:
            return op.apply((input,), settings)
        result = kernel(data, **settings)
        if result.dtype is not dtype and node_type is not None:
            return op.apply((input,), settings)
        out = _new_tensor(Tensor)
        out._data = result
        out._requires_grad = False
        out._grad = out._storage = out._accumulator = out._extra = out._node = None
        out._serial = 0
        if is_view:
            op.join(out, input, Creation.DEFAULT)
        elif here.inference:
            out._own_extra().is_inference = True
        if enabled and node_type is not None:
            to_input: Any = input._node
            if to_input is None and input._requires_grad:
                to_input = accumulator_of(input)
            plan = op.plans[True,]
            if to_input is not None and plan.pulls:
                node = out._node = node_type()
                node.sequence_nr = next_sequence_nr()
                node.plan = plan
                node.next_nodes = (to_input,)
                node.hooks = node.details = node.versions = node.saved = None
                if plan.saved:
                    saved, node.versions = saving.saved(plan, (input,), (data,), (out,), 0)
                    node.saved = saved[0] if len(saved) == 1 else saved
                if plan.shapes or plan.settings:
                    node.details = op.details(plan, (data,), None, settings)
        if observe.observer is not None:
            observe.observer.op_applied(op, out, (input,), settings)
        return out

    return apply


def on_two(op: Op, otherwise: Callable[..., Any]) -> Callable[..., Tensor]:
    """The operation as a function of a tensor and another one, or a number; see ``on_one``."""
    kernel, node_type, here = op.kernel, op.node_type, grad_mode.here
    plans, fits = op.plans, op.fits

    def apply(input: Any = _ABSENT, other: Any = _ABSENT, /, *more: Any, **kw: Any) -> Any:
        enabled = here.enabled
        if more or kw or not isinstance(input, Tensor) or (input._extra and not _is_plain(input)):
            return otherwise(*_given(input, other), *more, **kw)
        x, specs = input._data, None
        kind = type(x)
        is_bare = kind is _float32 or kind is _float64
        if is_bare and isinstance(other, Tensor) and type(other._data) is kind and not other._extra:
            y, kept = other._data, other
        else:
            beside = _beside(fits, x, other)
            if beside is None:
                return otherwise(*_given(input, other))
            y, kept, specs = beside
        try:
            result = kernel(x, y)
        except ValueError:
            result = None
        if result is None:  # what follows knows which shapes do not fit
            return otherwise(input, other)
        out = _new_tensor(Tensor)
        out._data = result
        out._requires_grad = False
        out._grad = out._storage = out._accumulator = out._extra = out._node = None
        out._serial = 0
        if enabled and node_type is not None:
            to_input: Any = input._node
            if to_input is None and input._requires_grad:
                to_input = accumulator_of(input)
            to_other: Any = None
            if kept is other:
                to_other = other._node
                if to_other is None and other._requires_grad:
                    to_other = accumulator_of(other)
            if to_input is not None or to_other is not None:
                plan = plans[to_input is not None, to_other is not None]
                if not plan.leads_to_first:
                    return op.apply((input, other), {})
                node = out._node = node_type()
                node.sequence_nr = next_sequence_nr()
                node.plan = plan
                node.next_nodes = (to_input, to_other) if plan.has_two_edges else (to_input,)
                node.hooks = node.details = node.versions = None
                node.saved = plan.keep(input, kept, result)
                if plan.saved and (input._storage or (kept is other and other._storage)):
                    node.versions = saving.versions(plan, (input, kept))
                if plan.shapes or specs is not None:
                    node.details = op.details(plan, (x, y), specs)
        elif here.inference:
            out._own_extra().is_inference = True
        if observe.observer is not None:
            observe.observer.op_applied(op, out, (input, other), _NO_SETTINGS)
        return out

    return remade_by(partial(on_two, op), otherwise, apply)


def on_two_alike(
    op: Op, are_alike: Callable[[Any, Any], bool], otherwise: Callable[..., Any]
) -> Callable[..., Tensor]:
    """The operation as a function of two operands with which nothing can be wrong."""
    on_two = op.on_two

    def apply(input: Any = _ABSENT, other: Any = _ABSENT, /, *more: Any, **kw: Any) -> Any:
        if not more and not kw and are_alike(input, other):
            return on_two(input, other)
        return otherwise(*_given(input, other), *more, **kw)

    return remade_by(partial(on_two_alike, op, are_alike), otherwise, apply)


def remade_by(
    make: Callable[..., Any], otherwise: Callable[..., Any], function: Callable[..., Any]
) -> Callable[..., Any]:
    """A function that leaves some cases to ``otherwise``, with what makes it with another one."""
    vars(function).update(make=make)
    return update_wrapper(function, otherwise, updated=())


def _given(*arguments: Any) -> list[Any]:
    """The arguments that there were."""
    return [each for each in arguments if each is not _ABSENT]


def _is_plain(tensor: Tensor) -> bool:
    """Whether a tensor with extras can be taken as any other: neither outdated nor special."""
    extra = tensor._extra
    if extra is None:
        return True
    if extra.is_inference or extra.output_nr:
        return False
    view = extra.view
    if view is None:
        return True
    is_outdated = view.version != tensor._version
    return not is_outdated and (tensor._node is not None or not view.base.requires_grad)


def _beside(fits: bool, x: Any, other: Any) -> tuple[Any, Any, Any] | None:
    """The second operand beside elements ``x``, or None where the operation must promote.

    As three things: its elements, what a node keeps of it, and what the gradients must look like
    if not as the result.
    """
    kind, dtype = type(x), x.dtype
    if dtype is not _FLOAT32 and dtype is not _FLOAT64:
        return None
    if type(other) is float or type(other) is int:
        number = constant(other, dtype if kind is _ndarray else kind)
        return number, number, None
    if not isinstance(other, Tensor) or (other._extra and not _is_plain(other)):
        return None
    y = other._data
    if type(y) is not kind or y.dtype is not dtype:
        return None
    return y, other, None if fits or x.shape == y.shape else ((x.shape, dtype), (y.shape, dtype))
