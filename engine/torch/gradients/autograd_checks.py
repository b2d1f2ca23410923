"""``torch.autograd.gradcheck``: gradients against finite differences, element by element.

Source: torch.autograd.gradcheck, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.ops import create, random
from engine.ops.shapes import shape
from engine.passes import autograd
from engine.script_warnings import warn
from engine.tensor import Tensor, wrap
from engine.torch.gradients import autograd_function
from engine.torch.gradients.check_texts import NEW, NO_UNDEFINED, NOT_REENTRANT, NOT_ZERO, NOTES
from engine.torch.gradients.checked_jacobians import (
    Function,
    Jacobians,
    as_tuple,
    by_rules,
    by_tangents,
    differentiable,
    reals,
)
from engine.torch.gradients.comparing import (
    BACKWARD,
    FORWARD,
    GradcheckError,
    Tolerances,
    compare_parts,
)


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
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
) -> bool:
    """Check the gradients of a function against central finite differences.

    All elements are compared, also with ``fast_mode``; PyTorch's checks of batched gradients are
    not made.

    Args:
        func: maps tensors to a tensor or several.
        inputs: the point at which to check; those that require grad in float64.
        eps: the step of the finite differences.
        atol, rtol: the tolerances.
        raise_exception: whether to raise on a mismatch, instead of returning False.
        nondet_tol: the tolerance between two equal passes.
        check_undefined_grad: whether to test passes with undefined gradients.
        check_forward_ad, check_backward_ad: which modes are checked.

    Raises:
        ValueError: no input requires grad.
        AssertionError: no mode is checked, or the outputs change their shapes.
        RuntimeError: the elements of an input overlap.
        GradcheckError: the gradients do not match, or a pass returned invalid ones.
    """
    if not (check_forward_ad or check_backward_ad):
        raise AssertionError(
            "Expected at least one of check_forward_ad or check_backward_ad to be True"
        )
    given = as_tuple(inputs)
    wanted = _wanted(given)
    may = Tolerances(eps, atol, rtol, nondet_tol, not fast_mode)
    try:
        returned = as_tuple(func(*given))
        if check_backward_ad:
            _check_rules(func, given, returned, wanted, may)
        if check_forward_ad:
            _check_tangents(func, given, returned, wanted, may)
        if check_backward_ad:
            _check_zeros(differentiable(returned), [given[at] for at in wanted])
        if check_backward_ad and check_undefined_grad:
            _check_undefined(func, given, [given[at] for at in wanted])
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _wanted(given: Sequence[Any]) -> list[int]:
    """The indices of the inputs that require grad.

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


def _check_rules(
    func: Function,
    given: Sequence[Any],
    returned: Sequence[Tensor],
    wanted: Sequence[int],
    may: Tolerances,
) -> None:
    """Check the gradients of backward passes, each run twice.

    Raises:
        GradcheckError: the two differ, or do not match the finite differences.
    """
    if not differentiable(returned):
        _check_constant(func, given, len(returned), wanted, may)
    inputs = {at: given[at] for at in wanted}

    def both(place: int) -> tuple[Jacobians, Jacobians]:
        numerical = may.differences(func, given, wanted, place)
        analytical, again = by_rules(returned[place], inputs), by_rules(returned[place], inputs)
        for at, jacobian in analytical.items():
            if np.abs(jacobian - again[at]).max(initial=0.0) > may.nondeterminism:
                raise GradcheckError(NOT_REENTRANT.format(may.nondeterminism))
        return analytical, numerical

    compare_parts(BACKWARD, both, _placed(returned), inputs, may)


def _check_tangents(
    func: Function,
    given: Sequence[Any],
    returned: Sequence[Tensor],
    wanted: Sequence[int],
    may: Tolerances,
) -> None:
    """Check the derivatives by forward mode.

    Raises:
        GradcheckError: they do not match the finite differences.
    """

    def both(place: int) -> tuple[Jacobians, Jacobians]:
        numerical = may.differences(func, given, wanted, place)
        return {at: by_tangents(func, given, at, place) for at in wanted}, numerical

    inputs = {at: given[at] for at in wanted}
    compare_parts(FORWARD, both, _placed(returned), inputs, may)


