"""Argument checks of functions that compute full Jacobians.

Source: torch.autograd.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.tensor import Tensor


def tensors_of(given: Any, what: str, function: str) -> tuple[bool, tuple[Tensor, ...]]:
    """Tensors as a tuple, and whether they were given as one.

    Raises:
        TypeError: something else.
    """
    is_tuple = isinstance(given, tuple)
    members = tuple(given) if is_tuple else (given,)
    for at, each in enumerate(members):
        if not isinstance(each, Tensor):
            which = f"the value at index {at}" if is_tuple else f"the given {what}"
            raise TypeError(
                f"The {what} given to {function} must be either a Tensor or a tuple of Tensors but "
                f"{which} has type {type(each)}."
            )
    return is_tuple, members


STRICT = "This is not allowed in strict mode"
CONSTANT = (
    "Output {} of the user-provided function does not require gradients. The outputs must be "
    "computed in a differentiable manner from the input when running in strict mode."
)
INDEPENDENT = f"The output of the user-provided function is independent of input {{}}. {STRICT}."
LINEAR = (
    f"The jacobian of the user-provided function is independent of input {{}}. {STRICT} when "
    "create_graph=True."
)
NO_SECOND = (
    "While computing the hessian, found that the jacobian of the user-provided function with "
    f"respect to input {{}} is independent of the input. {STRICT}. You should ensure that your "
    "function is twice differentiable and that the jacobian depends on the inputs (this would be "
    "violated by a linear function for example)."
)


def need_gradients(tensors: Sequence[Tensor], unlike: str, is_needed: bool) -> None:
    """Check that tensors require grad, if needed.

    Raises:
        RuntimeError: a tensor does not.
    """
    for at, each in enumerate(tensors):
        if is_needed and not each.requires_grad:
            raise RuntimeError(unlike.format(at))


HINT = (
    ' Hint: If your function has more outputs than inputs, "forward-mode" tends to be more '
    'performant. Otherwise, prefer to use "reverse-mode".'
)


def is_forward_mode(strategy: str, hint: str = "") -> bool:
    """Whether a strategy is "forward-mode".

    Raises:
        AssertionError: an unknown strategy.
    """
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            f'Expected strategy to be either "forward-mode" or "reverse-mode".{hint}'
        )
    return strategy == "forward-mode"


def check_forward_mode(strict: bool, create_graph: bool, vectorize: bool) -> None:
    """Refuse arguments that "forward-mode" does not support.

    Raises:
        RuntimeError: with ``strict``.
        NotImplementedError: with ``create_graph``, or without ``vectorize``.
    """
    for name, wanted, error in (
        ("create_graph", create_graph, NotImplementedError),
        ("strict", strict, RuntimeError),
    ):
        if wanted:
            raise error(
                f'torch.autograd.functional.jacobian: `{name}=True` and `strategy="forward-mode"` '
                f"are not supported together (yet). Please either set `{name}=False` or "
                '`strategy="reverse-mode"`.'
            )
    if not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly "
            "implemented for `vectorize=True`."
        )


def check_vectorized(strict: bool, vectorize: bool) -> None:
    """Refuse arguments that ``vectorize`` does not support.

    Raises:
        RuntimeError: with ``strict``.
    """
    if strict and vectorize:
        raise RuntimeError(
            "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not "
            "supported together. Please either set `strict=False` or `vectorize=False`."
        )
