"""The operations: each with its kernel, its vjp rules and PyTorch's name for its node."""

from engine.ops import arithmetic, compare, create, elementary, linalg, parts, reduce, select, shape

__all__ = [
    "arithmetic",
    "compare",
    "create",
    "elementary",
    "linalg",
    "parts",
    "reduce",
    "select",
    "shape",
]