def _placed(returned: Sequence[Tensor]) -> list[tuple[int, Tensor]]:
    """The outputs that require grad, with their indices among all."""
    return [(at, each) for at, each in enumerate(returned) if each.requires_grad]


def _check_constant(
    func: Function, given: Sequence[Any], count: int, wanted: Sequence[int], may: Tolerances
) -> None:
    """Check that outputs, none of which requires grad, do not depend on an input.

    Raises:
        GradcheckError: an output does.
    """
    for number in range(count):
        if any(map(np.any, may.differences(func, given, wanted, number).values())):
            raise GradcheckError("Numerical gradient for function expected to be zero")


def _check_zeros(outputs: Sequence[Tensor], inputs: Sequence[Tensor]) -> None:
    """Check that a backward pass with zeros returns zeros like the inputs.

    Raises:
        GradcheckError: it does not.
    """
    zeros = [create.zeros_like(each) for each in outputs]
    for sent, each in zip(_sent(outputs, inputs, zeros), inputs, strict=True):
        if sent is None:
            continue
        if np.any(sent._data):
            raise GradcheckError("backward not multiplied by grad_output")
        if sent.dtype != each.dtype:
            raise GradcheckError("grad is incorrect type")
        if sent.shape != each.shape:
            raise GradcheckError("grad is incorrect size")


def _sent(
    outputs: Sequence[Tensor], inputs: Sequence[Tensor], vectors: Sequence[Tensor]
) -> Sequence[Tensor | None]:
    sent: Sequence[Tensor | None] = autograd.grad(outputs, inputs, vectors, allow_unused=True)
    return sent


class UndefinedGrad(autograd_function.Function):
    """Returns undefined gradients; errors and graphs show its name."""

    @staticmethod
    def forward(ctx: Any, input: Tensor) -> Any:
        """The identity."""
        return shape.view(input, shape=tuple(input.shape))

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """No gradient."""
        return None


def _check_undefined(func: Function, given: Sequence[Any], inputs: Sequence[Tensor]) -> None:
    """Check passes with undefined gradients for all outputs, and then for one after the other.

    Raises:
        GradcheckError: they fail, or return anything but zeros.
    """
    kept_back = [UndefinedGrad.apply(each) for each in differentiable(func(*given))]
    tried = [kept_back]
    for number in range(len(kept_back) if len(kept_back) > 1 else 0):
        outputs: list[Any] = differentiable(func(*given))
        outputs[number] = UndefinedGrad.apply(outputs[number])
        tried.append(outputs)
    for outputs in tried:
        zeros = [create.zeros_like(each) for each in outputs]
        try:
            sent = _sent(outputs, inputs, zeros)
        except RuntimeError as error:
            warn(NEW)
            raise GradcheckError(NO_UNDEFINED + NOTES) from error
        if any(each is not None and np.any(each._data) for each in sent):
            warn(NEW)
            raise GradcheckError(NOT_ZERO + NOTES)


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
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
) -> bool:
    """Check the second derivatives of a function against central finite differences.

    Raises:
        GradcheckError: they do not match.
    """
    given = as_tuple(inputs)
    outputs = differentiable(func(*given))
    if grad_outputs is None:
        seeds = [wrap(_random_like(each._array()))._with_grad_required() for each in outputs]
    else:
        seeds = list(as_tuple(grad_outputs))

    def gradients(*moved: Any) -> tuple[Any, ...]:
        points = tuple(
            shape.view(each, shape=tuple(each.shape)) if _requires_grad(each) else each
            for each in moved[: len(given)]
        )
        results = differentiable(func(*points))
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
        nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad,
        check_forward_ad=check_fwd_over_rev,
        check_backward_ad=check_rev_over_rev,
        fast_mode=fast_mode,
    )


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
        warn(
            f"Input #{at} requires gradient and is not a double precision floating point or "
            "complex. This check will likely fail if all the inputs are not of double precision "
            "floating point or complex. "
        )
    return True


def _random_like(array: np.ndarray) -> np.ndarray:
    drawn = np.array(array, order="C")
    like = wrap(reals(drawn))
    reals(drawn)[...] = random.uniform(like, low=-1, high=1)._data
    return drawn
