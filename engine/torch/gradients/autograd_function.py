"""What a script imports as ``torch.autograd.function``."""

from engine.functions.custom_function import Function
from engine.functions.function_ctx import FunctionCtx
from engine.functions.once_differentiable import once_differentiable

__all__ = ["Function", "FunctionCtx", "once_differentiable"]
