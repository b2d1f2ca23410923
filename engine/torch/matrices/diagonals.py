"""Triangles and diagonals of matrices, as scripts call them."""

from __future__ import annotations

from engine.ops.shapes import layout, view_copies
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.out_argument import into
from engine.torch.routines import dimensions, shapes


def require_matrix(function: str, input: Tensor) -> None:
    """Check that a tensor is a matrix, or a batch of such.

    Raises:
        RuntimeError: it has fewer than two dimensions.
    """
    require_tensors(function, input=input)
    if input.ndim < 2:
        raise RuntimeError(f"{function}: input tensor must have at least 2 dimensions")


def tril(input: Tensor, diagonal: int = 0, *, out: Tensor | None = None) -> Tensor:
    """Matrices with 0 above a diagonal."""
    require_matrix("tril", input)
    result = layout.tril(input, diagonal=diagonal)
    return result if out is None else into("tril", out, result)


def triu(input: Tensor, diagonal: int = 0, *, out: Tensor | None = None) -> Tensor:
    """Matrices with 0 below a diagonal."""
    require_matrix("triu", input)
    result = layout.triu(input, diagonal=diagonal)
    return result if out is None else into("triu", out, result)


def diag(input: Tensor, diagonal: int = 0, *, out: Tensor | None = None) -> Tensor:
    """The diagonal of a matrix, or a matrix with a vector on its diagonal.

    Raises:
        RuntimeError: neither vector nor matrix.
    """
    require_tensors("diag", input=input)
    if input.ndim not in (1, 2):
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {input.ndim}D")
    if input.ndim == 1:
        result = layout.diag_embed(input, offset=diagonal, dim1=0, dim2=1)
    else:
        result = view_copies.diagonal_copy(input, offset=diagonal, dim1=0, dim2=1)
    return result if out is None else into("diag", out, result)


def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices with the elements of the last dimension on a diagonal, and 0 elsewhere.

    Raises:
        IndexError: a dimension that the result does not have.
        RuntimeError: the same dimension twice.
    """
    require_tensors("diag_embed", input=input)
    first, second = (dimensions.new_dim(input, each) for each in (dim1, dim2))
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return layout.diag_embed(input, offset=offset, dim1=first, dim2=second)


def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """A matrix with all elements on a diagonal."""
    require_tensors("diagflat", input=input)
    return diag(shapes.reshape(input, -1), offset)
