"""What tensors can do: operators and methods, attached to the class on import."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from engine import autograd, dtypes, errors, fast
from engine.op import Op
from engine.ops import arithmetic, compare, linalg
from engine.tensor import Tensor
from engine.torch import (
    autograd_methods,
    bounds,
    choosing,
    complex_parts,
    contractions,
    conversions,
    copying,
    covariances,
    creation,
    data,
    derived,
    diagonals,
    dimensions,
    elementwise,
    factors,
    histograms,
    householder,
    in_place,
    in_place_bounds,
    in_place_fills,
    indexing,
    joining,
    memory_marks,
    norms,
    operands,
    overriding,
    places,
    placing,
    products,
    quantiles,
    random,
    ranks,
    rarer,
    reductions,
    reshaping,
    setting,
    shapes,
    slices,
    spectra,
    splitting,
    storages,
    typed,
    views,
    writing,
)
from engine.torch.calls import called_from
from engine.torch.nn import activations
from engine.torch.public_names import public_names
from engine.torch.refusals import REFUSED, refuse_in

_OPERANDS = (Tensor, int, float, complex, np.generic)


def _operator(
    function: Callable[..., Tensor], operation: Op | None = None
) -> Callable[[Tensor, Any], Tensor]:
    """A function as an operator, which leaves what is neither tensor nor number to Python.

    Where it mostly is the bare operation, that is tried first.
    """

    def operator(tensor: Tensor, other: Any) -> Tensor:
        if isinstance(other, _OPERANDS):
            return function(tensor, other)
        made: Tensor = overriding.asked_by_operator(function.__name__, tensor, other)
        return made

    return operator if operation is None else fast.on_two(operation, operator, is_operator=True)


def _reflected(function: Callable[..., Tensor]) -> Callable[[Tensor, Any], Tensor]:
    """A function as an operator whose left operand is no tensor."""

    def operator(tensor: Tensor, other: Any) -> Tensor:
        return function(other, tensor) if isinstance(other, _OPERANDS) else NotImplemented

    return operator


def _reflected_div(tensor: Tensor, other: Any) -> Any:
    if not isinstance(other, (*_OPERANDS, np.ndarray)):
        return NotImplemented
    inverse: Any = elementwise.reciprocal(tensor)
    return inverse * other  # which numpy's arrays know too


def _equal(tensor: Tensor, other: Any) -> Any:
    """``==``, which unlike the other operators takes numpy's arrays itself."""
    if isinstance(other, np.ndarray):
        return creation.from_numpy(np.asarray(np.equal(tensor._data, other)))
    return operands.eq(tensor, other) if isinstance(other, _OPERANDS) else NotImplemented


@partial(fast.on_two, linalg.mm, ndim=2, is_operator=True)
def _matmul(tensor: Tensor, other: Any) -> Any:
    if not isinstance(other, Tensor):
        return NotImplemented
    return products.matmul(tensor, other)


def _invert(tensor: Tensor) -> Tensor:
    if tensor._data.dtype.kind in dtypes.DIFFERENTIABLE_KINDS:
        raise TypeError(
            "~ (operator.invert) is only implemented on integer and Boolean-type tensors"
        )
    return elementwise.bitwise_not(tensor)


def _backward(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Accumulate the gradient of this tensor into the leaves it was made from."""
    autograd.backward(self, gradient, retain_graph, create_graph, inputs=inputs)


def _refuse_deleting(tensor: Tensor, place: Any) -> None:
    """Refuse ``del tensor[place]``."""
    raise TypeError("Tensor does not support deleting items")


def _not_writable(name: str) -> Callable[[Tensor, Any], None]:
    """What refuses to give a tensor's attribute a value."""

    def refuse(tensor: Tensor, value: Any) -> None:
        raise AttributeError(f"attribute '{name}' of 'torch._C.TensorBase' objects is not writable")

    return refuse


class _Lacking:
    """A name that PyTorch's tensors have and ours lack.

    It is told by name, for a ``__getattr__`` would slow down every other attribute.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, tensor: Tensor | None, owner: type[Tensor]) -> Any:
        names = [name for name, each in vars(owner).items() if not isinstance(each, _Lacking)]
        raise errors.missing("Tensor", self._name, names)


_FUNCTIONS_THAT_ARE_METHODS: dict[ModuleType, str] = {
    bounds: "addcdiv addcmul clamp clamp_max clamp_min clip ldexp lerp",
    choosing: """
        gather index_put masked_fill masked_select scatter scatter_add take take_along_dim
    """,
    complex_parts: "angle conj conj_physical conj_physical_",
    contractions: "cross dist ger inner kron outer trace vdot",
    conversions: """
        cpu cuda data_ptr detach element_size is_complex is_contiguous is_floating_point
        is_nonzero is_signed numel numpy size storage_offset stride to tolist type_as
    """,
    creation: "new_empty new_full new_ones new_tensor new_zeros",
    derived: """
        cholesky det diff float_power gcd inverse lcm logdet matrix_power
        pinverse qr slogdet svd
    """,
    dimensions: """
        adjoint broadcast_to expand expand_as flatten moveaxis movedim narrow permute ravel
        squeeze swapaxes swapdims t transpose unflatten unsqueeze
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
    diagonals: "diag diag_embed diagflat tril triu",
    histograms: "histogram",
    householder: "geqrf orgqr",
    joining: "flip fliplr flipud repeat repeat_interleave roll rot90 tile",
    norms: "norm",
    operands: """
        add allclose arctan2 atan2 bitwise_and bitwise_left_shift bitwise_or
        bitwise_right_shift bitwise_xor copysign div divide eq equal floor_divide fmax fmin
        fmod ge greater greater_equal gt heaviside hypot igamma igammac isclose le less less_equal
        logaddexp logaddexp2 logical_and logical_or logical_xor lt maximum minimum mul
        multiply ne nextafter not_equal pow remainder sub subtract true_divide xlogy
    """,
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
    shapes: "clone contiguous reshape reshape_as view view_as",
    slices: "diagonal_scatter index_add index_select select_scatter slice_scatter",
    spectra: "istft stft",
    covariances: "corrcoef cov",
    storages: "storage untyped_storage",
    splitting: "chunk histc split split_with_sizes tensor_split unbind",
    typed: "new",
    views: "as_strided diagonal unfold",
    writing: "index_copy index_fill index_reduce masked_scatter put scatter_reduce",
}

