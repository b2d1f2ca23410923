"""Generates fast versions of operations on one or two operands, for the common case.

In the common case, all elements have the same dtype, float32 or float64, and no tensor needs
special treatment (see ``_is_ordinary``). Everything else is left to ``Op.apply``; results are
identical. On small tensors only the number of interpreted instructions counts. So each operation
gets a function of its own that makes the result and its node field by field, knowing in advance
what the node saves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial, update_wrapper
from textwrap import indent
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from engine import constants, grad_mode, observe
from engine.compiled import fast_texts as texts
from engine.compiled import generated
from engine.nodes.accumulate_grad import accumulator_of
from engine.nodes.any_node import next_sequence_nr
from engine.nodes.node import Details
from engine.rare_attributes import Extra
from engine.storage import Creation, View
from engine.strides import arranged, is_column_major, unexpanded
from engine.tensor import Tensor

if TYPE_CHECKING:
    from engine.nodes.plan import Plan
    from engine.op import Op

_FLOAT32, _FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)

_ABSENT = object()

_Text: TypeAlias = "tuple[dict[str, Plan], str]"
"""The source of a function, and the plans it uses, by which operands need a gradient."""

_OPERANDS = ("input", "other")

_TARGETS = {
    "first": ("to_input", "None"),
    "second": ("None", "to_other"),
    "both": ("to_input", "to_other"),
}
"""The next nodes, by their names in the source, by which operands need a gradient."""


def on_one(
    op: Op, otherwise: Callable[..., Any], *, is_operator: bool = False
) -> Callable[..., Tensor]:
    """The operation as a function of one tensor.

    Args:
        otherwise: the function for all other cases.
        is_operator: whether it is called with its operand alone, without keyword arguments.
    """

    def write() -> _Text:
        plans = {"first": op.plans[True,]}
        makes = _make(op, plans, {0: "input", ~0: "result"})
        signature = texts.signature(1, is_operator)
        compute = generated.call(op.kernel, "kernel", "x")
        return plans, texts.ON_ONE.format(
            find_mode=texts.FIND_MODE, make=indent(makes, " " * 4), compute=compute, **signature
        )

    return remade_by(partial(on_one, op), otherwise, _defined(op, otherwise, write))


def on_one_with_settings(op: Op) -> Callable[[Tensor, dict[str, Any]], Tensor]:
    """The operation as a function of one tensor and its settings; its result may be a view."""

    def write() -> _Text:
        plans = {"first": op.plans[True,]}
        return plans, texts.WITH_SETTINGS.format(
            find_mode=texts.FIND_MODE,
            share=texts.SHARE if op.is_view else "",
            lay="" if op.is_view else texts.LAY,
            compute="kernel(x, **settings)"
            if op.settings
            else generated.call(op.kernel, "kernel", "x"),
            make=indent(_make(op, plans, {0: "input", ~0: "result"}), " " * 4),
            join="" if not op.is_view else texts.JOIN if op.node_type else texts.JOIN_CUT,
        )

    return _defined(op, op.apply, write)


def on_two(
    op: Op,
    otherwise: Callable[..., Any],
    ndim: int | None = None,
    column_major: tuple[str, ...] = (),
    *,
    is_operator: bool = False,
) -> Callable[..., Tensor]:
    """The operation as a function of a tensor and another one, or a number; see ``on_one``.

    Args:
        ndim: the number of dimensions that both operands must have, where the kernel would compute
            something else otherwise.
        column_major: the inputs that are column-major matrices, if that is known.
        is_operator: as for ``on_one``.
    """

    def write() -> _Text:
        known = op.plans_by[False, column_major] if column_major else op.plans
        first = {"first": known[True, False]}
        plans = first | {"second": known[False, True], "both": known[True, True]}
        of_two = _make(op, plans, {0: "input", 1: "other", ~0: "result"}, not op.fits)
        of_one = indent(_make(op, first, {0: "input", 1: "y", ~0: "result"}), " " * 8)
        compute = generated.call(op.kernel, "kernel", "x", "y")
        of_number = texts.OF_NUMBER.format(make=of_one, compute=compute)
        return plans, texts.ON_TWO.format(
            find_mode=texts.FIND_MODE,
            declare="" if op.fits else "specs = None",
            compare="" if op.fits else texts.COMPARE,
            unfit="" if ndim is None else texts.UNFIT.format(ndim=ndim),
            arrange=texts.ARRANGE if op.promotes else "",
            column_major=texts.COLUMN_MAJOR if op.column_major_rules and not column_major else "",
            specify="" if op.fits else texts.SPECIFY,
            make_of_two=indent(of_two, " " * 8),
            of_number=of_number if op.promotes else "",
            compute=compute,
            **texts.signature(2, is_operator),
        )

    make = partial(on_two, op, ndim=ndim, is_operator=is_operator)

    @cache
    def of_column_major(*which: bool) -> Callable[..., Tensor]:
        return make(otherwise, column_major=tuple(n for n, is_so in zip(op.inputs, which) if is_so))

    return remade_by(
        make, otherwise, _defined(op, otherwise, write, of_column_major=of_column_major)
    )


def remade_by(
    make: Callable[..., Any], otherwise: Callable[..., Any], function: Callable[..., Any]
) -> Callable[..., Any]:
    """Finish a generated function: it takes the metadata of ``otherwise``, its fallback.

    Its attribute ``make`` generates the same function for another fallback.
    """
    vars(function).update(make=make)
    return update_wrapper(function, otherwise, updated=())


def _given(*arguments: Any) -> list[Any]:
    """The arguments with which a function was called; the others have ``ABSENT`` as default."""
    return [each for each in arguments if each is not _ABSENT]


def _defined(
    op: Op, otherwise: Callable[..., Any], write: Callable[[], _Text], **more: Any
) -> Callable[..., Any]:
    """The function whose source ``write`` returns; ``more`` are further names in its scope."""
    scope = SCOPE | more | {"op": op, "kernel": op.kernel, "node_type": op.node_type}
    scope["otherwise"] = otherwise

    def text() -> str:
        plans, source = write()
        scope.update({f"type_of_{which}": plan.node_type for which, plan in plans.items()})
        return source

    apply: Callable[..., Any] = generated.define(("apply",), text, scope)["apply"]
    return apply


def _make(op: Op, plans: dict[str, Plan], values: dict[int, str], may_widen: bool = False) -> str:
    """The source that makes the tensor ``out`` from ``result``, and its node.

    Args:
        plans: by which operands need a gradient.
        values: the names of the operands in the source, by position, and of the result, as ~0; a
            node may save them.
        may_widen: whether operands may have been broadcast; ``specs`` then has their shapes.
    """
    if op.node_type is None:
        return texts.MAKE + texts.MARK
    template = texts.NODE_OF_ONE if len(plans) == 1 else texts.NODE_OF_TWO
    nodes = {
        which: indent(_node(which, plan, values, may_widen), " " * 8)
        for which, plan in plans.items()
    }
    edges = "".join(texts.EDGE.format(name=name) for name in _OPERANDS if name in values.values())
    return texts.MAKE + texts.TAPE_OR_MARK.format(edges=edges, nodes=template.format(**nodes))


def _node(which: str, plan: Plan, values: dict[int, str], may_widen: bool) -> str:
    """The source that makes a node, for one choice (``which``) of operands that need a gradient."""
    if not plan.edges:
        operands = ", ".join(_OPERANDS[: len(values) - 1])
        return f"return op.apply(({operands},), settings)\n"
    kept = [values[at] for at in plan.positions]
    storages = [f"{each}._storage" if each in _OPERANDS else "None" for each in kept]
    versions = ", ".join(f"({each}.version if {each} else 0)" for each in storages)
    any_counts = " or ".join(dict.fromkeys(storages))
    known = [f"{'xy'[at]}.shape" for at in plan.shapes]
    known += [f"settings[{name!r}]" for name in plan.settings]
    specs = "specs" if may_widen else "None"
    details = f"new_details(Details, (None, {specs}, ({listed(known)}), None))"
    return texts.NODE.format(
        which=which,
        targets=listed(_TARGETS[which][: plan.edges]),
        saved=kept[0] if len(kept) == 1 else f"({listed(kept)})" if kept else None,
        versions=f"({versions},) if {any_counts} else None" if kept else None,
        details=details if known else f"specs and {details}" if may_widen else None,
    )


def listed(names: Sequence[str]) -> str:
    """The source of a tuple's elements, each with its comma."""
    return "".join(f"{name}, " for name in names)


