"""What is told of a library's own work: what comes of it, and not how.

A layer allocates, draws and fills, and an optimiser keeps sums, of which a script sees only the
tensors in the end. Whoever follows the script is told of these alone, each as if it had been made
by the one operation that it is for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock, get_ident
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


class _Hushed:
    """Passes on what the engine does, except in threads that are within ``untold``.

    Attributes:
        inner: who listens.
        depths: how many times over each of these threads is within it.
    """

    def __init__(self, inner: observe.Observer) -> None:
        self.inner = inner
        self.depths: dict[int, int] = {}

    def __getattr__(self, name: str) -> Any:
        return _ignore if get_ident() in self.depths else getattr(self.inner, name)


def _ignore(*_: Any, **__: Any) -> None:
    """Nobody is told."""


_turn = Lock()
"""Held while it changes who listens."""


class untold:  # noqa: N801  # as no_grad
    """Within it nobody is told of operations of the thread.

    Args:
        written: what will be overwritten: all that was told of it before is kept.
    """

    __slots__ = ("_hushed", "_written")

    def __init__(self, *written: Tensor | None) -> None:
        self._written = written

    def __enter__(self) -> None:
        self._hushed: _Hushed | None = None
        watcher: Any = observe.observer
        if watcher is None:
            return
        for each in self._written:
            if each is not None:
                watcher.will_change_untold(each)
        with _turn:
            watcher, thread = observe.observer or watcher, get_ident()
            hushed = watcher if isinstance(watcher, _Hushed) else _Hushed(watcher)
            hushed.depths[thread] = hushed.depths.get(thread, 0) + 1
            self._hushed = hushed
            observe.observer = hushed

    def __exit__(self, *error: object) -> None:
        hushed = self._hushed
        if hushed is None:
            return
        inner = hushed.inner
        with _turn:
            thread = get_ident()
            hushed.depths[thread] -= 1
            if not hushed.depths[thread]:
                del hushed.depths[thread]
            if not hushed.depths and observe.observer is hushed:
                observe.observer = inner


def is_told() -> bool:
    """Whether somebody is told of what the thread does."""
    watcher: Any = observe.observer
    is_hushed = isinstance(watcher, _Hushed) and get_ident() in watcher.depths
    return watcher is not None and not is_hushed


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
