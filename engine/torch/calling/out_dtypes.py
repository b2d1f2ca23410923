"""PyTorch's errors for an ``out=`` of another dtype than the result.

Source: PyTorch 2.13, in its build for the CPU.
"""

from __future__ import annotations

from engine import dtypes, errors
from engine.operand_checks import check_castable

_EXACT = "Expected out tensor to have dtype {cpp}, but got {cpp_of_out} instead"

_RULES: dict[str, str] = {
    _EXACT: """
        addmm addmv alias_copy aminmax argmax argmin as_strided_copy baddbmm bmm cross
        diag diagonal_copy expand_copy gather index_add index_copy index_reduce isin linalg_cholesky
        linalg_cholesky_ex linalg_cross linalg_det linalg_eigvalsh linalg_inv linalg_inv_ex
        linalg_ldl_factor linalg_ldl_factor_ex linalg_ldl_solve linalg_lu_factor linalg_lu_factor_ex
        linalg_lu_solve linalg_solve linalg_solve_ex linalg_svdvals linalg_vector_norm
        log_softmax lu_solve matmul max min mm msort mv norm permute_copy renorm scatter scatter_add
        scatter_reduce softmax sort split_with_sizes_copy squeeze_copy t_copy take_along_dim topk
        transpose_copy tril triu unbind_copy unfold_copy unsqueeze_copy view_copy
    """,
    "Found dtype {of_out} but expected {wanted}": """
        abs bitwise_not ceil clamp conj_physical floor frac neg round sgn sign trunc
    """,
    "Expected out type to be {wanted} but got {of_out}": "where",
    "tensordot: Expected the output tensor to have dtype {wanted}, but got an output tensor with "
    "dtype {of_out}": "inner tensordot",
    "expected scalar type {wanted} but found {of_out}": "linalg_solve_triangular",
    "linalg.vecdot: Expected out of dtype{wanted} but found {of_out}": "linalg_vecdot",
    "multi_dot(): expected out tensor to have dtype {cpp} but got {cpp_of_out}": (
        "chain_matmul linalg_multi_dot"
    ),
    "torch.ormqr: Expected input and result to have the same dtype, but input has dtype{wanted} "
    "and result has dtype {of_out}": "ormqr",
    "{name} expects a floating point output tensor, but got {of_out}": "hfft hfftn irfft irfftn",
    "hfftn expects a floating point output tensor, but got {of_out}": "hfft2",
    "irfftn expects a floating point output tensor, but got {of_out}": "irfft2",
    "linalg.norm expected out tensor dtype {wanted} but got: {of_out}": "linalg_norm",
    "linalg.matrix_norm expected out tensor dtype {wanted} but got: {of_out}": "linalg_matrix_norm",
    "expected scalar_type {wanted} but found {of_out}": "cummax cummin diff logcumsumexp",
    "expected scalar type '{wanted}' but got '{of_out}' for values output": "mode",
    "nan_to_num: dtype of out: {of_out} should be same as input: {wanted}": "nan_to_num",
    "nonzero: Expected out tensor to have scalar type {wanted} but got scalar type{of_out}": (
        "nonzero"
    ),
    "the output given to float_power has dtype {of_out} but the operation's result requires dtype "
    "{wanted}": "float_power",
    "Expected object of scalar type {wanted} but got scalar type {of_out} for argument 'out'": (
        "complex polar"
    ),
    "heaviside is not yet implemented for tensors with different dtypes.": "heaviside",
    "result dtype {of_out} does not match input dtype {wanted}": "dot vdot",
    "{name} does not support non-boolean outputs.": "isneginf isposinf signbit",
    "{name}(): self and result must have the same scalar type": "index_select masked_select",
    "{name} only supports bool tensor for result, got: {of_out}": "all any",
    "Expected the dtype for input and out to match, but got {wanted} for input's dtype and "
    "{of_out} for out's dtype.": "amax amin",
    "{name}(): self and out expected to have the same dtype, but got self.dtype = {wanted} and "
    "out.dtype = {of_out}": "take",
    "quantile() out tensor must be same dtype as the input tensor": "nanquantile quantile",
    "output values must be of same type as input": "kthvalue",
}
"""The functions whose result is not cast to the dtype of ``out=``, by error message."""

_SAID = {name: said for said, names in _RULES.items() for name in names.split()}

_CANNOT_CAST: dict[str, str] = {
    "{name}: Expected result to be safely castable from {wanted} dtype, but got result with dtype "
    "{of_out}": "cholesky cholesky_inverse cholesky_solve matrix_power",
    "matrix_power: Expected result to be safely castable from {wanted} dtype, but got result with "
    "dtype {of_out}": "linalg_matrix_power",
    "linalg.pinv: Expected result to be safely castable from {wanted} dtype, but got result with "
    "dtype {of_out}": "linalg_pinv",
    "tensorinv: Expected result to be safely castable from {wanted} dtype, but got result with "
    "dtype {of_out}": "linalg_tensorinv",
    "tensorsolve: Expected result to be safely castable from {wanted} dtype, but got result with "
    "dtype {of_out}": "linalg_tensorsolve",
    "torch.linalg.householder_product: Expected result to be safely castable from {wanted} dtype, "
    "but got result with dtype {of_out}": "linalg_householder_product orgqr",
    "torch.linalg.eigvals: Expected eigenvalues to be safely castable from {wanted} dtype, but got "
    "eigenvalues with dtype {of_out}": "linalg_eigvals",
    "torch.linalg.eig: Expected eigenvalues to be safely castable from {wanted} dtype, but got "
    "eigenvalues with dtype {of_out}": "linalg_eig",
    "{name} expects a complex output tensor, but got {of_out}": "fft ifft ihfft ihfftn rfft rfftn",
    "fftn expects a complex output tensor, but got {of_out}": "fft2 fftn ifft2 ifftn",
    "ihfftn expects a complex output tensor, but got {of_out}": "ihfft2",
    "rfftn expects a complex output tensor, but got {of_out}": "rfft2",
    "linalg.cond: Expected result to be safely castable from {wanted} dtype, but got result with "
    "dtype {of_out}": "linalg_cond",
}
"""The functions whose result is cast to the dtype of ``out=``, by the error if it cannot be."""

_SAID_OF_CASTS = {name: said for said, names in _CANNOT_CAST.items() for name in names.split()}

_JOINING = frozenset(("cat", "column_stack", "dstack", "hstack", "stack", "vstack"))

_CASTING = frozenset(("cumprod", "cumsum", "prod", "sum"))
"""Functions that compute in the dtype of ``out=``."""


def check_out_dtype(function: str, wanted: dtypes.dtype, out: dtypes.dtype) -> None:
    """Check that a function writes a result of one dtype into an ``out=`` of another.

    Raises:
        RuntimeError: it does not.
        TypeError: ``cat`` and its kin do not support the dtype.
    """
    if out is wanted or function in _CASTING:
        return
    can_cast = dtypes.can_cast(wanted, out)
    said = _SAID.get(function) or (None if can_cast else _SAID_OF_CASTS.get(function))
    if said is not None:
        cpp, cpp_of_out = errors.cpp_name(wanted), errors.cpp_name(out)
        names = {"wanted": wanted.scalar_name, "of_out": out.scalar_name}
        raise RuntimeError(said.format(name=function, cpp=cpp, cpp_of_out=cpp_of_out, **names))
    if function in _JOINING and not can_cast:
        raise TypeError(
            f"torch.cat(): input types can't be cast to the desired output type {out.scalar_name}"
        )
    check_castable(wanted, out)
