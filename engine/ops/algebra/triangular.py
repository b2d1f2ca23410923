"""Solving with triangular matrices, and orthogonal factors beside triangular ones.

Shapes: a (..., n, n), or (..., m, n) where it has factors; one matrix or a batch of them
"""

from typing import Any

import numpy as np

from engine.multi_op import multi_op
from engine.op import op
from engine.ops.algebra.matrices import adjoint, matmul, swapped
from engine.ops.algebra.solving import changed_diagonal
from engine.ops.elementwise import with_numbers
from engine.ops.elementwise.complex_numbers import conjugate
from engine.ops.order import in_columns
from engine.tensor import Array


@op("LinalgSolveTriangularBackward0", formula=r"t^{-1} b,\, t = \operatorname{tri}(a)")
def solve_triangular(a: Any, b: Any, *, upper: bool, unitriangular: bool, left: bool) -> Array:
    """The x with a x = b, for a triangular matrix a; with x a = b if a is not on the left.

    It has the dtype of a, whatever that of b is.
    """
    triangle = np.triu(a) if upper else np.tril(a)
    if unitriangular:
        triangle = triangle - triangle * np.eye(a.shape[-1]) + np.eye(a.shape[-1])
    if left:
        return in_columns(_solved(triangle, b.astype(a.dtype), upper).astype(a.dtype))
    across = np.swapaxes(b, -1, -2).astype(a.dtype)
    turned = _solved(np.swapaxes(triangle, -1, -2), across, not upper)
    return in_columns(np.swapaxes(turned, -1, -2).astype(a.dtype))


def _solved(triangle: Any, b: Any, upper: bool) -> Array:
    """The x with a x = b; where a has zeros on its diagonal it is divided by them."""
    try:
        return np.linalg.solve(triangle, b)
    except np.linalg.LinAlgError:
        return _substituted(triangle, b, upper)


def _substituted(triangle: Any, b: Any, upper: bool) -> Array:
    """The same, row by row."""
    count = triangle.shape[-1]
    lead = np.broadcast_shapes(triangle.shape[:-2], b.shape[:-2])
    x = np.array(np.broadcast_to(b, (*lead, *b.shape[-2:])), b.dtype)
    for at in reversed(range(count)) if upper else range(count):
        known = slice(at + 1, None) if upper else slice(at)
        done = np.matmul(triangle[..., at, None, known], x[..., known, :])[..., 0, :]
        x[..., at, :] = (x[..., at, :] - done) / triangle[..., at, at, None]
    return x


@solve_triangular.vjp(
    "a",
    sends=r"-\operatorname{tri}(t^{-\mathsf{T}} g y^{\mathsf{T}}),\, t = \operatorname{tri}(a)",
)
def solve_triangular_wrt_a(
    F: Any, g: Any, *, a: Any, out: Any, upper: bool, unitriangular: bool, left: bool
) -> Any:
    settings = {"upper": upper, "unitriangular": unitriangular, "left": left}
    return solve_triangular_at_once(F, g, a=a, out=out, mask=(True, False), **settings)[0]


@solve_triangular.vjp("b", sends=r"t^{-\mathsf{T}} g,\, t = \operatorname{tri}(a)")
def solve_triangular_wrt_b(
    F: Any, g: Any, *, a: Any, upper: bool, unitriangular: bool, left: bool
) -> Any:
    settings = {"upper": not upper, "unitriangular": unitriangular, "left": left}
    return F.solve_triangular(adjoint(F, a), g, **settings)


@solve_triangular.vjp_at_once
def solve_triangular_at_once(
    F: Any, g: Any, *, a: Any, out: Any, upper: bool, unitriangular: bool, left: bool,
    mask: tuple[bool, bool],
) -> list[Any]:  # fmt: skip
    settings: dict[str, Any] = {"unitriangular": unitriangular, "left": left}
    back = solve_triangular_wrt_b(F, g, a=a, upper=upper, **settings)
    of_a = None
    if mask[0]:
        pair = (back, adjoint(F, out)) if left else (adjoint(F, out), back)
        part = F.triu if upper else F.tril
        whole = F.neg(matmul(F, *pair))
        of_a = part(whole, diagonal=int(unitriangular) * (1 if upper else -1))
    return [of_a, back if mask[1] else None]


@multi_op(
    "TriangularSolveBackward0",
    outputs=("solution", "cloned_coefficient"),
    formula=r"t^{-1} b,\, a: t = \operatorname{tri}(a)",
)
def triangular_solve(
    b: Any, a: Any, *, upper: bool, transpose: bool, unitriangular: bool
) -> tuple[Array, Array]:
    """The x with a x = b, for a triangular matrix a or its ``transpose``; and a once more."""
    matrix = np.swapaxes(a, -1, -2) if transpose else a
    settings = {"unitriangular": unitriangular, "left": True}
    solution = solve_triangular.kernel(matrix, b, upper=upper != transpose, **settings)
    lead = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    return solution, in_columns(np.broadcast_to(a, (*lead, *a.shape[-2:])))


