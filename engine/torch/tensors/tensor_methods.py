"""The methods of tensors, and the functions that implement them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engine import dtypes
from engine.passes import autograd
from engine.tensor import Tensor
from engine.torch import overriding, random
from engine.torch.gradients import autograd_methods
from engine.torch.matrices import (
    contractions,
    covariances,
    diagonals,
    factors,
    householder,
    norms,
    older_factors,
    products,
)
from engine.torch.names import older
from engine.torch.nn import activations
from engine.torch.routines import (
    bounds,
    choosing,
    complex_parts,
    creation,
    derived,
    dimensions,
    elementwise,
    histograms,
    indexing,
    joining,
    operands,
    placed_memory,
    places,
    placing,
    quantiles,
    ranks,
    rarer,
    reductions,
    shapes,
    slices,
    spectra,
    splitting,
    times_logarithms,
    views,
    writing,
)
from engine.torch.tensors import (
    conversions,
    copying,
    data,
    exchange,
    in_place,
    in_place_bounds,
    in_place_fills,
    memory_marks,
    older_resizing,
    operators,
    other_layouts,
    python_numbers,
    reshaping,
    setting,
    sparse_tensors,
    storages,
    typed,
)


def _backward(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Accumulate the gradient of this tensor into the leaves of its graph."""
    autograd.backward(self, gradient, retain_graph, create_graph, inputs=inputs)


def _refuse_deleting(tensor: Tensor, place: Any) -> None:
    """Refuse ``del tensor[place]``."""
    raise TypeError("Tensor does not support deleting items")


def _softmax(tensor: Tensor, dim: int, dtype: dtypes.dtype | None = None) -> Tensor:
    """Softmax along a dimension."""
    return activations.softmax(tensor, dim, dtype=dtype)


def _log_softmax(tensor: Tensor, dim: int, dtype: dtypes.dtype | None = None) -> Tensor:
    """The logarithm of softmax."""
    return activations.log_softmax(tensor, dim, dtype=dtype)


def _where(tensor: Tensor, condition: Tensor, other: Any) -> Any:
    """The tensor's elements where the condition is true, else ``other``."""
    return choosing.where(condition, tensor, other)


FUNCTIONS: dict[ModuleType, str] = {
    bounds: "addcdiv addcmul clamp clamp_max clamp_min clip ldexp lerp",
    choosing: """
        gather index_put masked_fill masked_select scatter scatter_add take take_along_dim
    """,
    complex_parts: "angle conj conj_physical conj_physical_",
    contractions: "cross dist ger inner kron outer trace vdot",
    conversions: """
        cpu cuda data_ptr detach element_size get_device is_complex is_contiguous
        is_floating_point is_same_size is_signed numel numpy size storage_offset
        stride to type_as
    """,
    creation: "new_empty new_full new_ones new_tensor new_zeros",
    derived: """
        det diff float_power gcd inverse lcm logdet matrix_power
        pinverse slogdet svd
    """,
    dimensions: """
        adjoint broadcast_to expand expand_as flatten moveaxis movedim narrow permute ravel
        squeeze swapaxes swapdims t transpose unsqueeze
    """,
    elementwise: """
        abs absolute acos acosh arccos arccosh arcsin arcsinh arctan arctanh asin asinh
        atan atanh bitwise_not ceil cos cosh deg2rad digamma erf erfc erfinv exp exp2 expm1
        fix floor frac frexp i0 isfinite isinf isnan isneginf isposinf lgamma log log10 log1p
        log2 logical_not logit mvlgamma nan_to_num neg negative polygamma positive rad2deg
        reciprocal relu round rsqrt sgn sigmoid sign signbit sin sinc sinh sqrt square tan
        tanh trunc
    """,
    factors: "cholesky_inverse cholesky_solve matrix_exp",
    older_factors: "cholesky lu_solve qr",
    diagonals: "diag diag_embed diagflat tril triu",
    histograms: "histogram",
    householder: "geqrf orgqr ormqr",
    joining: "flip fliplr flipud repeat repeat_interleave roll rot90 tile",
    norms: "norm",
    older: "eig lstsq solve symeig triangular_solve",
    operands: """
        add allclose arctan2 atan2 bitwise_and bitwise_left_shift bitwise_or
        bitwise_right_shift bitwise_xor copysign div divide eq equal floor_divide fmax fmin
        fmod ge greater greater_equal gt heaviside hypot igamma igammac isclose le less less_equal
        logaddexp logaddexp2 logical_and logical_or logical_xor lt maximum minimum mul
        multiply ne nextafter not_equal pow remainder sub subtract true_divide
    """,
    times_logarithms: "xlogy",
    places: "argwhere bincount nonzero nonzero_static",
    products: "addbmm addmm addmv addr baddbmm bmm dot matmul mm mv",
    quantiles: "nanquantile quantile",
    random: "bernoulli multinomial",
    rarer: """
        dsplit hsplit isreal narrow_copy renorm renorm_ sum_to_size unsafe_chunk unsafe_split
        unsafe_split_with_sizes vsplit
    """,
    ranks: """
        aminmax argsort cummax cummin kthvalue max median min mode msort nanmedian sort
        topk unique unique_consecutive
    """,
    reductions: """
        all amax amin any argmax argmin count_nonzero cumprod cumsum logcumsumexp logsumexp
        mean nanmean nansum prod std sum var
    """,
    shapes: "clone contiguous reshape reshape_as unflatten view view_as",
    slices: "diagonal_scatter index_add index_select select_scatter slice_scatter",
    spectra: "istft stft",
    covariances: "corrcoef cov",
    storages: "storage untyped_storage",
    placed_memory: "as_strided_scatter new_empty_strided",
    splitting: "chunk histc split split_with_sizes tensor_split unbind",
    typed: "new",
    views: "as_strided diagonal unfold",
    writing: "index_copy index_fill index_reduce masked_scatter put scatter_reduce",
}
"""Functions that are methods unchanged, by their modules."""

