"""Views with dimensions moved, added, removed or merged, as scripts call them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from math import prod
from typing import Any

from engine import errors, operand_checks
from engine.ops.indexing import select
from engine.ops.shapes import layout, shape
from engine.script_warnings import warn_once
from engine.size import Size
from engine.tensor import Tensor
from engine.torch.calling.argument_kinds import require_each
from engine.torch.calling.arguments import distinct_dims, one_dim, require_tensors, sizes
from engine.torch.routines import shapes
from engine.torch.routines.conjugates import conjugated

_NO_MATRIX = (
    "Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.",
    "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated "
    "and it will throw an error in a future release. Consider `x.mT` to transpose batches of "
    "matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a "
    "tensor.",
)


def t(input: Tensor) -> Tensor:
    """A matrix with rows and columns exchanged.

    Raises:
        RuntimeError: more than two dimensions.
    """
    require_tensors("t", input=input)
    check_matrix("t", input)
    return shape.t(input)


def check_matrix(function: str, input: Tensor) -> None:
    """Check that a function that wants a matrix gets no more than that.

    Raises:
        RuntimeError: more than two dimensions.
    """
    if input.ndim > 2:
        raise RuntimeError(
            f"{function}() expects a tensor with <= 2 dimensions, but self is {input.ndim}D"
        )


def reversed_dims(input: Tensor) -> Tensor:
    """``input.T``: all dimensions in reverse order; with a warning where there are not two."""
    if input.ndim != 2:
        warn_once(_NO_MATRIX[min(input.ndim, 1)])
    return shape.permute(input, dims=tuple(reversed(range(input.ndim))))


def matrix_transpose(input: Tensor, name: str = "mT") -> Tensor:
    """``input.mT``: the last two dimensions exchanged; ``name`` is what errors call it.

    Raises:
        RuntimeError: fewer than two dimensions.
    """
    if not input.ndim:
        _warn_of_number(name)
        return input
    if input.ndim < 2:
        raise RuntimeError(
            f"tensor.{name} is only supported on matrices or batches of matrices. Got "
            f"{input.ndim}-D tensor."
        )
    return layout.transpose(input, dim0=input.ndim - 2, dim1=input.ndim - 1)


def _warn_of_number(name: str) -> None:
    """Warn once that a number has no matrix to transpose."""
    name = name if name.endswith(")") else f"Tensor.{name}"
    rather = "This function is the identity in these cases." if name == "Tensor.mT" else ""
    rather = rather or "Consider using x.conj()."
    warn_once(f"{name} is deprecated on 0-D tensors. {rather}")


def matrix_adjoint(input: Tensor, name: str = "mH") -> Tensor:
    """``input.mH``: the last two dimensions exchanged, and complex numbers conjugated."""
    return conjugated(matrix_transpose(input, name))


def conjugate_transpose(input: Tensor) -> Tensor:
    """``input.H`` of a matrix: rows and columns exchanged, and complex numbers conjugated.

    Raises:
        RuntimeError: no matrix.
    """
    if input.ndim not in (0, 2):
        hint = " For batches of matrices, consider using tensor.mH" if input.ndim > 2 else ""
        what = f"Got {input.ndim}-D tensor.{hint}"
        raise RuntimeError(f"tensor.H is only supported on matrices (2-D tensors). {what}")
    if not input.ndim:
        _warn_of_number("H")
        return conjugated(input)
    return conjugated(transpose(input, 0, 1))


def adjoint(input: Tensor) -> Tensor:
    """The last two dimensions exchanged, and complex numbers conjugated.

    Raises:
        RuntimeError: one dimension.
    """
    require_tensors("adjoint", input=input)
    if input.ndim == 1:
        raise RuntimeError(
            "tensor.adjoint() is only supported on matrices or batches of matrices. Got 1-D tensor."
        )
    return matrix_adjoint(input, "adjoint()")


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions exchanged."""
    require_tensors("transpose", input=input)
    return layout.transpose(input, dim0=one_dim(input, dim0), dim1=one_dim(input, dim1))


