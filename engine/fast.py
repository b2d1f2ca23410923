"""Operations on one or two operands in the case that is nearly always meant, without detours.

That case: floating-point elements of one dtype, nothing about the tensors out of the ordinary. All
others are left to ``Op.apply``; the results are the same. On small tensors nothing but the number
of interpreted steps counts, so that for each operation a function is put together which makes the
tensor and its node field by field, and knows beforehand what its nodes keep.
"""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import constants, generated, grad_mode, observe, saving
from engine.node import next_sequence_nr
from engine.storage import Creation
from engine.tensor import Tensor, accumulator_of

if TYPE_CHECKING:
    from engine.op import Op
    from engine.plan import Plan

_FLOAT32, _FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)

_ON_ONE = """\
def apply(input, **others):
    enabled = here.enabled
    if others or not isinstance(input, Tensor) or (input._extra and not is_ordinary(input)):
        return otherwise(input, **others)
    x = input._data
    kind = type(x)
    if kind is not float32 and kind is not float64:
        dtype = x.dtype
        if kind is not ndarray or (dtype is not FLOAT32 and dtype is not FLOAT64):
            return otherwise(input)
    result = kernel(x)
{make}
    if observe.observer is not None:
        observe.observer.op_applied(op, out, (input,), NO_SETTINGS)
    return out
"""

_ON_TWO = """\
def apply(input, other, **others):
    enabled = here.enabled
    if others or not isinstance(input, Tensor) or (input._extra and not is_ordinary(input)):
        return otherwise(input, other, **others)
    x = input._data
    kind = type(x)
    specs = None
    if isinstance(other, Tensor):
        y = other._data
        if type(y) is not kind or (kind is not float32 and kind is not float64) or other._extra:
            if not are_alike(x, y) or not is_ordinary(other):
                return otherwise(input, other)
{specify}
        try:
            result = kernel(x, y)
        except ValueError:  # what follows knows which shapes do not fit
            return otherwise(input, other)
{make_of_two}
    elif type(other) is float or type(other) is int:
        if kind is not float32 and kind is not float64:
            kind = x.dtype
            if type(x) is not ndarray or (kind is not FLOAT32 and kind is not FLOAT64):
                return otherwise(input, other)
        y = known_constants.get((other, kind))
        if y is None or not other:
            y = constant(other, kind)
        result = kernel(x, y)
{make_of_one}
    else:
        return otherwise(input, other)
    if observe.observer is not None:
        observe.observer.op_applied(op, out, (input, other), NO_SETTINGS)
    return out
"""

_SPECIFY = """\
            if x.shape != y.shape:
                specs = ((x.shape, x.dtype), (y.shape, x.dtype))
"""

_MAKE = """\
out = new_tensor(Tensor)
out._data = result
out._requires_grad = False
out._grad = out._storage = out._accumulator = out._extra = out._node = None
out._serial = 0
{tape}if here.inference:
    out._own_extra().is_inference = True
"""

_TAPE = """\
if enabled:
{edges}{nodes}
el"""

_EDGE = """\
    to_{name} = {name}._node
    if to_{name} is None and {name}._requires_grad:
        to_{name} = accumulator_of({name})
"""

_NODE_OF_ONE = """\
    if to_input is not None:
{first}
"""

_NODE_OF_TWO = """\
    if to_input is not None and to_other is not None:
{both}
    elif to_input is not None:
{first}
    elif to_other is not None:
{second}
"""

_NODE = """\
node = out._node = node_type()
node.sequence_nr = next_sequence_nr()
node.plan = plan_of_{which}
node.next_nodes = ({targets},)
node.saved = {saved}
node.versions = {versions}
node.details = {details}
node.hooks = None
"""


_OPERANDS = ("input", "other")

_TARGETS = {
    "first": ("to_input", "None"),
    "second": ("None", "to_other"),
    "both": ("to_input", "to_other"),
}
"""Where edges lead, by the operands that need a gradient."""


def on_one(op: Op, otherwise: Callable[..., Any]) -> Callable[..., Any]:
    """The operation as a function of a tensor; ``otherwise`` serves what is out of the ordinary."""
    plans = {"first": op.plans[True,]}
    makes = _make(op, plans, {0: "input", ~0: "result"}, "(x,)")
    return _defined(op, otherwise, plans, _ON_ONE.format(make=indent(makes, " " * 4)))


def on_two(op: Op, otherwise: Callable[..., Any]) -> Callable[..., Any]:
    """The operation as a function of a tensor and another one, or a number; see ``on_one``."""
    first = {"first": op.plans[True, False]}
    plans = first | {"second": op.plans[False, True], "both": op.plans[True, True]}
    of_two = _make(op, plans, {0: "input", 1: "other", ~0: "result"}, "(x, y)", not op.fits)
    of_one = _make(op, first, {0: "input", 1: "y", ~0: "result"}, "(x, y)")
    source = _ON_TWO.format(
        specify="" if op.fits else _SPECIFY,
        make_of_two=indent(of_two, " " * 8),
        make_of_one=indent(of_one, " " * 8),
    )
    return _defined(op, otherwise, plans, source)


