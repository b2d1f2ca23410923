"""Orthogonal parametrizations: maps of matrices to matrices with orthonormal columns.

Source: torch.nn.utils.parametrizations.orthogonal, PyTorch 2.13; Lezcano-Casado 2019.
"""

from __future__ import annotations

from typing import Any

from engine import grad_mode
from engine.tensor import Tensor
from engine.torch import linalg, random
from engine.torch.finfo import finfo
from engine.torch.matrices import factors, householder
from engine.torch.nn.module import Module
from engine.torch.nn.parametrize import register_parametrization
from engine.torch.routines import creation, joining, operands

_MAPS = ("matrix_exp", "cayley", "householder")


def _is_orthogonal(matrix: Any) -> bool:
    rows, columns = matrix.shape[-2:]
    if rows < columns:
        return False
    unit: Any = creation.eye(columns, dtype=matrix.dtype)
    found = operands.allclose(matrix.mT @ matrix, unit, atol=10.0 * rows * finfo(matrix.dtype).eps)
    return bool(found)


def _made_orthogonal(matrix: Any) -> Any:
    """The orthogonal factor of a matrix, with signs that leave an orthogonal matrix unchanged."""
    reflections, sizes = householder.geqrf(matrix)
    product: Any = householder.householder_product(reflections, sizes)
    return product * reflections.diagonal(dim1=-2, dim2=-1).sgn().unsqueeze(-2)


class _Orthogonal(Module):
    """A map of matrices to orthogonal ones.

    Attributes:
        base: the orthogonal matrix that multiplies a result, for a trivialization.
    """

    def __init__(self, weight: Tensor, orthogonal_map: str, use_trivialization: bool) -> None:
        super().__init__()
        self.shape = weight.shape
        self.orthogonal_map = orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def _is_trivialization(self) -> bool:
        return "base" in self._buffers

    def forward(self, X: Any) -> Any:  # noqa: N803
        """The orthogonal matrix."""
        is_wide = X.shape[-2] < X.shape[-1]
        tall = X.mT if is_wide else X
        if self.orthogonal_map == "householder":
            made = self._by_reflections(tall)
        else:
            made = self._by_turning(tall)
        if self._is_trivialization():
            made = self.base @ made
        return made.mT if is_wide else made

    def _by_turning(self, tall: Any) -> Any:
        """The first columns of the orthogonal matrix that a skew-symmetric one generates."""
        rows, columns = tall.shape[-2:]
        lower = tall.tril()
        if rows != columns:
            rest = lower.new_zeros(rows, rows - columns).expand(*lower.shape[:-2], -1, -1)
            lower = joining.cat([lower, rest], -1)
        skew = lower - lower.mT
        if self.orthogonal_map == "matrix_exp":
            turning: Any = factors.matrix_exp(skew)
        else:
            unit = creation.eye(rows, dtype=skew.dtype)
            half, other = (operands.add(unit, skew, alpha=alpha) for alpha in (-0.5, 0.5))
            turning = linalg.solve(half, other)
        return turning if rows == columns else turning[..., :columns]

    def _by_reflections(self, tall: Any) -> Any:
        lower = tall.tril(-1)
        sizes = 2.0 / (1.0 + (lower * lower).sum(dim=-2))
        product: Any = householder.householder_product(lower, sizes)
        return product * tall.diagonal(dim1=-2, dim2=-1).int().unsqueeze(-2)

    def right_inverse(self, Q: Any) -> Any:  # noqa: N803
        """A matrix that is mapped to the given one, or to its orthogonal factor.

        Raises:
            ValueError: a matrix of another shape.
            NotImplementedError: the map cannot be inverted.
        """
        if Q.shape != self.shape:
            raise ValueError(
                f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of "
                f"shape {Q.shape}."
            )
        with grad_mode.no_grad():
            is_wide = Q.shape[-2] < Q.shape[-1]
            tall = Q.mT if is_wide else Q
            if not self._is_trivialization():
                reflections = self._reflections(tall)
                return reflections.mT if is_wide else reflections
            self.base = self._completed(tall)
            start: Any = creation.zeros_like(Q)
            start.diagonal(dim1=-2, dim2=-1).fill_(-1.0)
            return start

    def _reflections(self, tall: Any) -> Any:
        if self.orthogonal_map != "householder":
            raise NotImplementedError(
                "It is not possible to assign to the matrix exponential or the Cayley "
                "parametrizations when use_trivialization=False."
            )
        reflections, sizes = householder.geqrf(tall)
        diagonal = reflections.diagonal(dim1=-2, dim2=-1)
        diagonal.sign_()
        diagonal[sizes == 0.0] *= -1
        return reflections

    @staticmethod
    def _completed(tall: Any) -> Any:
        """A square orthogonal matrix with given first columns."""
        rows, columns = tall.shape[-2:]
        if rows == columns:
            return tall.clone() if _is_orthogonal(tall) else _made_orthogonal(tall)
        more = random.randn(*tall.shape[:-2], rows, rows - columns, dtype=tall.dtype)
        return _made_orthogonal(joining.cat([tall, more], -1))


def orthogonal(
    module: Any,
    name: str = "weight",
    orthogonal_map: str | None = None,
    *,
    use_trivialization: bool = True,
) -> Any:
    """Parametrize a matrix to have orthonormal columns, or rows; return the module.

    Raises:
        ValueError: no such parameter, not a matrix, or an unknown map.
    """
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    if weight.ndim < 2:
        raise ValueError(
            f"Expected a matrix or batch of matrices. Got a tensor of {weight.ndim} dimensions."
        )
    if orthogonal_map is None:
        is_square = weight.shape[-2] == weight.shape[-1]
        orthogonal_map = "matrix_exp" if is_square else "householder"
    if orthogonal_map not in _MAPS:
        raise ValueError(
            'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". '
            f"Got: {orthogonal_map}"
        )
    made = _Orthogonal(weight, orthogonal_map, use_trivialization)
    return register_parametrization(module, name, made, unsafe=True)
