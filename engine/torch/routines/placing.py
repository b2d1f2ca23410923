"""Methods that write elements by index, or products, into a tensor.

They are the operations of the functions without an underscore, applied in place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.ops.algebra import matrices
from engine.ops.elementwise import exponentials, special
from engine.ops.indexing import select, writing
from engine.tensor import Tensor
from engine.torch.calling import unfit_operands
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.calling.numbers import fitting
from engine.torch.matrices import products
from engine.torch.routines import choosing, derived, elementwise, slices
from engine.torch.tensors import in_place


def scatter_(
    tensor: Tensor,
    dim: int,
    index: Tensor,
    src: Tensor | None = None,
    *,
    value: Any = None,
    reduce: str | None = None,
) -> Tensor:
    """Write elements of ``src``, or one number, at the places along a dimension.

    Raises:
        RuntimeError: dtypes that differ, or an index that does not fit.
    """
    source: Any = value if src is None else src
    along = choosing.checked_places("scatter", tensor, dim, index, source)
    if reduce is not None:
        choosing.check_reduction(reduce)
    if not index._data.size:
        return tensor
    if reduce is not None:
        by = choosing.source_to_reduce(tensor, index, source, reduce)
        return writing.scatter_reducing_.apply_in_place(tensor, by, index, dim=along, reduce=reduce)
    if isinstance(source, Tensor):
        return select.scatter.apply_in_place(tensor, source, index, dim=along)
    number = fitting(source, tensor._data.dtype)
    return select.scatter_value.apply_in_place(tensor, index, dim=along, value=number)


def scatter_add_(tensor: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """Add elements of ``src`` at the places along a dimension."""
    along = choosing.checked_places("scatter", tensor, dim, index, src)
    if not index._data.size:
        return tensor
    return select.scatter_add.apply_in_place(tensor, src, index, dim=along)


def index_add_(
    tensor: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1
) -> Tensor:
    """Add slices of ``source`` at the slices of a dimension that ``index`` says."""
    along, places = slices.checked_slices(tensor, dim, index, source)
    if alpha != 1:
        return writing.index_add_scaled.apply_in_place(
            tensor, source, places, dim=along, alpha=alpha
        )
    return select.index_add.apply_in_place(tensor, source, places, dim=along)


def logit_(tensor: Tensor, eps: float | None = None) -> Tensor:
    """``logit`` in place."""
    return exponentials.logit.apply_in_place(tensor, eps=eps)


def nan_to_num_(
    tensor: Tensor,
    nan: float | None = None,
    posinf: float | None = None,
    neginf: float | None = None,
) -> Tensor:
    """Put numbers in place of nan and the infinities."""
    settings = {"nan": nan or 0.0, "posinf": posinf, "neginf": neginf}
    return special.nan_to_num.apply_in_place(tensor, **settings)


def polygamma_(tensor: Tensor, n: int) -> Tensor:
    """Become the n-th derivative of digamma.

    Raises:
        RuntimeError: a negative n.
    """
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")
    return special.polygamma_.apply_in_place(tensor, n=n)


def mvlgamma_(tensor: Tensor, p: int) -> Tensor:
    """Become the logarithm of the gamma function of p dimensions.

    Raises:
        RuntimeError: fewer than one dimension, or booleans.
    """
    elementwise.check_mvlgamma(tensor, p, tensor)
    return special.mvlgamma.apply_in_place(tensor, p=p)


def float_power_(tensor: Tensor, exponent: Any) -> Tensor:
    """Raise to a power, in double precision only.

    Raises:
        RuntimeError: the tensor has not the dtype of the result.
    """
    wanted = derived.dtype_of_power(tensor, exponent)
    if tensor.dtype is not wanted:
        raise RuntimeError(
            f"the base given to float_power_ has dtype {tensor.dtype.scalar_name} but the "
            f"operation's result requires dtype {wanted.scalar_name}"
        )
    return in_place.pow_(tensor, exponent)


def ldexp_(tensor: Tensor, other: Tensor) -> Tensor:
    """Multiply by a power of 2.

    Raises:
        RuntimeError: integers.
    """
    if not (tensor.dtype.is_floating_point or tensor.dtype.is_complex):
        raise RuntimeError(
            f"ldexp can't be cast to the desired output type {tensor.dtype.scalar_name}"
        )
    unfit_operands.check_shapes(tensor, other)
    if not tensor.dtype.is_complex:
        refuse_dtypes("ldexp_cpu_exp", other, "b")
    return exponentials.ldexp.apply_in_place(tensor, other)


def addmm_(
    tensor: Tensor, mat1: Tensor, mat2: Tensor, *, beta: float = 1, alpha: float = 1
) -> Tensor:
    """Become beta times itself plus alpha * (mat1 @ mat2)."""
    products.check_matrices("addmm_", tensor, mat1, mat2)
    return matrices.addmm.apply_in_place(tensor, mat1, mat2, beta=beta, alpha=alpha)


def addmv_(
    tensor: Tensor, mat: Tensor, vec: Tensor, *, beta: float = 1, alpha: float = 1
) -> Tensor:
    """Become beta times itself plus alpha * (mat @ vec)."""
    products.check_matrix_and_vector(tensor, mat, vec)
    return matrices.addmv.apply_in_place(tensor, mat, vec, beta=beta, alpha=alpha)


def addr_(
    tensor: Tensor, vec1: Tensor, vec2: Tensor, *, beta: float = 1, alpha: float = 1
) -> Tensor:
    """Become beta times itself plus alpha * the outer product of two vectors."""
    products.check_vectors_of_addr(vec1, vec2)
    return matrices.addr.apply_in_place(tensor, vec1, vec2, beta=beta, alpha=alpha)


def baddbmm_(
    tensor: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1
) -> Tensor:
    """Become beta times itself plus alpha * (batch1 @ batch2), matrix by matrix."""
    products.check_batches("baddbmm_", tensor, batch1, batch2)
    return matrices.baddbmm.apply_in_place(tensor, batch1, batch2, beta=beta, alpha=alpha)


def addbmm_(
    tensor: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1
) -> Tensor:
    """Become beta times itself plus alpha * the sum of the products of two batches."""
    products.check_batches("addbmm", tensor, batch1, batch2)
    return matrices.addbmm.apply_in_place(tensor, batch1, batch2, beta=beta, alpha=alpha)


METHODS: dict[str, Callable[..., Tensor]] = {
    each.__name__: each
    for each in (
        scatter_, scatter_add_, index_add_, logit_, nan_to_num_, polygamma_, mvlgamma_,
        float_power_, ldexp_, addmm_, addmv_, addr_, baddbmm_, addbmm_,
    )
}  # fmt: skip


def as_function(method: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A method as a function of the namespace, whose tensor is called ``input``."""

    def function(input: Tensor, *args: Any, **settings: Any) -> Tensor:
        return method(input, *args, **settings)

    function.__name__, function.__doc__ = method.__name__, method.__doc__
    return function
