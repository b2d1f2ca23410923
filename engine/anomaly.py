"""Whether backward passes look for what goes wrong in them.

Source: torch.autograd.anomaly_mode, PyTorch 2.13.
"""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from engine import observe
from engine.anomaly_mode import here
from engine.dtypes import DIFFERENTIABLE_KINDS
from engine.grad_fn import GradFn
from engine.in_front import InFront
from engine.observe import Sent
from engine.tensor import Tensor


class _Callers(InFront):
    """Has new nodes remember where in the script they were made."""

    def made(self, node: Any, outs: Sequence[Tensor]) -> None:
        """A node of an operation, and the operation's results."""
        node.metadata["traceback_"] = _calls_of_script()


_ENGINE = str(Path(__file__).parent)


def _calls_of_script() -> list[str]:
    """The calls that led here, without the engine's own."""
    own = (_ENGINE, "<engine.", "<frozen runpy>")  # and what starts the process
    frames = [each for each in traceback.extract_stack() if not each.filename.startswith(own)]
    return traceback.format_list(frames)


def _switch(mode: bool, check_nan: bool) -> None:
    """Begin to look for anomalies, or end it."""
    here.enabled, here.check_nan = mode, check_nan
    before = observe.observer
    if mode and not isinstance(before, _Callers):
        observe.observer = _Callers(before)
    elif not mode and isinstance(before, _Callers):
        observe.observer = before.inner


class set_detect_anomaly:  # noqa: N801
    """Look for anomalies, or no longer; as a context manager, until its end."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = here.enabled, here.check_nan
        _switch(mode, check_nan)

    def __enter__(self) -> None:
        """The mode is set already."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _switch(*self._before)


class detect_anomaly(set_detect_anomaly):  # noqa: N801
    """Look for anomalies within a ``with``."""

    def __init__(self, check_nan: bool = True) -> None:
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should "
            "only be enabled for debugging.",
            UserWarning,
            stacklevel=2,
        )
        self._check_nan = check_nan

    def __enter__(self) -> None:
        super().__init__(True, self._check_nan)


def is_anomaly_enabled() -> bool:
    """Whether backward passes look for anomalies."""
    return here.enabled


def is_anomaly_check_nan_enabled() -> bool:
    """Whether a nan counts as an anomaly."""
    return here.check_nan


def check_sent(node: GradFn, sent: Sequence[Sent]) -> None:
    """Look for nan in what a node computed.

    Raises:
        RuntimeError: there is some.
    """
    if not here.check_nan:
        return
    for position, raw, *_ in sent:
        if _has_nan(raw):
            warn_of(node)
            raise RuntimeError(
                f"Function '{_name(node)}' returned nan values in its {position}th output."
            )


def warn_of(node: GradFn) -> None:
    """Name the node at which a pass failed, and where it was made."""
    calls = node.metadata.get("traceback_")
    made = (
        "No forward pass information available. Enable detect anomaly during forward pass for more "
        "information."
        if calls is None
        else f"Traceback of forward call that caused the error:\n{''.join(calls)}"
    )
    message = f"Error detected in {_name(node)}. {made}"
    warnings.warn(message, UserWarning, stacklevel=5)


def _name(node: Any) -> str:
    return str(node.name())


def _has_nan(gradient: Any) -> bool:
    array = gradient._data if isinstance(gradient, Tensor) else gradient
    if array is None or array.dtype.kind not in DIFFERENTIABLE_KINDS:
        return False
    return bool(np.isnan(array).any())
