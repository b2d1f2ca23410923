"""A set of inputs at which the rules of an operation are checked."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np


class Case(NamedTuple):
    """Inputs, given by their shapes, or as arrays of other dtypes, which are used as they are."""

    inputs: tuple[Any, ...]
    settings: Mapping[str, Any] = MappingProxyType({})
    positive: bool = False
    low: float = 0.5
    high: float = 2.0

    def arrays(self, rng: np.random.Generator) -> list[np.ndarray]:
        """Random numbers with magnitudes from low to high: some rules have kinks at 0."""
        return [self._array(rng, each) for each in self.inputs]

    def _array(self, rng: np.random.Generator, given: Any) -> np.ndarray:
        if isinstance(given, np.ndarray):
            return given
        magnitudes = np.asarray(rng.uniform(self.low, self.high, given))
        return magnitudes if self.positive else magnitudes * rng.choice([-1.0, 1.0], given)
