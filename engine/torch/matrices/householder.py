"""Reflections and their products, as scripts call them.

Source: torch.geqrf and torch.linalg.householder_product, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

from engine.ops.algebra import householder
from engine.tensor import Tensor
from engine.torch import return_types
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.calling.out_argument import into
from engine.torch.matrices.square_matrices import require_lapack_dtype


def householder_product(input: Tensor, tau: Tensor) -> Tensor:
    """The first columns of a product of Householder reflections.

    Raises:
        RuntimeError: sizes or dtypes that do not fit.
        NotImplementedError: numbers that LAPACK does not take.
    """
    require_tensors("linalg_householder_product", input=input, tau=tau)
    _check(input, tau)
    require_lapack_dtype("orgqr_cpu", input)
    return householder.householder_product(input, tau)


def orgqr(input: Tensor, input2: Tensor) -> Tensor:
    """``householder_product`` under its older name."""
    return householder_product(input, input2)


def _check(input: Tensor, tau: Tensor) -> None:
    what = None
    if input.ndim > 1 and not tau.ndim:
        raise IndexError("Dimension specified as -1 but tensor has no dimensions")
    if input.ndim < 2:
        what = "input must have at least 2 dimensions."
    elif input.shape[-2] < input.shape[-1]:
        what = "input.shape[-2] must be greater than or equal to input.shape[-1]"
    elif tau.ndim and input.shape[-1] < tau.shape[-1]:
        what = "input.shape[-1] must be greater than or equal to tau.shape[-1]"
    elif input.ndim - tau.ndim != 1:
        what = (
            "Expected tau to have one dimension less than input, but got tau.ndim equal to "
            f"{tau.ndim} and input.ndim is equal to {input.ndim}"
        )
    elif input.shape[:-2] != tau.shape[:-1]:
        what = (
            "Expected batch dimensions of tau to be equal to input.shape[:-2], but got "
            f"{list(tau.shape[:-1])}"
        )
    elif tau.dtype is not input.dtype:
        what = (
            f"tau dtype {tau.dtype.scalar_name} does not match input dtype "
            f"{input.dtype.scalar_name}"
        )
    if what is not None:
        raise RuntimeError(f"torch.linalg.householder_product: {what}")


def geqrf(input: Tensor) -> Any:
    """The QR decomposition as Householder reflections, with R above them.

    Raises:
        RuntimeError: no matrix.
    """
    require_tensors("geqrf", input=input)
    if input.ndim < 2:
        raise RuntimeError("torch.geqrf: input must have at least 2 dimensions.")
    refuse_dtypes("geqrf_cpu", input, "biu")
    results: Any = householder.geqrf(input)
    return return_types.geqrf(results)


def ormqr(
    input: Tensor,
    input2: Tensor,
    input3: Tensor,
    left: bool = True,
    transpose: bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The product of Householder reflections from ``geqrf``, or its transpose, times a matrix.

    Raises:
        RuntimeError: sizes or dtypes that do not fit.
        NotImplementedError: numbers that LAPACK does not take.
    """
    require_tensors("ormqr", input=input, input2=input2, input3=input3)
    _check_times(input, input2, input3, -2 if left else -1)
    require_lapack_dtype("ormqr_cpu", input)
    result = householder.ormqr(input, input2, input3, left=left, transpose=transpose)
    return result if out is None else into("ormqr", out, result)


def _check_times(input: Tensor, tau: Tensor, other: Tensor, along: int) -> None:
    """Check what reflections are applied to, whose rows or columns they take.

    Raises:
        RuntimeError: it does not fit.
    """
    what = None
    if input.ndim < 2:
        what = "input must have at least 2 dimensions."
    elif other.ndim < 2:
        what = "other must have at least 2 dimensions."
    elif other.shape[along] < tau.shape[-1]:
        what = f"other.shape[{along}] must be greater than or equal to tau.shape[-1]"
    elif other.shape[along] != input.shape[-2]:
        what = f"other.shape[{along}] must be equal to input.shape[-2]"
    elif tau.shape[-1] != min(other.shape[along], input.shape[-1]):
        what = f"tau.shape[-1] must be equal to min(other.shape[{along}], input.shape[-1])"
    elif input.ndim - tau.ndim != 1:
        what = (
            "Expected tau to have one dimension less than input, but got tau.ndim equal to "
            f"{tau.ndim} and input.ndim is equal to {input.ndim}"
        )
    elif input.ndim != other.ndim:
        what = (
            "Expected other to have the same number of dimensions as input, but got other.ndim "
            f"equal to {other.ndim} and input.ndim is equal to {input.ndim}"
        )
    for name, each in (("tau", tau), ("other", other)):
        if what is None and each.dtype is not input.dtype:
            what = (
                f"Expected input and {name} to have the same dtype, but input has dtype"
                f"{input.dtype.scalar_name} and {name} has dtype {each.dtype.scalar_name}"
            )
    if what is not None:
        raise RuntimeError(f"torch.ormqr: {what}")
