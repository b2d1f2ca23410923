"""What tensors can do: operators and methods, attached to the class on import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from engine import autograd, dtypes, errors, observe
from engine.op import Op
from engine.ops import arithmetic, parts, shape
from engine.printing import tensor_repr
from engine.tensor import Tensor
from engine.torch import autograd_methods, creation, functions, products, shapes

_OPERANDS = (Tensor, int, float, complex, np.generic)


def _operator(function: Callable[[Tensor, Any], Tensor]) -> Callable[[Tensor, Any], Tensor]:
    """A function as an operator, which leaves what is neither tensor nor number to Python."""

    def operator(tensor: Tensor, other: Any) -> Tensor:
        return function(tensor, other) if isinstance(other, _OPERANDS) else NotImplemented

    return operator


def _reflected_div(tensor: Tensor, other: Any) -> Tensor:
    return functions.mul(functions.reciprocal(tensor), other)


def _matmul(tensor: Tensor, other: Any) -> Tensor:
    return products.matmul(tensor, other) if isinstance(other, Tensor) else NotImplemented


def _backward(
    tensor: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Accumulate the gradient of this tensor into the leaves it was made from."""
    autograd.backward(tensor, gradient, retain_graph, create_graph, inputs)


def _repr(tensor: Tensor) -> str:
    grad_fn = tensor.grad_fn.name() if tensor.grad_fn is not None else None
    return tensor_repr(tensor._data, grad_fn=grad_fn, requires_grad=tensor.requires_grad)


def _format(tensor: Tensor, spec: str) -> str:
    """A zero-dim tensor as its number, any other as it is shown."""
    return format(tensor.item(), spec) if tensor.ndim == 0 else object.__format__(tensor, spec)


def _tolist(tensor: Tensor) -> Any:
    """The elements as nested lists of Python numbers."""
    return tensor._data.tolist()


def _bool(tensor: Tensor) -> bool:
    if tensor._data.size != 1:
        what = "more than one value" if tensor._data.size else "no values"
        raise RuntimeError(f"Boolean value of Tensor with {what} is ambiguous")
    return bool(tensor._data.item())


def _only_number(tensor: Tensor) -> Any:
    if tensor._data.size != 1:
        raise ValueError("only one element tensors can be converted to Python scalars")
    return tensor._data.item()


def _float(tensor: Tensor) -> float:
    return float(_only_number(tensor))


def _int(tensor: Tensor) -> int:
    return int(_only_number(tensor))


def _len(tensor: Tensor) -> int:
    if not tensor.ndim:
        raise TypeError("len() of a 0-d tensor")
    return tensor.shape[0]


def _iter(tensor: Tensor) -> Iterator[Tensor]:
    if not tensor.ndim:
        raise TypeError("iteration over a 0-d tensor")
    return iter(parts.unbind(tensor, dim=0))


def _unable(what: str) -> Callable[..., Tensor]:
    """A special method that PyTorch's tensors have and ours lack."""

    def method(*_: Any) -> Tensor:
        raise errors.MissingOperationError(f"Gradwalk cannot {what} yet")

    return method


def _numpy(tensor: Tensor) -> np.ndarray:
    """The memory as an ndarray: each sees what the other writes."""
    if tensor.requires_grad:
        raise RuntimeError(
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
        )
    if observe.observer is not None:
        observe.observer.memory_exposed(tensor)
    return tensor._array()


def _detach(tensor: Tensor) -> Tensor:
    """The same memory as a constant: no gradient flows back through it."""
    return shape.detach(tensor)


def _zero_(tensor: Tensor) -> Tensor:
    """Set every element to 0 in place."""
    return arithmetic.zero.apply_in_place(tensor)


def _fill_(tensor: Tensor, value: float) -> Tensor:
    """Set every element to ``value`` in place."""
    return arithmetic.fill.apply_in_place(tensor, value=value)


def _size(tensor: Tensor, dim: int | None = None) -> Any:
    """The shape, or one of its extents."""
    return tensor.shape if dim is None else tensor.shape[dim]


def _numel(tensor: Tensor) -> int:
    """The number of elements."""
    return tensor._data.size


def _dim(tensor: Tensor) -> int:
    """The number of dimensions."""
    return tensor.ndim


def _data_ptr(tensor: Tensor) -> int:
    """The address of the first element."""
    return tensor._array().ctypes.data


def _to(tensor: Tensor, dtype: dtypes.dtype) -> Tensor:
    """The same elements in another dtype; the tensor itself when it has it already."""
    if not isinstance(dtype, dtypes.dtype):
        raise errors.MissingOperationError(
            f"Gradwalk's to() takes a dtype such as torch.float64, not {dtype!r}"
        )
    return tensor if tensor.dtype is dtype else shape.to_copy(tensor, dtype=dtype)


