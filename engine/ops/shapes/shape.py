"""Other shapes, dtypes and owners of the same elements."""

from collections.abc import Callable
from functools import lru_cache, partial
from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine import dtypes, grad_mode
from engine.nodes.pullbacks import unchanged
from engine.op import Op, op
from engine.ops import folding, summing
from engine.registry import quick
from engine.storage import Creation
from engine.strides import converted, with_channels_last
from engine.tensor import Array, Tensor

_ALL = slice(None)


class _SumTo(Op):
    """Sums of what was broadcast: on tensors they are the operations that PyTorch takes."""

    def __call__(self, a: Any, *, shape: tuple[int, ...]) -> Tensor:  # type: ignore[override]
        """Sum over the axes along which ``shape`` would broadcast to a's shape."""
        if not shape:
            return quick.sum(a)
        total = quick.sum_dims(a, dim=_broadcast_axes(a._data.shape, shape), keepdim=True)
        return quick.view(total, shape=shape) if a._data.ndim > len(shape) else total

    def as_function(self) -> Callable[..., Any]:
        """The operation itself."""
        return self


@lru_cache(1024)
def _broadcast_axes(shape: tuple[int, ...], of: tuple[int, ...]) -> tuple[int, ...]:
    """The axes of a shape along which a tensor ``of`` another one was broadcast to it."""
    lead = len(shape) - len(of)
    repeated = (lead + at for at, n in enumerate(of) if n == 1 and shape[lead + at] != 1)
    return (*range(lead), *repeated)


@partial(_SumTo, node_name="SumBackward1", formula=r"\sum_i a_i")
def sum_to(a: Array, *, shape: tuple[int, ...]) -> Array:
    """Sum over the axes along which ``shape`` would broadcast to a's shape.

    Shapes: a (..., n), shape broadcastable to it -> shape
    """
    lead = a.ndim - len(shape)
    if a.shape[lead:] == shape:
        axes: Any = 0 if lead == 1 else tuple(range(lead))
        leading: Array = (
            folding.added(a, axis=axes, dtype=a.dtype)
            if a.size > summing.FEW
            else summing.totals(a, tuple(range(lead)), keepdim=False)
        )
        return leading
    axes = _broadcast_axes(a.shape, shape)
    result: Array = np.asarray(summing.totals(a, axes, keepdim=True)).reshape(shape)[()]
    return result


@sum_to.vjp("a", slope="1")
def sum_to_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...]) -> Any:
    return F.expand(g, shape=a_shape)


@op("ExpandBackward0", is_view=True, formula="a")
def expand(a: Array, *, shape: tuple[int, ...]) -> Array:
    """Broadcast to a larger shape without copying."""
    size = prod(shape)
    if a.size == size:
        return a.reshape(shape)
    if size and not a.ndim:
        return np.ndarray(shape, a.dtype, np.asarray(a), 0, (0,) * len(shape))
    lead = len(shape) - a.ndim
    strides = [0] * lead
    for n, by, to in zip(a.shape, a.strides, shape[lead:]):
        if n != to and n != 1:
            return np.broadcast_to(a, shape)  # which says what does not fit
        strides.append(by if n == to else 0)
    if size and a.flags.c_contiguous:
        return np.ndarray(shape, a.dtype, a, 0, strides)  # ten times as fast
    return as_strided(a, shape, strides)  # which, unlike what is broadcast, can be written to


@expand.vjp("a", sends=r"\sum_{\mathrm{copies}} g")
def expand_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...]) -> Any:
    return g if g.shape == a_shape else F.sum_to(g, shape=a_shape)


@op("ViewBackward0", is_view=True, formula="a")
def view(a: Array, *, shape: tuple[int, ...]) -> Array:
    """The same elements in the same order under another shape."""
    return a.reshape(shape)


def reshaped(F: Any, a: Any, shape: tuple[int, ...]) -> Any:
    """The same elements under another shape: a view where the memory allows it, else a copy."""
    if not isinstance(a, Tensor) or np.ndim(a._data) == 0 or a._data.flags.c_contiguous:
        return F.view(a, shape=shape)
    if can_view(a._data, shape):
        return F.reshape_alias(a, shape=shape)
    return F.unsafe_view(F.clone_in_order(a), shape=shape)


@view.vjp("a", sends="g")
def view_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...]) -> Any:
    return reshaped(F, g, a_shape)


def can_view(a: Array, shape: tuple[int, ...]) -> bool:
    """Whether the memory of elements, read in their order, can have another shape."""
    return a.flags.c_contiguous or np.may_share_memory(a.reshape(shape), a)


@op("TBackward0", is_view=True, formula=r"a^{\mathsf{T}}")
def t(a: Array) -> Array:
    """A matrix with rows and columns exchanged; vectors and numbers as they are."""
    return a.T


@t.vjp("a", sends=r"g^{\mathsf{T}}")
def t_wrt_a(F: Any, g: Any) -> Any:
    return F.t(g)


@op("PermuteBackward0", is_view=True, formula=r"a_{\mathrm{dims}}")
def permute(a: np.ndarray, *, dims: tuple[int, ...]) -> Array:
    """The same elements with the dimensions in another order."""
    return a.transpose(dims)


@permute.vjp("a", sends=r"g_{\mathrm{dims}^{-1}}")
def permute_wrt_a(F: Any, g: Any, *, dims: tuple[int, ...]) -> Any:
    return F.permute(g, dims=tuple(dims.index(d) for d in range(len(dims))))


