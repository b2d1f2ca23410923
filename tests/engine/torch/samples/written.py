"""Tensors and other arguments as JSON, readable by any module that scripts see as ``torch``."""

from __future__ import annotations

from typing import Any

import numpy as np

DTYPES = (
    *("bool", "uint8", "int8", "int16", "int32", "int64"),
    *("float32", "float64", "complex64", "complex128"),
)


_DIGITS = 11
"""The number of digits of stored numbers."""

_MOST_DIMENSIONS = 64
"""The maximum number of dimensions of numpy arrays."""


class UnwritableError(Exception):
    """An object that has no JSON form here."""


def write(value: Any, torch: Any) -> Any:
    """An argument as JSON.

    Raises:
        UnwritableError: it is of another kind than there are here.
    """
    if isinstance(value, torch.Tensor):
        return {"tensor": written_tensor(value, torch)}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, complex):
        return {"complex": [value.real, value.imag]}
    if isinstance(value, list):
        return [write(each, torch) for each in value]
    if isinstance(value, tuple):
        return {"tuple": [write(each, torch) for each in value]}
    if isinstance(value, slice):
        return {"slice": [value.start, value.stop, value.step]}
    if isinstance(value, torch.dtype | torch.memory_format):
        return {"name": str(value).removeprefix("torch.")}
    raise UnwritableError(type(value).__name__)


def read(form: Any, torch: Any) -> Any:
    """The argument of a JSON form."""
    if isinstance(form, list):
        return [read(each, torch) for each in form]
    if not isinstance(form, dict):
        return form
    (kind, content), *_ = form.items()
    match kind:
        case "tensor":
            return _tensor(content, torch)
        case "complex":
            return complex(*content)
        case "tuple":
            return tuple(read(each, torch) for each in content)
        case "slice":
            return slice(*content)
    return getattr(torch, content)


def written_tensor(tensor: Any, torch: Any) -> dict[str, Any]:
    """A dense tensor: its elements in one row, shape, dtype and strides.

    Raises:
        UnwritableError: it is sparse, or of another dtype than there are here.
    """
    dtype = str(tensor.dtype).removeprefix("torch.")
    is_dense = str(tensor.layout) == "torch.strided" and tensor.device.type == "cpu"
    if not is_dense or dtype not in DTYPES or tensor.ndim > _MOST_DIMENSIONS:
        raise UnwritableError(f"{tensor.layout}, {dtype}")
    elements = tensor.detach().resolve_conj().resolve_neg()
    if getattr(elements, "_is_zerotensor", bool)():
        elements = torch.zeros_like(elements)
    flat = elements.contiguous().numpy().reshape(-1)
    if flat.dtype.kind == "c":
        flat = flat.view(flat.real.dtype)
    is_inexact = flat.dtype.kind == "f"
    return {
        "elements": [_rounded(each) for each in flat.tolist()] if is_inexact else flat.tolist(),
        "shape": list(tensor.shape),
        "dtype": dtype,
        "strides": list(tensor.stride()),
        "requires_grad": tensor.requires_grad,
    }


def _rounded(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")


def elements_of(form: dict[str, Any]) -> np.ndarray:
    """The elements of a tensor that was written, in its shape."""
    dtype = np.dtype(form["dtype"])
    part = np.zeros(0, dtype).real.dtype  # complex numbers are written as their two parts
    row: np.ndarray = np.array(form["elements"], part).view(dtype)
    return row.reshape(form["shape"])


def _tensor(form: dict[str, Any], torch: Any) -> Any:
    array = elements_of(form)
    tensor = torch.from_numpy(array)
    strides = form["strides"]
    if array.size and min(strides, default=1) > 0 and tuple(strides) != tensor.stride():
        extent = 1 + sum((n - 1) * step for n, step in zip(form["shape"], strides, strict=True))
        laid_out = torch.zeros(extent, dtype=tensor.dtype).as_strided(form["shape"], strides)
        laid_out.copy_(tensor)
        tensor = laid_out
    return tensor.requires_grad_(form["requires_grad"])
