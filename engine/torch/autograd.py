"""What a script imports as ``torch.autograd``."""

from engine.autograd import backward, grad
from engine.custom_function import Function
from engine.grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled
from engine.torch import autograd_function as function

__all__ = [
    "Function",
    "backward",
    "enable_grad",
    "function",
    "grad",
    "inference_mode",
    "no_grad",
    "set_grad_enabled",
]
