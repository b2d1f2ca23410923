"""How autocast casts the operands of functions, to narrower dtypes or to float32.

Source: the lists of autocast_mode.h for the CPU, PyTorch 2.13.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from engine import dtypes, grad_mode
from engine.ops.shapes import shape
from engine.tensor import Tensor

_NARROWED = """
    addbmm addmm affine_grid baddbmm bmm conv1d conv2d conv3d conv_tbc conv_transpose1d
    conv_transpose2d conv_transpose3d linear matmul mm prelu scaled_dot_product_attention vecdot
"""

_WIDENED = """
    adaptive_avg_pool3d adaptive_max_pool3d avg_pool3d binary_cross_entropy
    binary_cross_entropy_with_logits cdist cholesky cholesky_ex cholesky_inverse cholesky_solve
    cond cosine_embedding_loss cross_entropy ctc_loss eig eigh eigvals eigvalsh fft fft2 fftn
    fractional_max_pool2d fractional_max_pool3d geqrf grid_sample hfft hinge_embedding_loss
    householder_product huber_loss ifft ifft2 ifftn ihfft inv inv_ex inverse irfft irfft2 irfftn
    kl_div l1_loss lstsq lu_solve margin_ranking_loss matrix_rank max_pool3d
    max_pool3d_with_indices max_unpool2d max_unpool3d mse_loss multi_margin_loss
    multilabel_margin_loss nanquantile nll_loss orgqr ormqr pinverse poisson_nll_loss polar
    prod qr quantile rfft rfft2 rfftn smooth_l1_loss soft_margin_loss solve stft svd svdvals
    tensorinv tensorsolve trace triangular_solve triplet_margin_loss view_as_complex
"""

_JOINED = "cat concat concatenate index_copy stack"


class _OfThread(threading.local):
    """The autocast state of a thread.

    Attributes:
        dtype: the dtype to which it casts.
        caches: whether casts of parameters are cached.
        depth: the number of nested ``with``.
        kept: the cached casts, by the ids of the parameters and with these.
    """

    def __init__(self) -> None:
        self.dtype = dtypes.bfloat16
        self.caches = True
        self.depth = 0
        self.kept: dict[int, tuple[Tensor, Tensor]] = {}


of_thread = _OfThread()
"""Whether autocast is on is in the ``casts`` of the thread's modes."""

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

ToDtype = Callable[[list[Tensor]], dtypes.dtype]
"""Determines the dtype in which some tensors are computed with."""


def _narrowest(tensors: list[Tensor]) -> dtypes.dtype:
    return of_thread.dtype


def _single(tensors: list[Tensor]) -> dtypes.dtype:
    return dtypes.float32


def _widest(tensors: list[Tensor]) -> dtypes.dtype:
    to = of_thread.dtype
    for each in tensors:
        if dtypes.float32 in (to, each.dtype):
            to = dtypes.float32
        elif each.dtype is not to:
            raise RuntimeError("Unexpected floating ScalarType in at::autocast::prioritize")
    return to


def _casting(to_dtype: ToDtype, function: FunctionT) -> FunctionT:
    @wraps(function)
    def casts(*args: Any, **kwargs: Any) -> Any:
        if not grad_mode.current_modes().casts or kwargs.get("out") is not None:
            return function(*args, **kwargs)
        to = to_dtype([each for each in _flat((args, kwargs)) if _is_cast(each)])
        # The last first, the order of evaluation of C++ arguments in PyTorch.
        named = {key: _cast(kwargs[key], to) for key in reversed(kwargs)}
        given = [_cast(each, to) for each in reversed(args)][::-1]
        grad_mode.current_modes().casts = False  # functions called inside are not cast
        try:
            return function(*given, **named)
        finally:
            grad_mode.current_modes().casts = True

    return cast(FunctionT, casts)


def narrowing(function: FunctionT) -> FunctionT:
    """The function, which autocast computes in its dtype."""
    return _casting(_narrowest, function)


_RULES: dict[str, ToDtype] = {
    name: rule
    for names, rule in ((_NARROWED, _narrowest), (_WIDENED, _single), (_JOINED, _widest))
    for name in names.split()
}


def as_listed(name: str, function: Any) -> Any:
    """A public function with the casts of the list that it is on, if any."""
    rule = _RULES.get(name)
    return function if rule is None else _casting(rule, function)


def narrowed(*values: Any) -> Any:
    """Tensors cast to autocast's dtype, if it is on."""
    return _cast(values, of_thread.dtype) if grad_mode.current_modes().casts else values


def in_dtype(dtype: dtypes.dtype, *values: Any) -> Any:
    """Values with their tensors cast to a dtype, as far as autocast casts them."""
    return _cast(values, dtype)


def widened(tensor: Tensor) -> Tensor:
    """A tensor cast to float32, if autocast is on."""
    return _cast(tensor, dtypes.float32) if grad_mode.current_modes().casts else tensor


def _is_cast(value: Any) -> bool:
    """Whether a value is a tensor that autocast casts: floating-point and not float64."""
    return (
        isinstance(value, Tensor)
        and value.dtype.is_floating_point
        and value.dtype is not dtypes.float64
    )


def _flat(value: Any) -> list[Any]:
    """The leaves of nested sequences and dictionaries."""
    if isinstance(value, dict):
        return _flat(list(value.values()))
    if isinstance(value, list | tuple):
        return [inner for each in value for inner in _flat(each)]
    return [value]


def _cast(value: Any, to: dtypes.dtype) -> Any:
    if isinstance(value, dict):
        return {key: _cast(each, to) for key, each in value.items()}
    if type(value) in (list, tuple):
        return type(value)([_cast(each, to) for each in value])
    return _copied(value, to) if _is_cast(value) and value.dtype is not to else value


def _copied(tensor: Tensor, to: dtypes.dtype) -> Tensor:
    """A tensor cast to a dtype; that of a parameter is cached until the outermost ``with`` ends."""
    is_kept = (
        of_thread.caches
        and to is of_thread.dtype
        and tensor.dtype is dtypes.float32
        and tensor._is_leaf
        and tensor.requires_grad
        and tensor._view is None
    )
    if not is_kept:
        return shape.to_copy(tensor, dtype=to)
    if id(tensor) not in of_thread.kept:
        of_thread.kept[id(tensor)] = tensor, shape.to_copy(tensor, dtype=to)
    return of_thread.kept[id(tensor)][1]
