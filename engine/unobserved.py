"""Hides the inner operations of layers and optimisers from observers, and reports their results.

A layer allocates, draws and fills, and an optimiser keeps running averages, but a script sees only
the resulting tensors. Each of these is reported as the result of a single operation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock, get_ident
from typing import Any, NamedTuple

from engine import observe
from engine.tensor import Tensor, wrap


class Making(NamedTuple):
    """A series of hidden operations, reported as a single one; see ``Applied``.

    Attributes:
        name: what made the tensor, or its purpose.
    """

    name: str
    node_type: None = None
    is_view: bool = False
    cuts: bool = False
    inputs: tuple[str, ...] = ()

    def edge_to(self, position: int) -> None:
        """It has no derivative."""


class _Hushed(observe.Relay):
    """Passes events on to an observer, except from threads that are inside ``unobserved``.

    Attributes:
        depths: for each of these threads, how deeply its ``unobserved`` are nested.
    """

    def __init__(self, inner: observe.Observer) -> None:
        super().__init__(inner)
        self.depths: dict[int, int] = {}

    def __getattr__(self, name: str) -> Any:
        return observe.ignore if get_ident() in self.depths else getattr(self.inner, name)


_lock = Lock()
"""Guards the replacement of the observer."""


class unobserved:  # noqa: N801  # as no_grad
    """Inside its ``with``, observers hear nothing of what this thread does.

    Args:
        written: tensors that will be overwritten inside; this is announced beforehand.
    """

    __slots__ = ("_hushed", "_written")

    def __init__(self, *written: Tensor | None) -> None:
        self._written = written

    def __enter__(self) -> None:
        self._hushed: _Hushed | None = None
        observer: Any = observe.observer
        if observer is None:
            return
        for each in self._written:
            if each is not None:
                observer.will_change_unobserved(each)
        with _lock:
            observer, thread = observe.observer or observer, get_ident()
            hushed = observer if isinstance(observer, _Hushed) else _Hushed(observer)
            hushed.depths[thread] = hushed.depths.get(thread, 0) + 1
            self._hushed = hushed
            observe.observer = hushed

    def __exit__(self, *error: object) -> None:
        hushed = self._hushed
        if hushed is None:
            return
        inner = hushed.inner
        with _lock:
            thread = get_ident()
            hushed.depths[thread] -= 1
            if not hushed.depths[thread]:
                del hushed.depths[thread]
            if not hushed.depths and observe.observer is hushed:
                observe.observer = inner


def is_observed() -> bool:
    """Whether there is an observer, and it hears what this thread does."""
    observer: Any = observe.observer
    is_hushed = isinstance(observer, _Hushed) and get_ident() in observer.depths
    return observer is not None and not is_hushed


def report(name: str, *made: Tensor, of: Sequence[Any] = (), detaches: bool = False) -> None:
    """Report tensors as the results of one operation with this name on the operands ``of``.

    With ``detaches`` they share the first operand's memory without its history.
    """
    if observe.observer is not None:
        making = Making(name, is_view=detaches, cuts=detaches)
        observe.observer.op_applied(making, made[0] if len(made) == 1 else made, of, {})


@contextmanager
def rewriting(name: str, target: Tensor, *others: Tensor) -> Iterator[None]:
    """Report everything inside its ``with`` as one in-place operation on ``target``.

    Its operands are the target and the other tensors.
    """
    observer, operands = observe.observer, (target, *others)
    if observer is not None:
        observer.will_change(target, operands, name)
    with unobserved():
        yield
    if observer is not None:
        observer.changed_in_place(Making(name), target, operands, {})


def reported(name: str, elements: Any) -> Tensor:
    """A tensor with these elements, reported as the result of an operation with this name."""
    made = wrap(elements)
    report(name, made)
    return made
