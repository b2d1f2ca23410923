"""``torch.autograd.grad``, which also accepts a dictionary of inputs."""

from collections.abc import Mapping
from functools import wraps
from typing import Any

from engine import grad_mode
from engine.passes import autograd
from engine.passes.seeds import as_tuple
from engine.torch.gradients.batched import refuse_pass_from_slices


@wraps(autograd.grad)
def grad(outputs: Any, inputs: Any, *args: Any, **options: Any) -> Any:
    """As ``passes.autograd.grad``; for a dictionary of ``inputs`` it returns a dictionary.

    Raises:
        RuntimeError: as there; from a slice inside of ``vmap``.
        TypeError: inputs in another kind of mapping.
    """
    if grad_mode.transforming_anywhere:
        refuse_pass_from_slices(as_tuple(outputs))
    if not isinstance(inputs, Mapping):
        return autograd.grad(outputs, inputs, *args, **options)
    if type(inputs) is not dict:
        kind = type(inputs).__name__
        raise TypeError(
            f"`inputs` argument to `grad()` must be a dict, not {kind}. Other Mapping types are "
            "not supported."
        )
    gradients = autograd.grad(outputs, tuple(inputs.values()), *args, **options)
    return dict(zip(inputs, gradients))
