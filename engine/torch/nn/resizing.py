"""Interpolation of images, as ``torch.nn.functional`` has it.

Source: torch.nn.functional.interpolate and aten/src/ATen/native/UpSample.h, PyTorch 2.13
(behaviour).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import invalid_combination
from engine.op import Op
from engine.ops.nn import resizing
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.nn import adaptive_pooling

_BY_PLACES = ("nearest", "nearest-exact")
_MODES = {3: ("linear",), 4: ("bilinear", "bicubic"), 5: ("trilinear",)}
_BETWEEN: dict[tuple[str, bool], Op] = {
    ("linear", False): resizing.upsample_linear1d,
    ("bilinear", False): resizing.upsample_bilinear2d,
    ("bicubic", False): resizing.upsample_bicubic2d,
    ("trilinear", False): resizing.upsample_trilinear3d,
    ("bilinear", True): resizing.upsample_bilinear2d_aa,
    ("bicubic", True): resizing.upsample_bicubic2d_aa,
}


def interpolate(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """Resize one- to three-dimensional images by interpolation.

    Shapes: input (n, channels, *extents) -> (n, channels, *size)

    Raises:
        ValueError: incompatible sizes or settings.
        NotImplementedError: a mode for another number of dimensions.
    """
    require_tensors("interpolate", input=input)
    _check_settings(mode, align_corners, antialias, input.ndim)
    if not isinstance(mode, str):
        _check_mode(mode, input)
    extents = tuple(input.shape[2:])
    _check_kinds(input, size, scale_factor, mode, align_corners)
    sizes, factors = _wanted(extents, size, scale_factor, bool(recompute_scale_factor))
    if mode == "area" and 3 <= input.ndim <= 5:
        return _AREAS[input.ndim](input, sizes)
    _refuse_integers(input, mode, antialias)
    if mode in _BY_PLACES and 3 <= input.ndim <= 5:
        _check_extents(input, sizes)
        shift = 0.5 if mode == "nearest-exact" else 0.0
        places = tuple(_nearest(*each, shift) for each in zip(extents, sizes, factors))
        by_dims = resizing.upsample_nearest_exact if shift else resizing.upsample_nearest
        return by_dims[len(extents)](input, places=places)
    _check_mode(mode, input)
    _check_extents(input, sizes)
    return _BETWEEN[mode, antialias](
        input,
        weights=tuple(
            _weights(*each, mode, bool(align_corners), antialias)
            for each in zip(extents, sizes, factors)
        ),
    )


def _check_kinds(input: Tensor, size: Any, scale_factor: Any, mode: Any, align: Any) -> None:
    """Check the types of sizes, scale factors and flags.

    Raises:
        TypeError: they are not.
    """
    by_places = mode in _BY_PLACES
    if mode not in (*_BY_PLACES, *_MODES.get(input.ndim, ())):
        return
    of_size = [] if isinstance(size, list | tuple) else [size]
    factors = scale_factor if isinstance(scale_factor, list | tuple) else [scale_factor]
    fits = all(each is None or hasattr(type(each), "__index__") for each in of_size)
    fits = fits and all(each is None or hasattr(each, "__float__") for each in factors)
    if fits and (by_places or isinstance(align, bool | None)):
        return
    given: list[Any] = [None if each is None else [] for each in (size, scale_factor)]
    chosen = [] if by_places else [align or False]
    name = f"{'_' * (mode == 'nearest-exact')}upsample_{mode.replace('-', '_')}{input.ndim - 2}d"
    raise invalid_combination(name, input, given[0], *chosen, given[1])


def _refuse_integers(input: Tensor, mode: str, antialias: bool) -> None:
    """Refuse integers other than uint8 images, or where nothing is computed.

    Raises:
        NotImplementedError: the input has such a dtype.
    """
    is_plane, kind = input.ndim == 4, mode.removesuffix("-exact").removeprefix("bi")
    if antialias:
        kernel = "compute_index_ranges_weights"
    elif is_plane and mode != "bicubic":
        kernel = f"upsample_{mode.removesuffix('-exact')}2d_channels_last"
    else:
        kernel = f"compute_indices_weights_{kind.removeprefix('tri')}"
    refuse_dtypes(kernel, input, "bi" if is_plane or mode in _BY_PLACES else "biu")


_AREAS = {
    3: adaptive_pooling.adaptive_avg_pool1d,
    4: adaptive_pooling.adaptive_avg_pool2d,
    5: adaptive_pooling.adaptive_avg_pool3d,
}


def _check_settings(mode: str, align_corners: bool | None, antialias: bool, ndim: int) -> None:
    if mode in (*_BY_PLACES, "area") and align_corners is not None:
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: linear | "
            "bilinear | bicubic | trilinear"
        )
    if antialias and not (mode in ("bilinear", "bicubic") and ndim == 4):
        raise ValueError(
            "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires "
            "a 4-D tensor as input"
        )


def _check_mode(mode: str, input: Tensor) -> None:
    """Check that a mode fits the number of dimensions of an input.

    Raises:
        NotImplementedError: it does not.
    """
    if mode in _MODES.get(input.ndim, ()):
        return
    for ndim, modes in _MODES.items():
        if mode in modes and input.ndim in _MODES:
            raise NotImplementedError(
                f"Got {input.ndim}D input, but {mode} mode needs {ndim}D input"
            )
    raise NotImplementedError(
        "Input Error: Only 3D, 4D and 5D input Tensors supported "
        f"(got {input.ndim}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | "
        f"lanczos | area | nearest-exact (got {mode})"
    )


def _check_extents(input: Tensor, sizes: Sequence[int]) -> None:
    extents = input.shape[2:]
    if min((*extents, *sizes)) > 0:
        if 0 in input.shape[1:]:
            raise RuntimeError(
                f"Non-empty {input.ndim}D data tensor expected but got a tensor with sizes "
                f"{list(input.shape)}"
            )
        return
    names = "DHW"[-len(extents) :]
    if len(extents) == 1:
        raise RuntimeError(
            f"Input and output sizes should be greater than 0, but got input (W: {extents[0]}) and "
            f"output (W: {sizes[0]})"
        )
    before, after = (
        ", ".join(f"{name}: {n}" for name, n in zip(names, each)) for each in (extents, sizes)
    )
    raise RuntimeError(
        f"Input and output sizes should be greater than 0, but got input ({before}) output "
        f"({after})"
    )


def _wanted(
    extents: tuple[int, ...], size: Any, scale_factor: Any, recompute: bool
) -> tuple[list[int], list[float | None]]:
    """The output sizes, and the scale factors to compute with, if any."""
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is None and scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    count = len(extents)
    name, given = ("size", size) if scale_factor is None else ("scale_factor", scale_factor)
    if isinstance(given, list | tuple):
        if len(given) != count:
            raise _other_count(extents, name, given)
        if name == "size" and not all(hasattr(type(each), "__index__") for each in given):
            raise TypeError(
                "expected size to be one of int or Tuple[int] or Tuple[int, int] or "
                f"Tuple[int, int, int], but got size with types {[type(each) for each in given]}"
            )
        each = list(given)
    else:
        each = [given] * count
    if scale_factor is None:
        if recompute:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
        return [int(n) for n in each], [None] * count
    if math.inf in each and not recompute:
        raise RuntimeError("value cannot be converted to type int64_t without overflow")
    sizes = [math.floor(float(n) * f) for n, f in zip(extents, each)]
    return sizes, [None] * count if recompute else [float(f) for f in each]


def _other_count(extents: tuple[int, ...], name: str, given: Any) -> ValueError:
    """The error that sizes or factors are for another number of dimensions."""
    if name == "size":
        wrong, what, letters = f"output size of {given}", "output size", "(o1, o2, ...,oK)"
    else:
        wrong, what, letters = f"scale_factor of shape {given}", name, "(s1, s2, ...,sK)"
    return ValueError(
        f"Input and {'output' if name == 'size' else name} must have the same number of spatial "
        f"dimensions, but got input with spatial dimensions of {list(extents)} and {wrong}. "
        f"Please provide input tensor in (N, C, d1, d2, ...,dK) format and {what} in {letters} "
        "format."
    )


def _nearest(extent: int, count: int, factor: float | None, shift: float) -> np.ndarray:
    """The nearest source index of each output element; in float32, as in PyTorch."""
    if extent == count:
        return np.arange(extent)  # whatever the factor
    step = np.float32(1 / factor if factor else extent / count)
    places = np.floor((np.arange(count, dtype=np.float32) + np.float32(shift)) * step)
    nearest: np.ndarray = np.minimum(places.astype(np.int64), extent - 1)
    return nearest


def _weights(
    extent: int,
    count: int,
    factor: float | None,
    mode: str,
    align_corners: bool,
    antialias: bool,
) -> np.ndarray:
    """The interpolation matrix."""
    is_cubic = mode == "bicubic"
    if extent == count and not is_cubic and not antialias:
        return np.eye(extent)  # whatever the factor
    step = 1 / factor if factor else extent / count
    if antialias:
        return _smoothed(extent, count, step, is_cubic)
    at = np.arange(count)
    if align_corners:
        place = at * ((extent - 1) / (count - 1) if count > 1 else 0.0)
    else:
        place = (at + 0.5) * step - 0.5
    if not is_cubic:
        place = np.maximum(place, 0)
    low = np.floor(place).astype(np.int64)
    low = low if is_cubic else np.minimum(low, extent - 1)
    matrix = np.zeros((count, extent))
    for offset in (-1, 0, 1, 2) if is_cubic else (0, 1):
        neighbour = np.clip(low + offset, 0, extent - 1)
        distance = np.abs(place - low - offset)
        share = _cubic(distance, -0.75) if is_cubic else 1 - distance
        np.add.at(matrix, (at, neighbour), share)
    return matrix


def _cubic(distance: np.ndarray, a: float) -> np.ndarray:
    """The weight of a neighbour at a distance, by cubic convolution (Keys 1981)."""
    d = distance
    near = ((a + 2) * d - (a + 3)) * d * d + 1
    far = ((a * d - 5 * a) * d + 8 * a) * d - 4 * a
    weight: np.ndarray = np.where(d <= 1, near, np.where(d < 2, far, 0.0))
    return weight


def _smoothed(extent: int, count: int, step: float, is_cubic: bool) -> np.ndarray:
    """The interpolation matrix with antialiasing: the filter widens with the step."""
    width = (2.0 if is_cubic else 1.0) * max(step, 1.0)
    matrix = np.zeros((count, extent))
    for row in range(count):
        centre = step * (row + 0.5)
        first = max(int(centre - width + 0.5), 0)
        last = min(int(centre + width + 0.5), extent)
        distance = np.abs((np.arange(first, last) - centre + 0.5) / max(step, 1.0))
        share = _cubic(distance, -0.5) if is_cubic else np.maximum(1 - distance, 0.0)
        matrix[row, first:last] = share / share.sum()
    return matrix


def upsample(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:
    """The older name of ``interpolate``."""
    _warn_of("upsample")
    return interpolate(input, size, scale_factor, mode, align_corners)


def _warn_of(older: str) -> None:
    warn(f"`nn.functional.{older}` is deprecated. Use `nn.functional.interpolate` instead.")


def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """Resize by nearest-neighbour interpolation."""
    _warn_of("upsample_nearest")
    return interpolate(input, size, scale_factor)


def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """Resize images by bilinear interpolation with aligned corners."""
    _warn_of("upsample_bilinear")
    return interpolate(input, size, scale_factor, mode="bilinear", align_corners=True)
