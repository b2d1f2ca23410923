"""What a script imports as ``torch.autograd.function``."""

from engine.custom_function import Function
from engine.function_ctx import FunctionCtx
from engine.once_differentiable import once_differentiable

__all__ = ["Function", "FunctionCtx", "once_differentiable"]