@triangular_solve.vjp("b", sends=r"t^{-\mathsf{T}} g_1,\, t = \operatorname{tri}(a)")
def triangular_solve_wrt_b(
    F: Any, gs: Any, *, a: Any, upper: bool, transpose: bool, unitriangular: bool
) -> Any:
    if gs[0] is None:
        return None
    settings = {"upper": upper, "transpose": not transpose, "unitriangular": unitriangular}
    return F.triangular_solve(gs[0], conjugate(F, a), **settings)[0]


@triangular_solve.vjp(
    "a",
    sends=r"-\operatorname{tri}(t^{-\mathsf{T}} g_1 y^{\mathsf{T}}) + g_2,\, "
    r"t = \operatorname{tri}(a)",
)
def triangular_solve_wrt_a(
    F: Any, gs: Any, *, a: Any, solution: Any, upper: bool, transpose: bool, unitriangular: bool
) -> Any:
    of_solution, of_copy = gs
    if of_solution is None:
        return of_copy
    settings = {"upper": upper, "transpose": transpose, "unitriangular": unitriangular}
    back = triangular_solve_wrt_b(F, gs, a=a, **settings)
    pair = (conjugate(F, solution), swapped(F, back)) if transpose else (back, adjoint(F, solution))
    part = F.triu if upper else F.tril
    offset = int(unitriangular) * (1 if upper else -1)
    sent = part(F.neg(matmul(F, *pair)), diagonal=offset)
    return sent if of_copy is None else F.add(sent, of_copy)


@multi_op("LinalgQrBackward0", outputs=("Q", "R"), formula="Q, R: a = Q R")
def qr(a: Any, *, mode: Any) -> tuple[Array, Array]:
    """The QR decomposition; with the mode "r" the factor R alone."""
    if mode == "r":
        return np.zeros(0, a.dtype), in_columns(np.linalg.qr(a, mode="r"))
    q, r = np.linalg.qr(a, mode=mode)
    return in_columns(q), in_columns(r)


@qr.vjp(
    "a",
    sends=r"(g_1 + Q (\operatorname{tril} m + (\operatorname{tril}_{-1} m)^{\mathsf{T}})) "
    r"R^{-\mathsf{T}},\, m = R g_2^{\mathsf{T}} - g_1^{\mathsf{T}} Q",
)
def qr_wrt_a(F: Any, gs: Any, *, Q: Any, R: Any, mode: str) -> Any:  # noqa: N803
    """Source: Walter and Lehmann 2010, Algorithmic differentiation of linear algebra functions."""
    of_q, of_r = gs
    rows, columns = R.shape[-2:]
    if mode == "r":
        raise RuntimeError(
            "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please "
            "use linalg.qr(A, mode='reduced') if you are going to differentiate through linalg.qr."
        )
    if rows > columns:
        raise RuntimeError(
            "The QR decomposition is not differentiable when mode='complete' and nrows > ncols."
        )
    product = None
    if of_r is not None:
        product = matmul(F, of_r, adjoint(F, R))
    if of_q is not None:
        part = matmul(F, adjoint(F, Q), of_q)
        product = F.neg(part) if product is None else F.sub(product, part)
    settings = {"upper": False, "unitriangular": False, "left": False}
    if rows == columns:
        up = F.triu(product, diagonal=0)
        symmetric = F.add(up, adjoint(F, up))
        symmetric = changed_diagonal(F, symmetric, with_numbers.mul_number, number=0.5)
        whole = matmul(F, Q, symmetric)
        whole = whole if of_q is None else F.add(whole, of_q)
        return F.solve_triangular(adjoint(F, R), whole, **settings)
    turned = F.neg(product)
    skew = F.tril(F.sub(turned, adjoint(F, turned)), diagonal=0)
    skew = changed_diagonal(F, skew, with_numbers.mul_number, number=0.5)
    square = F.slice(R, dim=len(R.shape) - 1, start=0, end=rows, step=1)
    whole = F.solve_triangular(adjoint(F, square), matmul(F, Q, skew), **settings)
    rest = F.zeros_of(whole, shape=(*R.shape[:-1], columns - rows))
    whole = F.cat(whole, rest, dim=len(R.shape) - 1)
    return whole if of_r is None else F.add(whole, matmul(F, Q, of_r))
