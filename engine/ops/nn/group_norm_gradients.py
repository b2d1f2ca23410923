"""The backward of group normalisation, in steps that are differentiable themselves.

Source: infinitely_differentiable_native_group_norm_backward, PyTorch 2.13.
"""

from math import prod
from typing import Any

from engine import grad_mode
from engine.ops.nn import normalization as norms
from engine.ops.nn.normalization import Size, group_norm
from engine.ops.shapes import becoming
from engine.tensor import Tensor


@group_norm.vjp_at_once
def group_norm_at_once(
    F: Any, gs: Any, *, a: Any, b: Any, c_shape: Size, mean: Any, rstd: Any, groups: int,
    places: Size, eps: float, mask: tuple[bool, ...],
) -> Any:  # fmt: skip
    if isinstance(a, Tensor) and grad_mode.current_modes().enabled:
        return _in_steps(F, gs, a, b, c_shape, mean, rstd, groups, eps, mask)
    way: dict[str, Any] = {"groups": groups, "places": places, "eps": eps}
    return [
        norms.group_norm_wrt_a(F, gs, a=a, b=b, **way) if mask[0] else None,
        norms.group_norm_wrt_b(F, gs, a=a, b_shape=tuple(b.shape), **way) if mask[1] else None,
        norms.group_norm_wrt_c(F, gs, c_shape=c_shape, places=places) if mask[2] else None,
    ]


def _in_steps(
    F: Any, gs: Any, a: Any, b: Any, c_shape: Size, mean: Any, rstd: Any, groups: int, eps: float,
    mask: tuple[bool, ...],
) -> list[Any]:  # fmt: skip
    count, channels = a.shape[:2]
    shape = (count, groups, channels // groups, prod(a.shape[2:]))
    x = F.view(a, shape=shape)
    mean, rstd = (F.view(each, shape=(count, groups, 1, 1)) for each in (mean, rstd))
    gamma = F.view(b, shape=(1, groups, shape[2], 1)) if len(b.shape) else None
    parts, of_b, of_c = [], None, None
    if gs[0] is not None:
        dy = F.view(gs[0], shape=shape)
        products, sums = _summed(F, F.mul(dy, x), 3), _summed(F, dy, 3)
        if mask[0]:
            parts.append(_of_elements(F, x, dy, products, sums, mean, rstd, gamma))
        if mask[1]:
            along = F.mul(F.sub(products, F.mul(sums, mean)), rstd)
            of_b = F.view(F.sum_dims(along, dim=(0,), keepdim=False), shape=tuple(b.shape))
        if mask[2]:
            of_c = F.view(F.sum_dims(sums, dim=(0,), keepdim=False), shape=tuple(c_shape))
    if mask[0] and (gs[1] is not None or gs[2] is not None):
        split = F.view(a, shape=(count, groups, shape[2] * shape[3]))
        through = norms.through_moments(F, gs[1:], split, eps)
        parts += [F.view(each, shape=shape) for each in through]
    of_a = None
    for part in parts:
        of_a = part if of_a is None else F.add(of_a, part)
    return [of_a if of_a is None else F.view(of_a, shape=tuple(a.shape)), of_b, of_c]


def _summed(F: Any, a: Any, dim: int) -> Any:
    """The sums along a dimension, which stays with extent 1."""
    total = F.sum_dims(a, dim=(dim,), keepdim=False)
    return becoming.unsqueeze_.apply_in_place(total, dim=dim)


def _of_elements(
    F: Any, x: Any, dy: Any, products: Any, sums: Any, mean: Any, rstd: Any, gamma: Any
) -> Any:
    """What goes to the elements: dy times one number, x times another, and a third.

    Args:
        products, sums: the sums of dy x and of dy over each channel.
    """
    share, scale = 1.0 / (x.shape[2] * x.shape[3]), rstd
    if gamma is not None:
        products, sums = F.mul(products, gamma), F.mul(sums, gamma)
        scale = F.mul(rstd, gamma)
    products, sums = _summed(F, products, 2), _summed(F, sums, 2)
    cube = F.mul(F.mul(rstd, rstd), rstd)
    slope = F.mul_number(F.mul(F.sub(F.mul(sums, mean), products), cube), number=share)
    rest = F.mul_number(F.mul(sums, rstd), number=share)
    offset = F.sub(F.mul(F.neg(slope), mean), rest)
    return F.add(F.add(F.mul(scale, dy), F.mul(slope, x)), offset)
