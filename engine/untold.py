"""What is told of a library's own work: what comes of it, and not how.

A layer allocates, draws and fills, and an optimiser keeps sums: a script sees of that the tensors
in the end. Whoever follows the script is told of these alone, each as made by what it is for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from engine import observe
from engine.tensor import Tensor, wrap


class Making(NamedTuple):
    """The making of tensors out of sight, as an operation.

    Attributes:
        name: what made them, or what they are for.
    """

    name: str
    node_type: None = None
    is_view: bool = False
    cuts: bool = False
    inputs: tuple[str, ...] = ()

    def edge_to(self, position: int) -> None:
        """No gradient passes back."""


class untold:  # noqa: N801  # as no_grad
    """Within it nobody is told of operations.

    Args:
        written: what will be overwritten: all that was told of it before is kept.
    """

    __slots__ = ("_watcher", "_written")

    def __init__(self, *written: Tensor | None) -> None:
        self._written = written

    def __enter__(self) -> None:
        self._watcher = observe.observer
        if self._watcher is not None:
            for each in self._written:
                if each is not None:
                    self._watcher.will_change(each)
        observe.observer = None

    def __exit__(self, *error: object) -> None:
        observe.observer = self._watcher


def tell(name: str, *made: Tensor, of: Sequence[Any] = ()) -> None:
    """Tell of tensors as one step: as made by ``name``, of other tensors if any."""
    if observe.observer is not None:
        observe.observer.op_applied(Making(name), made[0] if len(made) == 1 else made, of, {})


@contextmanager
def rewriting(name: str, target: Tensor, *others: Tensor) -> Iterator[None]:
    """Within it nobody is told of operations, and then of one that gave ``target`` its content.

    It is told to have taken that and other tensors.
    """
    watcher, operands = observe.observer, (target, *others)
    if watcher is not None:
        watcher.will_change(target, operands)
    with untold():
        yield
    if watcher is not None:
        watcher.changed_in_place(Making(name), target, operands, {})


def told(name: str, elements: Any) -> Tensor:
    """A tensor that the library makes for a purpose, told by the name of that."""
    made = wrap(elements)
    tell(name, made)
    return made