swapdims = transpose


def swapaxes(input: Tensor, axis0: int, axis1: int) -> Tensor:
    """Two dimensions exchanged."""
    return transpose(input, axis0, axis1)


def permute(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    """The dimensions in another order.

    Raises:
        RuntimeError: not each dimension once.
    """
    require_tensors("permute", input=input)
    given = order if dims is None else (dims,)
    wanted = given[0] if len(given) == 1 and isinstance(given[0], Sequence) else given
    if len(wanted) != input.ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the "
            f"length of the desired ordering of dimensions i.e. input.dim() = {input.ndim} is not "
            f"equal to len(dims) = {len(wanted)}"
        )
    positive = tuple(one_dim(input, each) for each in wanted)
    if len(set(positive)) != len(positive):
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return shape.permute(input, dims=positive)


def movedim(input: Tensor, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
    """Dimensions moved to other places, the others in their order around them.

    Raises:
        RuntimeError: not as many places as dimensions, or one twice.
    """
    require_tensors("movedim", input=input)
    sources = [source] if isinstance(source, int) else list(source)
    places = [destination] if isinstance(destination, int) else list(destination)
    if len(sources) != len(places):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({sources} dims) should contain "
            f"the same number of dims as destination ({places} dims)"
        )
    moved = [one_dim(input, each) for each in sources]
    to = [one_dim(input, each) for each in places]
    for name, dims, given in (("source", moved, sources), ("destination", to, places)):
        if len(set(dims)) != len(dims):
            raise RuntimeError(f"movedim: repeated dim in `{name}` ({given})")
    if not input.ndim:
        return shape.alias(input)
    order = [dim for dim in range(input.ndim) if dim not in moved]
    for place, dim in sorted(zip(to, moved)):
        order.insert(place, dim)
    return shape.permute(input, dims=tuple(order))


moveaxis = movedim


def squeeze(input: Tensor, dim: int | Sequence[int] | None = None) -> Tensor:
    """Without the dimensions of extent 1, or those of some dimensions that have it."""
    require_tensors("squeeze", input=input)
    if dim is None:
        return layout.squeeze_all(input)
    if isinstance(dim, Sequence):
        return layout.squeeze_dims(input, dim=distinct_dims(input, dim))
    return layout.squeeze_dim(input, dim=one_dim(input, dim))


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """A new dimension of extent 1 before the present dimension ``dim``.

    Raises:
        IndexError: there is no such place.
    """
    require_tensors("unsqueeze", input=input)
    return shape.unsqueeze(input, dim=new_dim(input, dim))


def new_dim(input: Tensor, dim: int) -> int:
    """The place of a dimension that is to be added, as a non-negative number.

    Raises:
        IndexError: there is no such place.
    """
    limit = input.ndim + 1
    if not -limit <= dim < limit:
        raise IndexError(
            "Dimension out of range (expected to be in range of "
            f"[{-limit}, {limit - 1}], but got {dim})"
        )
    return dim % limit


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Dimensions from the first to the last merged into one.

    Raises:
        RuntimeError: the first comes after the last.
    """
    require_tensors("flatten", input=input)
    first, last = one_dim(input, start_dim), one_dim(input, end_dim)
    if first > last:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if first == last and input.ndim:
        return input
    extents = list(input.shape)
    merged = prod(extents[first : last + 1])
    return shapes.reshape(input, [*extents[:first], merged, *extents[last + 1 :]])


def ravel(input: Tensor) -> Tensor:
    """All elements in one dimension."""
    require_tensors("ravel", input=input)
    return shapes.view(shapes.contiguous(input), -1)


def expand(input: Tensor, *extents: Any, size: Any = None) -> Tensor:
    """Broadcast to a larger shape without copying; -1 keeps an extent.

    Raises:
        RuntimeError: it does not broadcast to that shape.
    """
    target = sizes("expand", extents if size is None else (size,))
    return shape.expand(input, shape=expanded(input, target))


def expanded(input: Tensor, target: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that an expansion leads to.

    Raises:
        RuntimeError: the tensor does not broadcast to it.
    """
    if input._data.shape == target:
        return target
    lead = len(target) - input.ndim
    if lead < 0:
        raise RuntimeError(
            f"expand({errors.tensor_type(input.dtype)}{{{list(input.shape)}}}, "
            f"size={list(target)}): the number of sizes provided ({len(target)}) must be greater "
            f"or equal to the number of dimensions in the tensor ({input.ndim})"
        )
    extents: list[int] = []
    for at, extent in reversed([*enumerate(target)]):
        if extent == -1 and at < lead and input.ndim:
            raise RuntimeError(
                "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing "
                f"dimension {at}"
            )
        present = input.shape[at - lead] if at >= lead else 1
        if extent == -1 and input.ndim:
            extent = present
        if extent != present and present != 1:
            raise RuntimeError(
                f"The expanded size of the tensor ({extent}) must match the existing size "
                f"({present}) at non-singleton dimension {at}.  Target sizes: {list(target)}.  "
                f"Tensor sizes: {list(input.shape)}"
            )
        if extent < 0:
            raise RuntimeError("numel: integer multiplication overflow")
        extents.append(extent)
    return tuple(reversed(extents))


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """Broadcast to the shape of another tensor without copying."""
    require_tensors("expand_as", input=input, other=other)
    return expand(input, *other.shape)


