"""How the elements of a batch are collated.

Source: torch.utils.data.default_collate and default_convert, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine import dtypes
from engine.tensor import Tensor
from engine.torch.routines import creation, joining


def default_collate(batch: Sequence[Any]) -> Any:
    """Collate the elements of a batch: tensors are stacked, containers collated elementwise.

    Raises:
        TypeError: an unsupported type.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return joining.stack(list(batch), 0)
    if isinstance(first, np.ndarray | np.generic):
        return joining.stack([creation.as_tensor(each) for each in batch], 0)
    if isinstance(first, float):
        return creation.tensor(list(batch), dtype=dtypes.float64)
    if isinstance(first, bool | int):
        return creation.tensor(list(batch))
    if isinstance(first, str | bytes):
        return batch
    if isinstance(first, Mapping):
        return {key: default_collate([each[key] for each in batch]) for key in first}
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(default_collate(each) for each in zip(*batch)))
    if isinstance(first, Sequence):
        if any(len(each) != len(first) for each in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        return [default_collate(each) for each in zip(*batch)]
    raise TypeError(
        "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found "
        f"{type(first)}"
    )


def default_convert(data: Any) -> Any:
    """Convert arrays to tensors, in nested containers too; tuples become lists."""
    if isinstance(data, np.ndarray | np.generic) and data.dtype.kind not in "SUO":
        return creation.as_tensor(data)
    if isinstance(data, Mapping):
        return type(data)({name: default_convert(each) for name, each in data.items()})  # type: ignore[call-arg]
    if isinstance(data, tuple):
        converted = [default_convert(each) for each in data]
        return type(data)(*converted) if hasattr(data, "_fields") else converted
    if isinstance(data, list):
        return [default_convert(each) for each in data]
    return data
