"""What the settings of a backward pass say, checked as PyTorch's engine does.

Source: torch/csrc/autograd/python_engine.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

import operator
from typing import Any

from engine import grad_mode


def flag(setting: Any) -> bool:
    """Whether a setting is on.

    Raises:
        TypeError: it is neither true or false, nor a whole number.
    """
    return setting is True or bool(operator.index(setting))


def keeps_graph(retain_graph: bool | None, create_graph: bool) -> bool:
    """Whether a pass keeps saved tensors; defaults to ``create_graph``.

    For PyTorch, the passes of all slices of a ``vmap`` are one, so that only the last may free.
    """
    batch = grad_mode.current_modes().batch
    keeps = flag(create_graph if retain_graph is None else retain_graph)
    return keeps or (batch is not None and not batch.is_last)
