"""What is ``torch.autograd.gradcheck``: gradients against differences, element by element.

Source: torch.autograd.gradcheck, PyTorch 2.13.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import autograd, grad_mode
from engine.ops import create, random, shape
from engine.tensor import Tensor, wrap

Function = Callable[..., Any]


class GradcheckError(RuntimeError):
    """Gradients are not what differences say; the message has both Jacobians."""


def gradcheck(
    func: Function,
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
) -> bool:
    """Whether the gradients of a function are what central differences say.

    Args:
        func: from tensors to a tensor or several.
        inputs: where it is checked; those that require grad, in float64.
        eps: how far the inputs are moved.
        atol, rtol: what may be between the two.
        raise_exception: raise where they differ, instead of returning False.

    Raises:
        ValueError: no input requires grad.
        GradcheckError: they differ.
    """
    given = _as_tuple(inputs)
    wanted = [at for at, each in enumerate(given) if _is_wanted(at, each)]
    if not wanted:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them "
            "have requires_grad=True."
        )
    outputs = [each for each in _as_tuple(func(*given)) if each.requires_grad]
    for number, output in enumerate(outputs):
        by_rules = _by_rules(output, [given[at] for at in wanted])
        for at, analytical in zip(wanted, by_rules, strict=True):
            numerical = _by_differences(func, given, at, number, eps)
            if not np.allclose(analytical, numerical, rtol, atol):
                if not raise_exception:
                    return False
                raise GradcheckError(
                    f"Jacobian mismatch for output {number} with respect to input {at},\n"
                    f"numerical:{wrap(numerical)!r}\nanalytical:{wrap(analytical)!r}\n"
                )
    return True


def gradgradcheck(
    func: Function,
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
) -> bool:
    """Whether the second derivatives of a function are what central differences say.

    Raises:
        GradcheckError: they are not.
    """
    given = _as_tuple(inputs)
    outputs = [each for each in _as_tuple(func(*given)) if each.requires_grad]
    if grad_outputs is None:
        like = [random.uniform(each, low=-1, high=1) for each in outputs]
        seeds = [each.requires_grad_() for each in map(shape.detach, like)]
    else:
        seeds = list(_as_tuple(grad_outputs))

    def gradients(*moved: Any) -> tuple[Any, ...]:
        points = tuple(
            shape.view(each, shape=tuple(each.shape)) if _requires_grad(each) else each
            for each in moved[: len(given)]
        )
        results = [each for each in _as_tuple(func(*points)) if each.requires_grad]
        wanted = [each for each in points if _requires_grad(each)]
        found = autograd.grad(
            results, wanted, moved[len(given) :], create_graph=True, allow_unused=True
        )
        return tuple(each for each in found if each is not None)

    return gradcheck(
        gradients,
        (*given, *seeds),
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
    )


def _as_tuple(given: Any) -> tuple[Any, ...]:
    return tuple(given) if isinstance(given, tuple | list) else (given,)


def _requires_grad(given: Any) -> bool:
    return isinstance(given, Tensor) and given.requires_grad


def _is_wanted(at: int, given: Any) -> bool:
    if not _requires_grad(given):
        return False
    if given._data.dtype != np.float64:
        warnings.warn(
            f"Input #{at} requires gradient and is not a double precision floating point or "
            "complex. This check will likely fail if all the inputs are not of double precision "
            "floating point or complex. ",
            UserWarning,
            stacklevel=3,
        )
    return True


def _by_rules(output: Tensor, inputs: Sequence[Tensor]) -> list[np.ndarray]:
    """For each input the Jacobian, inputs' elements by outputs'."""
    found = [np.zeros((each._data.size, output._data.size), each._data.dtype) for each in inputs]
    for column in range(output._data.size):
        seed = np.zeros(output.shape, output._data.dtype)
        seed.flat[column] = 1
        slopes = autograd.grad(output, inputs, wrap(seed), retain_graph=True, allow_unused=True)
        for jacobian, slope, each in zip(found, slopes, inputs, strict=True):
            jacobian[:, column] = (
                (create.zeros_like(each) if slope is None else slope)._array().flat
            )
    return found


def _by_differences(
    func: Function, given: Sequence[Any], at: int, number: int, eps: float
) -> np.ndarray:
    """The Jacobian of one output for one input."""
    point = given[at]._array()

    def moved(place: int, step: float) -> np.ndarray:
        elements = np.array(point)
        elements.flat[place] += step
        leaf = wrap(elements).requires_grad_()
        points = [leaf if each is given[at] else each for each in given]  # perhaps at two places
        outputs = _as_tuple(func(*points))
        return np.array([each for each in outputs if each.requires_grad][number]._data).ravel()

    with grad_mode.enable_grad():
        rows = [(moved(place, eps) - moved(place, -eps)) / (2 * eps) for place in range(point.size)]
    return np.stack(rows) if rows else np.zeros((0, 0))
