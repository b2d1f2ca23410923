"""Elements read by where they lie in memory."""

from functools import partial
from typing import Any

import numpy as np

from engine import dtypes, in_place, observe, strides
from engine.op import Op, op
from engine.ops.elementwise import combined
from engine.registry import traced
from engine.tensor import Array, Tensor

Sizes = tuple[int, ...]


class _AsStrided(Op):
    """Reads elements by their places in memory; its nodes are also those of views made anew."""

    def renew(self, view: Tensor) -> None:
        """Give an outdated view a new grad_fn, which leads to what its base is now.

        Raises:
            RuntimeError: it was made outside of grad mode, or as one of several views.
        """
        made = view._ensure_extra().view
        assert made is not None
        in_place.refuse_rebase(view, made, is_indirect=True)
        if observe.observer is not None:
            observe.observer.grad_fn_changes(view)
        base = made.base
        *path, (name, settings) = in_place.path(base, view)
        for step, options in path:
            base = getattr(traced, step)(base, **options)
        # Also where the base requires no grad: then the gradient leads nowhere, as in PyTorch.
        last = getattr(traced, name)
        node = last._tape((base,), (base._data,), (view,), settings, needed=(True,))
        in_place.set_history(view, node)
        made.version = view._writes


@partial(
    _AsStrided,
    node_name="AsStridedBackward0",
    is_view=True,
    formula=r"a_{\mathrm{offset} + i \cdot \mathrm{stride}}",
)
def as_strided(a: Array, *, size: Sizes, stride: Sizes, offset: int, own: Sizes) -> Array:
    """The memory from an offset on, with given extents and strides (in elements).

    ``own`` are the strides of ``a``, which fills its memory.
    """
    return strides.strided(np.ravel(np.asarray(a), order="K"), size, stride, offset)


@as_strided.vjp("a", sends=r"\sum_{k \mapsto i} g_k")
def as_strided_wrt_a(
    F: Any, g: Any, *, a_shape: Sizes, size: Sizes, stride: Sizes, offset: int, own: Sizes
) -> Any:
    memory = F.zeros_of(g, shape=(strides.reach(a_shape, own),))
    if strides.overlaps(size, stride):
        row = np.arange(len(memory))
        places = strides.strided(row, size, stride, offset).reshape(-1)
        memory = F.index_add(memory, F.view(g, shape=(-1,)), F.constant(data=places), dim=0)
    elif isinstance(g, Tensor):
        part = F.as_strided(memory, size=size, stride=stride, offset=offset, own=(1,))
        combined.copy_from.apply_in_place(part, g)
    else:
        strides.strided(memory, size, stride, offset)[...] = g
    return F.as_strided(memory, size=tuple(a_shape), stride=own, offset=0, own=(1,))


@op(
    "AsStridedScatterBackward0",
    formula=r"a \text{ with } a_{\mathrm{offset} + i \cdot \mathrm{stride}} = b_i",
)
def as_strided_scatter(a: Array, b: Array, *, size: Sizes, stride: Sizes, offset: int) -> Array:
    """a, with b at the places in its memory from an offset on, with given strides."""
    out = np.array(a, order="K")
    strides.strided(np.ravel(out, order="K"), size, stride, offset)[...] = b
    return out


def _contiguous(F: Any, g: Any) -> tuple[Any, Sizes]:
    """A gradient laid out in rows, and its strides."""
    array = g._array() if isinstance(g, Tensor) else np.asarray(g)
    if not array.flags.c_contiguous:
        g, array = F.clone_in_order(g), np.ascontiguousarray(array)
    return g, strides.strides_of(array)


@as_strided_scatter.vjp("a", sends=r"g_i \text{ at } i = \mathrm{offset} + j \cdot \mathrm{stride}")
def as_strided_scatter_wrt_a(
    F: Any, g: Any, *, b_shape: Sizes, size: Sizes, stride: Sizes, offset: int
) -> Any:
    """As in PyTorch, what was overwritten has a gradient and the rest has none, not vice versa.

    Source: as_strided_scatter_backward, PyTorch 2.13.
    """
    settings: dict[str, Any] = {"size": size, "stride": stride, "offset": offset}
    part = as_strided_scatter_wrt_b(F, g, **settings)
    return F.as_strided_scatter(F.zeros_of(g, shape=tuple(g.shape)), part, **settings)


@as_strided_scatter.vjp("b", sends=r"g_{\mathrm{offset} + i \cdot \mathrm{stride}}")
def as_strided_scatter_wrt_b(F: Any, g: Any, *, size: Sizes, stride: Sizes, offset: int) -> Any:
    g, own = _contiguous(F, g)
    return F.as_strided(g, size=size, stride=stride, offset=offset, own=own)


@op(formula="0")
def empty_strided(*, size: Sizes, stride: Sizes, dtype: dtypes.dtype) -> Array:
    """Elements that nobody has set, with given strides; here they are 0."""
    return strides.blank(size, stride, dtype.numpy)