_METHODS: dict[str, Any] = {
    "T": property(dimensions.reversed_dims),
    "H": property(dimensions.conjugate_transpose),
    "mT": property(dimensions.matrix_transpose),
    "mH": property(partial(dimensions.matrix_transpose, name="mH")),
    "data": property(data.detached_data, data.replace_data),
    "device": property(conversions.device_of),
    "is_sparse": property(conversions.is_cuda),
    "layout": property(conversions.layout_of),
    "real": property(complex_parts.real, complex_parts.set_real),
    "imag": property(complex_parts.imag, complex_parts.set_imag),
    "is_same_size": conversions.is_same_size,
    **dict.fromkeys(
        ("is_cuda", "is_ipu", "is_maia", "is_meta", "is_mkldnn", "is_mps", "is_mtia"),
        property(conversions.is_cuda),
    ),
    **dict.fromkeys(
        ("is_nested", "is_quantized", "is_sparse_csr", "is_vulkan", "is_xla", "is_xpu"),
        property(conversions.is_cuda),
    ),
    "is_cpu": property(conversions.is_cpu),
    "get_device": conversions.get_device,
    "itemsize": property(conversions.element_size),
    "nbytes": property(conversions.nbytes),
    "__add__": _operator(operands.add, arithmetic.add),
    "__radd__": _operator(operands.add, arithmetic.add),
    "__sub__": _operator(operands.sub, arithmetic.sub),
    "__rsub__": _operator(operands.rsub, arithmetic.rsub),
    "__mul__": _operator(operands.mul, arithmetic.mul),
    "__rmul__": _operator(operands.mul, arithmetic.mul),
    "__truediv__": _operator(operands.div, arithmetic.div),
    "__rtruediv__": _reflected_div,
    "__floordiv__": _operator(operands.floor_divide),
    "__rfloordiv__": _reflected(operands.floor_divide),
    "__mod__": _operator(operands.remainder),
    "__rmod__": _reflected(operands.remainder),
    "__pow__": _operator(operands.pow),
    "__rpow__": _reflected(operands.pow),
    "__matmul__": _matmul,
    "__neg__": elementwise.neg,
    "__pos__": elementwise.positive,
    "__abs__": elementwise.abs,
    "__invert__": _invert,
    "__and__": _operator(operands.bitwise_and),
    "__rand__": _operator(operands.bitwise_and),
    "__or__": _operator(operands.bitwise_or),
    "__ror__": _operator(operands.bitwise_or),
    "__xor__": _operator(operands.bitwise_xor),
    "__rxor__": _operator(operands.bitwise_xor),
    "__lshift__": _operator(operands.bitwise_left_shift),
    "__rshift__": _operator(operands.bitwise_right_shift),
    "__rlshift__": _reflected(operands.bitwise_left_shift),
    "__rrshift__": _reflected(operands.bitwise_right_shift),
    "__eq__": fast.on_two(compare.eq, _equal, is_operator=True),
    "__ne__": _operator(operands.ne, compare.ne),
    "__lt__": _operator(operands.lt, compare.lt),
    "__le__": _operator(operands.le, compare.le),
    "__gt__": _operator(operands.gt, compare.gt),
    "__ge__": _operator(operands.ge, compare.ge),
    "__iadd__": in_place.adding(_operator(in_place.add_)),
    "__isub__": in_place.subtracting(_operator(in_place.sub_)),
    "__imul__": in_place.multiplying(_operator(in_place.METHODS["mul_"])),
    "__itruediv__": in_place.dividing(_operator(in_place.div_)),
    "__ifloordiv__": _operator(in_place.floor_divide_),
    "__imod__": _operator(in_place.remainder_),
    "__ipow__": _operator(in_place.pow_),
    "__iand__": _operator(in_place.METHODS["bitwise_and_"]),
    "__ior__": _operator(in_place.METHODS["bitwise_or_"]),
    "__ixor__": _operator(in_place.METHODS["bitwise_xor_"]),
    "__ilshift__": _operator(in_place.METHODS["bitwise_left_shift_"]),
    "__irshift__": _operator(in_place.METHODS["bitwise_right_shift_"]),
    "__getitem__": indexing.get_item,
    "__setitem__": indexing.set_item,
    "__delitem__": _refuse_deleting,
    "__new__": staticmethod(typed.construct),
    "__repr__": conversions.described,
    "__format__": conversions.formatted,
    "__bool__": conversions.as_bool,
    "__float__": conversions.as_float,
    "__int__": conversions.as_int,
    "__complex__": conversions.as_complex,
    "__index__": conversions.as_index,
    "__len__": conversions.length,
    "__iter__": conversions.iterate,
    "__reversed__": conversions.reverse,
    "__contains__": conversions.contains,
    "__array__": conversions.as_array,
    "__array_wrap__": conversions.wrap_array,
    "__deepcopy__": copying.deepcopied,
    "__reduce_ex__": copying.reduced,
    "backward": _backward,
    "bool": conversions.as_dtype(dtypes.bool),
    "byte": conversions.as_dtype(dtypes.uint8),
    "char": conversions.as_dtype(dtypes.int8),
    "dim": conversions.ndimension,
    "cdouble": conversions.as_dtype(dtypes.complex128),
    "cfloat": conversions.as_dtype(dtypes.complex64),
    "double": conversions.as_dtype(dtypes.float64),
    "float": conversions.as_dtype(dtypes.float32),
    "half": conversions.as_dtype(dtypes.float16),
    "bfloat16": conversions.as_dtype(dtypes.bfloat16),
    "int": conversions.as_dtype(dtypes.int32),
    "long": conversions.as_dtype(dtypes.int64),
    "ndimension": conversions.ndimension,
    "nelement": conversions.numel,
    "select": dimensions.select_,
    "short": conversions.as_dtype(dtypes.int16),
    "type": conversions.type_,
    "lu": factors.legacy_lu,
    "lu_solve": factors.legacy_lu_solve,
    "prelu": activations.prelu,
    "hardshrink": activations.hardshrink,
    **in_place.METHODS,
    **in_place_bounds.METHODS,
    **overriding.METHODS,
    **reshaping.METHODS,
    **setting.METHODS,
    **placing.METHODS,
    **writing.METHODS,
    **in_place_fills.METHODS,
    **autograd_methods.METHODS,
    **memory_marks.METHODS,
}


