"""The options that all factory functions share, such as ``dtype`` and ``requires_grad``."""

from __future__ import annotations

from functools import cache
from math import prod
from typing import Any, NamedTuple

import numpy as np

from engine import dtypes, errors
from engine.device import check_device
from engine.op import Op
from engine.random.generator import Generator
from engine.tensor import Tensor
from engine.torch.calling.argument_kinds import is_index
from engine.torch.calling.dtype_arguments import checked_dtype
from engine.torch.calling.numbers import tuple_of_ints
from engine.torch.calling.out_argument import into


class Options(NamedTuple):
    """Checked options.

    Attributes:
        function: the name of the function.
        dtype: the dtype of the new tensor.
        requires_grad: whether it requires grad.
        out: a tensor that receives the result.
        generator: the random number generator.
    """

    function: str
    dtype: dtypes.dtype
    requires_grad: bool
    out: Tensor | None
    generator: Generator | None

    def create(self, operation: Op, *operands: Tensor, **settings: Any) -> Tensor:
        """Make the tensor.

        Raises:
            RuntimeError: there is not enough memory.
        """
        if self.generator is not None:
            settings["generator"] = self.generator
        if "dtype" in operation.settings:
            settings["dtype"] = self.dtype
        try:
            made = operation.create(*operands, requires_grad=self.requires_grad, **settings)
        except (MemoryError, ValueError, OverflowError) as error:
            shape = settings.get("size", getattr(error, "shape", ()))
            count = prod([int(n) for n in shape])
            raise errors.out_of_memory(count, self.dtype.itemsize, shape) from error
        return made if self.out is None else into(self.function, self.out, made)


def options_of(function: str, given: dict[str, Any], dtype: dtypes.dtype | None = None) -> Options:
    """Check options given by keyword; ``dtype`` is the default for a missing or None one.

    Raises:
        TypeError: an option that the function does not have.
        NotImplementedError: a value that Gradwalk does not support.
        RuntimeError: another dtype than that of ``out``.
    """
    if not given:
        return _unasked(function, dtype or dtypes.default_dtype())
    known = {"dtype", "requires_grad", "out", "generator", "device", "layout", "pin_memory"}
    for name in given:
        if name not in known:
            raise TypeError(f"{function}() got an unexpected keyword argument '{name}'")
    check_device(given.get("device"))
    if str(given.get("layout")) not in ("None", "torch.strided"):
        raise errors.MissingOperationError(
            f"Gradwalk's tensors are dense: it has no layout={given['layout']}"
        )
    if given.get("pin_memory"):
        raise RuntimeError("Cannot access accelerator device when none is available.")
    out = given.get("out")
    if given.get("dtype") is not None:
        dtype = checked_dtype(function, given["dtype"])
        if out is not None and dtype is not out.dtype:
            raise RuntimeError(
                f"dtype {dtype.scalar_name} does not match dtype of out parameter "
                f"({out.dtype.scalar_name})"
            )
    if out is not None:
        dtype = out.dtype
    return Options(
        function,
        dtype or dtypes.default_dtype(),
        bool(given.get("requires_grad", False)),
        out,
        given.get("generator"),
    )


@cache
def _unasked(function: str, dtype: dtypes.dtype) -> Options:
    return Options(function, dtype, requires_grad=False, out=None, generator=None)


def number(value: Any, function: str, argument: str) -> Any:
    """A Python number, also given as numpy's or a one-element tensor.

    Raises:
        TypeError: anything else.
    """
    if type(value) is int or type(value) is float:
        return value
    if isinstance(value, Tensor | np.generic):
        value = value.item()
    if not isinstance(value, bool | int | float | complex):
        raise TypeError(
            f"{function}(): argument '{argument}' (position 1) must be Number, not "
            f"{type(value).__name__}"
        )
    return value


def size_of(function: str, arguments: tuple[Any, ...], size: Any) -> tuple[int, ...]:
    """The size with which a function was called, in any of the accepted forms.

    Raises:
        TypeError: no size, two, or something that is not an integer.
        RuntimeError: a negative size.
    """
    if size is not None and arguments:
        raise TypeError(f"{function}() got two sizes: {arguments} and size={size!r}")
    if size is None:
        if not arguments:
            raise TypeError(f'{function}() missing 1 required positional arguments: "size"')
        is_listed = len(arguments) > 1 or is_index(arguments[0])
        size = arguments if is_listed else arguments[0]
    extents = tuple_of_ints(function, "size", 1, size)
    for extent in extents:
        if extent < 0:
            raise RuntimeError(
                f"{function}: Dimension size must be non-negative."
                if function == "zeros"
                else f"Trying to create tensor with negative dimension {extent}: {list(extents)}"
            )
    return extents