def _float_(tensor: Tensor) -> Tensor:
    """As float32."""
    return _to(tensor, dtypes.float32)


def _double(tensor: Tensor) -> Tensor:
    """As float64."""
    return _to(tensor, dtypes.float64)


def _in_place(operation: Op) -> Callable[[Tensor, Any], Tensor]:
    def method(tensor: Tensor, other: Any) -> Tensor:
        if not isinstance(other, _OPERANDS):
            raise errors.not_a_tensor(f"{operation.name}_", "other", 1, other)
        if isinstance(other, np.generic):
            other = other.item()
        if operation is arithmetic.sub:
            functions.refuse_bool_subtraction(tensor, other)
        return operation.apply_in_place(tensor, other)

    method.__doc__ = f"{operation.__doc__} In place: the tensor keeps its memory."
    return method


def _missing(tensor: Tensor, name: str) -> Any:
    """Called for names that a tensor does not have."""
    if name.startswith("__"):
        raise AttributeError(name)
    raise errors.missing("Tensor", name, dir(Tensor))


_FUNCTIONS_THAT_ARE_METHODS = {
    functions: (
        "abs", "add", "all", "any", "cos", "div", "eq", "equal", "exp", "ge", "gt", "le", "log",
        "lt", "mean", "mul", "ne", "neg", "norm", "pow", "reciprocal", "relu", "sigmoid", "sign",
        "sin", "sqrt", "square", "sub", "sum", "tanh",
    ),
    products: ("dot", "matmul", "mm", "mv"),
    shapes: ("clone", "reshape", "t"),
}  # fmt: skip

_METHODS = {
    "T": property(shapes.permute_back),
    "data": property(creation.detached_data, creation.replace_data),
    "__add__": _operator(functions.add),
    "__radd__": _operator(functions.add),
    "__sub__": _operator(functions.sub),
    "__rsub__": _operator(functions.rsub),
    "__mul__": _operator(functions.mul),
    "__rmul__": _operator(functions.mul),
    "__truediv__": _operator(functions.div),
    "__rtruediv__": _operator(_reflected_div),
    "__pow__": _operator(functions.pow),
    "__matmul__": _matmul,
    "__neg__": functions.neg,
    "__abs__": functions.abs,
    "__eq__": _operator(functions.eq),
    "__ne__": _operator(functions.ne),
    "__lt__": _operator(functions.lt),
    "__le__": _operator(functions.le),
    "__gt__": _operator(functions.gt),
    "__ge__": _operator(functions.ge),
    "__iadd__": _operator(_in_place(arithmetic.add)),
    "__isub__": _operator(_in_place(arithmetic.sub)),
    "__imul__": _operator(_in_place(arithmetic.mul)),
    "__itruediv__": _operator(_in_place(arithmetic.div)),
    "add_": _in_place(arithmetic.add),
    "sub_": _in_place(arithmetic.sub),
    "mul_": _in_place(arithmetic.mul),
    "div_": _in_place(arithmetic.div),
    "zero_": _zero_,
    "fill_": _fill_,
    "__repr__": _repr,
    "__format__": _format,
    "__bool__": _bool,
    "__float__": _float,
    "__int__": _int,
    "__len__": _len,
    "__iter__": _iter,
    "__getitem__": _unable("index tensors"),
    "__setitem__": _unable("assign to elements of a tensor"),
    "__floordiv__": _unable("divide tensors with //"),
    "__mod__": _unable("take the remainder of tensors with %"),
    "__rpow__": _unable("raise a number to the power of a tensor"),
    "__invert__": _unable("invert tensors with ~"),
    "__and__": _unable("combine tensors with &"),
    "__or__": _unable("combine tensors with |"),
    "__xor__": _unable("combine tensors with ^"),
    "__getattr__": _missing,
    "backward": _backward,
    "data_ptr": _data_ptr,
    "detach": _detach,
    "dim": _dim,
    "double": _double,
    "float": _float_,
    "numel": _numel,
    "numpy": _numpy,
    "size": _size,
    "to": _to,
    "tolist": _tolist,
    "view": shapes.view,
    **autograd_methods.METHODS,
}


def _attach() -> None:
    for module, names in _FUNCTIONS_THAT_ARE_METHODS.items():
        for name in names:
            setattr(Tensor, name, getattr(module, name))
    for name, method in _METHODS.items():
        setattr(Tensor, name, method)


_attach()
