"""Random numbers from the mt19937 stream, drawn as PyTorch does on the CPU.

Source: torch.Generator and the samplers of PyTorch 2.13. Its builds for Intel processors take
bernoulli and exponential from a stream of Intel's MKL; this is the stream of all others.
"""

from __future__ import annotations

import math
import os
from functools import cached_property

import numpy as np

from engine import dtypes, errors
from engine.device import CPU, check_device
from engine.device import device as torch_device
from engine.dotted_name import DottedName
from engine.random.box_muller import LANES, box_muller
from engine.random.fused import multiply_add
from engine.random.rejection_sampler import RejectionSampler, Shape

DEFAULT_SEED = 67280421310721

_BLOCK = 2 * LANES
_MANTISSA = 2**53 - 1
_NO_CUDA = (
    "Cannot get CUDA generator without ATen_cuda library. PyTorch splits its backend into two "
    "shared libraries: a CPU library and a CUDA library; this error has occurred because you are "
    "trying to use some CUDA functionality, but the CUDA library has not been loaded by the "
    "dynamic linker for some reason.  The CUDA library MUST be loaded, EVEN IF you don't directly "
    "use any symbols from the CUDA library! One common culprit is a lack of -Wl,--no-as-needed in "
    "your link arguments; many dynamic linkers will delete dynamic library dependencies if you "
    "don't depend on any of their symbols.  You can check if this has occurred by using ldd on "
    "your binary to see if there is a dependency on *_cuda.so library."
)