@op("UnsqueezeBackward0", is_view=True, formula="a")
def unsqueeze(a: Array, *, dim: int) -> Array:
    """A new dimension of extent 1 before the present dimension ``dim``."""
    a = np.asarray(a)
    by = a.shape[dim] * a.strides[dim] if dim < a.ndim else a.itemsize
    extents, strides = (*a.shape[:dim], 1, *a.shape[dim:]), (*a.strides[:dim], by, *a.strides[dim:])
    if a.flags.c_contiguous and a.size:
        return np.ndarray(extents, a.dtype, a, 0, strides)  # ten times as fast
    return as_strided(a, extents, strides)


@unsqueeze.vjp("a", sends="g")
def unsqueeze_wrt_a(F: Any, g: Any, *, dim: int) -> Any:
    return F.squeeze_dim(g, dim=dim)


@op("SqueezeBackward4", is_view=True, formula="a")
def squeeze(a: Array, *, dim: int) -> Array:
    """Without the dimension ``dim``, which has extent 1."""
    return np.squeeze(a, dim)


@squeeze.vjp("a", sends="g")
def squeeze_wrt_a(F: Any, g: Any, *, dim: int) -> Any:
    return F.unsqueeze(g, dim=dim)


@op("SqueezeBackward4", formula="a")
def squeezed(a: Array, *, dim: int) -> Array:
    """``squeeze`` of something that nobody else refers to."""
    return np.squeeze(a, dim)


squeezed.vjp("a", sends="g")(squeeze_wrt_a)


@op("AliasBackward0", is_view=True, formula="a")
def alias(a: Array) -> Array:
    """All of the same memory."""
    return np.asarray(a).view()


alias.vjp("a", slope="1")(unchanged)


@op("Identity", is_view=True, formula="a")
def primal(a: Array) -> Array:
    """The same memory without the tangent of forward mode."""
    return np.asarray(a).view()


primal.vjp("a", slope="1")(unchanged)


@op("UnsafeViewBackward0", formula="a")
def unsafe_view(a: Array, *, shape: tuple[int, ...]) -> Array:
    """A fresh copy's elements under another shape: nobody else refers to their memory."""
    return a.reshape(shape)


unsafe_view.vjp("a", sends="g")(view_wrt_a)


@op("ReshapeAliasBackward0", is_view=True, formula="a")
def reshape_alias(a: Array, *, shape: tuple[int, ...]) -> Array:
    """The same memory under another shape, although not contiguous."""
    return a.reshape(shape)


reshape_alias.vjp("a", sends="g")(view_wrt_a)


@op("CloneBackward0", formula="a")
def clone(a: Array) -> Array:
    """The same elements in memory of their own."""
    return converted(a, a.dtype) if isinstance(a, np.ndarray) else a


clone.vjp("a", slope="1")(unchanged)


@op("CloneBackward0", formula="a")
def clone_in_order(a: Array) -> Array:
    """The same elements in memory of their own, one after the other."""
    return a.copy(order="C") if isinstance(a, np.ndarray) else a


clone_in_order.vjp("a", slope="1")(unchanged)


@op("CloneBackward0", formula="a")
def clone_channels_last(a: Array) -> Array:
    """The same elements in memory of their own, with the channels last."""
    return with_channels_last(np.asarray(a))


clone_channels_last.vjp("a", slope="1")(unchanged)


@op("ToCopyBackward0", formula="a")
def to_copy_channels_last(a: Array, *, dtype: dtypes.dtype) -> Array:
    """The same elements in another dtype, with the channels last."""
    return with_channels_last(np.asarray(to_copy.kernel(a, dtype=dtype)))


to_copy_channels_last.vjp("a", slope="1")(unchanged)


@op("ToCopyBackward0", formula="a")
def to_copy_in_order(a: Array, *, dtype: dtypes.dtype) -> Array:
    """The same elements in another dtype, one after the other."""
    return np.array(to_copy.kernel(a, dtype=dtype), order="C")[()]


to_copy_in_order.vjp("a", slope="1")(unchanged)


class _Reading(Op):
    """Reads memory anew: the result shares it, and its version, but is no differentiable view."""

    def join(self, out: Tensor, base: Tensor, creation: Creation) -> bool:
        """Make a result share its base's storage; it may not be taped."""
        out._storage = base._shared_storage()
        if out._extra is not None or grad_mode.current_modes().inference:
            out._ensure_extra().is_inference = grad_mode.current_modes().inference
        return False


@partial(_Reading, node_name=None, is_view=True, formula="a")
def view_dtype(a: Array, *, dtype: dtypes.dtype) -> Array:
    """The same bytes as elements of another dtype of the same width."""
    return np.asarray(a).view(dtype.numpy)


@op("CopyBackwards", formula="a")
def copy(a: Array) -> Array:
    """What a leaf keeps of a gradient that is taped: a copy."""
    return a.copy()


copy.vjp("a", slope="1")(unchanged)


def _edges(node: Any) -> tuple[tuple[Any, int] | None, ...]:
    """PyTorch makes the copy with ``copy_``, whose first input is the memory for it."""
    return None, *node.next_edges


assert copy.node_type is not None
copy.node_type.edges_in_pytorch = property(_edges)  # type: ignore[assignment]


@op("ToCopyBackward0", formula="a")
def to_copy(a: Array, *, dtype: dtypes.dtype) -> Array:
    """The same elements in another dtype; real parts where that has others than booleans."""
    if a.dtype.kind == "c" and dtype.numpy.kind not in "cb":
        a = a.real
    return converted(a, dtype.numpy)


to_copy.vjp("a", slope="1")(unchanged)


@op(is_view=True, cuts=True, formula="a")
def detach(a: Array) -> Array:
    """The same memory, as a constant: no gradient flows back from here."""
    return a.view() if isinstance(a, np.ndarray) else a
