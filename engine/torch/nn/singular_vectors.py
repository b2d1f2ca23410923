"""Power iteration: estimates of a weight's largest singular value.

Source: Miyato et al. 2018.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.ops import random
from engine.ops.elementwise import combined
from engine.tensor import Tensor, wrap
from engine.torch.matrices import contractions, products
from engine.torch.nn.conv_layers import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from engine.torch.nn.distances import normalize
from engine.torch.routines import dimensions
from engine.unobserved import report, unobserved


def out_dim(module: Any) -> int:
    """The output dimension of a module's weight."""
    return int(isinstance(module, ConvTranspose1d | ConvTranspose2d | ConvTranspose3d))


def check_iterations(count: int) -> None:
    """Check the number of power iterations.

    Raises:
        ValueError: it is below 1.
    """
    if count <= 0:
        raise ValueError(
            f"Expected n_power_iterations to be positive, but got n_power_iterations={count}"
        )


def as_matrix(weight: Tensor, dim: int) -> Tensor:
    """The slices of a weight along a dimension as rows."""
    if dim:
        others = [each for each in range(weight.ndim) if each != dim]
        weight = dimensions.permute(weight, dim, *others)
    return dimensions.flatten(weight, 1)


def random_unit(like: Tensor, extent: int, eps: float) -> Tensor:
    """A random unit vector."""
    with unobserved():
        drawn = wrap(np.empty(extent, like._data.dtype))
        random.normal_like.apply_in_place(drawn, mean=0.0, std=1.0)
    report("normal", drawn)
    return normalize(drawn, dim=0, eps=eps)


def turn(vector: Tensor, matrix: Tensor, other: Tensor, eps: float) -> None:
    """A step of power iteration: the normalised product of a matrix and a vector."""
    direction = normalize(products.mv(matrix, other), dim=0, eps=eps)
    combined.copy_from.apply_in_place(vector, direction)


def stretch(matrix: Tensor, u: Tensor, v: Tensor) -> Tensor:
    """The estimate of the largest singular value, u^T W v."""
    return contractions.vdot(u, products.mv(matrix, v))
