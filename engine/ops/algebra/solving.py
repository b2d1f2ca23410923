"""Inverses, determinants and factors of square matrices, one or a batch of them.

Shapes: a (..., n, n). Singular matrices raise ``numpy.linalg.LinAlgError``.
"""

from typing import Any

import numpy as np

from engine import errors
from engine.multi_op import multi_op
from engine.op import Op, op
from engine.ops.algebra.elimination import factored, solved, solved_across, solved_by
from engine.ops.algebra.matrices import adjoint, diagonal_of, matmul, swapped
from engine.ops.arrays import array_of, dtype_of
from engine.ops.elementwise import arithmetic, combined
from engine.ops.elementwise.complex_numbers import conjugate, part
from engine.ops.order import in_columns, in_rows
from engine.registry import raw
from engine.tensor import Array, Tensor


@op("LinalgInvExBackward0", formula="a^{-1}")
def inverse(a: Any) -> Array:
    """The inverse of a matrix."""
    return in_columns(solved(a, np.eye(a.shape[-1], dtype=a.dtype)))


@inverse.vjp("a", sends=r"-y^{\mathsf{T}} g y^{\mathsf{T}}")
def inverse_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    right = matmul(F, g, adjoint(F, out))
    return F.neg(matmul(F, adjoint(F, out), right))


@op("LinalgDetBackward0", formula=r"\det a")
def det(a: Any) -> Array:
    """The determinant of a matrix."""
    factors = factored(np.swapaxes(a, -1, -2))
    return factors.parity[()] * np.prod(factors.pivots, axis=-1)


@det.vjp("a", sends=r"g \operatorname{cof}(a)")
def det_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    """As in PyTorch, the cofactors of a singular matrix count only where the pass is taped."""
    if 0 in a.shape:
        return F.zeros_like(a)
    if a.shape[-1] == 1:
        wide = F.unsqueeze(F.unsqueeze(g, dim=len(g.shape)), dim=len(g.shape) + 1)
        return F.expand(wide, shape=tuple(a.shape))
    if isinstance(out, Tensor) and not np.all(out._data):
        return _from_singular_values(F, g, a)
    return _solved_for_diagonal(F, F.mul(g, conjugate(F, out)), a, np.finfo(dtype_of(a)).eps)


def _from_singular_values(F: Any, g: Any, a: Any) -> Any:
    """The cofactors of a singular matrix times g."""
    u, s, vh = F.svd(a, full_matrices=True)
    dim = len(a.shape) - 2
    values = [F.select(s, dim=dim, index=at) for at in range(a.shape[-1])]
    scale = F.mul(g, conjugate(F, F.mul(F.det(u), F.det(vh))))
    products = []
    for one in values:
        product = scale
        for other in values:
            product = product if other is one else F.mul(product, other)
        products.append(product)
    row = F.unsqueeze(F.stack(*products, dim=dim), dim=dim)
    return matmul(F, F.mul(u, row), vh)


def _solved_for_diagonal(F: Any, number: Any, a: Any, least_pivot: float = 0) -> Any:
    """The transposed inverse of a matrix, times a number for each.

    Args:
        least_pivot: what stands in for pivots of a singular matrix that are 0, where the pass is
            not taped.
    """
    ndim = len(a.shape)
    row = F.expand(F.unsqueeze(number, dim=ndim - 2), shape=tuple(a.shape[:-1]))
    diagonal = swapped(F, F.diag_embed(row, offset=0, dim1=ndim - 2, dim2=ndim - 1))
    try:
        return F.solve(adjoint(F, a), diagonal, left=True)
    except np.linalg.LinAlgError:
        if isinstance(a, Tensor):
            raise errors.LinAlgError(
                "torch.linalg.solve: The solver failed because the input matrix is singular."
            ) from None
    factors = factored(adjoint(raw, a))
    factors.pivots[factors.pivots == 0] = least_pivot
    return solved_by(factors, diagonal)


@multi_op(
    "LinalgSlogdetBackward0",
    outputs=("sign", "logabsdet"),
    formula=r"\operatorname{sgn} \det a,\, \ln |\det a|",
)
def slogdet(a: Any) -> tuple[Array, Array]:
    """The sign of a determinant, and the logarithm of its magnitude."""
    factors = factored(np.swapaxes(a, -1, -2))
    pivots, sizes = factors.pivots, np.abs(factors.pivots)
    if a.dtype.kind == "f":  # that of nan is 0
        signs = np.sign(np.nan_to_num(pivots))
    else:
        signs = pivots / np.where(sizes == 0, 1, sizes)
    return factors.parity[()] * np.prod(signs, axis=-1), np.sum(np.log(sizes), axis=-1)


