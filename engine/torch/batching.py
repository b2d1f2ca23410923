"""``vmap``: a function mapped over a dimension of its arguments, one slice after the other.

Source: torch.vmap, PyTorch 2.13, which computes all slices at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.tensor import Tensor
from engine.torch import dimensions, joining

Dim = int | None


def vmap(
    func: Callable[..., Any],
    in_dims: Dim | tuple[Dim, ...] = 0,
    out_dims: int | tuple[int, ...] = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Callable[..., Any]:
    """A function that applies ``func`` to the slices of its arguments and stacks what comes out.

    Args:
        func: takes and returns tensors.
        in_dims: along which dimension to slice each argument; None for one that all slices get.
        out_dims: along which dimension to stack each output.
        randomness: whether slices may draw numbers; they draw one after the other.
        chunk_size: how many slices to compute at once, which makes no difference here.

    Raises:
        ValueError: no argument to slice, slices of different counts, or another randomness.
    """
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(
            "Only allowed values for randomness are 'error', 'different', or 'same'. Got "
            f"{randomness}"
        )

    def mapped(*args: Any, **kwargs: Any) -> Any:
        dims = in_dims if isinstance(in_dims, tuple) else (in_dims,) * len(args)
        count = _count(args, dims)
        results = [
            func(*(_slice(arg, dim, at) for arg, dim in zip(args, dims)), **kwargs)
            for at in range(count)
        ]
        if isinstance(results[0], tuple):
            columns = tuple(zip(*results))
            stacked = out_dims if isinstance(out_dims, tuple) else (out_dims,) * len(columns)
            return tuple(joining.stack(list(c), d) for c, d in zip(columns, stacked))
        return joining.stack(results, out_dims if isinstance(out_dims, int) else out_dims[0])

    return mapped


def _count(args: tuple[Any, ...], dims: tuple[Dim, ...]) -> int:
    """How many slices there are."""
    if len(dims) != len(args):
        raise ValueError(
            f"vmap: in_dims has {len(dims)} entries, and the function got {len(args)} arguments"
        )
    sizes = [arg.shape[dim] for arg, dim in zip(args, dims) if dim is not None]
    if not sizes:
        raise ValueError("vmap: at least one argument must have a dimension to map over")
    if len(set(sizes)) > 1:
        raise ValueError(
            "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
            f"{sizes} for the mapped dimension"
        )
    return int(sizes[0])


def _slice(arg: Any, dim: Dim, at: int) -> Any:
    return dimensions.select_(arg, dim, at) if isinstance(arg, Tensor) and dim is not None else arg
