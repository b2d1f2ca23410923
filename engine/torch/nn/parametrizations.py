"""The module ``torch.nn.utils.parametrizations``.

Source: torch.nn.utils.parametrizations, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

from engine import grad_mode
from engine.tensor import Tensor
from engine.torch.names.absent import missing as _missing
from engine.torch.nn.distances import normalize
from engine.torch.nn.module import Module
from engine.torch.nn.orthogonal import orthogonal as orthogonal
from engine.torch.nn.parametrize import register_parametrization
from engine.torch.nn.singular_vectors import (
    as_matrix,
    check_iterations,
    out_dim,
    random_unit,
    stretch,
    turn,
)
from engine.torch.nn.weight_norms import norm_except_dim, with_lengths
from engine.torch.routines import dimensions, operands, shapes

_ITERATIONS_AT_FIRST = 15


class _WeightNorm(Module):
    """Weight normalisation: a weight from the norms and directions of its slices."""

    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Tensor, weight_v: Tensor) -> Tensor:
        """The weight."""
        return with_lengths(weight_v, weight_g, self.dim)

    def right_inverse(self, weight: Tensor) -> tuple[Tensor, Tensor]:
        """The norms and the directions of a weight's slices."""
        return norm_except_dim(weight, 2, self.dim), weight


class _SpectralNorm(Module):
    """Spectral normalisation: a weight divided by an estimate of its largest singular value.

    Attributes:
        _u, _v: the vectors of the power iteration, updated at each call while training.
    """

    def __init__(self, weight: Tensor, n_power_iterations: int, dim: int, eps: float) -> None:
        super().__init__()
        check_iterations(n_power_iterations)
        ndim = weight.ndim
        if not -ndim <= dim < ndim:
            raise IndexError(
                f"Dimension out of range (expected to be in range of [-{ndim}, {ndim - 1}] but got "
                f"{dim})"
            )
        self.dim, self.eps = dim % ndim, eps
        if weight.ndim > 1:
            self.n_power_iterations = n_power_iterations
            matrix = as_matrix(weight, self.dim)
            height, width = matrix.shape
            self.register_buffer("_u", random_unit(weight, height, eps))
            self.register_buffer("_v", random_unit(weight, width, eps))
            self._turn(matrix, _ITERATIONS_AT_FIRST)

    def _turn(self, matrix: Tensor, iterations: int) -> None:
        with grad_mode.no_grad():
            for _ in range(iterations):
                turn(self._u, matrix, self._v, self.eps)
                turn(self._v, dimensions.adjoint(matrix), self._u, self.eps)

    def forward(self, weight: Tensor) -> Tensor:
        """The normalised weight."""
        if weight.ndim == 1:
            return normalize(weight, dim=0, eps=self.eps)
        matrix = as_matrix(weight, self.dim)
        if self.training:
            self._turn(matrix, self.n_power_iterations)
        return operands.div(weight, stretch(matrix, shapes.clone(self._u), shapes.clone(self._v)))

    def right_inverse(self, value: Tensor) -> Tensor:
        """The value itself, which is assumed to be normalised."""
        return value


def weight_norm(module: Any, name: str = "weight", dim: int | None = 0) -> Any:
    """Parametrize a parameter by norms and directions of its slices; return the module.

    It also loads state dicts of modules with ``torch.nn.utils.weight_norm``.

    Source: Salimans and Kingma 2016.
    """
    register_parametrization(module, name, _WeightNorm(dim), unsafe=True)

    def rename_older(state_dict: dict[str, Any], prefix: str, *_: Any) -> None:
        older = [f"{prefix}{name}_{letter}" for letter in "gv"]
        if all(key in state_dict for key in older):
            for at, key in enumerate(older):
                state_dict[f"{prefix}parametrizations.{name}.original{at}"] = state_dict.pop(key)

    module._register_load_state_dict_pre_hook(rename_older)
    return module


def spectral_norm(
    module: Any,
    name: str = "weight",
    n_power_iterations: int = 1,
    eps: float = 1e-12,
    dim: int | None = None,
) -> Any:
    """Divide a parameter by an estimate of its largest singular value; return the module.

    Raises:
        ValueError: no such parameter, or no iterations.

    Source: Miyato et al. 2018.
    """
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    place = out_dim(module) if dim is None else dim
    return register_parametrization(
        module, name, _SpectralNorm(weight, n_power_iterations, place, eps)
    )


def __getattr__(name: str) -> object:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing(
        "torch.nn.utils.parametrizations", name, ["orthogonal", "spectral_norm", "weight_norm"]
    )
