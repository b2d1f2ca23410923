"""``torch.autograd.function``."""

from engine.functions.custom_function import BackwardCFunction, Function, InplaceFunction
from engine.functions.function_ctx import FunctionCtx
from engine.functions.once_differentiable import once_differentiable

__all__ = [
    "BackwardCFunction",
    "Function",
    "FunctionCtx",
    "InplaceFunction",
    "once_differentiable",
]
