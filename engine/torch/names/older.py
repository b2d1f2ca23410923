"""Deprecated functions of ``torch``."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine import dtypes, operand_checks
from engine.ops import ranges
from engine.ops.algebra import triangular
from engine.script_warnings import warn, warn_once
from engine.tensor import Tensor
from engine.torch import return_types
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.naming import named
from engine.torch.calling.options import number, options_of
from engine.torch.matrices.square_matrices import check_linear, require_lapack_dtype
from engine.torch.tensors import typed


def range(start: Any, end: Any, step: Any = 1, **options: Any) -> Tensor:
    """Evenly spaced numbers from ``start`` to ``end``, both included.

    Raises:
        RuntimeError: a step of zero, or of the wrong sign.
    """
    warn(
        "torch.range is deprecated and will be removed in a future release because its behavior is "
        "inconsistent with Python's range builtin. Instead, use torch.arange, which produces "
        "values in [start, end)."
    )
    first, last, stride = (
        number(each, "range", name)
        for name, each in {"start": start, "end": end, "step": step}.items()
    )
    if stride == 0:
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(first) and math.isfinite(last)):
        raise RuntimeError(f"unsupported range: {first:g} -> {last:g}")
    if (last - first) * stride < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    chosen = options_of("range", options)
    return chosen.create(ranges.closed_range, start=first, end=last, step=stride)


def set_default_tensor_type(t: Any) -> None:
    """Set the default dtype by a tensor type, or by its name.

    Raises:
        TypeError: not a floating-point dtype.
        AttributeError: an unknown type.
    """
    warn(
        "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use "
        "torch.set_default_dtype() and torch.set_default_device() as alternatives."
    )
    if isinstance(t, str):
        name = t.removeprefix("torch.")
        if not hasattr(typed, name):
            raise AttributeError(f"module 'torch' has no attribute '{name}'")
        t = getattr(typed, name)
    element = getattr(t, "_element", None)
    if element not in (dtypes.float16, dtypes.float32, dtypes.float64):
        raise TypeError("only floating-point types are supported as the default type")
    dtypes.set_default_dtype(element)


_SOLVE = (
    "`torch.solve` is deprecated in favor of `torch.linalg.solve`. `torch.linalg.solve` has its "
    "arguments reversed and does not return the LU factorization.\n\nTo get the LU factorization "
    "see `torch.lu`, which can be used with `torch.lu_solve` or `torch.lu_unpack`.\n"
    "X = torch.solve(B, A).solution should be replaced with:\nX = torch.linalg.solve(A, B)"
)
_SYMEIG = (
    "The default behavior has changed from using the upper triangular portion of the matrix by "
    "default to using the lower triangular portion.\n\nL, _ = torch.symeig(A, upper=upper) should "
    "be replaced with:\nL = torch.linalg.eigvalsh(A, UPLO='U' if upper else 'L')\n\nand\n\n"
    "L, V = torch.symeig(A, eigenvectors=True) should be replaced with:\n"
    "L, V = torch.linalg.eigh(A, UPLO='U' if upper else 'L')"
)
_EIG = (
    "`torch.linalg.eig` returns complex tensors of dtype `cfloat` or `cdouble` rather than real "
    "tensors mimicking complex tensors.\n\nL, _ = torch.eig(A) should be replaced with:\n"
    "L_complex = torch.linalg.eigvals(A)\n\nand\n\nL, V = torch.eig(A, eigenvectors=True) should "
    "be replaced with:\nL_complex, V_complex = torch.linalg.eig(A)"
)
_LSTSQ = (
    "`torch.lstsq` is deprecated in favor of `torch.linalg.lstsq`.\n`torch.linalg.lstsq` has "
    "reversed arguments and does not return the QR decomposition in the returned tuple (although "
    "it returns other information about the problem).\n\nTo get the QR decomposition consider "
    "using `torch.linalg.qr`.\n\nThe returned solution in `torch.lstsq` stored the residuals of "
    "the solution in the last m - n columns of the returned value whenever m > n. In "
    "torch.linalg.lstsq, the residuals are in the field 'residuals' of the returned named tuple."
    "\n\nThe unpacking of the solution, as in\nX, _ = torch.lstsq(B, A).solution[:A.size(1)]\n"
    "should be replaced with:\nX = torch.linalg.lstsq(A, B).solution"
)
_MATRIX_RANK = (
    "Please use the `torch.linalg.matrix_rank` function instead. The parameter 'symmetric' was "
    "renamed in `torch.linalg.matrix_rank()` to 'hermitian'."
)


def _removed(name: str, advice: str, gap: str = " ") -> Callable[..., Any]:
    """A function that was removed; its error names the replacement."""

    def refuse(input: Tensor, *_: Any, **__: Any) -> Any:
        raise RuntimeError(
            "This function was deprecated since version 1.9 and is now removed." + gap + advice
        )

    return named(
        refuse, name, "Refuse: PyTorch no longer has it.\n\nRaises:\n    RuntimeError: always."
    )


solve = _removed("solve", _SOLVE)
symeig = _removed("symeig", _SYMEIG)
eig = _removed("eig", _EIG)
lstsq = _removed("lstsq", _LSTSQ)
matrix_rank = _removed("matrix_rank", _MATRIX_RANK, "\n")


def triangular_solve(
    input: Tensor,
    A: Tensor,  # noqa: N803
    upper: bool = True,
    transpose: bool = False,
    unitriangular: bool = False,
) -> Any:
    """The solution X of A X = input for a triangular A, and a copy of A.

    Raises:
        RuntimeError: the dtypes or shapes do not match.
    """
    require_tensors("triangular_solve", input=input, A=A)
    warn_once(
        "torch.triangular_solve is deprecated in favor of torch.linalg.solve_triangularand will be "
        "removed in a future PyTorch release.\ntorch.linalg.solve_triangular has its arguments "
        "reversed and does not return a copy of one of the inputs.\nX = torch.triangular_solve(B, "
        "A).solution\nshould be replaced with\nX = torch.linalg.solve_triangular(A, B)."
    )
    for name, each in (("b", input), ("A", A)):
        if each.ndim < 2:
            raise RuntimeError(
                f"torch.triangular_solve: Expected {name} to have at least 2 dimensions, but it "
                f"has {each.ndim} dimensions instead"
            )
    check_linear(input, A, "triangular_solve")
    operand_checks.check_broadcast_shapes(input.shape[:-2], A.shape[:-2])
    require_lapack_dtype("triangular_solve_cpu", A)
    settings = {"upper": upper, "transpose": transpose, "unitriangular": unitriangular}
    return return_types.triangular_solve(triangular.triangular_solve(input, A, **settings))
