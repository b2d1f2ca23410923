"""The module ``functorch``: older names of ``torch.func``, and models as functions.

Source: functorch, PyTorch 2.13.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from engine.ops.shapes import shape
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch import func
from engine.torch.nn.module import Module
from engine.torch.nn.stateless import check_alike, functional_call
from engine.torch.older_names import by_older_name
from engine.torch.routines import joining

Tensors = tuple[Tensor, ...]


def _deprecation(name: str, newer: str) -> str:
    return (
        "We've integrated functorch into PyTorch. As the final step of the integration, "
        f"`functorch.{name}` is deprecated as of PyTorch 2.0 and will be deleted in a future "
        f"version of PyTorch >= 2.3. Please use `{newer}` instead; see the PyTorch 2.0 release "
        "notes and/or the `torch.func` migration guide for more details "
        "https://pytorch.org/docs/main/func.migrating.html"
    )


def _warn(name: str, newer: str) -> None:
    warn(_deprecation(name, newer), FutureWarning)


vmap = by_older_name(func.vmap, "vmap", _deprecation("vmap", "torch.vmap"))
grad, grad_and_value, hessian, jacfwd, jacrev, jvp, vjp = (
    by_older_name(getattr(func, name), name, _deprecation(name, f"torch.func.{name}"))
    for name in ("grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp", "vjp")
)


class FunctionalModuleWithBuffers(Module):
    """A model as a function of its parameters, buffers and inputs."""

    def __init__(self, model: Module, names: Sequence[str], buffer_names: Sequence[str]) -> None:
        super().__init__()
        self.stateless_model = model
        self.param_names, self.buffer_names = tuple(names), tuple(buffer_names)

    def forward(self, params: Tensors, buffers: Tensors, *args: Any, **kwargs: Any) -> Any:
        """The model's outputs for these parameters and buffers."""
        names = (*self.param_names, *self.buffer_names)
        state = dict(zip(names, (*params, *buffers)))
        return functional_call(self.stateless_model, state, args, kwargs)


class FunctionalModule(FunctionalModuleWithBuffers):
    """A model without buffers as a function of its parameters and inputs."""

    def forward(self, params: Tensors, *args: Any, **kwargs: Any) -> Any:
        """The model's outputs for these parameters."""
        return super().forward(params, (), *args, **kwargs)


def _parted(model: Module, tracks: bool, kind: Any) -> tuple[Any, Tensors, Tensors]:
    """A copy of a model as a function, with its parameters and buffers."""
    model = copy.deepcopy(model)
    parameters, buffers = dict(model.named_parameters()), dict(model.named_buffers())
    if not tracks:
        for each in parameters.values():
            each._with_grad_required(False)
    made = kind(model, parameters, buffers)
    return made, tuple(parameters.values()), tuple(buffers.values())


def _stacked(members: Sequence[Tensor]) -> Tensor:
    return joining.stack([shape.detach(each) for each in members], 0)


def make_functional(
    model: Module, disable_autograd_tracking: bool = False
) -> tuple[FunctionalModule, Tensors]:
    """A model as a function of its parameters and inputs, and the parameters.

    Raises:
        RuntimeError: the model has buffers.
    """
    _warn("make_functional", "torch.func.functional_call")
    if list(model.buffers()):
        raise RuntimeError(
            "make_functional(model): `model` has buffers. Please use "
            "make_functional_with_buffers(model) instead."
        )
    return _parted(model, not disable_autograd_tracking, FunctionalModule)[:2]


def make_functional_with_buffers(
    model: Module, disable_autograd_tracking: bool = False
) -> tuple[FunctionalModuleWithBuffers, Tensors, Tensors]:
    """A model as a function of its parameters, buffers and inputs, with these."""
    _warn("make_functional_with_buffers", "torch.func.functional_call")
    return _parted(model, not disable_autograd_tracking, FunctionalModuleWithBuffers)


def combine_state_for_ensemble(
    models: Sequence[Module],
) -> tuple[FunctionalModuleWithBuffers, Tensors, Tensors]:
    """Models of the same architecture as one function, with their stacked parameters and buffers.

    Raises:
        RuntimeError: no models, or models of different architectures.
    """
    _warn("combine_state_for_ensemble", "torch.func.stack_module_state")
    check_alike(models, "combine_state_for_ensemble")
    parts = [_parted(model, True, FunctionalModuleWithBuffers) for model in models]
    params, buffers = (
        tuple(_stacked(each) for each in zip(*(part[at] for part in parts))) for at in (1, 2)
    )
    return parts[0][0], params, buffers
