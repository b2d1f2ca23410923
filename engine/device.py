"""``torch.device``, of which only the CPU is available.

Source: torch.device, PyTorch 2.13, in a build for the CPU alone.
"""

from __future__ import annotations

import re
from typing import Any

from engine.dotted_name import DottedName

_TYPES = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, "
    "mps, meta, hpu, mtia, privateuseone"
)

_STRING = re.compile(r"([A-Za-z_]+)(?::(0|[1-9][0-9]*))?")


class device(metaclass=DottedName):  # noqa: N801 (PyTorch's own name, which scripts see)
    """A device: a type and an optional index.

    Attributes:
        type: such as ``cpu``.
        index: the index, or None.
    """

    __module__ = "torch"
    __slots__ = ("index", "type")
    type: str
    index: int | None

    def __init__(self, type: Any, index: int | None = None) -> None:
        if isinstance(type, device):
            index = type.index
        if isinstance(type, int) and not isinstance(type, bool):
            if type < 0:
                raise RuntimeError("Device index must not be negative")
            raise RuntimeError("Cannot access accelerator device when none is available.")
        if not str(type):
            raise RuntimeError("Device string must not be empty")
        found = _STRING.fullmatch(str(type))
        if found is None:
            raise RuntimeError(f"Invalid device string: '{type}'")
        name, number = found.groups()
        if name not in _TYPES.split(", "):
            raise RuntimeError(
                f"Expected one of {_TYPES} device type at start of device string: {name}"
            )
        self.type = name
        self.index = int(number) if number else index

    def __repr__(self) -> str:
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{index})"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __enter__(self) -> device:
        check_device(self)
        return self

    def __exit__(self, *error: object) -> None:
        """Does nothing: all tensors are on the CPU."""


CPU = device("cpu")


def check_device(wanted: Any) -> None:
    """Check that a device is available: only the CPU is.

    Raises:
        AssertionError: a GPU, with the message of PyTorch's CPU build.
        NotImplementedError: another known device.
        RuntimeError: an unknown device.
    """
    if wanted is None or wanted is CPU:
        return
    kind = device(wanted).type
    if kind == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled")
    if kind != "cpu":
        raise NotImplementedError(
            f"Gradwalk computes on the CPU: it has no device of type '{kind}'; write device='cpu'"
        )
