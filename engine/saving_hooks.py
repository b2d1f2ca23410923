"""What a script does with the tensors that nodes save: packs them its own way, and unpacks them.

Source: torch.autograd.graph.saved_tensors_hooks, PyTorch 2.13.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

from engine import errors, grad_mode, observe
from engine.accumulate_grad import accumulator_of
from engine.in_front import InFront
from engine.tensor import Tensor, wrap

Pack = Callable[[Tensor], Any]
Unpack = Callable[[Any], Any]


class Packed:
    """A saved tensor as the script keeps it.

    Attributes:
        data: what the script made of it.
    """

    __slots__ = ("_accumulator", "_is_output", "_node", "_output_nr", "_unpack", "data")

    def __init__(self, tensor: Tensor, pack: Pack, unpack: Unpack, is_output: bool) -> None:
        """Let the script pack a tensor; ``is_output`` of the node that saves it.

        Raises:
            RuntimeError: it changed the tensor.
        """
        version = tensor._writes
        with grad_mode.set_grad_enabled(False):
            self.data = pack(tensor)
        if tensor._writes != version:
            raise RuntimeError(errors.PACK_CHANGED)
        self._unpack = unpack
        self._is_output = is_output
        self._node = None if is_output else tensor.grad_fn  # else the node would keep itself
        self._output_nr = tensor.output_nr
        self._accumulator = accumulator_of(tensor) if _is_to_be_filled(tensor) else None

    def unpacked(self) -> Tensor:
        """What the script gives back, as it is.

        Raises:
            TypeError: that is no tensor.
        """
        tensor = self._unpack(self.data)
        if not isinstance(tensor, Tensor):
            raise TypeError(
                "Output of saved tensor unpack_hook expected to be a Tensor but got result of type "
                f"{type(tensor).__name__}"
            )
        return tensor

    def rejoined(self, saver: Any) -> Tensor:
        """What the script gives back, where the tensor was in the graph that ``saver`` is of."""
        tensor = self.unpacked()
        joined = wrap(tensor._data, saver if self._is_output else self._node)
        joined._storage = tensor._storage
        if self._output_nr:
            joined._own_extra().output_nr = self._output_nr
        if self._accumulator is not None:
            joined._requires_grad = True
            joined._accumulator = weakref.ref(self._accumulator)
        return joined


def _is_to_be_filled(tensor: Tensor) -> bool:
    return tensor._requires_grad and tensor._node is None


class _Packer(InFront):
    """Has new nodes pack what they saved."""

    def __init__(self, inner: Any, pack: Pack, unpack: Unpack) -> None:
        super().__init__(inner.inner if isinstance(inner, _Packer) else inner)
        self._hooks = pack, unpack

    def made(self, node: Any, outs: Sequence[Tensor]) -> None:
        """A node of an operation, and the operation's results."""
        node.pack(outs, *self._hooks)


_refusals: list[str] = []
"""Why there may be no hooks at present, the innermost reason last."""


class saved_tensors_hooks:  # noqa: N801 (PyTorch's own name)
    """Inside its ``with``, what nodes save goes through ``pack_hook``, and back through the other.

    Source: torch.autograd.graph.saved_tensors_hooks, PyTorch 2.13.
    """

    def __init__(self, pack_hook: Pack, unpack_hook: Unpack) -> None:
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook

    def __enter__(self) -> None:
        """Begin.

        Raises:
            RuntimeError: hooks are disabled.
        """
        if _refusals:
            raise RuntimeError(_refusals[-1])
        self._before = observe.observer
        observe.observer = _Packer(self._before, self.pack_hook, self.unpack_hook)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        observe.observer = self._before


class disable_saved_tensors_hooks:  # noqa: N801 (PyTorch's own name)
    """Inside its ``with``, ``saved_tensors_hooks`` raises an error with a message.

    Source: torch.autograd.graph.disable_saved_tensors_hooks, PyTorch 2.13.
    """

    def __init__(self, error_message: str) -> None:
        self._message = error_message

    def __enter__(self) -> None:
        _refusals.append(self._message)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _refusals.pop()


class SavedTensor:
    """One saved tensor of a node, of which a script can ask to pack it.

    Source: torch._C._autograd.SavedTensor, PyTorch 2.13.
    """

    __module__ = "torch._C._autograd"

    def __init__(self, repack: Callable[[Pack, Unpack], None]) -> None:
        self._repack = repack

    def register_hooks(self, *hooks: Any) -> None:
        """Pack it now, and unpack it when its node runs.

        Raises:
            TypeError: not two functions.
            RuntimeError: it was packed already.
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
        self._repack(*hooks)
