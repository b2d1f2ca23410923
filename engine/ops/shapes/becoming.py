"""Views that a tensor itself becomes: its memory stays, its shape is another one.

Source: torch.Tensor.t_, transpose_, unsqueeze_, squeeze_ and as_strided_, PyTorch 2.13.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from engine import grad_mode, in_place, observe
from engine.op import Op
from engine.ops.shapes import layout, memory, shape
from engine.tensor import Array, Tensor


class _Becoming(Op):
    """A view operation that gives its operand, and no new tensor, another shape."""

    def apply_in_place(self, target: Tensor, **settings: Any) -> Tensor:  # type: ignore[override]
        """Let ``target`` be the view of itself; returns ``target``.

        Neither its base, if it is a view, nor what keeps its gradient hears of it.

        Raises:
            RuntimeError: a leaf that requires grad or a view of one, or a view that cannot take
                another history.
        """
        taped = grad_mode.current_modes().enabled and target.requires_grad
        if taped:
            in_place.refuse(target)
        elements = target._array()
        result = self.compute(elements, **settings)
        if observe.observer is not None:
            observe.observer.will_change(target, (target,), self.name)
        storage = target._shared_storage()  # which makes what was saved of it watched
        node = self._tape((target,), (elements,), (target,), settings) if taped else None
        target._data = result
        target._ensure_extra()  # so that operations on it look at its strides
        storage.version += 1
        if node is not None:
            target._node = node
            extra = target._ensure_extra()
            extra.output_nr = 0
            if extra.view is not None:
                extra.view.version = storage.version
        if observe.observer is not None:
            observe.observer.changed_in_place(self, target, (target,), settings)
        in_place.refuse_inference(target)
        return target


@partial(_Becoming, node_name="TBackward1", is_view=True, formula=shape.t.formula)
def t_(a: Array) -> Array:
    """A matrix exchanges its rows and columns."""
    return shape.t.kernel(a)


t_.vjp("a", sends=r"g^{\mathsf{T}}")(shape.t_wrt_a)


@partial(_Becoming, node_name="TransposeBackward1", is_view=True, formula=layout.transpose.formula)
def transpose_(a: Array, *, dim0: int, dim1: int) -> Array:
    """A tensor exchanges two of its dimensions."""
    return layout.transpose.kernel(a, dim0=dim0, dim1=dim1)


transpose_.vjp("a", sends=r"g^{\mathsf{T}}")(layout.transpose_wrt_a)


@partial(_Becoming, node_name="UnsqueezeBackward1", is_view=True, formula="a")
def unsqueeze_(a: Array, *, dim: int) -> Array:
    """A tensor gets a new dimension of extent 1."""
    return shape.unsqueeze.kernel(a, dim=dim)


unsqueeze_.vjp("a", sends="g")(shape.unsqueeze_wrt_a)


@partial(_Becoming, node_name="SqueezeBackward3", is_view=True, formula="a")
def squeeze_all_(a: Array) -> Array:
    """A tensor loses its dimensions of extent 1."""
    return layout.squeeze_all.kernel(a)


@partial(_Becoming, node_name="SqueezeBackward4", is_view=True, formula="a")
def squeeze_dim_(a: Array, *, dim: int) -> Array:
    """A tensor loses a dimension, if that has extent 1."""
    return layout.squeeze_dim.kernel(a, dim=dim)


@partial(_Becoming, node_name="SqueezeBackward5", is_view=True, formula="a")
def squeeze_dims_(a: Array, *, dim: tuple[int, ...]) -> Array:
    """A tensor loses those of some dimensions that have extent 1."""
    return layout.squeeze_dims.kernel(a, dim=dim)


squeeze_all_.vjp("a", sends="g")(layout.squeeze_all_wrt_a)
squeeze_dim_.vjp("a", sends="g")(layout.squeeze_dim_wrt_a)
squeeze_dims_.vjp("a", sends="g")(layout.squeeze_dims_wrt_a)


@partial(_Becoming, node_name="AsStridedBackward1", is_view=True, formula=memory.as_strided.formula)
def as_strided_(
    a: Array, *, size: tuple[int, ...], stride: tuple[int, ...], offset: int, own: tuple[int, ...]
) -> Array:
    """A tensor gets other extents and strides (in elements), from an offset in its memory on."""
    strided: Array = memory.as_strided.kernel(a, size=size, stride=stride, offset=offset, own=own)
    return strided


as_strided_.vjp("a", sends=r"\sum_{k \mapsto i} g_k")(memory.as_strided_wrt_a)
