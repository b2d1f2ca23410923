"""Fractional pooling as ``torch.nn.functional`` and ``torch.nn`` have it.

Source: torch.nn.functional and torch.nn, PyTorch 2.13; Graham 2014.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.ops.nn import fractional_pooling
from engine.tensor import Tensor
from engine.torch import random
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.naming import named
from engine.torch.nn.module import Module
from engine.unobserved import unobserved

_NAMES = {2: ("height", "width"), 3: ("time", "height", "width")}


def _extents(given: Any, ndim: int) -> tuple[Any, ...]:
    return tuple(given) if isinstance(given, tuple | list) else (given,) * ndim


def _fractional(ndim: int) -> Callable[..., Any]:
    name = f"fractional_max_pool{ndim}d"
    operation = getattr(fractional_pooling, name)

    def pool(
        input: Tensor,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> Any:
        """The maxima of randomly placed windows, with their indices if asked for.

        Raises:
            ValueError: no output size or ratio is given.
            RuntimeError: windows that do not fit, or samples of a wrong shape.
            IndexError: too few dimensions.
        """
        require_tensors(name, input=input)
        if output_size is None and output_ratio is None:
            raise ValueError(f"{name} requires specifying either an output_size or an output_ratio")
        if input.ndim < ndim + 1:
            raise IndexError(
                f"Dimension out of range (expected to be in range of [{-input.ndim}, "
                f"{input.ndim - 1}], but got {-ndim - 1})"
            )
        if output_size is None:
            if len(output_ratio) > ndim:
                raise ValueError(
                    f"{name} requires output_ratio to either be a single Int or tuple of Ints."
                )
            ratios = _extents(output_ratio, ndim)
            output_size = [int(n * ratio) for n, ratio in zip(input.shape[-ndim:], ratios)]
        samples = _random_samples
        if samples is None:
            count = 1 if input.ndim == ndim + 1 else input.shape[0]
            with unobserved():
                samples = random.rand(count, input.shape[-ndim - 1], ndim, dtype=input.dtype)
        kernel, size = _extents(kernel_size, ndim), _extents(output_size, ndim)
        _check(name, input, kernel, size, samples)
        values, indices = operation(input, kernel=kernel, size=size, samples=samples._data)
        return (values, indices) if return_indices else values

    pool.__name__ = pool.__qualname__ = name
    return pool


def _check(
    name: str, input: Tensor, kernel: tuple[int, ...], size: tuple[int, ...], samples: Tensor
) -> None:
    """Check that windows fit, and the shape of samples.

    Raises:
        RuntimeError: they do not fit.
    """
    ndim, shape = len(size), tuple(input.shape)
    for dim in range(input.ndim - ndim - 1, input.ndim):
        if not shape[dim]:
            raise RuntimeError(
                f"{name}(): Expected input to have non-zero size for non-batch dimensions, but got"
                f"{list(shape)} with dimension {dim} being empty."
            )
    if samples.dtype is not input.dtype:
        raise RuntimeError("Expect _random_samples to have the same dtype as input")
    if samples.ndim != 3:
        raise RuntimeError(f"Expect _random_samples to have 3 dimensions, got {samples.ndim}")
    if samples.shape[2] != ndim:
        raise RuntimeError(
            f"Expect _random_samples.size(2) equals to {ndim}; got {samples.shape[2]}."
        )
    called, spare = (f"{name}()", 0) if ndim == 2 else (f"{name}_out()", 1)
    for which, extent, count, width in zip(_NAMES[ndim], shape[-ndim:], size, kernel):
        if count + width - 1 + spare > extent:
            raise RuntimeError(
                f"{called}: pool {which} {width} too large relative to input {which} {extent}"
            )


fractional_max_pool2d, fractional_max_pool3d = _fractional(2), _fractional(3)


def _with_indices(pool: Callable[..., Any]) -> Callable[..., Any]:
    def with_indices(
        input: Tensor,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> Any:
        return pool(input, kernel_size, output_size, output_ratio, True, _random_samples)

    return named(
        with_indices,
        f"{pool.__name__}_with_indices",
        f"``{pool.__name__}``, and where the elements are.",
    )


fractional_max_pool2d_with_indices = _with_indices(fractional_max_pool2d)
fractional_max_pool3d_with_indices = _with_indices(fractional_max_pool3d)


class _FractionalMaxPool(Module):
    _ndim: int

    def __init__(
        self,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> None:
        super().__init__()
        if self._ndim == 3 and not all(each > 0 for each in _extents(kernel_size, 3)):
            raise ValueError(f"kernel_size must be greater than 0, but got {kernel_size}")
        self.kernel_size = _extents(kernel_size, self._ndim)
        self.return_indices = return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size = None if output_size is None else _extents(output_size, self._ndim)
        self.output_ratio = None if output_ratio is None else _extents(output_ratio, self._ndim)
        if output_size is None and output_ratio is None:
            raise ValueError(
                f"{type(self).__name__} requires specifying either an output size, or a pooling "
                "ratio"
            )
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        if not all(0 < each < 1 for each in self.output_ratio or ()):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def forward(self, input: Tensor) -> Any:
        """Apply the function with the settings."""
        function = fractional_max_pool2d if self._ndim == 2 else fractional_max_pool3d
        return function(
            input,
            self.kernel_size,
            self.output_size,
            self.output_ratio,
            self.return_indices,
            self._random_samples,
        )


class FractionalMaxPool2d(_FractionalMaxPool):
    """Fractional max pooling over two dimensions."""

    _ndim = 2


class FractionalMaxPool3d(_FractionalMaxPool):
    """Fractional max pooling over three dimensions."""

    _ndim = 3
