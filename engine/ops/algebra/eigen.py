"""Eigenvalues and eigenvectors of general square matrices: complex numbers.

Source: linalg_eig_backward in torch/csrc/autograd/FunctionsManual.cpp, PyTorch 2.13; Boeddeker et
al. 2019 (on the computation of complex-valued gradients).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.multi_op import multi_op
from engine.ops.algebra.matrices import adjoint, diagonal_of, matmul
from engine.ops.algebra.solving import changed_diagonal, check_phases
from engine.ops.arrays import dtype_of
from engine.ops.elementwise import arithmetic
from engine.ops.elementwise.complex_numbers import part
from engine.ops.order import in_columns
from engine.tensor import Array


@multi_op(
    "LinalgEigBackward0",
    outputs=("eigenvalues", "eigenvectors"),
    formula=r"\Lambda, V: a = V \Lambda V^{-1}",
)
def eig(a: Any) -> tuple[Array, Array]:
    """Eigenvalues and eigenvectors, in columns, of a square matrix."""
    to = np.result_type(a.dtype, np.complex64)
    eigenvalues, eigenvectors = np.linalg.eig(a)
    return eigenvalues.astype(to), in_columns(eigenvectors.astype(to))


@eig.vjp(
    "a",
    sends=r"V^{-\mathsf{H}} m V^{\mathsf{H}},\, m_{ij} = \begin{cases} g_{1, i} & i = j \\ "
    r"\frac{(V^{\mathsf{H}} g_2 - V^{\mathsf{H}} V \operatorname{diag}(\operatorname{Re} "
    r"V^{\mathsf{H}} g_2))_{ij}}{\overline{\lambda_j - \lambda_i}} \end{cases}",
)
def eig_wrt_a(F: Any, gs: Any, *, a: Any, eigenvalues: Any, eigenvectors: Any) -> Any:
    of_values, of_vectors = gs
    ndim = len(eigenvectors.shape)
    turned = adjoint(F, eigenvectors)
    if of_vectors is None:
        scaled = F.mul(F.unsqueeze(of_values, dim=ndim - 1), turned)
        sent = F.solve(turned, scaled, left=True)
    else:
        product = matmul(F, turned, of_vectors)
        check_phases(F, product, "linalg_eig_backward")
        real = part(F, diagonal_of(F, product), 0)
        along = F.mul(eigenvectors, F.unsqueeze(real, dim=ndim - 2))
        across = F.sub(product, matmul(F, turned, along))
        columns, rows = (F.unsqueeze(eigenvalues, dim=ndim - each) for each in (2, 1))
        gaps = F.conj_physical(F.sub(columns, rows))
        inner = F.div(across, changed_diagonal(F, gaps, arithmetic.fill, value=1.0))
        if of_values is not None:
            inner = F.add(inner, F.diag_embed(of_values, offset=0, dim1=ndim - 2, dim2=ndim - 1))
        sent = F.solve(turned, matmul(F, inner, turned), left=True)
    return sent if dtype_of(a).kind == "c" else part(F, sent, 0)
