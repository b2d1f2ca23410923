"""Windows that fade out at both ends, for signals.

Source: torch.hann_window and its kin, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.ops import create
from engine.tensor import Tensor
from engine.torch.calling.options import options_of


def _window(
    function: str, length: int, periodic: bool, options: dict[str, Any], shape: Callable[..., Any]
) -> Tensor:
    """A window by its shape, a function of how far along one period an element is.

    Raises:
        RuntimeError: a negative length.
    """
    if length < 0:
        raise RuntimeError(
            f"{function} requires non-negative window_length, got window_length={length}"
        )
    chosen = options_of(function, options)
    places = np.arange(length).astype(chosen.dtype.numpy)
    places *= 1 / max(length if periodic else length - 1, 1)
    elements = shape(places) if length != 1 else np.ones_like(places)
    elements = elements.astype(places.dtype, copy=False)
    return create.tensor.create(data=elements, requires_grad=chosen.requires_grad)


def hann_window(window_length: int, periodic: bool = True, **options: Any) -> Tensor:
    """The Hann window."""
    return _window("hann_window", window_length, periodic, options, lambda x: _wave(x, 0.5, 0.5))


def hamming_window(
    window_length: int,
    periodic: bool = True,
    alpha: float = 0.54,
    beta: float = 0.46,
    **options: Any,
) -> Tensor:
    """The Hamming window."""
    return _window(
        "hamming_window", window_length, periodic, options, lambda x: _wave(x, alpha, beta)
    )


def blackman_window(window_length: int, periodic: bool = True, **options: Any) -> Tensor:
    """The Blackman window."""
    return _window(
        "blackman_window",
        window_length,
        periodic,
        options,
        lambda x: np.cos(4 * np.pi * x) * 0.08 - np.cos(2 * np.pi * x) * 0.5 + 0.42,
    )


def bartlett_window(window_length: int, periodic: bool = True, **options: Any) -> Tensor:
    """The Bartlett (triangular) window."""
    return _window(
        "bartlett_window", window_length, periodic, options, lambda x: 1 - np.abs(2 * x - 1)
    )


def kaiser_window(
    window_length: int, periodic: bool = True, beta: float = 12.0, **options: Any
) -> Tensor:
    """The Kaiser window, whose main lobe is the wider the larger ``beta``."""
    height = np.i0(beta)
    return _window(
        "kaiser_window",
        window_length,
        periodic,
        options,
        lambda x: np.i0(beta * np.sqrt(np.maximum(1 - np.square(2 * x - 1), 0))) / height,
    )


def _wave(places: np.ndarray, mean: float, height: float) -> Any:
    return mean - height * np.cos(2 * np.pi * places)
