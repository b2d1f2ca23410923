"""``torch.Tensor(...)`` and its counterparts for other dtypes, such as ``torch.LongTensor``."""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np

from engine import dtypes
from engine.device import device as torch_device
from engine.errors import cpp_name, type_name
from engine.ops import create
from engine.ops.shapes import shape
from engine.size import Size
from engine.tensor import Tensor
from engine.torch import overriding
from engine.torch.calling.argument_kinds import is_index
from engine.torch.calling.arguments import filled
from engine.torch.calling.invalid_arguments import invalid_combination
from engine.torch.calling.options import size_of
from engine.torch.calling.signatures import Signature
from engine.torch.routines import creation
from engine.torch.routines.elements import is_sequence
from engine.unobserved import unobserved

_SIGNATURES = [
    Signature.of("new", text)
    for text in (
        "(*, Device? device=None)",
        "(torch.Storage storage)",
        "(Tensor other)",
        "(IntArrayRef size, *, Device? device=None)",
        "(PyObject* data, *, Device? device=None)",
    )
]


def _made(args: tuple[Any, ...], dtype: dtypes.dtype) -> Tensor:
    """A tensor constructed by its type: of a given size, from data, or over that of an ndarray.

    Raises:
        TypeError: neither sizes nor data, or a tensor of another dtype.
    """
    if len(args) == 1 and isinstance(args[0], Size):
        args = args[0]
    given = args[0] if len(args) == 1 else None
    if isinstance(given, Tensor):
        if given.dtype is not dtype:
            raise TypeError(_other_options(dtype, given.dtype))
        return shape.alias(given)
    if len(args) == 1 and not is_index(given):
        if isinstance(given, np.ndarray) and dtypes.of_script(given.dtype) is dtype:
            return creation.over(given)
        with unobserved():
            data = _converted(given, dtype)
    elif args and not is_index(args[0]):
        raise invalid_combination(_SIGNATURES, args, {})
    else:
        data = filled(size_of("new", (), args) or (0,), 0, dtype.numpy)
    return create.tensor.create(data=data)


def _other_options(wanted: dtypes.dtype, given: dtypes.dtype) -> str:
    """The message for a tensor of another dtype than that of the type that it is to have."""
    expected, got = (
        f"TensorOptions(dtype={cpp_name(each)}, device=cpu, layout=Strided, requires_grad=false "
        "(default), pinned_memory=false (default), memory_format=(nullopt))"
        for each in (wanted, given)
    )
    return f"expected {expected} (got {got})"


def _converted(given: Any, dtype: dtypes.dtype) -> Any:
    """The elements of a sequence, or of an ndarray in another dtype.

    Raises:
        TypeError: anything else.
    """
    if isinstance(given, np.ndarray):
        return shape.to_copy(creation.over(given), dtype=dtype)._data
    if not is_sequence(given):
        raise TypeError(f"new(): data must be a sequence (got {type_name(given)})")
    return creation.tensor(given, dtype=dtype)._data


def new(tensor: Tensor, *args: Any, device: Any = None) -> Tensor:
    """A tensor of the same dtype, as its type makes it; deprecated."""
    _check_device(device)
    return _made(args, tensor.dtype)


def construct(cls: type[Tensor], *args: Any, device: Any = None, **keywords: Any) -> Tensor:
    """``torch.Tensor(...)``: of a given size, or from data, in the default dtype; or an alias.

    Raises:
        TypeError: an unknown keyword argument.
    """
    _refuse_keywords(args, keywords)
    _check_device(device)
    if len(args) == 1 and isinstance(args[0], Tensor):
        made = shape.alias(args[0])
    else:
        made = _made(args, dtypes.default_dtype())
    return made if cls is Tensor else overriding.become(made, cls)


def _refuse_keywords(args: tuple[Any, ...], keywords: dict[str, Any]) -> None:
    """Refuse keyword arguments other than ``device``.

    Raises:
        TypeError: there are others.
    """
    if keywords:
        raise invalid_combination(_SIGNATURES, args, keywords)


def _check_device(wanted: Any) -> None:
    """Refuse devices other than the CPU.

    Raises:
        RuntimeError: such a device.
    """
    kind = "cpu" if wanted is None else torch_device(wanted).type
    if kind != "cpu":
        raise RuntimeError(
            f"legacy constructor expects device type: cpu but device type: {kind} was passed"
        )


class _Typed(type):
    """The type of the tensors of one dtype, as seen by scripts.

    Attributes:
        _element: the dtype.
    """

    _element: dtypes.dtype

    def __call__(cls, *args: Any, device: Any = None, **keywords: Any) -> Tensor:
        """Construct a tensor."""
        _refuse_keywords(args, keywords)
        _check_device(device)
        return _made(args, cls._element)

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor) and instance.dtype is cls._element


def _typed(dtype: dtypes.dtype) -> _Typed:
    return _Typed(f"{dtype.scalar_name}Tensor", (), {"_element": dtype, "__module__": "torch"})


FloatTensor = _typed(dtypes.float32)
DoubleTensor = _typed(dtypes.float64)
HalfTensor = _typed(dtypes.float16)
BFloat16Tensor = _typed(dtypes.bfloat16)
LongTensor = _typed(dtypes.int64)
IntTensor = _typed(dtypes.int32)
ShortTensor = _typed(dtypes.int16)
CharTensor = _typed(dtypes.int8)
ByteTensor = _typed(dtypes.uint8)
BoolTensor = _typed(dtypes.bool)


def typename(obj: Any) -> str:
    """The name of a tensor's type, or of any other object's."""
    if isinstance(obj, Tensor):
        return f"torch.{obj.dtype.scalar_name}Tensor"
    if isinstance(obj, FunctionType | BuiltinFunctionType):
        return _full_name(obj)
    kind = obj if isinstance(obj, type) else type(obj)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


_NATIVE = """
    avg_pool2d avg_pool3d gelu linear logsigmoid one_hot scaled_dot_product_attention softplus
    softshrink
"""
"""The functions of ``torch.nn.functional`` that PyTorch has written in C++ for it alone."""


def _full_name(function: Any) -> str:
    """A function's name with its module, for those of ``torch`` with PyTorch's."""
    module, name = function.__module__ or "", function.__qualname__
    if overriding.spaces["torch"].get(name) is function:
        return f"torch._VariableFunctionsClass.{name}"
    if overriding.spaces["torch.nn.functional"].get(name) is function:
        module = "torch._C._nn" if name in _NATIVE.split() else "torch.nn.functional"
    return name if module in ("", "builtins") else f"{module}.{name}"