def _defined(
    op: Op, otherwise: Callable[..., Any], plans: dict[str, Plan], source: str
) -> Callable[..., Any]:
    scope = _SCOPE | {f"plan_of_{which}": plan for which, plan in plans.items()}
    scope |= {"op": op, "kernel": op.kernel, "node_type": op.node_type, "otherwise": otherwise}
    apply: Callable[..., Any] = generated.define(source, **scope)["apply"]
    return apply


def _make(
    op: Op, plans: dict[str, Plan], values: dict[int, str], arrays: str, may_widen: bool = False
) -> str:
    """What makes a tensor of ``result``, and its node.

    Args:
        values: what the operands and the result are called that a node may keep.
        arrays: what the operands' elements are called.
        may_widen: whether ``specs`` may tell of operands that were broadcast.
    """
    if op.node_type is None:
        return _MAKE.format(tape="")
    template = _NODE_OF_ONE if len(plans) == 1 else _NODE_OF_TWO
    nodes = {
        which: indent(_node(which, plan, values, arrays, may_widen), " " * 8)
        for which, plan in plans.items()
    }
    edges = "".join(_EDGE.format(name=name) for name in _OPERANDS if name in values.values())
    return _MAKE.format(tape=_TAPE.format(edges=edges, nodes=template.format(**nodes)))


def _node(which: str, plan: Plan, values: dict[int, str], arrays: str, may_widen: bool) -> str:
    """What makes a node, with an edge to the first operand, the second or both."""
    operands = ", ".join(values[at] for at in sorted(values) if at >= 0)
    if not plan.edges:
        return f"return op.apply(({operands},), {{}})\n"
    kept = [values[at] for at in plan.positions]
    counted = " or ".join(f"{each}._storage" for each in kept if each in _OPERANDS)
    versions = f"versions(plan_of_{which}, ({operands},)) if {counted} else None"
    details = f"op.details(plan_of_{which}, {arrays}, {'specs' if may_widen else None})"
    return _NODE.format(
        which=which,
        targets=", ".join(_TARGETS[which][: plan.edges]),
        saved=kept[0] if len(kept) == 1 else f"({', '.join(kept)})" if kept else None,
        versions=versions if counted else None,
        details=details if plan.shapes else f"specs and {details}" if may_widen else None,
    )


def on_one_with_settings(op: Op) -> Callable[[Tensor, dict[str, Any]], Tensor]:
    """The operation as a function of a tensor and settings; also one whose result is a view."""
    kernel, node_type, here, is_view = op.kernel, op.node_type, grad_mode.here, op.is_view

    def apply(input: Any, settings: dict[str, Any]) -> Tensor:
        enabled = here.enabled
        if not isinstance(input, Tensor) or (input._extra and not _is_ordinary(input)):
            return op.apply((input,), settings)
        data = input._array() if is_view else input._data
        dtype = data.dtype
        if dtype is not _FLOAT32 and dtype is not _FLOAT64:
            return op.apply((input,), settings)
        result = kernel(data, **settings)
        if result.dtype is not dtype and node_type is not None:
            return op.apply((input,), settings)
        out = Tensor.__new__(Tensor)
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


def _is_ordinary(tensor: Tensor) -> bool:
    """Whether a tensor with extras can be taken as any other: neither outdated nor special."""
    extra = tensor._extra
    if extra is None:
        return True
    if extra.is_inference or extra.is_one_of_several:
        return False
    view = extra.view
    if view is None:
        return True
    is_outdated = view.version != tensor._version
    return not is_outdated and (tensor._node is not None or not view.base.requires_grad)


def _are_alike(x: Any, y: Any) -> bool:
    """Whether elements are of one floating-point dtype."""
    dtype = x.dtype
    return y.dtype is dtype and (dtype is _FLOAT32 or dtype is _FLOAT64)


_SCOPE = {
    "FLOAT32": _FLOAT32,
    "FLOAT64": _FLOAT64,
    "NO_SETTINGS": {},
    "Tensor": Tensor,
    "accumulator_of": accumulator_of,
    "are_alike": _are_alike,
    "constant": constants.constant,
    "float32": np.float32,
    "float64": np.float64,
    "here": grad_mode.here,
    "is_ordinary": _is_ordinary,
    "known_constants": constants.kept,
    "ndarray": np.ndarray,
    "new_tensor": Tensor.__new__,
    "next_sequence_nr": next_sequence_nr,
    "observe": observe,
    "versions": saving.versions,
}
"""What the functions that are put together refer to."""