@slogdet.vjp("a", sends=r"g_2 a^{-\mathsf{T}}")
def slogdet_wrt_a(F: Any, gs: Any, *, a: Any, sign: Any) -> Any:
    of_sign, of_logarithm = gs
    if of_sign is None or dtype_of(of_sign).kind != "c":
        return None if of_logarithm is None else _solved_for_diagonal(F, of_logarithm, a)
    turns = F.neg(part(F, F.mul(F.conj(of_sign), sign), 1))
    lengths = F.zeros_like(turns) if of_logarithm is None else of_logarithm
    return _solved_for_diagonal(F, F.complex(lengths, turns, dtype=dtype_of(of_sign)), a)


@op("LinalgSolveExBackward0", formula="a^{-1} b")
def solve(a: Any, b: Any, *, left: bool) -> Array:
    """The x with a x = b; with x a = b if a is not on the left.

    Shapes: a (..., n, n), b (..., n, k) -> (..., n, k); also b (..., n) -> (..., n); with a on the
        right b (..., k, n) -> (..., k, n)
    """
    if not left:
        return in_rows(swapped(raw, solved(swapped(raw, a), swapped(raw, b))))
    if _is_of_vectors(a.shape, b.shape):
        found = solved(a, b[..., None])[..., 0]
        return found if found.ndim == 1 else in_columns(found)
    return in_columns(solved(a, b))


def _is_of_vectors(of_matrix: tuple[int, ...], of_right: tuple[int, ...]) -> bool:
    """Whether one right side is meant for each matrix, and not the columns of a matrix."""
    return len(of_right) == 1 or tuple(of_right) == tuple(of_matrix[:-1])


@solve.vjp("a", sends=r"-a^{-\mathsf{T}} g y^{\mathsf{T}}")
def solve_wrt_a(F: Any, g: Any, *, a: Any, out: Any, left: bool) -> Any:
    return solve_at_once(F, g, a=a, out=out, left=left, mask=(True, False))[0]


@solve.vjp("b", sends=r"a^{-\mathsf{T}} g")
def solve_wrt_b(F: Any, g: Any, *, a: Any, left: bool) -> Any:
    return solve_at_once(F, g, a=a, out=None, left=left, mask=(False, True))[1]


@solve.vjp_at_once
def solve_at_once(
    F: Any, g: Any, *, a: Any, out: Any, left: bool, mask: tuple[bool, bool]
) -> list[Any]:
    last = len(g.shape) if _is_of_vectors(a.shape, g.shape) else 0
    columns = F.unsqueeze(g, dim=last) if last else g
    back = _solved_back(F, a, columns, left)
    of_a = of_b = None
    if mask[0]:
        found = adjoint(F, F.unsqueeze(out, dim=last) if last else out)
        of_a = F.neg(matmul(F, *((back, found) if left else (found, back))))
    if mask[1]:
        of_b = F.squeeze_dim(back, dim=last) if last else back
    return [of_a, of_b]


def _solved_back(F: Any, a: Any, g: Any, left: bool) -> Any:
    """The gradient of the right side."""
    if isinstance(g, Tensor):
        return F.solve(adjoint(F, a), g, left=left)
    return solved_across(a, g) if left else swapped(F, solved_across(swapped(F, a), swapped(F, g)))


@op("LinalgCholeskyExBackward0", formula=r"L: L L^{\mathsf{T}} = a")
def cholesky(a: Any, *, upper: bool) -> Array:
    """The Cholesky factor of a positive definite matrix, from the same half of that."""
    half = adjoint(raw, np.triu(a)) if upper else np.tril(a)
    low = np.linalg.cholesky(half + adjoint(raw, np.tril(half, -1)))
    if np.isnan(low).any():
        raise np.linalg.LinAlgError
    return in_columns(adjoint(raw, low) if upper else low)


