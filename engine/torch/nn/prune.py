"""The module ``torch.nn.utils.prune``: parameters some of whose elements are 0.

Source: torch.nn.utils.prune, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.torch.nn.pruning import BasePruningMethod as BasePruningMethod
from engine.torch.nn.pruning import CustomFromMask as CustomFromMask
from engine.torch.nn.pruning import Identity as Identity
from engine.torch.nn.pruning import L1Unstructured as L1Unstructured
from engine.torch.nn.pruning import LnStructured as LnStructured
from engine.torch.nn.pruning import PruningContainer as PruningContainer
from engine.torch.nn.pruning import RandomStructured as RandomStructured
from engine.torch.nn.pruning import RandomUnstructured as RandomUnstructured
from engine.torch.nn.vectors import parameters_to_vector
from engine.torch.routines import creation


def identity(module: Any, name: str) -> Any:
    """Add a mask that prunes nothing to a parameter."""
    Identity.apply(module, name)
    return module


def random_unstructured(module: Any, name: str, amount: float) -> Any:
    """Prune random elements of a parameter."""
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module: Any, name: str, amount: float, importance_scores: Any = None) -> Any:
    """Prune the elements of a parameter with the smallest magnitudes."""
    L1Unstructured.apply(module, name, amount=amount, importance_scores=importance_scores)
    return module


def random_structured(module: Any, name: str, amount: float, dim: int) -> Any:
    """Prune random slices of a parameter."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(
    module: Any, name: str, amount: float, n: Any, dim: int, importance_scores: Any = None
) -> Any:
    """Prune the slices of a parameter with the smallest norms."""
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module: Any, name: str, mask: Any) -> Any:
    """Prune a parameter by a mask."""
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(
    parameters: Any, pruning_method: Any, importance_scores: Any = None, **kwargs: Any
) -> None:
    """Prune several parameters, ``(module, name)`` each, as one vector.

    Raises:
        TypeError: something else, or a method that prunes slices.
    """
    if not isinstance(parameters, Iterable):
        raise TypeError("global_unstructured(): parameters is not an Iterable")
    scores = {} if importance_scores is None else importance_scores
    if not isinstance(scores, dict):
        raise TypeError("global_unstructured(): importance_scores must be of type dict")
    places = list(parameters)
    tensors = [getattr(*place) for place in places]
    row = parameters_to_vector(
        [scores.get(place, each) for place, each in zip(places, tensors, strict=True)]
    )
    before = parameters_to_vector(
        [
            getattr(module, f"{name}_mask", creation.ones_like(each))
            for (module, name), each in zip(places, tensors, strict=True)
        ]
    )
    method = pruning_method(**kwargs)
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError(
            'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method '
            f"{pruning_method} of type {method.PRUNING_TYPE}"
        )
    method._tensor_name = "temp"
    mask: Any = PruningContainer(method).compute_mask(row, before)
    start = 0
    for (module, name), each in zip(places, tensors, strict=True):
        end = start + each.numel()
        custom_from_mask(module, name, mask=mask[start:end].view_as(each))
        start = end


def remove(module: Any, name: str) -> Any:
    """Make pruning permanent: the parameter is trained as it is.

    Raises:
        ValueError: it is not pruned.
    """
    for key, method in module._forward_pre_hooks.items():
        if isinstance(method, BasePruningMethod) and method._tensor_name == name:
            method.remove(module)
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(
        f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed"
    )


def is_pruned(module: Any) -> bool:
    """Whether a parameter of a module or of a submodule is pruned."""
    return any(
        isinstance(hook, BasePruningMethod)
        for each in module.modules()
        for hook in each._forward_pre_hooks.values()
    )
