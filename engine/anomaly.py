"""Anomaly mode: a backward pass stops at the first node that makes a nan.

Source: torch.autograd.anomaly_mode, PyTorch 2.13. Its printed traceback of the forward call is left
to what shows the error.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Sequence
from types import TracebackType
from typing import Any

import numpy as np


class _Mode:
    """Whether passes look for nan; for all threads, as in PyTorch."""

    checks_nan = False
    is_on = False


mode = _Mode()


class set_detect_anomaly(contextlib.ContextDecorator):  # noqa: N801 (PyTorch's own name)
    """Switch the mode at once, and back at the end of a ``with``."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = _state()
        _set(mode, check_nan)

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _set(*self._before)


class detect_anomaly(contextlib.ContextDecorator):  # noqa: N801 (PyTorch's own name)
    """The mode for the length of a ``with``."""

    def __init__(self, check_nan: bool = True) -> None:
        self._check_nan = check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should "
            "only be enabled for debugging.",
            UserWarning,
            stacklevel=2,
        )

    def __enter__(self) -> None:
        self._before = _state()
        _set(True, self._check_nan)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _set(*self._before)


def is_anomaly_enabled() -> bool:
    """Whether the mode is on."""
    return mode.is_on


def is_anomaly_check_nan_enabled() -> bool:
    """Whether the mode, where it is on, looks for nan."""
    return mode.checks_nan or not mode.is_on


def check(node: Any, gradients: Sequence[Any]) -> None:
    """Check what a node sends.

    Raises:
        RuntimeError: it has a nan.
    """
    for position, gradient in enumerate(gradients):
        elements = getattr(gradient, "_data", gradient)
        if gradient is not None and np.isnan(elements).any():
            raise RuntimeError(
                f"Function '{node.name()}' returned nan values in its {position}th output."
            )


def _state() -> tuple[bool, bool]:
    return mode.is_on, mode.checks_nan


def _set(is_on: bool, checks_nan: bool) -> None:
    mode.is_on, mode.checks_nan = is_on, is_on and checks_nan
