"""What a script imports as ``torch.autograd.function``."""

from engine.custom_function import Function, FunctionCtx, once_differentiable

__all__ = ["Function", "FunctionCtx", "once_differentiable"]
