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

import numpy as np

from engine import dtypes, errors, grad_mode, observe
from engine.grad_mode import transforming_anywhere
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
_DATA = "accessing `data` under vmap transform is not allowed"
_BATCH_NORM = (
    "Batch norm got a batched tensor as input while the running_mean or running_var, which will be "
    "updated in place, were not batched.\nIf you are using a module and do not need eval mode, "
    "please set `track_running_stats` to be False.If you are using a prebuilt module and do not "
    "need eval mode, please see the functorch website for resources on how to patch your module to "
    "work with vmap"
)
_ONE_HOT = (
    "When vmap-ing torch.nn.functional.one_hot, please provide an explicit positive num_classes "
    "argument."
)
_EQUAL = "Batching rule not implemented for aten::equal. We could not generate a fallback."
_ALL_CLOSE = (
    "vmap over torch.allclose isn't supported yet. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues if you need this feature."
)
_OTHERS = {
    "allclose": _ALL_CLOSE,
    "batch_norm": _BATCH_NORM,
    "equal": _EQUAL,
    "index": _MASK,
    "masked_select": _SELECTED,
    "one_hot": _ONE_HOT,
}
_ARITHMETIC = """
    add add_scaled sub sub_scaled mul div div_floor div_trunc floor_divide floor_divide_number
"""
"""The operations in which PyTorch makes tensors of numbers."""
_MEMORY = "Cannot access data pointer of Tensor that doesn't have storage"
_WRITTEN = (
    "vmap: {name}(self, *extra_args) is not possible because there exists a Tensor `other` in "
    "extra_args that has more elements than `self`. This happened due to `other` being vmapped "
    "over but `self` not being vmapped over in a vmap. Please try to use out-of-place operators "
    "instead of {name}. If said operator is being called inside the PyTorch framework, please file "
    "a bug report instead."
)


class _OfThread(threading.local):
    """The marked tensors of a thread, by the active calls, the innermost last."""

    def __init__(self) -> None:
        self.marks: tuple[dict[int, Tensor], ...] = ()


of_thread = _OfThread()

under_way: list[object] = []
"""One entry per active call of any thread: if there is none, no check is needed."""


def _is_sliced(value: Any) -> bool:
    is_mapping = "vmap" in grad_mode.current_modes().transforms
    return is_mapping and any(id(value) in marked for marked in of_thread.marks)


def is_sliced(value: Any) -> bool:
    """Whether a value is a slice of the innermost ``vmap``, or depends on one."""
    return id(value) in of_thread.marks[-1]


def mark_sliced(tensor: Tensor) -> None:
    """Mark a tensor as dependent on slices of the innermost ``vmap``."""
    of_thread.marks[-1][id(tensor)] = tensor


@contextmanager
def unmarked() -> Iterator[None]:
    """Inside its ``with``, slices of the innermost ``vmap`` are plain tensors."""
    marks, observer = of_thread.marks, observe.observer
    of_thread.marks = marks[:-1]
    if isinstance(observer, _Marker):
        observe.observer = observer.inner
    try:
        yield
    finally:
        of_thread.marks, observe.observer = marks, observer


def alike(tensor: Tensor, made: Tensor) -> Tensor:
    """The result of a function such as ``zeros_like``: in PyTorch it is batched, too."""
    for marked in of_thread.marks:
        if id(tensor) in marked:
            marked[id(made)] = made
    return made


def _promotes_by_slice(op: Any, operands: Sequence[Any]) -> bool:
    """Whether PyTorch's batching rule of an operation promotes the dtypes of two operands."""
    if op.name in _ARITHMETIC.split():
        return True
    is_of_two = op.promotes and len(op.inputs) == 2 and not op.settings and op.name != "mse_loss"
    return is_of_two and all(isinstance(each, Tensor) for each in operands)


