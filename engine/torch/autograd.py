"""The module ``torch.autograd``."""

from typing import Any as _Any

from engine.functions.custom_function import Function
from engine.grad_mode import (
    enable_grad,
    inference_mode,
    no_grad,
    set_grad_enabled,
    set_multithreading_enabled,
)
from engine.nodes.saving_hooks import SavedTensor
from engine.passes.anomaly import detect_anomaly, set_detect_anomaly
from engine.passes.autograd import backward
from engine.torch.gradients import autograd_checks as _checks
from engine.torch.gradients import autograd_function as function
from engine.torch.gradients import autograd_functional as functional
from engine.torch.gradients import autograd_graph as graph
from engine.torch.gradients import forward_ad
from engine.torch.gradients.autograd_checks import gradcheck, gradgradcheck
from engine.torch.gradients.autograd_named import grad
from engine.torch.gradients.older_variable import Variable, variable
from engine.torch.names.absent import missing as _missing
from engine.torch.overriding import let_function_ask as _let_function_ask

SUBMODULES = {
    "torch.autograd.forward_ad": forward_ad,
    "torch.autograd.function": function,
    "torch.autograd.functional": functional,
    "torch.autograd.gradcheck": _checks,
    "torch.autograd.graph": graph,
}

__all__ = [
    "Function",
    "SavedTensor",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "forward_ad",
    "function",
    "functional",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "graph",
    "inference_mode",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
    "set_multithreading_enabled",
    "variable",
]


def __getattr__(name: str) -> _Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.autograd", name, __all__)


_let_function_ask("torch.autograd", "grad", globals())
