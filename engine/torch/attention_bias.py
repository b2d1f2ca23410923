"""``torch.nn.attention.bias``: causal masks for more keys than queries.

Source: torch.nn.attention.bias, PyTorch 2.13.
"""

from __future__ import annotations

from enum import IntEnum, auto
from typing import Any

import numpy as np

from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.names.absent import missing as _missing
from engine.torch.overriding import disabled
from engine.torch.routines import creation

__all__ = ["CausalBias", "CausalVariant", "causal_lower_right", "causal_upper_left"]


class CausalVariant(IntEnum):
    """Which corner of the mask the diagonal starts or ends in."""

    UPPER_LEFT = auto()
    LOWER_RIGHT = auto()


class CausalBias(Tensor):
    """A triangular mask, which attention takes in place of a tensor of truth values.

    Attributes:
        variant: the corner of its diagonal.
        seq_len_q: the number of queries.
        seq_len_kv: the number of keys.
    """

    __torch_function__ = disabled

    def __init__(self, variant: CausalVariant, seq_len_q: int, seq_len_kv: int) -> None:
        if not isinstance(variant, CausalVariant):
            raise AssertionError(f"variant must be a CausalVariant, got {type(variant).__name__}")
        super().__init__()
        self.variant, self.seq_len_q, self.seq_len_kv = variant, seq_len_q, seq_len_kv
        if seq_len_q > seq_len_kv and variant is CausalVariant.LOWER_RIGHT:
            warn(
                "Lower right causal bias will produce NaNs in the output when seq_len_q > "
                "seq_len_kv!"
            )

    def _materialize(self, device: Any = None) -> Tensor:
        """The mask: which keys each query sees."""
        starts_later = self.variant is CausalVariant.LOWER_RIGHT
        offset = self.seq_len_kv - self.seq_len_q if starts_later else 0
        seen = np.tri(self.seq_len_q, self.seq_len_kv, offset, bool)
        return creation.tensor(seen, device=device)

    def for_attention(self, is_causal: bool) -> tuple[Tensor | None, bool]:
        """The mask for attention, and whether attention is to be causal without one.

        Raises:
            ValueError: it is to be causal besides.
        """
        if is_causal:
            raise ValueError("CausalBias should not be used with causal=True")
        is_usual = self.seq_len_q == self.seq_len_kv or self.variant is CausalVariant.UPPER_LEFT
        return (None, True) if is_usual else (self._materialize(), False)

    def __repr__(self) -> str:
        return repr(self._materialize())


def causal_upper_left(*size: int) -> CausalBias:
    """The mask with which the first query sees the first key alone.

    Raises:
        AssertionError: other than two sizes.
    """
    return _biased("causal_upper_left", CausalVariant.UPPER_LEFT, size)


def causal_lower_right(*size: int) -> CausalBias:
    """The mask with which the last query sees all keys.

    Raises:
        AssertionError: other than two sizes.
    """
    return _biased("causal_lower_right", CausalVariant.LOWER_RIGHT, size)


def _biased(name: str, variant: CausalVariant, size: tuple[int, ...]) -> CausalBias:
    if len(size) != 2:
        raise AssertionError(f"{name} only supports 2D tensors")
    return CausalBias(variant, *size)


def __getattr__(name: str) -> object:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.nn.attention.bias", name, __all__)