def _softmax(tensor: Tensor, dim: int, dtype: dtypes.dtype | None = None) -> Tensor:
    """Exponentials along a dimension as shares of their sum."""
    return activations.softmax(tensor, dim, dtype=dtype)


def _log_softmax(tensor: Tensor, dim: int, dtype: dtypes.dtype | None = None) -> Tensor:
    """The logarithm of ``softmax``."""
    return activations.log_softmax(tensor, dim, dtype=dtype)


def _where(tensor: Tensor, condition: Tensor, other: Any) -> Any:
    """The tensor's elements where the condition is true, else ``other``."""
    return choosing.where(condition, tensor, other)


def _attach() -> None:
    for module, names in _FUNCTIONS_THAT_ARE_METHODS.items():
        for name in names.split():
            setattr(Tensor, name, called_from("torch.Tensor", name, getattr(module, name)))
    own = {name: vars(Tensor)[name] for name in ("item", "requires_grad_")}
    for name, method in (own | _METHODS).items():
        setattr(Tensor, name, called_from("torch.Tensor", name, method))
    for name in ("backward", "register_hook", "register_post_accumulate_grad_hook"):
        method = _METHODS[name]  # Python's own errors are PyTorch's, too
        method.__name__, method.__qualname__ = name, f"Tensor.{name}"
        setattr(Tensor, name, method)
    for function in (_softmax, _log_softmax, _where):
        name = function.__name__.removeprefix("_")
        setattr(Tensor, name, called_from("torch.Tensor", name, function))
    for name, attribute in list(vars(Tensor).items()):
        if isinstance(attribute, property) and attribute.fset is None:
            setattr(Tensor, name, attribute.setter(_not_writable(name)))
    refused = dict(vars(Tensor))
    refuse_in("torch.Tensor", refused)
    for path in REFUSED:
        name = path.removeprefix("torch.Tensor.")
        if "." not in name:
            setattr(Tensor, name, refused[name])
    for name in public_names()["torch.Tensor"]:
        if not hasattr(Tensor, name):
            setattr(Tensor, name, _Lacking(name))


_attach()
