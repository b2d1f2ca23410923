"""What views show, in fresh memory: of each view an operation that copies.

Its kernel is that of the view and a copy, its rules are those of the view, and its node is called
as PyTorch calls it.
"""

from functools import wraps
from typing import Any

import numpy as np

from engine.multi_op import MultiOp, multi_op
from engine.op import Op, op
from engine.ops.elementwise import complex_numbers
from engine.ops.indexing import select
from engine.ops.refusing import refusing
from engine.ops.shapes import layout, memory, parts, shape
from engine.tensor import Array


def _copying(view: Op) -> Op:
    """The operation that copies what a view shows."""

    @wraps(view.kernel)
    def kernel(a: Array, **settings: Any) -> Array:
        return np.array(view.kernel(a, **settings), order="C")[()]

    made = op(_node_name(view), formula=view.formula)(_named(kernel, view))
    made.rules.update(view.rules)
    return made


def _copying_all(view: MultiOp) -> MultiOp:
    """The operation that copies what each of several views shows."""

    @wraps(view.kernel)
    def kernel(a: Array, **settings: Any) -> tuple[Array, ...]:
        return tuple([np.array(each, order="C")[()] for each in view.kernel(a, **settings)])

    made = multi_op(_node_name(view), formula=view.formula)(_named(kernel, view))
    made.rules.update(view.rules)
    return made


def _node_name(view: Op) -> str:
    assert view.node_type is not None
    return f"{view.node_type.__name__}_copy"


def _named(kernel: Any, view: Op) -> Any:
    kernel.__name__ = f"{view.name}_copy"
    kernel.__doc__ = f"What ``{view.name}`` shows, in fresh memory."
    return kernel


alias_copy = _copying(shape.alias)
as_strided_copy = _copying(memory.as_strided)
diagonal_copy = _copying(layout.diagonal)
expand_copy = _copying(shape.expand)
permute_copy = _copying(shape.permute)
select_copy = _copying(select.select)
slice_copy = _copying(select.slice)
squeeze_all_copy = _copying(layout.squeeze_all)
squeeze_dim_copy = _copying(layout.squeeze_dim)
squeeze_dims_copy = _copying(layout.squeeze_dims)
t_copy = _copying(shape.t)
transpose_copy = _copying(layout.transpose)
unfold_copy = _copying(layout.unfold)
unsqueeze_copy = _copying(shape.unsqueeze)
view_copy = _copying(shape.view)
view_as_real_copy = _copying(complex_numbers.view_as_real)
view_as_complex_copy = _copying(complex_numbers.view_as_complex)
split_copy = _copying_all(parts.split)
split_sizes_copy = _copying_all(parts.split_sizes)
unbind_copy = _copying_all(parts.unbind)


@refusing("derivative for aten::detach_copy is not implemented")
@op("NotImplemented", formula="a")
def detach_copy(a: Array) -> Array:
    """The same elements in fresh memory; PyTorch has forgotten that it should be a constant."""
    return np.array(a, order="C")[()]
