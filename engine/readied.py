"""Puts together, ahead of all scripts, the functions that most of them call first.

Otherwise a script would wait for each text to be compiled. Operations that differ only in what
names stand for share their code, so that the code of a few serves most others.
"""

from __future__ import annotations

from itertools import product

import engine.torch  # noqa: F401 - which gives tensors their operators and methods
from engine import generated
from engine.op import Op
from engine.ops import arithmetic, compare, elementary, linalg, reduce
from engine.tensor import Tensor

_OPERATIONS = (
    *(arithmetic.add, arithmetic.sub, arithmetic.mul, arithmetic.div, compare.lt),
    *(linalg.dot, linalg.mm, linalg.mv, reduce.sum, reduce.mean, reduce.norm),
    *(elementary.exp, elementary.sin, elementary.relu),
)
_OPERATORS = ("__add__", "__mul__", "__truediv__", "__matmul__", "__lt__")
_METHODS = ("dot", "mean", "norm", "exp", "zero_")


def ready() -> None:
    """Put them together; takes some 15 milliseconds."""
    for name in _OPERATORS + _METHODS:
        generated.complete(vars(Tensor)[name])
    for operation in _OPERATIONS:
        _ready_nodes(operation)


def _ready_nodes(operation: Op) -> None:
    """Put together what nodes of an operation do, whichever inputs need a gradient.

    In the worker all passes are told of.
    """
    if operation.node_type is None:
        return
    for needed in product((False, True), repeat=len(operation.inputs)):
        if any(needed):
            generated.complete(operation.plans[needed].sends.told)
