"""``gradcheck``: whole Jacobians by the rules compared with those by central differences.

Source: torch.autograd.gradcheck, PyTorch 2.13.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import autograd, dtypes, grad_mode
from engine.registry import traced
from engine.tensor import Tensor, wrap
from engine.torch import creation

Function = Callable[..., Any]


class GradcheckError(RuntimeError):
    """A Jacobian by the rules is not what differences say."""


def gradcheck(
    func: Function,
    inputs: Tensor | Sequence[Any],
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
) -> bool:
    """Whether the gradients of a function agree with differences, at some inputs.

    Args:
        func: of tensors, with one tensor or several as its result.
        inputs: where to check; those that require grad, best in float64.
        eps: how far the differences reach.
        atol, rtol: how far the Jacobians may be apart.
        raise_exception: raise rather than return False.

    Raises:
        ValueError: no input requires grad.
        GradcheckError: they do not agree.
    """
    given = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    checked = [at for at, each in enumerate(given) if _requires_grad(each)]
    if not checked:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them "
            "have requires_grad=True."
        )
    for at in checked:
        if given[at].dtype is not dtypes.float64:
            warnings.warn(
                f"Input #{at} requires gradient and is not a double precision floating point or "
                "complex. This check will likely fail if all the inputs are not of double "
                "precision floating point or complex. ",
                stacklevel=2,
            )
    outputs = [each for each in _outputs(func, given) if each.requires_grad]
    for number, output in enumerate(outputs):
        for at in checked:
            by_rules = _by_rules(output, given[at])
            numbers = _by_differences(func, given, at, number, eps)
            if not np.allclose(by_rules, numbers, rtol, atol, equal_nan=True):
                if not raise_exception:
                    return False
                raise GradcheckError(
                    f"Jacobian mismatch for output {number} with respect to input {at},\n"
                    f"numerical:{wrap(numbers)!r}\nanalytical:{wrap(by_rules)!r}\n"
                )
    return True


def gradgradcheck(
    func: Function,
    inputs: Tensor | Sequence[Any],
    grad_outputs: Tensor | Sequence[Tensor] | None = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
) -> bool:
    """``gradcheck`` of the gradients of a function, for given or random seeds."""
    given = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    count = len(given)
    if grad_outputs is None:
        draw = np.random.default_rng(0)
        seeds = tuple(
            creation.tensor(draw.standard_normal(each.shape), dtype=each.dtype, requires_grad=True)
            for each in _outputs(func, given)
        )
    else:
        seeds = (grad_outputs,) if isinstance(grad_outputs, Tensor) else tuple(grad_outputs)

    def gradients(*both: Any) -> tuple[Any, ...]:
        at = [each for each in both[:count] if _requires_grad(each)]
        outputs = _outputs(func, both[:count])
        found = autograd.grad(outputs, at, both[count:], create_graph=True, allow_unused=True)
        return tuple(each for each in found if each is not None)

    return gradcheck(
        gradients,
        (*given, *seeds),
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
    )


def _requires_grad(each: object) -> bool:
    return isinstance(each, Tensor) and each.requires_grad


def _outputs(func: Function, given: tuple[Any, ...]) -> list[Tensor]:
    result = func(*given)
    outputs = result if isinstance(result, tuple | list) else (result,)
    return [each for each in outputs if isinstance(each, Tensor)]


def _by_rules(output: Tensor, leaf: Tensor) -> np.ndarray:
    """Shapes: output (m elements), leaf (n elements) -> (n, m)."""
    count = output._data.size
    jacobian = np.zeros((leaf._data.size, count))
    for at in range(count):
        seed = np.zeros(count, output._data.dtype)
        seed[at] = 1
        seed_tensor = wrap(seed.reshape(output._data.shape))
        (found,) = autograd.grad(output, leaf, seed_tensor, retain_graph=True, allow_unused=True)
        if found is not None:
            jacobian[:, at] = np.asarray(found._data).reshape(-1)
    return jacobian


def _by_differences(
    func: Function, given: tuple[Any, ...], at: int, number: int, eps: float
) -> np.ndarray:
    """Shapes: as of ``_by_rules``."""
    columns = []
    with grad_mode.no_grad():
        for element in range(given[at]._data.size):
            sides = [_moved(func, given, at, element, number, step) for step in (eps, -eps)]
            columns.append((sides[0] - sides[1]) / (2 * eps))
    return np.array(columns).reshape(given[at]._data.size, -1)


def _moved(
    func: Function, given: tuple[Any, ...], at: int, element: int, number: int, step: float
) -> np.ndarray:
    """An output where one element of an input is a step away."""
    moved = np.array(given[at]._data)
    moved.reshape(-1)[element] += step
    with grad_mode.enable_grad():  # the function may take gradients itself
        leaf = wrap(moved[()]).requires_grad_()
        outputs = _outputs(func, (*given[:at], leaf, *given[at + 1 :]))
    kept = [each for each in outputs if each.requires_grad]
    return np.asarray(traced.detach(kept[number])._data, np.float64).reshape(-1)
