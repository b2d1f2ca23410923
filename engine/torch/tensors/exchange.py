"""DLPack: tensors in the memory of other libraries' arrays, and these in that of tensors.

Source: torch.utils.dlpack and torch.Tensor, PyTorch 2.13.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np

from engine.device import check_device
from engine.tensor import Tensor
from engine.torch.routines import creation, shapes
from engine.torch.routines.conjugates import is_conj
from engine.torch.tensors import conversions

_CONSUMED = (
    "from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed only "
    "once, so you might have already constructed a tensor from it once."
)

_HAS_VERSIONS = np.lib.NumpyVersion(np.__version__) >= "2.1.0"


class DLDeviceType(IntEnum):
    """The numbers of devices, of which there is only the CPU here."""

    kDLCPU = 1  # noqa: N815 (PyTorch's own name, which scripts see)


class _Held:
    """A capsule in the form in which numpy takes it."""

    def __init__(self, capsule: object) -> None:
        self._capsule = capsule

    def __dlpack__(self, **_: Any) -> object:
        return self._capsule

    def __dlpack_device__(self) -> tuple[int, int]:
        return int(DLDeviceType.kDLCPU), 0


def from_dlpack(ext_tensor: Any, *, device: Any = None, copy: bool | None = None) -> Tensor:
    """A tensor over the memory of an array, of a tensor, or of what a capsule holds.

    Raises:
        RuntimeError: neither, or a capsule that was already taken.
        BufferError: it cannot be shared.
    """
    check_device(device)
    if isinstance(ext_tensor, Tensor):
        shared = creation.from_numpy(exported(ext_tensor))
    elif isinstance(ext_tensor, np.ndarray):
        shared = creation.from_numpy(_checked(ext_tensor))
    else:
        has_protocol = hasattr(ext_tensor, "__dlpack__") and not isinstance(ext_tensor, np.generic)
        shared = creation.from_numpy(_taken(ext_tensor if has_protocol else _Held(ext_tensor)))
    return shapes.clone(shared) if copy else shared


def _checked(array: np.ndarray) -> np.ndarray:
    if array.dtype.kind not in "biufc":
        raise BufferError(
            "DLPack only supports signed/unsigned integers, float and complex dtypes."
        )
    return array


def _taken(exporter: Any) -> np.ndarray:
    try:
        array: np.ndarray = np.from_dlpack(exporter)
    except (TypeError, ValueError):
        raise RuntimeError(_CONSUMED) from None
    return array


def to_dlpack(tensor: Tensor) -> Any:
    """A capsule with the memory of a tensor, which can be taken once."""
    return capsule_of(tensor)


def exported(tensor: Tensor) -> np.ndarray:
    """The memory of a tensor, to be shared.

    Raises:
        BufferError: the tensor requires grad, or holds conjugates.
        RuntimeError: it is of a dtype that numpy lacks.
    """
    if tensor.requires_grad:
        raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
    if is_conj(tensor):
        raise BufferError("Can't export tensors with the conjugate bit set")
    if tensor._data.dtype.kind == "V":
        raise RuntimeError("Unsupported dtype in DLTensor.")
    return conversions.numpy(tensor)


def capsule_of(tensor: Tensor, **options: Any) -> Any:
    """``tensor.__dlpack__()``, which numpy calls."""
    options.pop("stream", None)
    if _HAS_VERSIONS:  # numpy does not write into the memory of older capsules
        options.setdefault("max_version", (1, 0))
    return exported(tensor).__dlpack__(**options)


def device_of(tensor: Tensor) -> tuple[DLDeviceType, int]:
    """``tensor.__dlpack_device__()``: always the CPU."""
    return DLDeviceType.kDLCPU, 0