class Generator(RejectionSampler, metaclass=DottedName):
    """A stream of random numbers, from which every sampler draws in turn.

    The samplers return new arrays. A shape is a tuple of sizes, a dtype one of ``dtypes``.
    """

    __module__ = "torch._C"
    device = CPU
    """The device of all generators."""

    def __init__(self, device: object = None) -> None:
        if device is not None and torch_device(device).type == "cuda":
            raise RuntimeError(_NO_CUDA)
        check_device(device)
        self.manual_seed(DEFAULT_SEED)

    def __repr__(self) -> str:
        return f"<torch._C.Generator object at {id(self):#x}>"

    def manual_seed(self, seed: int) -> Generator:
        """Seed the stream; only the low 32 bits matter.

        Raises:
            RuntimeError: the seed is not an int.
            ValueError: the seed fits neither int64 nor uint64.
        """
        if type(seed) is not int:
            raise RuntimeError(f"manual_seed expected a long, but got {type(seed).__name__}")
        if not -(2**63) <= seed < 2**64:
            raise ValueError("Overflow when unpacking long long")
        self._initial_seed = seed % 2**64
        self._spare_normal: float | None = None
        self.__dict__.pop("_bits", None)
        return self

    @cached_property
    def _bits(self) -> np.random.MT19937:
        """The stream, made at the first draw, since it loads a module of numpy."""
        bits = np.random.MT19937()
        np.random.RandomState(bits).seed(self._initial_seed % 2**32)  # numpy seeds mt19937 likewise
        return bits

    def seed(self) -> int:
        """Seed the stream unpredictably; return the seed."""
        self.manual_seed(int.from_bytes(os.urandom(8), "little"))
        return self._initial_seed

    def initial_seed(self) -> int:
        """The seed with which the stream started, as an unsigned 64-bit integer."""
        return self._initial_seed

    def rand(self, shape: Shape, dtype: dtypes.dtype) -> np.ndarray:
        """Draw uniformly from [0, 1)."""
        return self.uniform(shape, 0.0, 1.0, dtype)

    def uniform(self, shape: Shape, low: float, high: float, dtype: dtypes.dtype) -> np.ndarray:
        """Draw uniformly from [low, high); for complex dtypes both parts.

        Raises:
            NotImplementedError: the dtype is an integer one.
            RuntimeError: if ``low`` is above ``high``.
        """
        if dtype.is_complex:
            pairs = self.uniform((*shape, 2), low, high, _part_of(dtype))
            drawn: np.ndarray = pairs.view(dtype.numpy)[..., 0]
            return drawn
        _require_floating(dtype, "check_uniform_bounds")
        if low > high:
            raise RuntimeError(
                "uniform_ expects to return a [from, to) range, "
                f"but found from={low:g} > to={high:g}"
            )
        units = self._units(math.prod(shape), dtype)
        start, stop = units.dtype.type(low), units.dtype.type(high)
        values = multiply_add(units, float(stop - start), float(start)).astype(dtype.numpy)
        values[values == dtype.numpy.type(high)] = low  # where rounding reached the open end
        return values.reshape(shape)

    def randn(self, shape: Shape, dtype: dtypes.dtype) -> np.ndarray:
        """Draw from the standard normal distribution."""
        return self.normal(shape, 0.0, 1.0, dtype)

    def normal(
        self, shape: Shape, mean: float, std: float, dtype: dtypes.dtype, in_blocks: bool = True
    ) -> np.ndarray:
        """Draw from a normal distribution; fewer than 16 numbers are drawn one by one.

        Raises:
            NotImplementedError: not a real floating-point dtype.
            RuntimeError: ``std`` is negative.
        """
        if dtype.is_complex:
            spread = std * math.sqrt(0.5)
            pairs = self.normal((*shape, 2), mean, spread, _part_of(dtype), in_blocks)
            drawn: np.ndarray = pairs.view(dtype.numpy)[..., 0]
            return drawn
        _require_floating(dtype, "normal_kernel_cpu")
        if not std >= 0:
            raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
        count = math.prod(shape)
        if count < _BLOCK or not in_blocks:
            normals = np.array(self._few_normals(count), np.float64)
        else:
            normals = self._normals_in_blocks(count, dtype)
        return multiply_add(normals, std, mean).astype(dtype.numpy).reshape(shape)

    def exponential(self, shape: Shape, rate: float, dtype: dtypes.dtype) -> np.ndarray:
        """Draw from the exponential distribution with this rate.

        Raises:
            RuntimeError: not a real floating-point dtype, or ``rate`` is not positive.
        """
        if not dtype.is_floating_point:
            raise RuntimeError(
                "Exponential distribution is a continuous probability distribution. "
                f"dtype must be a floating point but you specified {dtype.scalar_name}"
            )
        if not rate > 0:
            raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={rate:g}")
        values: np.ndarray = -np.log1p(-self._doubles(math.prod(shape))) / rate
        return values.astype(dtype.numpy).reshape(shape)

    def bernoulli(
        self, shape: Shape, probability: float | np.ndarray | np.generic, dtype: dtypes.dtype
    ) -> np.ndarray:
        """Draw 1 with the given probability, else 0.

        ``probability`` is one Python number for all, or the elements of a tensor of this shape,
        whose dtype determines the resolution of the draws.

        Raises:
            NotImplementedError: a tensor of probabilities is not real floating-point.
            RuntimeError: a probability is outside [0, 1].
        """
        if isinstance(probability, np.ndarray | np.generic):
            of_probability = dtypes.of(probability.dtype)
            _require_floating(of_probability, "bernoulli_tensor_cpu_p_")
            probability = np.asarray(probability)
            if not ((probability >= 0) & (probability <= 1)).all():
                raise RuntimeError(
                    "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error "
                    "message be improved?  If so, please report an enhancement request to "
                    "PyTorch.)"
                )
            units = self._units(math.prod(shape), of_probability)
        else:
            if not 0 <= probability <= 1:
                raise RuntimeError(
                    f"bernoulli_ expects p to be in [0, 1], but got p={probability:g}"
                )
            units = self._doubles(math.prod(shape))
        return (units.reshape(shape) < probability).astype(dtype.numpy)

    def cauchy(self, shape: Shape, median: float, spread: float, dtype: dtypes.dtype) -> np.ndarray:
        """Draw from a Cauchy distribution."""
        turns = math.pi * (self._doubles(math.prod(shape)) - 0.5)
        drawn: np.ndarray = median + spread * np.tan(turns)
        return drawn.astype(dtype.numpy).reshape(shape)

    def log_normal(self, shape: Shape, mean: float, std: float, dtype: dtypes.dtype) -> np.ndarray:
        """Draw from a log-normal distribution."""
        normals = np.array(self._few_normals(math.prod(shape)), np.float64)
        drawn: np.ndarray = np.exp(multiply_add(normals, std, mean))
        return drawn.astype(dtype.numpy).reshape(shape)

    def geometric(self, shape: Shape, probability: float, dtype: dtypes.dtype) -> np.ndarray:
        """Draw from a geometric distribution: the number of trials up to the first success."""
        units = self._doubles(math.prod(shape))
        trials: np.ndarray = np.ceil(np.log(units) / math.log1p(-probability))
        return trials.astype(dtype.numpy).reshape(shape)

    def randint(self, shape: Shape, low: int, high: int, dtype: dtypes.dtype) -> np.ndarray:
        """Draw integers from [low, high), all (almost) equally likely.

        Raises:
            RuntimeError: the range is empty, or the dtype cannot hold it.
        """
        if low >= high:
            raise RuntimeError(
                f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}"
            )
        if dtype.is_complex:
            raise RuntimeError(
                "check_random_bounds handles only integral, floating-point and boolean types"
            )
        _require_in_range(low, "from", dtype)
        _require_in_range(high - 1, "to - 1", dtype)
        count, span = math.prod(shape), high - low
        draws = self._draws64(count) if span >= 2**28 else self._draws32(count)
        # Sums wrap around at 64 bits, which gives negative numbers correctly.
        values = (draws % np.uint64(span) + np.uint64(low % 2**64)).view(np.int64)
        return values.astype(dtype.numpy).reshape(shape)

    def randperm(self, length: int, dtype: dtypes.dtype) -> np.ndarray:
        """Draw a permutation of 0, 1, ... ``length - 1`` by a Fisher-Yates shuffle."""
        remaining = np.arange(length, 1, -1, dtype=np.uint64)
        distances = (self._draws32(len(remaining)) % remaining).tolist()
        order = list(range(length))
        for position, distance in enumerate(distances):
            other = position + distance
            order[position], order[other] = order[other], order[position]
        return np.array(order, dtype.numpy)

    def _draws32(self, count: int) -> np.ndarray:
        draws: np.ndarray = self._bits.random_raw(count)
        return draws

    def _draws64(self, count: int) -> np.ndarray:
        high, low = self._draws32(2 * count).reshape(count, 2).T
        draws: np.ndarray = high << np.uint64(32) | low
        return draws

    def _double(self) -> float:
        return self._few_doubles(1)[0]

    def _doubles(self, count: int) -> np.ndarray:
        return (self._draws64(count) & np.uint64(_MANTISSA)) * 2.0**-53

    def _few_doubles(self, count: int) -> list[float]:
        """As ``_doubles``, made one by one."""
        draws = self._draws32(2 * count).tolist()
        return [
            ((high << 32 | low) & _MANTISSA) * 2.0**-53
            for high, low in zip(draws[::2], draws[1::2])
        ]

    def _units(self, count: int, dtype: dtypes.dtype) -> np.ndarray:
        """Uniforms from [0, 1): float64 for float64, float32 for narrower dtypes."""
        if dtype is dtypes.float64:
            return self._doubles(count)
        bits = (self._draws32(count) & np.uint64(2**24 - 1)).astype(np.float32)
        return bits * np.float32(2**-24)

    def _few_normals(self, count: int) -> list[float]:
        """Normals drawn one by one, made in pairs; a left-over one is kept for the next call."""
        normals = [] if self._spare_normal is None or not count else [self._spare_normal]
        pairs = (count - len(normals) + 1) // 2
        uniforms = self._few_doubles(2 * pairs) if pairs else []
        for turn, radial in zip(uniforms[::2], uniforms[1::2]):
            radius, angle = math.sqrt(-2 * math.log1p(-radial)), 2 * math.pi * turn
            normals += [radius * math.cos(angle), radius * math.sin(angle)]
        if count:
            self._spare_normal = normals[count] if len(normals) > count else None
        return normals[:count]

    def _normals_in_blocks(self, count: int, dtype: dtypes.dtype) -> np.ndarray:
        """Normals drawn in blocks; an incomplete last block is redrawn as the last 16 normals."""
        uneven = count % _BLOCK
        # The uniforms after the last whole block go unused; in half precision none are drawn.
        uniforms = self._units(count - uneven if dtype.itemsize == 2 else count, dtype)
        if not uneven:
            return box_muller(uniforms)
        kept, redrawn = uniforms[: count - uneven], self._units(_BLOCK, dtype)
        normals = box_muller(np.concatenate([kept, redrawn]))
        return np.concatenate([normals[: count - _BLOCK], normals[-_BLOCK:]])


# The integers that randint draws from for these dtypes; other dtypes draw as int64.
_LIMITS = {
    dtypes.bool: (0, 1),
    dtypes.uint8: (0, 2**8 - 1),
    dtypes.int8: (-(2**7), 2**7 - 1),
    dtypes.int16: (-(2**15), 2**15 - 1),
    dtypes.int32: (-(2**31), 2**31 - 1),
    dtypes.int64: (-(2**63), 2**63 - 1),
    dtypes.float16: (-65504, 65504),
}


def _part_of(dtype: dtypes.dtype) -> dtypes.dtype:
    """The dtype of real and imaginary parts."""
    return dtypes.of(np.empty(0, dtype.numpy).real.dtype)


def _require_floating(dtype: dtypes.dtype, kernel: str) -> None:
    if not dtype.is_floating_point:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{dtype.scalar_name}'")


def _require_in_range(value: int, role: str, dtype: dtypes.dtype) -> None:
    limiting = dtype if dtype in _LIMITS else dtypes.int64
    low, high = _LIMITS[limiting]
    if not low <= value <= high:
        raise RuntimeError(f"{role} is out of bounds for {errors.cpp_name(limiting)}")


default_generator = Generator()
default_generator.seed()  # as in PyTorch, each process draws different numbers
