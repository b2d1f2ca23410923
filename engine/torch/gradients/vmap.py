"""``torch.vmap``: maps a function over the slices of tensors, one by one.

PyTorch vectorizes over all slices at once; the results are the same.

Source: torch.vmap, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import numpy as np

from engine import errors
from engine.random.generator import default_generator
from engine.random.generator_state import restore, state_of
from engine.tensor import Tensor
from engine.torch.gradients.batched import marking
from engine.torch.gradients.function_batches import calling
from engine.torch.pytree import spread, tree_all, tree_flatten, tree_leaves, tree_structure
from engine.torch.routines import dimensions, joining, reductions

Function = Callable[..., Any]


def vmap(
    func: Function,
    in_dims: Any = 0,
    out_dims: Any = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Function:
    """A function that calls ``func`` with each slice of its arguments, and stacks the results.

    Args:
        func: takes slices; may return a tensor, or tuples, lists and dictionaries of tensors.
        in_dims: the dimension of each argument to map over; None for an unbatched one.
        out_dims: the dimension along which results are stacked.
        randomness: whether slices may draw random numbers: "error", "different" ones per slice, or
            the "same" for all.
        chunk_size: in PyTorch the number of slices per computation; without effect here.

    Raises:
        RuntimeError: an unknown ``randomness``; when called, random numbers that are not allowed.
        ValueError: when called, arguments that do not fit ``in_dims`` or each other.
    """
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(
            "Only allowed values for randomness are 'error', 'different', or 'same'. Got "
            f"{randomness}"
        )
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")
    name = getattr(func, "__name__", repr(func))

    @wraps(func)
    def mapped(*args: Any, **kwargs: Any) -> Any:
        if not tree_all(lambda dim: dim is None or isinstance(dim, int), out_dims):
            raise ValueError(
                f"vmap({name}, ..., out_dims={out_dims}): `out_dims` must be an int, None or a "
                "python collection of ints representing where in the outputs the vmapped dimension "
                "should appear."
            )
        leaves, spec = tree_flatten(args)
        dims = _dims_of(name, in_dims, args)
        count = _slice_count(f"vmap({name}, in_dims={in_dims}, ...)(<inputs>)", leaves, dims)
        rows = []
        overwritten: dict[int, Any] = {}
        before = _draws_so_far()
        for at in range(max(count, 1)):  # without any slice, one of zeros says what there would be
            if at and randomness == "same":
                restore(default_generator, before)
            sliced = [_sliced(each, dim, at, count) for each, dim in zip(leaves, dims)]
            cut = [each for each, dim in zip(sliced, dims) if dim is not None]
            with calling(randomness, at >= count - 1), marking(cut, count, overwritten):
                rows.append(func(*spec.unflatten(sliced), **kwargs))
            if randomness == "error":
                _refuse_draws(before)
        return _stacked(name, rows, out_dims, count)

    return mapped


def _draws_so_far() -> np.ndarray:
    return state_of(default_generator)


def _refuse_draws(before: np.ndarray) -> None:
    """Refuse to have drawn random numbers; they can be drawn again.

    Raises:
        RuntimeError: the generator is no longer in the state before.
    """
    if not np.array_equal(before, _draws_so_far()):
        restore(default_generator, before)
        raise RuntimeError(
            "vmap: called random operation while in randomness error mode. Please either use the "
            "'same' or 'different' randomness flags on vmap or perform the randomness operation "
            "out of vmap"
        )


def _dims_of(name: str, in_dims: Any, args: Any) -> list[Any]:
    """For each leaf of the arguments the dimension to map over.

    Raises:
        ValueError: there are no arguments, or ``in_dims`` has another structure.
    """
    if not isinstance(in_dims, int | tuple):
        raise ValueError(
            f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): expected `in_dims` to be int or a "
            "(potentially nested) tuple matching the structure of inputs, got: "
            f"{type(in_dims)}."
        )
    if not args:
        raise ValueError(
            f"vmap({name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are "
            "trying to vmap over a function with no inputs. The latter is unsupported."
        )
    dims = spread(in_dims, args)
    if dims is None:
        raise ValueError(
            f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): in_dims is not compatible with the "
            f"structure of `inputs`. in_dims has structure {tree_structure(in_dims)} but inputs "
            f"has structure {tree_structure(args)}."
        )
    return dims


def _slice_count(where: str, leaves: Sequence[Any], dims: Sequence[Any]) -> int:
    """The number of slices.

    Raises:
        ValueError: it differs between arguments, or no argument is batched.
    """
    for leaf, dim in zip(leaves, dims):
        _check_dim(where, leaf, dim)
    extents = [leaf.shape[dim] for leaf, dim in zip(leaves, dims) if dim is not None]
    if not extents:
        raise ValueError("vmap: Expected at least one Tensor to vmap over")
    if len(set(extents)) > 1:
        raise ValueError(errors.DIFFERENT_BATCHES.format(sizes=extents))
    return int(extents[0])


def _check_dim(where: str, leaf: Any, dim: Any) -> None:
    if dim is None:
        return
    if not isinstance(dim, int):
        raise ValueError(
            f"{where}: Got in_dim={dim} for an input but in_dim must be either an integer "
            "dimension or None."
        )
    if not isinstance(leaf, Tensor):
        raise ValueError(
            f"{where}: Got in_dim={dim} for an input but the input is of type {type(leaf)}. We "
            "cannot vmap over non-Tensor arguments, please use None as the respective in_dim"
        )
    if not -leaf.ndim <= dim < leaf.ndim:
        raise ValueError(
            f"{where}: Got in_dim={dim} for some input, but that input is a Tensor of "
            f"dimensionality {leaf.ndim} so expected in_dim to satisfy -{leaf.ndim} <= in_dim < "
            f"{leaf.ndim}."
        )


def _sliced(leaf: Any, dim: Any, at: int, count: int) -> Any:
    if dim is None:
        return leaf
    if not count:
        return reductions.sum(leaf, dim, dtype=leaf.dtype)
    return dimensions.select_(leaf, dim, at)


def _stacked(name: str, rows: Sequence[Any], out_dims: Any, count: int) -> Any:
    """The first ``count`` results of all calls, stacked, in the same structure.

    Raises:
        ValueError: a result is not a tensor, or ``out_dims`` has another structure.
    """
    first = rows[0]
    leaves, spec = tree_flatten(first)
    is_one = isinstance(first, Tensor) and isinstance(out_dims, tuple) and len(out_dims) == 1
    dims = list(out_dims) if is_one else spread(out_dims, first)
    if dims is None:
        raise ValueError(
            f"vmap({name}, ..., out_dims={out_dims})(<inputs>): out_dims is not compatible with "
            f"the structure of `outputs`. out_dims has structure {tree_structure(out_dims)} but "
            f"outputs has structure {spec}."
        )
    columns = zip(*map(tree_leaves, rows)) if leaves else ()
    return spec.unflatten([_joined(name, column, dim, count) for column, dim in zip(columns, dims)])


def _joined(name: str, column: Sequence[Any], dim: Any, count: int) -> Any:
    """The first ``count`` results of all calls for one output, stacked."""
    if dim is None:
        return column[0]
    if not isinstance(column[0], Tensor):
        raise ValueError(
            f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(column[0])}. "
            "Did you mean to set out_dims= to None for output?"
        )
    stacked = joining.stack(list(column), 0)
    if not count:
        stacked = dimensions.narrow(stacked, 0, 0, 0)
    return stacked if dim == 0 else dimensions.movedim(stacked, 0, dim)
