"""Direct calls of a node by the script: ``y.grad_fn(gradient)``."""

from __future__ import annotations

from typing import Any

from engine import errors, grad_mode
from engine.tensor import Tensor, wrap


def called(node: Any, *gradients: Any) -> Any:
    """The gradients that a node returns for incoming ones: a tensor, or a tuple for several inputs.

    Unlike a backward pass, this does not sum to the shapes of inputs that were broadcast.

    Raises:
        TypeError: not exactly one gradient per output of the operation, or not tensors.
    """
    errors.check_called(gradients, node.output_count, Tensor)
    taped = grad_mode.current_modes().enabled
    incoming = [each if taped or each is None else each._data for each in gradients]
    sent = node.evaluate(incoming[0] if node.output_count == 1 else incoming, taped)
    tensors = sent if taped else [None if each is None else wrap(each) for each in sent]
    return tensors[0] if len(tensors) == 1 else tuple(tensors)
