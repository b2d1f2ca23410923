"""Checks derivatives against central finite differences, along random directions.

No full Jacobian is needed: for random ``w`` and ``v``, ``<J v, w>`` by finite differences must
equal ``<v, J^T w>`` by the vector-Jacobian product, one number on each side.

Source: the idea of ``check_grads`` in HIPS autograd.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.ops.elementwise import arithmetic
from engine.ops.reductions import reduce
from engine.passes import autograd
from engine.tensor import Tensor, wrap

Function = Callable[..., Tensor]

_STEP = 1e-6
_TOLERANCE = 1e-6


class WrongDerivativeError(AssertionError):
    """A derivative by the rules differs from finite differences; the message has both numbers."""


def check_derivatives(
    function: Function, inputs: Sequence[np.ndarray], rng: np.random.Generator, order: int = 2
) -> None:
    """Check the derivatives of a function of tensors, up to an order, in float64.

    Args:
        inputs: the point at which to check, float64; further than a millionth from any kink.
        rng: draws the directions.

    Raises:
        WrongDerivativeError: a directional derivative is wrong.
    """
    point = [np.asarray(array, np.float64) for array in inputs]
    cotangent = rng.standard_normal(function(*_leaves(point)).shape)
    # The cotangent is an input too: from the second order on, rules are differentiated by it.
    point.append(np.asarray(cotangent))
    scalar = _projected(function)
    for each in range(1, order + 1):
        directions = [np.asarray(rng.standard_normal(array.shape)) for array in point]
        derivative = _derivative(scalar, directions)
        found = float(derivative(*_leaves(point)).item())
        expected = _central_difference(scalar, point, directions)
        if not np.isclose(found, expected, rtol=_TOLERANCE, atol=_TOLERANCE):
            raise WrongDerivativeError(
                f"derivative of order {each}: {found} by the rules, {expected} by differences"
            )
        scalar = derivative


def _projected(function: Function) -> Function:
    """The scalar function ``(*x, w) -> <function(*x), w>``."""

    def scalar(*inputs: Tensor) -> Tensor:
        return _inner(function(*inputs[:-1]), inputs[-1])

    return scalar


def _derivative(scalar: Function, directions: Sequence[np.ndarray]) -> Function:
    """The directional derivative of a scalar function, itself such a function."""

    def derivative(*inputs: Tensor) -> Tensor:
        value = scalar(*inputs)
        total = wrap(np.zeros(()))
        if not value.requires_grad:
            return total
        gradients = autograd.grad(value, inputs, create_graph=True, allow_unused=True)
        for gradient, direction in zip(gradients, directions, strict=True):
            if gradient is not None:
                total = arithmetic.add(total, _inner(gradient, wrap(direction)))
        return total

    return derivative


def _central_difference(
    scalar: Function, point: Sequence[np.ndarray], directions: Sequence[np.ndarray]
) -> float:
    def along(step: float) -> float:
        moved = [x + step * v for x, v in zip(point, directions, strict=True)]
        return float(scalar(*_leaves(moved)).item())

    return (along(_STEP) - along(-_STEP)) / (2 * _STEP)


def _inner(a: Tensor, b: Tensor) -> Tensor:
    return reduce.sum(arithmetic.mul(a, b))


def _leaves(arrays: Sequence[np.ndarray]) -> list[Tensor]:
    return [wrap(np.array(array))._with_grad_required() for array in arrays]