def broadcast_to(input: Tensor, *extents: Any, size: Any = None) -> Tensor:
    """Broadcast to a larger shape without copying."""
    require_tensors("broadcast_to", input=input)
    return expand(input, *extents, size=size)


def common_shape(*shapes: Any) -> Size:
    """The shape that tensors of several shapes broadcast to.

    Raises:
        RuntimeError: they do not.
    """
    result: tuple[int, ...] = ()
    for each in shapes:
        extents = (each,) if isinstance(each, int) else tuple(each)
        operand_checks.check_broadcast_shapes(result, extents)
        pairs = zip_longest(reversed(result), reversed(extents), fillvalue=1)
        result = tuple([n if m == 1 else m for m, n in pairs])[::-1]
    return Size(result)


def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """Tensors broadcast to the shape of all; those that have it stay themselves."""
    require_each(tensors)
    shapes = [each.shape for each in tensors]
    if len(set(shapes)) < 2:
        return tensors
    target = common_shape(*shapes)
    return tuple(each if each.shape == target else expand(each, tuple(target)) for each in tensors)


def narrow(input: Tensor, dim: int, start: int | Tensor, length: int) -> Tensor:
    """``length`` slices of a dimension from ``start`` on.

    Raises:
        IndexError: the dimension does not reach as far as ``start``.
        RuntimeError: nor as far as the end, or the start is no integer.
    """
    require_tensors("narrow", input=input)
    if not input.ndim:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    dim = one_dim(input, dim)
    extent = input.shape[dim]
    if isinstance(start, Tensor):
        if start.ndim or start._data.dtype.kind not in "iu":
            raise RuntimeError("start must be an 0-dim integral Tensor.")
        start = int(start.item())
    first = start
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    if not -extent <= first <= extent:
        raise IndexError(
            f"start out of range (expected to be in range of [{-extent}, {extent}], but got "
            f"{first})"
        )
    first = first + extent if first < 0 else first
    if first + length > extent:
        raise RuntimeError(
            f"start ({first}) + length ({length}) exceeds dimension size ({extent})."
        )
    return select.slice(input, dim=dim, start=first, end=first + length, step=1)


def select_(input: Tensor, dim: int, index: int) -> Tensor:
    """The slice at one index of a dimension.

    Raises:
        IndexError: there is no such index.
    """
    require_tensors("select", input=input)
    if not input.ndim:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    dim = one_dim(input, dim)
    extent = input.shape[dim]
    if not -extent <= index < extent:
        raise IndexError(
            f"select(): index {index} out of range for tensor of size {list(input.shape)} at "
            f"dimension {dim}"
        )
    return select.select(input, dim=dim, index=index % extent)
