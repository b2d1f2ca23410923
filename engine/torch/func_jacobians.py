"""Functions that give whole Jacobians.

Source: torch.func.jacrev, jacfwd and hessian, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import grad_mode
from engine.tensor import Tensor
from engine.torch.autograd_functional import jacobian_rows
from engine.torch.structures import mapped
from engine.torch.transforms import Level, check_tensors, chosen, parted, replaced

Function = Callable[..., Any]


def jacrev(
    func: Function, argnums: Any = 0, *, has_aux: bool = False, chunk_size: int | None = None
) -> Function:
    """A function that gives the Jacobian of ``func``.

    Args:
        func: takes and gives tensors, or tuples, lists and dictionaries of some.
        argnums: by which arguments, one or several.
        has_aux: whether ``func`` returns something else beside its outputs.
        chunk_size: how many rows PyTorch would compute at once; without effect here.

    Raises:
        ValueError: no rows at once.
    """
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")
    return _jacobian(func, argnums, has_aux, "vjp(f, *primals)")


def jacfwd(
    func: Function, argnums: Any = 0, has_aux: bool = False, *, randomness: str = "error"
) -> Function:
    """A function that gives the Jacobian of ``func``; the same as ``jacrev`` does."""
    return _jacobian(func, argnums, has_aux, "jvp(f, primals, tangents)")


def hessian(func: Function, argnums: Any = 0) -> Function:
    """A function that gives the second derivatives of ``func``."""
    return jacfwd(jacrev(func, argnums), argnums)


def _jacobian(func: Function, argnums: Any, has_aux: bool, where: str) -> Function:
    def derivative(*args: Any, **kwargs: Any) -> Any:
        places = chosen(args, argnums)
        level = Level()
        with grad_mode.transforming("grad"), grad_mode.enable_grad():
            given = [level.entered(args[each]) for each in places]
            output, aux = parted(where, func(*replaced(args, places, given), **kwargs), has_aux)
            is_joined = level.is_joined(check_tensors(where, output))

            def by_inputs(each: Tensor) -> Any:
                rows = jacobian_rows(0, each, level.inputs, is_joined, strict=False)
                by_input = {id(leaf): row for leaf, row in zip(level.inputs, rows, strict=True)}
                found = mapped(lambda leaf: by_input[id(leaf)], tuple(given))
                return level.left(found[0] if isinstance(argnums, int) else found)

            jacobians = mapped(by_inputs, output)
        return (jacobians, level.left(aux)) if has_aux else jacobians

    return derivative
