"""``torch.permute_copy`` and its kin: what views show, in fresh memory.

The view itself says what is wrong with arguments; what it comes to gives the settings of the copy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine import dtypes
from engine.op import Op
from engine.ops.shapes import shape as shaping
from engine.ops.shapes import view_copies
from engine.tensor import Tensor
from engine.torch.calling.arguments import distinct_dims, one_dim, require_tensors
from engine.torch.calling.naming import named
from engine.torch.calling.out_argument import into
from engine.torch.routines import complex_parts, dimensions, shapes, slices, splitting, views
from engine.unobserved import unobserved

Settings = Callable[..., dict[str, Any]]
"""What a copy is told, from the view, its base and the arguments."""


def _shape(view: Tensor, *_: Any, **__: Any) -> dict[str, Any]:
    return {"shape": tuple(view.shape)}


def _nothing(*_: Any, **__: Any) -> dict[str, Any]:
    return {}


def _permute(view: Tensor, input: Tensor, dims: Sequence[int]) -> dict[str, Any]:
    return {"dims": tuple(one_dim(input, each) for each in dims)}


def _transpose(view: Tensor, input: Tensor, dim0: int, dim1: int) -> dict[str, Any]:
    return {"dim0": one_dim(input, dim0), "dim1": one_dim(input, dim1)}


def _diagonal(
    view: Tensor, input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1
) -> dict[str, Any]:
    return {"offset": offset, "dim1": one_dim(input, dim1), "dim2": one_dim(input, dim2)}


def _select(view: Tensor, input: Tensor, dim: int, index: int) -> dict[str, Any]:
    along = one_dim(input, dim)
    return {"dim": along, "index": index % input.shape[along]}


def _unsqueeze(view: Tensor, input: Tensor, dim: int) -> dict[str, Any]:
    return {"dim": dimensions.new_dim(input, dim)}


def _unfold(view: Tensor, input: Tensor, dimension: int, size: int, step: int) -> dict[str, Any]:
    return {"dimension": one_dim(input, dimension), "size": size, "step": step}


def _unbind(view: Any, input: Tensor, dim: int = 0) -> dict[str, Any]:
    return {"dim": one_dim(input, dim)}


def _split(view: Any, input: Tensor, split_size: int, dim: int = 0) -> dict[str, Any]:
    return {"size": split_size, "dim": one_dim(input, dim)}


def _split_sizes(
    view: Any, input: Tensor, split_sizes: Sequence[int], dim: int = 0
) -> dict[str, Any]:
    return {"sizes": tuple(split_sizes), "dim": one_dim(input, dim)}


def _slice(
    view: Tensor,
    input: Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
) -> dict[str, Any]:
    return slices.slice_settings(input, dim, start, end, step)


def _strided(
    view: Tensor,
    input: Tensor,
    size: Sequence[int],
    stride: Sequence[int],
    storage_offset: int | None = None,
) -> dict[str, Any]:
    return views.strided_settings(input, size, stride, storage_offset)


def _sliced(input: Tensor, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Nothing but the errors of slicing."""
    return _slice(input, input, *args, **kwargs)


_REAL_GRADIENTS = ("select_copy", "slice_copy", "view_as_complex_copy")
"""Those whose complex results cannot require grad."""


def _copier(name: str, view: Callable[..., Any], copy: Op, settings: Settings) -> Any:
    """The function that copies what a view shows."""

    def function(input: Tensor, *args: Any, out: Any = None, **kwargs: Any) -> Any:
        require_tensors(name, input=input)
        with unobserved():
            shown = view(shaping.detach(input), *args, **kwargs)
        made = copy(input, **settings(shown, input, *args, **kwargs))
        if name in _REAL_GRADIENTS and made.requires_grad and made.dtype.is_complex:
            raise RuntimeError(
                f"{name} does not support automatic differentiation for outputs with complex dtype."
            )
        return made if out is None else _written(name, out, made)

    return named(function, name, copy.__doc__)


def _written(name: str, out: Any, made: Any) -> Any:
    """A result written into ``out``, or each of several into one of those there."""
    if isinstance(made, Tensor):
        return into(name, out, made)
    for target, each in zip(out, made):
        into(name, target, each)
    return None


alias_copy = _copier("alias_copy", shaping.alias, view_copies.alias_copy, _nothing)
as_strided_copy = _copier(
    "as_strided_copy",
    views.as_strided,
    view_copies.as_strided_copy,
    _strided,
)
detach_copy = _copier("detach_copy", shaping.detach, view_copies.detach_copy, _nothing)
diagonal_copy = _copier("diagonal_copy", views.diagonal, view_copies.diagonal_copy, _diagonal)
expand_copy = _copier("expand_copy", dimensions.expand, view_copies.expand_copy, _shape)
permute_copy = _copier("permute_copy", dimensions.permute, view_copies.permute_copy, _permute)
select_copy = _copier("select_copy", dimensions.select_, view_copies.select_copy, _select)
slice_copy = _copier("slice_copy", _sliced, view_copies.slice_copy, _slice)
split_copy = _copier("split_copy", splitting.split, view_copies.split_copy, _split)
split_with_sizes_copy = _copier(
    "split_with_sizes_copy", splitting.split_with_sizes, view_copies.split_sizes_copy, _split_sizes
)
t_copy = _copier("t_copy", dimensions.t, view_copies.t_copy, _nothing)
transpose_copy = _copier(
    "transpose_copy", dimensions.transpose, view_copies.transpose_copy, _transpose
)
unbind_copy = _copier("unbind_copy", splitting.unbind, view_copies.unbind_copy, _unbind)
unfold_copy = _copier("unfold_copy", views.unfold, view_copies.unfold_copy, _unfold)
unsqueeze_copy = _copier(
    "unsqueeze_copy", dimensions.unsqueeze, view_copies.unsqueeze_copy, _unsqueeze
)
view_as_complex_copy = _copier(
    "view_as_complex_copy",
    complex_parts.view_as_complex,
    view_copies.view_as_complex_copy,
    _nothing,
)
view_as_real_copy = _copier(
    "view_as_real_copy", complex_parts.view_as_real, view_copies.view_as_real_copy, _nothing
)
_view_copy = _copier("view_copy", shapes.reshape, view_copies.view_copy, _shape)


def squeeze_copy(input: Tensor, dim: Any = None, *, out: Tensor | None = None) -> Tensor:
    """What ``squeeze`` shows, in fresh memory."""
    require_tensors("squeeze_copy", input=input)
    if dim is None:
        made = view_copies.squeeze_all_copy(input)
    elif isinstance(dim, int):
        made = view_copies.squeeze_dim_copy(input, dim=one_dim(input, dim))
    else:
        made = view_copies.squeeze_dims_copy(input, dim=distinct_dims(input, dim))
    return made if out is None else into("squeeze_copy", out, made)


def view_copy(
    input: Tensor, size: Any = None, *, dtype: Any = None, out: Tensor | None = None
) -> Tensor:
    """What ``view`` shows, in fresh memory, also where it could not."""
    kind = size if isinstance(size, dtypes.dtype) else dtype
    if kind is None:
        made: Tensor = _view_copy(input, size, out=out)
        return made
    made = shaping.clone(shapes.view(shaping.detach(input), kind))
    return made if out is None else into("view_copy", out, made)