class _Marker(observe.Relay):
    """Marks tensors that depend on marked tensors.

    Attributes:
        marked: the tensors, kept alive so that their ids are not reused.
        made: the other tensors that the function made.
        count: the number of slices.
        overwritten: the tensors from outside that it changes, by their ids, with their elements as
            they were before.
    """

    def __init__(self, inner: Any, marked: dict[int, Tensor], count: int, overwritten: Any) -> None:
        super().__init__(inner)
        self.marked, self.count, self.overwritten = marked, count, overwritten
        self._level = len(of_thread.marks) + 1
        self.made: dict[int, Tensor] = {}

    def op_applied(
        self, op: Any, out: Any, operands: Sequence[Any], settings: Mapping[str, Any]
    ) -> None:
        """Mark the results of an operation on marked tensors.

        Raises:
            IndexError: PyTorch's batching rule fails, because there are no slices.
        """
        if not self.count and _promotes_by_slice(op, operands) and out.dtype is not dtypes.bool:
            self._refuse_promotion(operands)
        depends = any(id(each) in self.marked for each in operands)
        if depends or not op.is_view or id(operands[0]) in self.made:
            known = self.marked if depends else self.made
            known.update({id(each): each for each in (out if isinstance(out, tuple) else (out,))})
        if self.inner is not None:
            self.inner.op_applied(op, out, operands, settings)

    def _refuse_promotion(self, operands: Sequence[Any]) -> None:
        """Refuse to combine a scalar of each slice with anything that is not one.

        To promote their dtypes, PyTorch looks at the first slice.
        """
        within = of_thread.marks[self._level :]
        scalars = [
            each
            for each in operands
            if id(each) in self.marked
            and not each.ndim
            and not any(id(each) in marked for marked in within)
        ]
        if len(scalars) == 1:
            outer, sizes = self.inner, [0]
            while isinstance(outer, _Marker):
                sizes = [outer.count, *sizes] if id(scalars[0]) in outer.marked else sizes
                outer = outer.inner
            raise IndexError(
                f"select(): index 0 out of range for tensor of size {sizes} at dimension "
                f"{len(sizes) - 1}"
            )

    def will_change(self, tensor: Tensor, operands: Sequence[Any] = (), name: str = "") -> None:
        """Refuse in-place writes of marked tensors to unmarked ones.

        Raises:
            RuntimeError: the target is the same for all slices, or where to write is a mask that
                depends on them.
        """
        are_marked = [id(each) in self.marked for each in operands]
        if id(tensor) not in self.marked and any(are_marked):
            raise RuntimeError(self._refusal(tensor, operands, name))
        if name == "index_put" and are_marked[-1] and operands[-1].dtype is dtypes.bool:
            raise RuntimeError(_MASK)
        if not any(id(tensor) in each for each in (self.marked, self.made, self.overwritten)):
            self.overwritten[id(tensor)] = tensor, tensor._array().copy()
        if self.inner is not None:
            self.inner.will_change(tensor, operands, name)

    def _refusal(self, target: Tensor, operands: Sequence[Any], name: str) -> str:
        """PyTorch's message for writing slices to what is the same for all of them."""
        if name not in ("add", "add_scaled", "sub"):
            return _WRITTEN.format(
                name="index_put_" if name == "index_put" else "inplace arithmetic"
            )
        shapes = [each.shape for each in operands if isinstance(each, Tensor)]
        together = [self.count, *np.broadcast_shapes(*shapes)]
        own = list(target.shape)
        return f"output with shape {own} doesn't match the broadcast shape {together}"


@contextmanager
def marking(slices: Sequence[Tensor], count: int, overwritten: dict[int, Any]) -> Iterator[None]:
    """Inside its ``with``, slices and everything that depends on them are marked.

    Args:
        slices: the slices with one index.
        count: the number of slices.
        overwritten: receives tensors from outside that the function changes, with their elements
            before. What is in it, from the slices before, is put back.
    """
    marked = {id(each): each for each in slices}
    marks, observer = of_thread.marks, observe.observer
    for tensor, elements in reversed(overwritten.values()):  # some may share memory
        if observer is not None:
            observer.will_change_unobserved(tensor)
        tensor._array()[...] = elements
    overwritten.clear()
    marker: Any = _Marker(observer, marked, count, overwritten)
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


def refuse_pass_from_slices(outputs: Sequence[Any]) -> None:
    """Refuse to differentiate slices: in PyTorch these are batches that do not require grad.

    Raises:
        RuntimeError: one of the outputs is a slice, and ``vmap`` is the innermost transform.
    """
    if grad_mode.current_modes().transforms[-1:] == ("vmap",):
        for index, output in enumerate(outputs):
            if _is_sliced(output):
                raise RuntimeError(errors.NOTHING_TO_DIFFERENTIATE.format(index=index))


def refusing_number(function: _Function) -> _Function:
    """A method that returns one element as a Python number, refused for slices."""
    return _refusing(function, _NUMBER)


def refusing_data(function: _Function) -> _Function:
    """What ``.data`` returns, refused for slices."""
    return _refusing(function, _DATA)


def refuse_memory_of_any() -> None:
    """Refuse to show numpy the memory of any tensor while a function is differentiated.

    Raises:
        RuntimeError: inside a ``torch.func`` transform other than ``vmap``.
    """
    if transforming_anywhere and {*grad_mode.current_modes().transforms} - {"vmap"}:
        raise RuntimeError(_MEMORY)


def refusing_memory(function: _Function) -> _Function:
    """A method that returns the elements outside of tensors, refused for slices."""
    return _refusing(function, _MEMORY)
