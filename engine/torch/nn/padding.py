"""Padding modules.

Source: torch.nn.modules.padding, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.tensor import Tensor
from engine.torch.nn import functional
from engine.torch.nn.module import Module


class _Pad(Module):
    """Pads its input.

    Attributes:
        _dims: how many dimensions get one.
        _mode: what it is filled with.
    """

    _dims: int
    _mode: str

    def __init__(self, padding: Any) -> None:
        super().__init__()
        is_one = not isinstance(padding, Iterable)
        self.padding: Any = (padding,) * 2 * self._dims if is_one else tuple(padding)

    def forward(self, input: Tensor) -> Tensor:
        """Pad the input."""
        result: Tensor = functional.pad(input, self.padding, self._mode)
        return result

    def extra_repr(self) -> str:
        """The widths."""
        return f"{self.padding}"


class _ConstantPadNd(_Pad):
    _mode = "constant"

    def __init__(self, padding: int | tuple[int, ...], value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        """Pad the input."""
        result: Tensor = functional.pad(input, self.padding, self._mode, self.value)
        return result

    def extra_repr(self) -> str:
        """The widths and the value."""
        return f"padding={self.padding}, value={self.value}"


class _ZeroPad(_ConstantPadNd):
    def __init__(self, padding: int | tuple[int, ...]) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        """The widths."""
        return f"{self.padding}"


class _ReflectionPadNd(_Pad):
    _mode = "reflect"


class _ReplicationPadNd(_Pad):
    _mode = "replicate"


class _CircularPadNd(_Pad):
    _mode = "circular"

    def forward(self, input: Any) -> Tensor:
        """Pad the input.

        Raises:
            ValueError: an input of too many or too few dimensions.
        """
        if input.dim() not in (self._dims + 1, self._dims + 2):
            raise ValueError(
                f"expected {self._dims + 1}D or {self._dims + 2}D input (got {input.dim()}D input)"
            )
        return super().forward(input)


def _pads(name: str, *bases: tuple[type[_Pad], ...]) -> list[Any]:
    """The classes for one, two and three dimensions, from the bases of each."""
    doc = f"Adds a margin: {name.lower()}."
    return [
        type(f"{name}{dims}d", each, {"_dims": dims, "__doc__": doc})
        for dims, each in enumerate(bases, start=1)
    ]


_constant = _pads("ConstantPad", *[(_ConstantPadNd,)] * 3)
ConstantPad1d, ConstantPad2d, ConstantPad3d = _constant
ZeroPad1d, ZeroPad2d, ZeroPad3d = _pads("ZeroPad", *[(_ZeroPad, each) for each in _constant])
ReflectionPad1d, ReflectionPad2d, ReflectionPad3d = _pads(
    "ReflectionPad", *[(_ReflectionPadNd,)] * 3
)
ReplicationPad1d, ReplicationPad2d, ReplicationPad3d = _pads(
    "ReplicationPad", *[(_ReplicationPadNd,)] * 3
)
CircularPad1d, CircularPad2d, CircularPad3d = _pads("CircularPad", *[(_CircularPadNd,)] * 3)
