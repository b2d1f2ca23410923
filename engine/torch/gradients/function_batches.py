"""Custom functions with a rule of their own for batches, while ``vmap`` calls a function.

As ``vmap`` goes through the slices one by one, the rule gets batches of one slice.

Source: torch/_functorch/autograd_function.py, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from engine import grad_mode
from engine.tensor import Tensor
from engine.torch.gradients.batched import is_sliced, mark_sliced, unmarked
from engine.torch.pytree import spread, tree_flatten
from engine.torch.routines import dimensions

_RETURNED = (
    "Expected the vmap staticmethod to have two returns, an output and out_dims with pytree "
    "structure compatible with the output. Got {found}"
)


class VmapInfo(NamedTuple):
    """What a rule for batches is told about the ``vmap``."""

    batch_size: int
    randomness: str


class Batch:
    """The slices with one index, for which ``vmap`` is calling its function.

    Attributes:
        randomness: as ``vmap`` was told.
        is_last: whether no other slices follow, neither of this ``vmap`` nor of those around it.
    """

    def __init__(self, randomness: str, is_last: bool) -> None:
        self.randomness = randomness
        self._outer = grad_mode.current_modes().batch
        self.is_last = is_last and (self._outer is None or self._outer.is_last)

    def applied(self, function: Any, arguments: tuple[Any, ...]) -> Any:
        """What a custom function returns by its rule for batches.

        Without any slice among the arguments it is applied as outside of ``vmap``.

        Raises:
            RuntimeError: the rule does not return two things.
        """
        leaves, spec = tree_flatten(arguments)
        dims = [0 if is_sliced(each) else None for each in leaves]
        batches = [
            each if dim is None else dimensions.unsqueeze(each, 0)
            for each, dim in zip(leaves, dims)
        ]
        given = spec.unflatten(batches)
        if not any(dim == 0 for dim in dims):
            with self._left():
                return function.apply(*given)
        with self._left():
            returned = function.vmap(VmapInfo(1, self.randomness), spec.unflatten(dims), *given)
        if not isinstance(returned, tuple):
            raise RuntimeError(_RETURNED.format(found=f"a {type(returned)} instead"))
        if len(returned) != 2:
            raise RuntimeError(_RETURNED.format(found=f"{len(returned)} returns instead"))
        outputs, structure = tree_flatten(returned[0])
        places = spread(returned[1], returned[0]) or [None] * len(outputs)
        return structure.unflatten([_slice_of(*each) for each in zip(outputs, places)])

    @contextmanager
    def _left(self) -> Iterator[None]:
        """Inside its ``with``, as outside of this ``vmap``."""
        mode = grad_mode.current_modes()
        batch, transforms = mode.batch, mode.transforms
        at = len(transforms) - 1 - transforms[::-1].index("vmap")
        mode.batch, mode.transforms = self._outer, transforms[:at]
        try:
            with unmarked():
                yield
        finally:
            mode.batch, mode.transforms = batch, transforms


@contextmanager
def calling(randomness: str, is_last: bool) -> Iterator[None]:
    """Inside its ``with``, ``vmap`` calls its function with the slices of one index."""
    mode = grad_mode.current_modes()
    before, mode.batch = mode.batch, Batch(randomness, is_last)
    try:
        with grad_mode.transforming("vmap"):
            yield
    finally:
        mode.batch = before


def _slice_of(batch: Any, dim: int | None) -> Any:
    if dim is None or not isinstance(batch, Tensor):
        return batch
    mark_sliced(batch)
    return dimensions.select_(batch, dim, 0)