@cholesky.vjp(
    "a",
    sends=r"L^{-\mathsf{T}} \frac{m + m^{\mathsf{T}}}{2} L^{-1},\, "
    r"m = \operatorname{tril} s - \frac{\operatorname{diag} s}{2},\, s = L^{\mathsf{T}} g",
)
def cholesky_wrt_a(F: Any, g: Any, *, out: Any, upper: bool) -> Any:
    if upper:
        g, out = adjoint(F, g), adjoint(F, out)
    low = F.tril(matmul(F, adjoint(F, out), g), diagonal=0)
    whole = F.add(low, adjoint(F, F.tril(low, diagonal=-1)))
    half = F.mul_number(whole, number=0.5)
    settings = {"unitriangular": False}
    inner = F.solve_triangular(adjoint(F, out), half, upper=True, left=True, **settings)
    return F.solve_triangular(out, inner, upper=False, left=False, **settings)


@op("CholeskyBackward0", formula=r"L: L L^{\mathsf{T}} = a")
def older_cholesky(a: Any, *, upper: bool) -> Array:
    """``cholesky`` by its older name."""
    return cholesky.kernel(a, upper=upper)


@older_cholesky.vjp(
    "a",
    sends=r"L^{-\mathsf{T}} \frac{m + m^{\mathsf{T}}}{2} L^{-1},\, "
    r"m = \operatorname{tril} s - \frac{\operatorname{diag} s}{2},\, s = L^{\mathsf{T}} g",
)
def older_cholesky_wrt_a(F: Any, g: Any, *, out: Any, upper: bool) -> Any:
    return cholesky_wrt_a(F, g, out=out, upper=upper)


@multi_op(
    "LinalgEighBackward0",
    outputs=("eigenvalues", "eigenvectors"),
    formula=r"\Lambda, V: a = V \Lambda V^{\mathsf{T}}",
)
def eigh(a: Any, *, uplo: Any) -> tuple[Array, Array]:
    """Eigenvalues in rising order and eigenvectors, in columns, of a symmetric matrix.

    Only its lower half is read, or with ``uplo="U"`` its upper one.
    """
    eigenvalues, eigenvectors = np.linalg.eigh(a, uplo)
    return eigenvalues, in_columns(eigenvectors)


@eigh.vjp(
    "a",
    sends=r"V m V^{\mathsf{T}},\, m_{ij} = \begin{cases} g_{1, i} & i = j \\ "
    r"\frac{(V^{\mathsf{T}} g_2 - g_2^{\mathsf{T}} V)_{ij}}{2 (\lambda_j - \lambda_i)} \end{cases}",
)
def eigh_wrt_a(F: Any, gs: Any, *, eigenvalues: Any, eigenvectors: Any) -> Any:
    of_values, of_vectors = gs
    ndim = len(eigenvectors.shape)
    if of_vectors is None:
        scaled = F.mul(eigenvectors, F.unsqueeze(of_values, dim=ndim - 2))
        return matmul(F, scaled, adjoint(F, eigenvectors))
    product = matmul(F, adjoint(F, eigenvectors), of_vectors)
    check_phases(F, product, "linalg_eigh_backward")
    skew = F.mul_number(F.sub(product, adjoint(F, product)), number=0.5)
    gaps = F.sub(F.unsqueeze(eigenvalues, dim=ndim - 2), F.unsqueeze(eigenvalues, dim=ndim - 1))
    inner = F.div(skew, changed_diagonal(F, gaps, arithmetic.fill, value=1.0))
    if of_values is not None:
        inner = changed_diagonal(F, inner, combined.copy_from, of_values)
    return matmul(F, eigenvectors, matmul(F, inner, adjoint(F, eigenvectors)))


def changed_diagonal(F: Any, a: Any, change: Op, *others: Any, **settings: Any) -> Any:
    """A matrix that nobody else refers to, its diagonal changed in place by an operation."""
    diagonal = diagonal_of(F, a)
    if isinstance(a, Tensor):
        change.apply_in_place(diagonal, *others, **settings)
    else:
        diagonal[...] = change.kernel(diagonal, *others, **settings)
    return a


def depends_on_phases(products: Any) -> bool:
    """Whether a result depends on the phases of complex eigenvectors or singular vectors.

    Args:
        products: of the adjoints of the vectors with their gradients: those of each pair of them.
    """
    return not np.allclose(products.imag, 0, rtol=1e-2, atol=1e-2)


def check_phases(F: Any, product: Any, function: str) -> None:
    """Check that a result does not depend on the phases of complex eigenvectors.

    Raises:
        RuntimeError: it does.
    """
    if dtype_of(product).kind == "c" and depends_on_phases(array_of(diagonal_of(F, product))):
        raise RuntimeError(
            f"{function}: The eigenvectors in the complex case are specified up to multiplication "
            "by e^{i phi}. The specified loss function depends on this quantity, so it is "
            "ill-defined."
        )
