"""What is done to all tensors of a module at once: casts, moves, and other memory.

Source: torch.nn.Module, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self, TypeVar

from engine import dtypes
from engine.device import check_device
from engine.device import device as torch_device
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.calling.dtype_arguments import checked_dtype
from engine.torch.calling.parsing import check
from engine.torch.calling.signatures import signatures_of
from engine.torch.nn.module_tree import Tree
from engine.torch.routines import creation
from engine.torch.tensors import conversions, data
from engine.unobserved import report, unobserved

_Module = TypeVar("_Module", bound="Conversions")


class Conversions(Tree):
    """The part of a module that gives its parameters and buffers another dtype or memory."""

    def to(self, *args: Any, **options: Any) -> Self:
        """Cast floating-point parameters and buffers, or change their memory format.

        A memory format applies to tensors with the number of dimensions that it needs.

        Raises:
            RuntimeError: ``copy`` is given.
            TypeError: an integer dtype, or arguments that match no signature of ``Tensor.to``.
        """
        device, dtype, order = _target(args, options)
        if device is not None:
            wanted = torch_device(device)
            check_device(wanted if [*self.parameters(), *self.buffers()] else None)
        if order is not None:
            self._apply(lambda each: conversions.ordered(each, order))
        if dtype is not None:
            if not (dtype.is_floating_point or dtype.is_complex):
                raise TypeError(
                    "nn.Module.to only accepts floating point or complex dtypes, but got desired "
                    f"dtype={dtype}"
                )
            _warn_of_complex_numbers(dtype)
            _cast(self, dtype, _is_floating_or_complex)
        return self

    def type(self, dst_type: Any) -> Self:
        """Cast all parameters and buffers, including integer ones."""
        return self._apply(lambda each: conversions.type_(each, dst_type))

    def float(self) -> Self:
        """Cast floating-point parameters and buffers to float32."""
        return _cast(self, dtypes.float32, _is_floating)

    def double(self) -> Self:
        """Cast floating-point parameters and buffers to float64."""
        return _cast(self, dtypes.float64, _is_floating)

    def half(self) -> Self:
        """Cast floating-point parameters and buffers to float16."""
        return _cast(self, dtypes.float16, _is_floating)

    def bfloat16(self) -> Self:
        """Cast floating-point parameters and buffers to bfloat16."""
        return _cast(self, dtypes.bfloat16, _is_floating)

    def cpu(self) -> Self:
        """The module itself."""
        return self

    def cuda(self, device: Any = None) -> Self:
        """Refuse to move to a GPU, unless there is nothing to be moved."""
        return self._apply(lambda each: conversions.cuda(each, device))

    def to_empty(self, *, device: Any, recurse: bool = True) -> Self:
        """Reallocate parameters and buffers without initialising them, on the CPU."""
        check_device(device)
        return self._apply(creation.empty_like, recurse)

    def share_memory(self) -> Self:
        """The module itself: sharing between processes is not supported."""
        return self

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        """Replace parameters, their gradients and buffers by the results of a function."""
        for module in self.modules() if recurse else (self,):
            for each in module._parameters.values():
                for target in (each, None if each is None else each._grad):
                    if target is not None:
                        _replace(target, fn)
            for name, buffer in module._buffers.items():
                if buffer is not None:
                    with unobserved():
                        made = fn(buffer)
                    if made is not buffer:
                        report(type(module).__name__, made)
                        module._buffers[name] = made
        return self


def _target(
    args: tuple[Any, ...], options: dict[str, Any]
) -> tuple[Any, dtypes.dtype | None, object]:
    """The device, the dtype and the memory format that ``to`` is asked for.

    Raises:
        RuntimeError: ``copy`` is given.
        TypeError: the arguments match no signature of ``Tensor.to``.
    """
    signature = check(signatures_of("torch.Tensor", "to") or (), args, options)
    names = (each.name for each in signature.parameters)
    given = dict(zip(names, args, strict=False)) | options
    if "copy" in given:
        raise RuntimeError(".to() does not accept copy argument")
    dtype = given.get("dtype")
    if "tensor" in given:
        dtype = conversions.dtype_like(given["tensor"])
    elif dtype is not None:
        dtype = checked_dtype("to", dtype)
    return given.get("device"), dtype, given.get("memory_format")


def _cast(module: _Module, dtype: dtypes.dtype, is_cast: Callable[[Tensor], bool]) -> _Module:
    return module._apply(lambda each: conversions.to(each, dtype) if is_cast(each) else each)


def _is_floating(tensor: Tensor) -> bool:
    return tensor.dtype.is_floating_point


def _is_floating_or_complex(tensor: Tensor) -> bool:
    return tensor.dtype.is_floating_point or tensor.dtype.is_complex


def _warn_of_complex_numbers(dtype: dtypes.dtype) -> None:
    if dtype.is_complex:
        warn(
            "Complex modules are a new feature under active development whose design may change, "
            "and some modules might not work as expected when using complex tensors as parameters "
            "or buffers. Please file an issue at "
            "https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml if a complex "
            "module does not work as expected."
        )


def _replace(target: Tensor, fn: Callable[[Tensor], Tensor]) -> None:
    """Give a tensor the memory of a function's result."""
    with unobserved(target):
        before = data.detached_data(target)
        made = fn(before)
        if made is not before:
            data.replace_data(target, made)
