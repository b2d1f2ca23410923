"""Which tensors are batched while ``vmap`` calls a function.

In PyTorch the function is called once with all slices, so that no Python number can be read from
a batched tensor; here it is called once per slice, and tensors that depend on slices are marked.

Source: torch/_functorch and aten/src/ATen/functorch, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from engine import observe
from engine.tensor import Tensor

_Function = TypeVar("_Function", bound=Callable[..., Any])

_CONTROL_FLOW = (
    "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. We "
    "don't support that yet, please file an issue at https://github.com/pytorch/pytorch/issues ."
)
_NUMBER = (
    "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling "
    ".item() on a Tensor, please try to rewrite what you're doing with other operations. If error "
    "is occurring somewhere inside PyTorch internals, please file a bug report."
)
_DYNAMIC = (
    "vmap: We do not support batching operators that can output dynamic shape. Attempted to vmap "
    "over aten::{name}. Please file an issue at https://github.com/pytorch/pytorch/issues if you "
    "need this feature."
)
_SELECTED = (
    "vmap: Attempted to vmap over `mask` in torch.masked_select(self, mask) We cannot support this "
    "because for each batch this would return a differently shaped Tensor. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues if you need this feature."
)
_MASK = (
    "vmap: We do not support batching operators that can support dynamic shape. Attempting to "
    "batch over indexing with a boolean mask."
)
_EQUAL = "Batching rule not implemented for aten::equal. We could not generate a fallback."
_ALL_CLOSE = (
    "vmap over torch.allclose isn't supported yet. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues if you need this feature."
)
_OTHERS = {"masked_select": _SELECTED, "index": _MASK, "equal": _EQUAL, "allclose": _ALL_CLOSE}
_MEMORY = "Cannot access data pointer of Tensor that doesn't have storage"
_WRITTEN = (
    "vmap: inplace arithmetic(self, *extra_args) is not possible because there exists a Tensor "
    "`other` in extra_args that has more elements than `self`. This happened due to `other` being "
    "vmapped over but `self` not being vmapped over in a vmap. Please try to use out-of-place "
    "operators instead of inplace arithmetic. If said operator is being called inside the PyTorch "
    "framework, please file a bug report instead."
)


class _OfThread(threading.local):
    """The marked tensors of a thread, by the active calls, the innermost last."""

    def __init__(self) -> None:
        self.marks: tuple[dict[int, Tensor], ...] = ()


of_thread = _OfThread()

under_way: list[object] = []
"""One entry per active call of any thread: if there is none, no check is needed."""


def _is_sliced(value: Any) -> bool:
    return any(id(value) in marked for marked in of_thread.marks)


def alike(tensor: Tensor, made: Tensor) -> Tensor:
    """The result of a function such as ``zeros_like``: in PyTorch it is batched, too."""
    for marked in of_thread.marks:
        if id(tensor) in marked:
            marked[id(made)] = made
    return made


class _Marker(observe.Relay):
    """Marks tensors that depend on marked tensors.

    Attributes:
        marked: the tensors, kept alive so that their ids are not reused.
    """

    def __init__(self, inner: Any, marked: dict[int, Tensor]) -> None:
        super().__init__(inner)
        self.marked = marked

    def op_applied(
        self, op: Any, out: Any, operands: Sequence[Any], settings: Mapping[str, Any]
    ) -> None:
        """Mark the results of an operation on marked tensors."""
        if any(id(each) in self.marked for each in operands):
            for each in out if isinstance(out, tuple) else (out,):
                self.marked[id(each)] = each
        if self.inner is not None:
            self.inner.op_applied(op, out, operands, settings)

    def will_change(self, tensor: Tensor, operands: Sequence[Any] = ()) -> None:
        """Refuse in-place writes of marked tensors to unmarked ones.

        Raises:
            RuntimeError: the target is the same for all slices.
        """
        if id(tensor) not in self.marked and any(id(each) in self.marked for each in operands):
            raise RuntimeError(_WRITTEN)
        if self.inner is not None:
            self.inner.will_change(tensor, operands)


@contextmanager
def marking(slices: Sequence[Tensor]) -> Iterator[None]:
    """Inside its ``with``, slices and everything that depends on them are marked."""
    marked = {id(each): each for each in slices}
    marks, observer = of_thread.marks, observe.observer
    marker: Any = _Marker(observer, marked)
    under_way.append(marker)
    of_thread.marks, observe.observer = (*marks, marked), marker
    try:
        yield
    finally:
        of_thread.marks = marks
        under_way.remove(marker)
        if observe.observer is marker:
            observe.observer = observer


def _refusing(function: _Function, message: str) -> _Function:
    def refuses(tensor: Any, *args: Any, **kwargs: Any) -> Any:
        if under_way and _is_sliced(tensor):
            raise RuntimeError(message)
        return function(tensor, *args, **kwargs)

    refuses.__name__ = refuses.__qualname__ = function.__name__
    refuses.__doc__ = function.__doc__
    return cast(_Function, refuses)


def refuse_choice(tensor: Tensor) -> None:
    """Refuse to convert a slice to a boolean.

    Raises:
        RuntimeError: the tensor is a slice.
    """
    if _is_sliced(tensor):
        raise RuntimeError(_CONTROL_FLOW)


def refuse_for_slices(name: str, *tensors: Tensor) -> None:
    """Refuse an operation whose result has another shape, or is no tensor, for each slice.

    Args:
        name: PyTorch's name of the operation.
        tensors: those of its operands on which that depends.

    Raises:
        RuntimeError: one of them is a slice.
    """
    if under_way and any(_is_sliced(each) for each in tensors):
        raise RuntimeError(_OTHERS.get(name) or _DYNAMIC.format(name=name))


def refusing_number(function: _Function) -> _Function:
    """A method that returns one element as a Python number, refused for slices."""
    return _refusing(function, _NUMBER)


def refusing_memory(function: _Function) -> _Function:
    """A method that returns the elements outside of tensors, refused for slices."""
    return _refusing(function, _MEMORY)
