"""Parameters of lazy layers, whose shape is not yet known.

Source: torch.nn.parameter.UninitializedParameter, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import dtypes
from engine.size import Size
from engine.tensor import wrap
from engine.torch.nn.parameter import Parameter

_UNKNOWN = (
    "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in "
    "`load_state_dict` when trying to load an uninitialized parameter into an initialized one. "
    "Call `forward` to initialize the parameters before accessing their attributes."
)


class UninitializedParameter(Parameter):
    """A parameter whose shape is not yet known."""

    __slots__ = ()

    def __new__(cls, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> Any:
        """Make an empty one."""
        kind = dtypes.default_dtype() if dtype is None else dtype
        return super().__new__(cls, wrap(np.zeros(0, kind.numpy)), requires_grad)

    def __init__(self, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> None:
        """Does nothing: ``__new__`` does all."""

    def __repr__(self) -> str:
        return "<UninitializedParameter>"

    @property
    def shape(self) -> Size:
        """The shape is unknown.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError(_UNKNOWN)

    def size(self, dim: int | None = None) -> Any:
        """The size is unknown."""
        extents = Size((0,))
        return extents if dim is None else extents[dim]


def is_lazy(param: object) -> bool:
    """Whether a parameter is uninitialised."""
    return isinstance(param, UninitializedParameter)


def refuse_uninitialized(tensor: object, function: object) -> None:
    """Refuse to call a function, given by what errors call it, with an uninitialised parameter.

    Raises:
        ValueError: the tensor is one.
    """
    if isinstance(tensor, UninitializedParameter):
        raise ValueError(
            f"Attempted to use an uninitialized parameter in {function}. This error happens when "
            "you are using a `LazyModule` or explicitly manipulating "
            "`torch.nn.parameter.UninitializedParameter` objects. When using LazyModules Call "
            "`forward` with a dummy batch to initialize the parameters before calling torch "
            "functions"
        )


_REFUSED = """
    abs add add_ all any argmax argmin backward bernoulli_ clamp clamp_ clone contiguous cumsum
    data_ptr detach detach_ dim div div_ dot element_size exp expand exponential_ fill_ flatten
    index_select is_contiguous item log masked_fill matmul max mean min mm mul mul_ ndimension
    nelement neg norm normal_ numel numpy permute pow register_hook repeat requires_grad_ reshape
    retain_grad sigmoid softmax sqrt squeeze std stride sub sub_ sum t tanh tolist transpose
    uniform_ unsqueeze untyped_storage var view zero_
"""
"""Methods that are also defined for uninitialised parameters; the engine itself calls others."""
_OPERATORS = {
    **{f"__{name}__": name for name in ("abs", "add", "matmul", "mul", "neg", "sub")},
    **{name: name for name in ("__bool__", "__eq__", "__float__", "__int__")},
}


def method(name: str) -> str:
    """What errors call a method of tensors."""
    return f"<method '{name}' of 'torch._C.TensorBase' objects>"


def _refusing(name: str) -> Callable[..., Any]:
    """A method that raises, since the parameter is uninitialised."""

    def refuse(self: UninitializedParameter, *args: Any, **kwargs: Any) -> Any:
        refuse_uninitialized(self, method(name))

    return refuse


for _name, _shown in [*((each, each) for each in _REFUSED.split()), *_OPERATORS.items()]:
    setattr(UninitializedParameter, _name, _refusing(_shown))
