"""``torch.autograd.grad``, which also accepts a dictionary of inputs."""

from collections.abc import Mapping
from functools import wraps
from inspect import signature
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
    compute = autograd.grad if grad_mode.current_modes().forward is None else _gradients_of_duals
    if not isinstance(inputs, Mapping):
        return compute(outputs, inputs, *args, **options)
    if type(inputs) is not dict:
        kind = type(inputs).__name__
        raise TypeError(
            f"`inputs` argument to `grad()` must be a dict, not {kind}. Other Mapping types are "
            "not supported."
        )
    gradients = compute(outputs, tuple(inputs.values()), *args, **options)
    return dict(zip(inputs, gradients))


def _gradients_of_duals(outputs: Any, inputs: Any, *args: Any, **options: Any) -> Any:
    """The gradients; those that depend on duals are duals, also where the pass is not taped."""
    duals = grad_mode.current_modes().forward
    if not any(map(duals.leads_to, as_tuple(outputs))):
        return autograd.grad(outputs, inputs, *args, **options)
    given = signature(autograd.grad).bind(outputs, inputs, *args, **options)
    is_taped = given.arguments.get("create_graph")
    if not is_taped:
        given.arguments.update(create_graph=True, retain_graph=True)
    gradients = autograd.grad(*given.args, **given.kwargs)
    if is_taped:
        return gradients
    return tuple(None if each is None else duals.untaped(each) for each in gradients)