def _is_ordinary(tensor: Tensor, extra: Extra) -> bool:
    """Whether a tensor with ``_extra`` needs no special treatment.

    It does if it is an inference tensor, is one of several outputs, overrides functions, or is a
    view whose grad_fn may have to be recomputed.
    """
    if extra.is_inference or extra.is_one_of_several or extra.is_overriding:
        return False
    view = extra.view
    if view is None:
        return True
    storage = tensor._storage
    is_outdated = view.version != (0 if storage is None else storage.version)
    return not is_outdated and (tensor._node is not None or not view.base.requires_grad)


def _are_ordinary(input: Tensor, other: Tensor) -> bool:
    """Whether neither of two tensors needs special treatment."""
    of_input, of_other = input._extra, other._extra
    return (of_input is None or _is_ordinary(input, of_input)) and (
        of_other is None or _is_ordinary(other, of_other)
    )


SCOPE = {
    "FLOAT32": _FLOAT32,
    "FLOAT64": _FLOAT64,
    "ABSENT": _ABSENT,
    "given": _given,
    "settings": {},
    "Tensor": Tensor,
    "accumulator_of": accumulator_of,
    "DEFAULT": Creation.DEFAULT,
    "Details": Details,
    "Extra": Extra,
    "View": View,
    "constant": constants.constant,
    "float32": np.float32,
    "float64": np.float64,
    "current_modes": grad_mode.current_modes,
    "known_mode": grad_mode.known_mode,
    "arranged": arranged,
    "are_ordinary": _are_ordinary,
    "is_ordinary": _is_ordinary,
    "is_column_major": is_column_major,
    "known_constants": constants.kept,
    "ndarray": np.ndarray,
    "unexpanded": unexpanded,
    "new_details": tuple.__new__,
    "new_tensor": Tensor.__new__,
    "next_sequence_nr": next_sequence_nr,
    "observe": observe,
}
"""The global names of the generated functions."""
