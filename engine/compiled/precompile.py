"""Compiles, before any script runs, the generated functions that most scripts call first.

Otherwise a script would wait for each of them to be compiled. Operations whose functions have the
same source share the compiled code, so that a few of them cover most others.
"""

from __future__ import annotations

from itertools import product

import engine.torch  # noqa: F401 - which gives tensors their operators and methods
from engine.compiled import generated
from engine.op import Op
from engine.ops.algebra import linalg
from engine.ops.elementwise import arithmetic, compare, elementary
from engine.ops.reductions import reduce
from engine.tensor import Tensor

_OPERATIONS = (
    *(arithmetic.add, arithmetic.sub, arithmetic.mul, arithmetic.div, compare.lt),
    *(linalg.dot, linalg.mm, linalg.mv, reduce.sum, reduce.mean, reduce.norm),
    *(elementary.exp, elementary.sin, elementary.relu),
)
_OPERATORS = ("__add__", "__mul__", "__truediv__", "__matmul__", "__lt__")
_METHODS = ("dot", "mean", "norm", "exp", "zero_")


def precompile() -> None:
    """Compile them; this takes about 15 milliseconds."""
    for name in _OPERATORS + _METHODS:
        generated.complete(vars(Tensor)[name])
    for operation in _OPERATIONS:
        _precompile_nodes(operation)


def _precompile_nodes(operation: Op) -> None:
    """Compile the functions of an operation's nodes, for each choice of differentiated inputs.

    Only those for observed passes: in a worker, a recorder observes every pass.
    """
    if operation.node_type is None:
        return
    for needed in product((False, True), repeat=len(operation.inputs)):
        if any(needed):
            generated.complete(operation.plans[needed].sends.observed)
