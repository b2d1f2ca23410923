"""Rejection samplers, as PyTorch has them on the CPU."""

from __future__ import annotations

import math

import numpy as np

from engine import dtypes

Shape = tuple[int, ...]

# PyTorch has these two in float32.
_THIRD = float(np.float32(1) / np.float32(3))
_SQUEEZE = float(np.float32(0.0331))


class RejectionSampler:
    """The samplers of a generator for Poisson, gamma and binomial distributions."""

    def _double(self) -> float:
        raise NotImplementedError

    def _few_normals(self, count: int) -> list[float]:
        raise NotImplementedError

    def poisson(self, rates: np.ndarray, dtype: dtypes.dtype) -> np.ndarray:
        """Draw from Poisson distributions, one for each rate.

        Source: Hoermann 1993, from a rate of 10 on; below it, by products of uniforms.

        Raises:
            RuntimeError: a negative rate.
        """
        flat = np.ravel(rates).astype(np.float64).tolist()
        if any(rate < 0 for rate in flat):
            raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
        counts = [self._rejected(rate) if rate >= 10 else self._multiplied(rate) for rate in flat]
        return np.array(counts, np.float64).astype(dtype.numpy).reshape(np.shape(rates))

    def _multiplied(self, rate: float) -> int:
        """A Poisson draw by multiplication: uniforms until their product is at most exp(-rate)."""
        if not rate:
            return 0
        least, product, count = math.exp(-rate), self._double(), 0
        while product > least:
            product, count = product * self._double(), count + 1
        return count

    def _rejected(self, rate: float) -> int:
        """A Poisson draw by transformed rejection."""
        spread = 0.931 + 2.53 * math.sqrt(rate)
        a = -0.059 + 0.02483 * spread
        inverse = 1.1239 + 1.1328 / (spread - 3.4)
        accepted = 0.9277 - 3.6224 / (spread - 2)
        while True:
            u, v = self._double() - 0.5, self._double()
            rest = 0.5 - abs(u)
            count = math.floor((2 * a / rest + spread) * u + rate + 0.43)
            if rest >= 0.07 and v <= accepted:
                return count
            if count < 0 or (rest < 0.013 and v > rest):
                continue
            left = math.log(v) + math.log(inverse) - math.log(a / (rest * rest) + spread)
            if left <= -rate + count * math.log(rate) - math.lgamma(count + 1):
                return count

    def gamma(self, shapes: np.ndarray) -> np.ndarray:
        """Draw from gamma distributions of rate 1, in float64, one for each shape parameter.

        Source: Marsaglia and Tsang 2000.
        """
        flat = np.ravel(shapes).astype(np.float64).tolist()
        return np.array([self._gamma(each) for each in flat], np.float64).reshape(np.shape(shapes))

    def _gamma(self, shape: float) -> float:
        scale = 1.0
        if shape < 1:
            if not shape:
                return 0.0
            scale = (1 - self._double()) ** (1 / shape)
            shape += 1
        middle = shape - _THIRD
        spread = 1 / math.sqrt(9 * middle) if middle > 0 else math.nan
        while True:
            x = self._few_normals(1)[0]
            if (root := 1 + spread * x) <= 0:
                continue
            cube, u, square = root**3, 1 - self._double(), x * x
            is_below = u < 1 - _SQUEEZE * square * square
            if is_below or math.log(u) < 0.5 * square + middle * (1 - cube + math.log(cube)):
                return scale * middle * cube

    def binomial(self, counts: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
        """Draw from binomial distributions: the successes among ``counts`` trials."""
        pairs = zip(np.ravel(counts).tolist(), np.ravel(probabilities).tolist(), strict=True)
        drawn = [self._successes(count, probability) for count, probability in pairs]
        return np.array(drawn, counts.dtype).reshape(np.shape(counts))

    def _successes(self, count: float, probability: float) -> float:
        if count <= 0 or probability <= 0:
            return 0.0
        if probability > 0.5:
            return count if probability >= 1 else count - self._successes(count, 1 - probability)
        if not math.isfinite(count * probability):
            return math.nan  # PyTorch would loop forever for a nan count
        if count * probability >= 10:
            return self._rejected_successes(count, probability)
        trials, successes, rest = 0, 0, math.log1p(-probability)
        while True:
            trials += math.ceil(math.log(self._double()) / rest)
            if trials > count:
                return successes
            successes += 1

    def _rejected_successes(self, count: float, probability: float) -> float:
        """A binomial draw by transformed rejection (Hoermann 1993)."""
        spread = math.sqrt(count * probability * (1 - probability))
        b = 1.15 + 2.53 * spread
        a = -0.0873 + 0.0248 * b + 0.01 * probability
        likeliest = math.floor((count + 1) * probability)

        def log_weight(k: float) -> float:
            odds = math.log(probability / (1 - probability))
            return k * odds - math.lgamma(k + 1) - math.lgamma(count - k + 1)

        while True:
            u, v = self._double() - 0.5, self._double()
            rest = 0.5 - abs(u)
            k = math.floor((2 * a / rest + b) * u + count * probability + 0.5)
            if not 0 <= k <= count:
                continue
            if rest >= 0.07 and v <= 0.92 - 4.2 / b:
                return k
            height = math.log(v * (2.83 + 5.1 / b) * spread / (a / (rest * rest) + b))
            if height <= log_weight(k) - log_weight(likeliest):
                return k