_NEVER = """
    is_cuda is_ipu is_maia is_meta is_mkldnn is_mps is_mtia is_nested is_quantized is_sparse
    is_sparse_csr is_vulkan is_xla is_xpu
"""
"""Predicates for devices and layouts that do not exist here."""

_PROPERTIES: dict[str, Any] = {
    "T": property(dimensions.reversed_dims),
    "H": property(dimensions.conjugate_transpose),
    "mT": property(dimensions.matrix_transpose),
    "mH": property(dimensions.matrix_adjoint),
    "data": property(data.detached_data, data.replace_data),
    "device": property(conversions.device_of),
    "layout": property(conversions.layout_of),
    "real": property(complex_parts.real, complex_parts.set_real),
    "imag": property(complex_parts.imag, complex_parts.set_imag),
    "is_cpu": property(conversions.is_cpu),
    "itemsize": property(conversions.element_size),
    "nbytes": property(conversions.nbytes),
    **dict.fromkeys(_NEVER.split(), property(conversions.is_cuda)),
}


def _identity(tensor: Tensor) -> int:
    """``hash(tensor)``: PyTorch's is the ``id`` itself."""
    return id(tensor)


_SPECIAL_METHODS: dict[str, Any] = {
    "__getitem__": indexing.get_item,
    "__setitem__": indexing.set_item,
    "__delitem__": _refuse_deleting,
    "__new__": staticmethod(typed.construct),
    "__hash__": _identity,
    "__repr__": conversions.described,
    "__format__": conversions.formatted,
    "__bool__": python_numbers.as_bool,
    "__float__": python_numbers.as_float,
    "__int__": python_numbers.as_int,
    "__complex__": python_numbers.as_complex,
    "__index__": python_numbers.as_index,
    "__len__": conversions.length,
    "__iter__": conversions.iterate,
    "__reversed__": conversions.reverse,
    "__contains__": conversions.contains,
    "__array__": conversions.as_array,
    "__dlpack__": exchange.capsule_of,
    "__dlpack_device__": exchange.device_of,
    "__array_wrap__": conversions.wrap_array,
    "__deepcopy__": copying.deepcopied,
    "__reduce_ex__": copying.reduced,
}

_CASTS: dict[str, Any] = {
    "bool": dtypes.bool,
    "byte": dtypes.uint8,
    "char": dtypes.int8,
    "short": dtypes.int16,
    "int": dtypes.int32,
    "long": dtypes.int64,
    "half": dtypes.float16,
    "bfloat16": dtypes.bfloat16,
    "float": dtypes.float32,
    "double": dtypes.float64,
    "cfloat": dtypes.complex64,
    "cdouble": dtypes.complex128,
}

METHODS: dict[str, Any] = {
    **_PROPERTIES,
    **_SPECIAL_METHODS,
    **{name: conversions.as_dtype(dtype) for name, dtype in _CASTS.items()},
    "backward": _backward,
    "dim": conversions.ndimension,
    "item": python_numbers.item,
    "is_nonzero": python_numbers.is_nonzero,
    "tolist": python_numbers.tolist,
    "hardshrink": activations.hardshrink,
    "log_softmax": _log_softmax,
    "lu": older_factors.lu_of,
    "ndimension": conversions.ndimension,
    "nelement": conversions.numel,
    "prelu": activations.prelu,
    "select": dimensions.select_,
    "softmax": _softmax,
    "type": conversions.type_,
    "where": _where,
    **autograd_methods.METHODS,
    **in_place.METHODS,
    **in_place_bounds.METHODS,
    **in_place_fills.METHODS,
    **memory_marks.METHODS,
    **operators.METHODS,
    **older_resizing.METHODS,
    **other_layouts.METHODS,
    **sparse_tensors.METHODS,
    **overriding.METHODS,
    **placing.METHODS,
    **reshaping.METHODS,
    **setting.METHODS,
    **writing.METHODS,
}
"""Further attributes of tensors, by name."""
