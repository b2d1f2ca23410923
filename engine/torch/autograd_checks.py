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
from engine.torch import forward_ad

Function = Callable[..., Any]

Jacobians = dict[int, np.ndarray]
"""Those of one output, by the places of the inputs."""


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
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
) -> bool:
    """Whether the gradients of a function are what central differences say.

    All of them are compared, one by one, also with ``fast_mode``; what else PyTorch checks, of
    gradients that are missing, batched or computed twice, is not.

    Args:
        func: from tensors to a tensor or several.
        inputs: where it is checked; those that require grad, in float64.
        eps: how far the inputs are moved.
        atol, rtol: what may be between the two.
        raise_exception: raise where they differ, instead of returning False.
        check_forward_ad, check_backward_ad: which modes are checked.

    Raises:
        ValueError: no input requires grad, or no mode is checked.
        RuntimeError: an input whose elements share memory.
        GradcheckError: they differ.
    """
    if not (check_forward_ad or check_backward_ad):
        raise ValueError(
            "Expected at least one of check_forward_ad and check_backward_ad to be True"
        )
    given = _as_tuple(inputs)
    wanted = _wanted(given)
    outputs = [each for each in _as_tuple(func(*given)) if each.requires_grad]
    for number, output in enumerate(outputs):
        numerical = {at: _by_differences(func, given, at, number, eps) for at in wanted}
        found: dict[str, Jacobians] = {}
        if check_forward_ad:
            by_tangents = {at: _by_tangents(func, given, at, number) for at in wanted}
            found["computed with forward mode "] = by_tangents
        if check_backward_ad:
            found[""] = _by_rules(output, {at: given[at] for at in wanted})
        for mode, analytical in found.items():
            told = _mismatch(analytical, numerical, rtol, atol)
            if told is None:
                continue
            if raise_exception:
                raise GradcheckError(f"Jacobian {mode}mismatch for output {number} {told}")
            return False
    return True


def _wanted(given: Sequence[Any]) -> list[int]:
    """The places of the inputs that require grad.

    Raises:
        ValueError: there are none.
    """
    wanted = [at for at, each in enumerate(given) if _is_wanted(at, each)]
    if not wanted:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them "
            "have requires_grad=True."
        )
    return wanted


def _mismatch(analytical: Jacobians, numerical: Jacobians, rtol: float, atol: float) -> str | None:
    """What is told of the first input whose Jacobians differ."""
    for at, expected in numerical.items():
        if not np.allclose(analytical[at], expected, rtol, atol):
            return (
                f"with respect to input {at},\nnumerical:{wrap(expected)!r}\n"
                f"analytical:{wrap(analytical[at])!r}\n"
            )
    return None


def gradgradcheck(
    func: Function,
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    fast_mode: bool = False,
) -> bool:
    """Whether the second derivatives of a function are what central differences say.

    Raises:
        GradcheckError: they are not.
    """
    given = _as_tuple(inputs)
    outputs = [each for each in _as_tuple(func(*given)) if each.requires_grad]
    if grad_outputs is None:
        seeds = [wrap(_random_like(each._array())).requires_grad_() for each in outputs]
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
    if any(
        extent > 1 and not by
        for extent, by in zip(given.shape, given._array().strides, strict=True)
    ):
        raise RuntimeError(
            f"The {at}th input has a dimension with stride 0. gradcheck only supports inputs that "
            "are non-overlapping to be able to compute the numerical gradients correctly. You "
            "should call .contiguous on the input before passing it to gradcheck."
        )
    if given._data.dtype not in (np.float64, np.complex128):
        warnings.warn(
            f"Input #{at} requires gradient and is not a double precision floating point or "
            "complex. This check will likely fail if all the inputs are not of double precision "
            "floating point or complex. ",
            UserWarning,
            stacklevel=3,
        )
    return True


def _by_rules(output: Tensor, inputs: dict[int, Tensor]) -> Jacobians:
    """For each input the Jacobian, inputs' elements by outputs'."""
    columns = _reals(output._array()).size
    found = {at: np.zeros((_reals(each._array()).size, columns)) for at, each in inputs.items()}
    for column in range(columns):
        seed = np.zeros(output.shape, output._data.dtype)
        _reals(seed)[column] = 1
        slopes = autograd.grad(
            output, tuple(inputs.values()), wrap(seed), retain_graph=True, allow_unused=True
        )
        for at, slope in zip(inputs, slopes, strict=True):
            sent = create.zeros_like(inputs[at]) if slope is None else slope
            found[at][:, column] = _reals(sent._array())
    return found


def _by_tangents(func: Function, given: Sequence[Any], at: int, number: int) -> np.ndarray:
    """The Jacobian of one output for one input, by forward mode."""
    point = given[at]
    rows = []
    for place in range(_reals(point._array()).size):
        tangent = np.zeros(point.shape, point._data.dtype)
        _reals(tangent)[place] = 1
        with forward_ad.dual_level():
            dual = forward_ad.make_dual(point, wrap(tangent))
            outputs = _as_tuple(func(*[dual if each is point else each for each in given]))
            output = [each for each in outputs if each.dtype.is_floating_point][number]
            moved = forward_ad.unpack_dual(output).tangent
            rows.append(_reals((create.zeros_like(output) if moved is None else moved)._array()))
    return np.stack(rows) if rows else np.zeros((0, 0))


def _reals(array: np.ndarray) -> np.ndarray:
    """The elements one after the other; of complex ones, both parts."""
    flat = array.reshape(-1)
    return flat.view(flat.real.dtype) if array.dtype.kind == "c" else flat


def _random_like(array: np.ndarray) -> np.ndarray:
    drawn = np.array(array, order="C")
    like = wrap(_reals(drawn))
    _reals(drawn)[...] = random.uniform(like, low=-1, high=1)._data
    return drawn


def _by_differences(
    func: Function, given: Sequence[Any], at: int, number: int, eps: float
) -> np.ndarray:
    """The Jacobian of one output for one input."""
    point = given[at]._array()

    def moved(place: int, step: float) -> np.ndarray:
        elements = np.array(point, order="C")
        _reals(elements)[place] += step
        leaf = wrap(elements).requires_grad_()
        points = [leaf if each is given[at] else each for each in given]  # perhaps at two places
        outputs = _as_tuple(func(*points))
        return np.array(_reals([each for each in outputs if each.requires_grad][number]._array()))

    places = range(_reals(point).size)
    with grad_mode.enable_grad():
        rows = [(moved(place, eps) - moved(place, -eps)) / (2 * eps) for place in places]
    return np.stack(rows) if rows else np.zeros((0, 0))
