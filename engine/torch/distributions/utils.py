"""The module ``torch.distributions.utils``: what distributions are made with.

Source: torch.distributions.utils, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from engine import dtypes, grad_mode
from engine.op import Number
from engine.tensor import Tensor
from engine.torch.finfo import finfo
from engine.torch.routines import creation, dimensions


class lazy_property(cached_property[Any]):  # noqa: N801  # as cached_property
    """A property computed once, with gradients enabled, such as ``probs`` from ``logits``."""

    def __init__(self, find: Callable[[Any], Any]) -> None:
        def find_with_gradients(instance: Any) -> Any:
            with grad_mode.enable_grad():
                return find(instance)

        super().__init__(find_with_gradients)
        self.__doc__ = find.__doc__


def broadcast_all(*values: Any) -> tuple[Any, ...]:
    """Numbers and tensors as tensors of one shape.

    Raises:
        ValueError: something else.
    """
    tensors = [each for each in values if isinstance(each, Tensor)]
    for each in values:
        if not isinstance(each, Tensor | Number):
            raise ValueError(
                "Input arguments must all be instances of Number, torch.Tensor or objects "
                "implementing __torch_function__."
            )
    dtype = tensors[0].dtype if tensors else dtypes.default_dtype()
    made = [
        each if isinstance(each, Tensor) else creation.tensor(each, dtype=dtype) for each in values
    ]
    return tuple(dimensions.broadcast_tensors(*made))


def logits_to_probs(logits: Any, is_binary: bool = False) -> Any:
    """Probabilities from log-probabilities, or from log-odds."""
    return logits.sigmoid() if is_binary else logits.softmax(-1)


def clamp_probs(probs: Any) -> Any:
    """Probabilities clamped a little away from 0 and 1."""
    margin = finfo(probs.dtype).eps
    return probs.clamp(min=margin, max=1 - margin)


def probs_to_logits(probs: Any, is_binary: bool = False) -> Any:
    """Log-probabilities from probabilities, or log-odds."""
    inside = clamp_probs(probs)
    return inside.log() - (-inside).log1p() if is_binary else inside.log()


def sum_last(terms: Any, count: int) -> Any:
    """Terms summed over some of the last dimensions."""
    return terms.reshape(*terms.shape[:-count], -1).sum(-1) if count else terms


def standard_normal(shape: Sequence[int], dtype: Any, device: Any) -> Any:
    """Samples of the standard normal distribution."""
    made: Any = creation.empty(shape, dtype=dtype, device=device)
    return made.normal_()


_sum_rightmost, _standard_normal = sum_last, standard_normal


def _is_kept(size: int, diag: int) -> Any:
    columns: Any = creation.arange(size)
    return columns < columns.view(-1, 1) + (diag + 1)


def tril_matrix_to_vec(mat: Any, diag: int = 0) -> Any:
    """Lower triangular matrices as vectors of their elements up to a diagonal.

    Raises:
        ValueError: there is no such diagonal.
    """
    size = mat.shape[-1]
    if diag < -size or diag >= size:
        raise ValueError(f"diag ({diag}) provided is outside [{-size}, {size - 1}].")
    return mat[..., _is_kept(size, diag)]


def vec_to_tril_matrix(vec: Any, diag: int = 0) -> Any:
    """Vectors as lower triangular matrices, filled up to a diagonal.

    Raises:
        ValueError: a row of another number of elements.
    """
    odd = 1 + 2 * diag
    size = (-odd + (odd**2 + 8 * vec.shape[-1] + 4 * abs(diag) * (diag + 1)) ** 0.5) / 2
    if round(size) - size > finfo(vec.dtype).eps:
        raise ValueError(
            f"The size of last dimension is {vec.shape[-1]} which cannot be expressed as the lower "
            "triangular part of a square D x D matrix."
        )
    extent = round(size)
    made = vec.new_zeros((*vec.shape[:-1], extent, extent))
    made[..., _is_kept(extent, diag)] = vec
    return made
