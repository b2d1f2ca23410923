"""Which tensors belong to a transformed function: in-place writes to others are refused.

In PyTorch a function that ``grad``, ``vjp`` or ``jvp`` transforms may overwrite its arguments and
what it computes, but no tensor from outside.

Source: aten/src/ATen/functorch/DynamicLayer.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import get_ident
from typing import Any

from engine import grad_mode, observe
from engine.tensor import Tensor
from engine.torch.structures import tensors_in

_REFUSED = (
    "During a grad (vjp, jvp, grad, etc) transform, the function provided attempted to call "
    "in-place operation (aten::{name}) that would mutate a captured Tensor. This is not supported; "
    "please rewrite the function being transformed to explicitly accept the mutated Tensor(s) as "
    "inputs."
)
_ENDINGS = {"_like": "_", "_number": "_.Scalar", "_tensor": "_.Tensor"}
_OTHERS = {
    "Adam": "addcdiv_",
    "AdamW": "addcdiv_",
    "SGD": "add_.Tensor",
    "add": "add_.Tensor",
    "add_scaled": "add_.Tensor",
    "bernoulli_number": "bernoulli_.float",
    "copy_from": "copy_",
    "div": "div_.Tensor",
    "fill": "fill_.Scalar",
    "index_fill": "index_fill_.int_Scalar",
    "masked_fill": "masked_fill_.Scalar",
    "mul": "mul_.Tensor",
    "put_at": "put_",
    "scatter": "scatter_.src",
    "slices_filled": "index_fill_.int_Scalar",
    "squeeze_all_": "squeeze_",
    "sub": "sub_.Tensor",
}
"""PyTorch's names of operations, with their overloads, that are not those here and ``_``."""


class _Watch(observe.Relay):
    """Refuses writes to tensors other than the function's arguments and what it made.

    Attributes:
        made: the tensors made while it observes, kept alive so that their ids are not reused.
        given: its arguments.
        thread: the thread of the transformed function; others may write what they like.
        passes: how many passes are under way, which may write what they like, too.
        level: the call of the function.
        number: that of the level among those that are active, from 1 on.
    """

    def __init__(self, inner: Any, level: Any) -> None:
        super().__init__(inner)
        self.level = level
        names = grad_mode.current_modes().transforms
        self.number = len(names) + names.count("jacfwd")  # which is a vmap, too
        self.made: dict[int, Tensor] = {}
        self.given: dict[int, Tensor] = {}
        self.thread = get_ident()
        self.passes = 0

    def op_applied(
        self, op: Any, out: Any, operands: Sequence[Any], settings: Mapping[str, Any]
    ) -> None:
        """Remember the results, except those in the memory of a captured tensor."""
        if not (op.is_view and self._is_captured(operands[0])):
            for each in out if isinstance(out, tuple) else (out,):
                self.made[id(each)] = each
        if self.inner is not None:
            self.inner.op_applied(op, out, operands, settings)

    def will_change(self, tensor: Tensor, operands: Sequence[Any] = (), name: str = "") -> None:
        """Refuse writes to captured tensors.

        Raises:
            RuntimeError: the tensor was made before.
        """
        if operands and self._is_captured(tensor):
            raise RuntimeError(_REFUSED.format(name=_in_place(name)))
        if self.inner is not None:
            self.inner.will_change(tensor, operands, name)

    def gradient_given(
        self, gradient: Tensor, node: Any, output_nr: int, is_kept: bool = False
    ) -> None:
        """Remember a gradient: the function made that, too."""
        self.made[id(gradient)] = gradient
        if self.inner is not None:
            self.inner.gradient_given(gradient, node, output_nr, is_kept)

    def memory_exposed(self, tensor: Tensor, data: Tensor | None = None) -> None:
        """Remember a tensor that ``.data`` returned, unless its memory is captured."""
        if data is not None and not self._is_captured(tensor):
            self.made[id(data)] = data
        if self.inner is not None:
            self.inner.memory_exposed(tensor, data)

    def will_change_unobserved(self, tensor: Tensor) -> None:
        """Refuse layers to count batches in captured tensors; PyTorch lets them keep averages.

        Raises:
            RuntimeError: the tensor was made before.
        """
        if not tensor.dtype.is_floating_point and self._is_captured(tensor):
            raise RuntimeError(_REFUSED.format(name="add_.Tensor"))
        if self.inner is not None:
            self.inner.will_change_unobserved(tensor)

    def pass_began(self, *began: Any) -> None:
        """Let a pass write."""
        self.passes += 1
        if self.inner is not None:
            self.inner.pass_began(*began)

    def pass_ended(self, *ended: Any) -> None:
        """Refuse writes again."""
        self.passes -= 1
        if self.inner is not None:
            self.inner.pass_ended(*ended)

    def wraps(self, tensor: Any) -> bool:
        """Whether a tensor belongs to the level: the function made it, or was given it."""
        return id(tensor) in self.made or id(tensor) in self.given

    def _is_captured(self, tensor: Any) -> bool:
        is_concerned = not self.passes and get_ident() == self.thread
        return is_concerned and not self.wraps(tensor)


def _in_place(name: str) -> str:
    """PyTorch's name of an in-place operation, with that of the overload."""
    for ending, instead in _ENDINGS.items():
        if name.endswith(ending) and name not in _OTHERS:
            return name.removesuffix(ending) + instead
    return _OTHERS.get(name, name.removesuffix("_") + "_")


def enter(*arguments: Any) -> None:
    """Let a transformed function overwrite tensors, which are among its arguments."""
    if isinstance(observe.observer, _Watch):
        observe.observer.given.update({id(each): each for each in tensors_in(arguments)})


def levels_around(tensor: Tensor) -> list[tuple[int, Any]]:
    """The active levels that a tensor belongs to, with their numbers, the outermost first."""
    found, observer = [], observe.observer
    while observer is not None:
        if isinstance(observer, _Watch) and observer.wraps(tensor):
            found.append((observer.number, observer.level))
        observer = getattr(observer, "inner", None)
    return found[::-1]


@contextmanager
def refusing_captured(level: Any) -> Iterator[dict[int, Tensor]]:
    """Inside its ``with``, only tensors that were made there can be changed in place.

    Gives these tensors, by their ids.
    """
    before = observe.observer
    watch: Any = _Watch(before, level)
    observe.observer = watch
    try:
        yield watch.made
    finally:
        if observe.observer is watch:
            observe.observer = before
