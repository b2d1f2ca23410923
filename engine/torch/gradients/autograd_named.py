"""``torch.autograd.grad``, which also accepts a dictionary of inputs."""

from collections.abc import Mapping
from functools import wraps
from typing import Any

from engine.passes import autograd


@wraps(autograd.grad)
def grad(outputs: Any, inputs: Any, *args: Any, **options: Any) -> Any:
    """As ``passes.autograd.grad``; for a dictionary of ``inputs`` it returns a dictionary.

    Raises:
        TypeError: inputs in another kind of mapping.
    """
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
