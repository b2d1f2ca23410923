"""Normalisation across neighbouring channels as a module.

Source: torch.nn.CrossMapLRN2d, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

from engine.torch.nn import across_maps
from engine.torch.nn.module import Module


class CrossMapLRN2d(Module):
    """Normalisation by the squares of neighbouring channels.

    Shapes: (n, channels, h, w) -> the same
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1) -> None:
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Any) -> Any:
        """Normalise a batch."""
        return across_maps.CrossMapLRN2d.apply(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        """Its settings."""
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"
