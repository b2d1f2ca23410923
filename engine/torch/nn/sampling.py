"""Grid sampling of ``torch.nn.functional``.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import dtypes
from engine.ops import ranges
from engine.ops.nn import sampling
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.matrices import products

_NOT_ALIGNED = (
    "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. "
    "Please specify align_corners=True if the old behavior is desired. See the documentation of "
    "grid_sample for details."
)
_UNIT_SIZE = (
    "Since version 1.3.0, affine_grid behavior has changed for unit-size grids when "
    "align_corners=True. This is not an intended use case of affine_grid. See the documentation of "
    "affine_grid for details."
)

_MODES = ("bilinear", "nearest", "bicubic")
_PADDINGS = ("zeros", "border", "reflection")


def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    """Sample images at the positions of a grid.

    Shapes: input (n, channels, h, w), grid (n, h', w', 2) -> (n, channels, h', w'); volumes alike

    Raises:
        ValueError: an unknown mode.
        RuntimeError: images and grid do not match.

    Source: Jaderberg et al. 2015.
    """
    if mode not in _MODES:
        raise ValueError(
            "nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', "
            f"but got: '{mode}'"
        )
    if padding_mode not in _PADDINGS:
        raise ValueError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or "
            f"'reflection', but got: '{padding_mode}'"
        )
    if align_corners is None:
        warn(_NOT_ALIGNED)
    return _sampled(input, grid, mode, padding_mode, bool(align_corners))


def _sampled(input: Tensor, grid: Tensor, mode: str, padding: str, is_aligned: bool) -> Tensor:
    """Images or volumes sampled at the positions of a grid.

    Raises:
        RuntimeError: they do not match, or the mode is not supported.
    """
    _check(input, grid)
    if input.ndim == 5 and mode == "bicubic":
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")
    is_plane = input.ndim == 4
    kernel = "grid_sampler_2d_cpu_kernel_impl" if is_plane else "grid_sampler3d_cpu"
    refuse_dtypes(kernel, input, "biu")
    products.check_same_dtype(input, grid)
    sampler = sampling.grid_sampler_2d if is_plane else sampling.grid_sampler_3d
    return sampler(input, grid, mode=mode, padding=padding, aligned=is_aligned)


def grid_sampler(
    input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int, align_corners: bool
) -> Tensor:
    """``grid_sample`` with its modes as numbers."""
    require_tensors("grid_sampler", input=input, grid=grid)
    mode, padding = _MODES[interpolation_mode], _PADDINGS[padding_mode]
    return _sampled(input, grid, mode, padding, align_corners)


grid_sampler_2d = grid_sampler_3d = grid_sampler


def affine_grid_generator(theta: Tensor, size: Sequence[int], align_corners: bool) -> Tensor:
    """The positions of a regular grid, transformed by affine matrices.

    Raises:
        RuntimeError: the grid is not two- or three-dimensional.
    """
    require_tensors("affine_grid_generator", theta=theta)
    if len(size) not in (4, 5):
        raise RuntimeError("AffineGridGenerator needs 4d (spatial) or 5d (volumetric) inputs.")
    return affine_grid(theta, size, align_corners)


def _check(input: Tensor, grid: Tensor) -> None:
    """Check that images and a grid match.

    Raises:
        RuntimeError: they do not.
    """
    sizes = f"but got input with sizes {list(input.shape)} and grid with sizes {list(grid.shape)}"
    if input.shape[0] != grid.shape[0]:
        raise RuntimeError(
            f"grid_sampler(): expected grid and input to have same batch size, {sizes}"
        )
    if grid.shape[-1] != input.ndim - 2:
        raise RuntimeError(
            f"grid_sampler(): expected grid to have size {input.ndim - 2} in last dimension, but "
            f"got grid with sizes {list(grid.shape)}"
        )
    for at, extent in enumerate(input.shape[2:], 2):
        if not extent:
            raise RuntimeError(
                "grid_sampler(): expected input to have non-empty spatial dimensions, but input "
                f"has sizes {list(input.shape)} with dimension {at} being empty"
            )
    if input.ndim != grid.ndim or input.ndim not in (4, 5):
        raise RuntimeError(
            f"grid_sampler(): expected {4 if input.ndim == 4 else 5}D input and grid with same "
            f"number of dimensions, {sizes}"
        )


def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """The positions of a regular grid, transformed by affine matrices.

    Shapes: theta (n, 2, 3) -> (n, h, w, 2), or (n, 3, 4) -> (n, d, h, w, 3)

    Raises:
        ValueError: matrices of another dtype or shape, or an empty grid.
        NotImplementedError: the grid is not two- or three-dimensional.

    Source: Jaderberg et al. 2015.
    """
    if align_corners is None:
        warn(_NOT_ALIGNED)
    if not theta.dtype.is_floating_point:
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    ndim, shown = len(size) - 2, tuple(size)
    if ndim not in (2, 3):
        raise NotImplementedError(
            "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, "
            f"respectively. Got size {shown}."
        )
    if theta.ndim != 3 or tuple(theta.shape[1:]) != (ndim, ndim + 1):
        raise ValueError(
            f"Expected a batch of {ndim}D affine matrices of shape Nx{ndim}x{ndim + 1} for size "
            f"{shown}. Got {theta.shape}."
        )
    extents = shown[2:]
    if align_corners and 1 in extents:
        warn(_UNIT_SIZE)
    if min(size) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {shown}")
    if theta.shape[0] != size[0]:
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be: "
            f"[{size[0]}, {ndim + 1}] but got: [{theta.shape[0]}, {ndim + 1}]."
        )
    base = _base(extents, bool(align_corners), theta._data.dtype)
    return sampling.affine_grid_generator(theta, base=base, extents=extents)


def _base(extents: Sequence[int], is_aligned: bool, dtype: np.dtype[np.generic]) -> np.ndarray:
    """The homogeneous coordinates of a grid from -1 to 1, x first."""
    axes = [_axis(extent, is_aligned, dtype) for extent in extents]
    places = np.meshgrid(*axes, indexing="ij")[::-1]
    return np.stack([*places, np.ones_like(places[0])], axis=-1).reshape(-1, len(axes) + 1)


def _axis(extent: int, is_aligned: bool, dtype: np.dtype[np.generic]) -> np.ndarray:
    if extent <= 1:
        return np.zeros(extent, dtype)
    steps = np.asarray(
        ranges.linspace.kernel(start=-1, end=1, steps=extent, dtype=dtypes.of(dtype))
    )
    if is_aligned:
        return steps
    shrunk: np.ndarray = steps * dtype.type(extent - 1) / dtype.type(extent)
    return shrunk
