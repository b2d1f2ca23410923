"""What is ``torch.vmap``: a function of slices made into one of whole tensors, slice by slice.

PyTorch computes with all slices at once; the results are the same.

Source: torch.vmap, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import grad_mode
from engine.generator import default_generator
from engine.generator_state import restore, state_of
from engine.ops import select
from engine.tensor import Tensor
from engine.torch import dimensions, joining
from engine.torch.arguments import one_dim
from engine.torch.batched import marking
from engine.torch.structures import tensors_in, tree

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
        func: takes slices; may return a tensor, or tuples, lists and dictionaries of some.
        in_dims: along which dimension each argument is cut; None for one that is not.
        out_dims: along which dimension results are stacked.
        randomness: whether slices may draw random numbers: not ("error"), each others
            ("different"), or all the "same".
        chunk_size: how many slices PyTorch would compute with at once; without effect here.

    Raises:
        RuntimeError: another ``randomness``; when called, random numbers that may not be drawn.
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

    def mapped(*args: Any, **kwargs: Any) -> Any:
        dims = _dims_of_arguments(name, in_dims, args)
        count = _slice_count(name, in_dims, args, dims)
        rows = []
        before = _draws_so_far()
        for at in range(count):
            if at and randomness == "same":
                restore(default_generator, before)
            sliced = [_sliced(each, dim, at) for each, dim in zip(args, dims)]
            cut = [each for each, dim in zip(sliced, dims) if dim is not None]
            with grad_mode.transforming("vmap"), marking(tensors_in(cut)):
                rows.append(func(*sliced, **kwargs))
            if randomness == "error" and not np.array_equal(before, _draws_so_far()):
                raise RuntimeError(
                    "vmap: called random operation while in randomness error mode. Please either "
                    "use the 'same' or 'different' randomness flags on vmap or perform the "
                    "randomness operation out of vmap"
                )
        return _stacked(name, rows, out_dims)

    return mapped


def _draws_so_far() -> np.ndarray:
    return state_of(default_generator)


def _dims_of_arguments(name: str, in_dims: Any, args: Sequence[Any]) -> tuple[Any, ...]:
    if not args:
        raise ValueError(
            f"vmap({name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are "
            "trying to vmap over a function with no inputs. The latter is unsupported."
        )
    if not isinstance(in_dims, int | tuple | list):
        raise ValueError(
            f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): expected `in_dims` to be int or a "
            "(potentially nested) tuple matching the structure of inputs, got: "
            f"{type(in_dims)}."
        )
    dims = (in_dims,) * len(args) if isinstance(in_dims, int) else tuple(in_dims)
    if len(dims) != len(args):
        raise ValueError(
            f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): in_dims is not compatible with the "
            f"structure of `inputs`. in_dims has structure {tree(dims)} but inputs has structure "
            f"{tree(args)}."
        )
    return dims


def _slice_count(name: str, in_dims: Any, args: Sequence[Any], dims: Sequence[Any]) -> int:
    """How many slices there are.

    Raises:
        ValueError: a different number in different arguments, or none to cut.
    """
    where = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>)"
    extents = [extent for arg, dim in zip(args, dims) for extent in _extents(where, arg, dim)]
    if not extents:
        raise ValueError("vmap: Expected at least one Tensor to vmap over")
    if len(set(extents)) > 1:
        raise ValueError(
            "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
            f"{extents} for the mapped dimension"
        )
    return extents[0]


def _members(given: Any, dim: Any) -> list[tuple[Any, Any]]:
    """What a container holds, each with its own dimension."""
    if isinstance(given, dict):
        return [(each, dim[key] if isinstance(dim, dict) else dim) for key, each in given.items()]
    dims = dim if isinstance(dim, tuple | list) else (dim,) * len(given)
    return list(zip(given, dims))


def _extents(where: str, given: Any, dim: Any) -> list[int]:
    if dim is None:
        return []
    if isinstance(given, dict | tuple | list):
        return [
            extent for each, own in _members(given, dim) for extent in _extents(where, each, own)
        ]
    if not isinstance(given, Tensor):
        raise ValueError(
            f"{where}: Got in_dim={dim} for an input but the input is of type {type(given)}. We "
            "cannot vmap over non-Tensor arguments, please use None as the respective in_dim"
        )
    if not -given.ndim <= dim < given.ndim:
        raise ValueError(
            f"{where}: Got in_dim={dim} for some input, but that input is a Tensor of "
            f"dimensionality {given.ndim} so expected in_dim to satisfy -{given.ndim} <= in_dim < "
            f"{given.ndim}."
        )
    return [given.shape[dim]]


def _sliced(given: Any, dim: Any, at: int) -> Any:
    if dim is None:
        return given
    if isinstance(given, Tensor):
        return select.select(given, dim=one_dim(given, dim), index=at)
    parts = [_sliced(each, own, at) for each, own in _members(given, dim)]
    return dict(zip(given, parts)) if isinstance(given, dict) else type(given)(parts)


def _stacked(name: str, rows: Sequence[Any], dim: Any) -> Any:
    """The results of all calls as one, of the same structure.

    Raises:
        ValueError: a result that is no tensor.
    """
    first = rows[0]
    if isinstance(first, Tensor):
        if dim is None:
            return first
        if not isinstance(dim, int):
            raise _misfit(name, dim, first)
        stacked = joining.stack(list(rows), 0)
        return stacked if dim == 0 else dimensions.movedim(stacked, 0, dim)
    if isinstance(first, dict):
        return {key: _stacked(name, [row[key] for row in rows], dim) for key in first}
    if isinstance(first, tuple | list):
        dims = dim if isinstance(dim, tuple | list) else (dim,) * len(first)
        if len(dims) != len(first):
            raise _misfit(name, dim, first)
        columns = zip(zip(*rows), dims, strict=True)
        return type(first)(_stacked(name, column, own) for column, own in columns)
    raise ValueError(
        f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(first)}. Did you "
        "mean to set out_dims= to None for output?"
    )


def _misfit(name: str, dim: Any, output: Any) -> ValueError:
    """That results do not have the structure of what is said of them."""
    return ValueError(
        f"vmap({name}, ..., out_dims={dim})(<inputs>): out_dims is not compatible with the "
        f"structure of `outputs`. out_dims has structure {tree(dim)} but outputs has structure "
        f"{tree(output)}."
    )
