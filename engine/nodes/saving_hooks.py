"""Hooks with which a script packs and unpacks the tensors that nodes save.

Source: torch.autograd.graph.saved_tensors_hooks, PyTorch 2.13.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from contextlib import ContextDecorator
from typing import Any

from engine import errors, grad_mode, observe
from engine.node_observer import NodeObserver
from engine.nodes.accumulate_grad import accumulator_of
from engine.tensor import Tensor, current_node, wrap

Pack = Callable[[Tensor], Any]
Unpack = Callable[[Any], Any]


class Packed:
    """A saved tensor that was passed through the script's pack hook.

    Attributes:
        data: what the hook returned.
    """

    __slots__ = ("_accumulator", "_is_output", "_node", "_output_nr", "_unpack", "data")

    def __init__(self, tensor: Tensor, pack: Pack, unpack: Unpack, is_output: bool) -> None:
        """Call the pack hook.

        Args:
            is_output: whether the tensor is an output of the node that saves it.

        Raises:
            RuntimeError: the hook changed the tensor in place.
        """
        version = tensor._writes
        with grad_mode.set_grad_enabled(False):
            self.data = pack(tensor)
        if tensor._writes > version:
            raise RuntimeError(errors.PACK_CHANGED)
        self._unpack = unpack
        self._is_output = is_output
        self._node = None if is_output else current_node(tensor)  # else a reference cycle
        self._output_nr = tensor.output_nr
        self._accumulator = accumulator_of(tensor) if _is_to_be_filled(tensor) else None

    @property
    def unpack_hook(self) -> Unpack:
        """The script's unpack hook."""
        return self._unpack

    def unpacked(self) -> Tensor:
        """The tensor that the unpack hook returns.

        Raises:
            TypeError: the hook returned something else.
        """
        tensor = self._unpack(self.data)
        if not isinstance(tensor, Tensor):
            raise TypeError(
                "Output of saved tensor unpack_hook expected to be a Tensor but got result of type "
                f"{type(tensor).__name__}"
            )
        return tensor

    def rejoined(self, saver: Any) -> Tensor:
        """The tensor that the unpack hook returns, with the grad_fn of the tensor that was packed.

        Args:
            saver: the node that saved it; it is the grad_fn of its own outputs.
        """
        tensor = self.unpacked()
        has_history = self._is_output or self._node is not None or self._accumulator is not None
        if not (has_history or tensor.requires_grad):
            return tensor
        joined = wrap(tensor._data, saver if self._is_output else self._node)
        joined._storage = tensor._storage
        if self._output_nr:
            joined._ensure_extra().output_nr = self._output_nr
        if self._accumulator is not None:
            joined._requires_grad = True
            joined._accumulator = weakref.ref(self._accumulator)
        return joined


def _is_to_be_filled(tensor: Tensor) -> bool:
    return tensor._requires_grad and tensor._node is None


class _Packer(NodeObserver):
    """Passes the saved tensors of each new node through the pack hook."""

    def __init__(self, inner: Any, pack: Pack, unpack: Unpack) -> None:
        super().__init__(inner.inner if isinstance(inner, _Packer) else inner)
        self._hooks = pack, unpack

    def made(self, node: Any, outs: Sequence[Tensor]) -> None:
        """An operation created a node; ``outs`` are its results."""
        node.pack(outs, *self._hooks)


_refusals: list[str] = []
"""The messages of the active ``disable_saved_tensors_hooks``, the innermost last."""

_installed: list[Any] = []
"""The observers that the active ``saved_tensors_hooks`` replaced, the innermost last."""


class saved_tensors_hooks:  # noqa: N801 (PyTorch's own name)
    """Inside its ``with``, tensors that nodes save pass through ``pack_hook``.

    When a node needs one, what ``pack_hook`` returned passes through ``unpack_hook``.

    Source: torch.autograd.graph.saved_tensors_hooks, PyTorch 2.13.
    """

    def __init__(self, pack_hook: Pack, unpack_hook: Unpack) -> None:
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook

    def __enter__(self) -> None:
        """Install the hooks.

        Raises:
            RuntimeError: such hooks are disabled.
        """
        if _refusals:
            raise RuntimeError(_refusals[-1])
        _installed.append(observe.observer)
        observe.observer = _Packer(observe.observer, self.pack_hook, self.unpack_hook)

    def __exit__(self, *error: object) -> None:
        observe.observer = _installed.pop()


class disable_saved_tensors_hooks(ContextDecorator):  # noqa: N801 (PyTorch's own name)
    """Inside its ``with``, ``saved_tensors_hooks`` raises an error with a message.

    Source: torch.autograd.graph.disable_saved_tensors_hooks, PyTorch 2.13.
    """

    def __init__(self, error_message: str) -> None:
        self._message = error_message

    def __enter__(self) -> None:
        """Disable the hooks.

        Raises:
            RuntimeError: some are active.
        """
        if _installed:
            raise RuntimeError(self._message)
        _refusals.append(self._message)

    def __exit__(self, *error: object) -> None:
        _refusals.pop()


class SavedTensor:
    """One saved tensor of a node, as ``grad_fn._raw_saved_...`` gives it to a script.

    Source: torch._C._autograd.SavedTensor, PyTorch 2.13.
    """

    __module__ = "torch._C._autograd"

    def __init__(
        self,
        value: Callable[[], Tensor | Packed | None] | None = None,
        repack: Callable[[Pack, Unpack], None] | None = None,
    ) -> None:
        """A handle on a saved tensor.

        Args:
            value: returns the saved value; None once it was freed.
            repack: packs it with hooks.

        Raises:
            RuntimeError: a script calls this.
        """
        if value is None or repack is None:
            raise RuntimeError("Trying to create a SavedTensor object from Python is forbidden.")
        self._value, self._repack = value, repack

    @property
    def data(self) -> Any:
        """The saved tensor, or what the pack hook returned."""
        value = self._value()
        return value.data if isinstance(value, Packed) else value

    @property
    def unpack_hook(self) -> Unpack | None:
        """The unpack hook; None where there is none."""
        value = self._value()
        return value.unpack_hook if isinstance(value, Packed) else None

    def register_hooks(self, *hooks: Any) -> None:
        """Pack the tensor now with the first hook; unpack it with the second when its node runs.

        Raises:
            TypeError: the hooks are not two functions.
            RuntimeError: it is packed already, was freed, or is not a tensor.
        """
        if len(hooks) != 2 or not all(map(callable, hooks)):
            given = "".join(f", {each!r}" for each in hooks)
            raise TypeError(
                "register_hooks(): incompatible function arguments. The following argument types "
                "are supported:\n"
                "    1. (self: torch._C._autograd.SavedTensor, arg0: collections.abc.Callable, "
                "arg1: collections.abc.Callable) -> None\n\n"
                f"Invoked with: {self!r}{given}"
            )
        if isinstance(self._value(), Packed):
            raise RuntimeError(
                "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: "
                "only one pair of hooks is allowed at a time."
            )
        self._repack(*hooks)


def no_tensor() -> SavedTensor:
    """What was saved is None, which cannot be packed."""
    return SavedTensor(lambda: None, _refuse_none)


def _refuse_none(pack: Pack, unpack: Unpack) -> None:
    raise RuntimeError("Calling register_hooks on a saved tensor with value None is forbidden")
