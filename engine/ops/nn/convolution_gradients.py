"""The backward of convolutions for all of their inputs, as one operation.

Shapes: d, a, b as the result's gradient and the first two inputs of the convolution
"""

from typing import Any

from engine.multi_op import multi_op
from engine.ops.elementwise.complex_numbers import conjugate
from engine.ops.nn.convolution import (
    convolution,
    convolution_transposed,
    convolution_wrt_c,
    cropped,
)
from engine.registry import raw

Moves = dict[str, Any]
"""The stride, padding, dilation and groups of a convolution."""


def _go(F: Any, a: Any, b: Any, like: Any, moves: Moves) -> Any:
    return cropped(F, F.convolution_without_bias(a, b, **moves), like.shape[2:])


def _back(F: Any, d: Any, b: Any, like: Any, moves: Moves) -> Any:
    return F.convolution_input(d, b, extents=tuple(like.shape[2:]), **moves)


def _kernel(F: Any, d: Any, a: Any, like: Any, moves: Moves) -> Any:
    return F.convolution_weight(d, a, kernel=tuple(like.shape[2:]), **moves)


@multi_op(
    "ConvolutionBackwardBackward0",
    outputs=("of_a", "of_b", "of_c"),
    formula=r"\sum_{i s + k d - p = j} d_i b_k,\, \sum_i d_i a_{i s + k d - p},\, \sum_i d_i",
)
def convolution_backward(
    d: Any, a: Any, b: Any, *, mask: tuple[bool, ...], transposed: bool, moves: Moves
) -> tuple[Any, ...]:
    """The backward of a (transposed) convolution, for the inputs that ``mask`` asks for."""
    of_a = of_b = None
    if mask[0]:
        of_a = _go(raw, d, b, a, moves) if transposed else _back(raw, d, b, a, moves)
    if mask[1]:
        of_b = _kernel(raw, *((a, d) if transposed else (d, a)), b, moves)
    return of_a, of_b, convolution_wrt_c(raw, d) if mask[2] else None


@convolution_backward.vjp("d", sends=r"\sum_k g_1 b_k + \sum_k a_{i s + k d - p} g_2 + g_3")
def convolution_backward_wrt_d(
    F: Any, gs: Any, *, d: Any, a: Any, b: Any, transposed: bool, moves: Moves
) -> Any:
    of_a, of_b, of_c = gs
    parts = []
    for one, other in ((of_a, conjugate(F, b)), (conjugate(F, a), of_b)):
        if one is not None and other is not None:
            parts.append(
                _back(F, one, other, d, moves) if transposed else _go(F, one, other, d, moves)
            )
    if of_c is not None:
        column = F.view(of_c, shape=(-1, *(1,) * (len(d.shape) - 2)))
        parts.append(F.expand(column, shape=tuple(d.shape)))
    total = parts[0]
    for part in parts[1:]:
        total = F.add(total, part)
    return total


@convolution_backward.vjp("a", sends=r"\sum_{i s + k d - p = j} d_i g_2")
def convolution_backward_wrt_a(
    F: Any, gs: Any, *, d: Any, a: Any, transposed: bool, moves: Moves
) -> Any:
    of_b = gs[1]
    if of_b is None:
        return None
    d = conjugate(F, d)
    return _go(F, d, of_b, a, moves) if transposed else _back(F, d, of_b, a, moves)


@convolution_backward.vjp("b", sends=r"\sum_i d_i g_1")
def convolution_backward_wrt_b(
    F: Any, gs: Any, *, d: Any, b: Any, transposed: bool, moves: Moves
) -> Any:
    of_a = gs[0]
    if of_a is None:
        return None
    d = conjugate(F, d)
    return _kernel(F, *((of_a, d) if transposed else (d, of_a)), b, moves)


def _at_once(is_transposed: bool) -> Any:
    def rule(
        F: Any, g: Any, *, a: Any, b: Any, stride: Any, padding: Any, dilation: Any, groups: int,
        mask: tuple[bool, ...],
    ) -> Any:  # fmt: skip
        moves = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
        pair = conjugate(F, a), conjugate(F, b)
        return F.convolution_backward(g, *pair, mask=mask, transposed=is_transposed, moves=moves)

    return rule


convolution.vjp_at_once(_at_once(is_transposed=False))
convolution_transposed.vjp_at_once(_at_once(is_transposed=True))
