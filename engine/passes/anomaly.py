"""Anomaly detection: a failing backward pass names the forward operation.

Source: torch.autograd.anomaly_mode, PyTorch 2.13.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine import observe
from engine.dtypes import DIFFERENTIABLE_KINDS
from engine.node_observer import NodeObserver
from engine.nodes.function_base import node_of
from engine.nodes.grad_fn import GradFn
from engine.observe import Sent
from engine.passes.anomaly_mode import of_thread
from engine.script_warnings import warn
from engine.tensor import Tensor


class _Callers(NodeObserver):
    """Stores with each new node its call stack, and the node being evaluated as its parent."""

    def made(self, node: Any, outs: Sequence[Tensor]) -> None:
        """An operation created a node; ``outs`` are its results."""
        node.metadata["traceback_"] = _calls_of_script()
        if of_thread.node is not None:
            node.metadata["parent_"] = of_thread.node.shown


_ENGINE = str(Path(__file__).parents[1])


def _calls_of_script() -> list[str]:
    """The script's frames of the call stack, formatted as in a traceback."""
    own = (_ENGINE, "<engine.", "<frozen runpy>")  # the last one is the process's start
    frames = [each for each in traceback.extract_stack() if not each.filename.startswith(own)]
    return traceback.format_list(frames)


def _switch(mode: bool, check_nan: bool) -> None:
    """Switch anomaly detection on or off."""
    of_thread.enabled, of_thread.check_nan = mode, check_nan
    before = observe.observer
    if mode and not isinstance(before, _Callers):
        observe.observer = _Callers(before)
    elif not mode and isinstance(before, _Callers):
        observe.observer = before.inner


class set_detect_anomaly:  # noqa: N801
    """Switch anomaly detection on or off; as a context manager, until the end of the ``with``."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        if not isinstance(mode, bool):
            raise TypeError(
                "set_anomaly_enabled(): argument 'enabled' (position 1) must be bool, not "
                f"{type(mode).__name__}"
            )
        self._before = of_thread.enabled, of_thread.check_nan
        _switch(mode, check_nan)

    def __enter__(self) -> None:
        """Does nothing: the mode is already set."""

    def __exit__(self, *error: object) -> None:
        _switch(*self._before)


class detect_anomaly(set_detect_anomaly):  # noqa: N801
    """Anomaly detection inside a ``with``."""

    def __init__(self, check_nan: bool = True) -> None:
        warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should "
            "only be enabled for debugging."
        )
        self._check_nan = check_nan

    def __enter__(self) -> None:
        super().__init__(True, self._check_nan)


def is_anomaly_enabled() -> bool:
    """Whether anomaly detection is on."""
    return of_thread.enabled


def is_anomaly_check_nan_enabled() -> bool:
    """Whether nan in a gradient is an error."""
    return of_thread.check_nan


def check_sent(node: GradFn, sent: Sequence[Sent]) -> None:
    """Check the contributions of a node for nan.

    Raises:
        RuntimeError: there is a nan.
    """
    if not of_thread.check_nan:
        return
    for position, raw, *_ in sent:
        if _has_nan(raw):
            warn_of(node)
            raise RuntimeError(
                f"Function '{_name(node)}' returned nan values in its {position}th output."
            )


def starting(node: GradFn) -> None:
    """Called before a node is evaluated: it becomes the parent of the nodes created meanwhile."""
    of_thread.node = node


def warn_of(node: GradFn) -> None:
    """Warn that a pass failed at a node, with the call stack at which the node was created.

    A node that was created in an earlier pass has a parent, which the next warning describes.
    """
    warn(_traceback_text(node, _CAUSED))
    parent = node_of(node.metadata.get("parent_"))
    while parent is not None:
        warn(_traceback_text(parent, _INDUCED))
        parent = node_of(parent.metadata.get("parent_"))


def _traceback_text(node: GradFn, made: str) -> str:
    calls = node.metadata.get("traceback_")
    return (_UNKNOWN if calls is None else made).format(_name(node)) + "".join(calls or ())


_CAUSED = "Error detected in {}. Traceback of forward call that caused the error:\n"
_INDUCED = (
    "\n\nPrevious calculation was induced by {}. Traceback of forward call that induced the "
    "previous calculation:\n"
)
_UNKNOWN = (
    "Error detected in {}. No forward pass information available. Enable detect anomaly during "
    "forward pass for more information."
)


def _name(node: Any) -> str:
    return str(node.name())


def _has_nan(gradient: Any) -> bool:
    array = gradient._data if isinstance(gradient, Tensor) else gradient
    if array is None or array.dtype.kind not in DIFFERENTIABLE_KINDS:
        return False
    return bool(np.isnan(array).any())
