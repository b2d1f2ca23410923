"""``torch.cond``: control flow that depends on a tensor.

PyTorch traces both branches; here the chosen one simply runs, so that the nodes of its operations
stand in the graph, where PyTorch has a single one.

Source: torch.cond, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.tensor import Tensor
from engine.torch.pytree import tree_any

Branch = Callable[..., Any]


def cond(pred: Any, true_fn: Branch, false_fn: Branch, operands: Sequence[Any] = ()) -> Any:
    """What the first branch returns for the operands if ``pred`` is true, or else the second.

    Raises:
        RuntimeError: ``pred`` is not one number, the branches are no functions, or the operands
            are not all tensors.
    """
    if isinstance(pred, bool | int | float):
        return (true_fn if pred else false_fn)(*operands)
    if not isinstance(pred, Tensor):
        raise RuntimeError(f"Expected pred to be bool or tensor, but got {pred}.")
    if pred._data.size != 1:
        raise RuntimeError(f"Expected pred to be bool or single-element tensor, but got {pred}.")
    if not callable(true_fn) or not callable(false_fn):
        raise RuntimeError("Expect both branches to be callable.")
    if not isinstance(operands, tuple | list) or tree_any(
        lambda leaf: not isinstance(leaf, Tensor), operands
    ):
        raise RuntimeError(
            "Expect operands to be a tuple of possibly nested dict/list/tuple that only consists "
            f"of tensor leaves, but got {operands}."
        )
    is_chosen = bool(pred._data.item())  # also of a slice of ``vmap``, where PyTorch selects
    return (true_fn if is_chosen else false_fn)(*operands)
