"""Functions of one tensor, element by element, as scripts call them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from engine import dtypes, errors
from engine.compiled import fast
from engine.op import Op
from engine.ops.elementwise import (
    arithmetic,
    elementary,
    exponentials,
    logic,
    rounding,
    special,
    trigonometry,
)
from engine.tensor import Tensor
from engine.torch import return_types
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import not_implemented, refuse_dtypes
from engine.torch.calling.naming import named
from engine.torch.calling.out_argument import into

Function = Callable[..., Tensor]


REFUSED_KINDS = {
    "abs": ("abs_cpu", "b"),
    "floor": ("floor_vml_cpu", "b"),
    "ceil": ("ceil_vml_cpu", "b"),
    "trunc": ("trunc_vml_cpu", "b"),
    "round": ("round_vml_cpu", "b"),
    "frac": ("frac_cpu", "biu"),
    "bitwise_not": ("bitwise_not_cpu", "fc"),
}
"""For operations PyTorch's names of their kernels, and the numpy kinds that these refuse."""


def of_one(operation: Op, name: str = "") -> Function:
    """An operation on one tensor as a function of the namespace, perhaps by another name."""
    called = name or operation.name
    kernel, refused = REFUSED_KINDS.get(operation.name, ("", ""))

    def function(input: Tensor, *, out: Tensor | None = None) -> Tensor:
        if not isinstance(input, Tensor):
            raise errors.not_a_tensor(called, "input", 1, input)
        if refused and input._data.dtype.kind in refused:
            raise not_implemented(kernel, input)
        result = operation(input)
        return result if out is None else into(called, out, result, input)

    return named(fast.on_one(operation, function), called, operation.__doc__)


abs = of_one(elementary.abs)
reciprocal = of_one(arithmetic.reciprocal)
exp = of_one(elementary.exp)
exp2 = of_one(exponentials.exp2)
expm1 = of_one(exponentials.expm1)
log = of_one(elementary.log)
log2 = of_one(exponentials.log2)
log10 = of_one(exponentials.log10)
log1p = of_one(exponentials.log1p)
sqrt = of_one(elementary.sqrt)
rsqrt = of_one(exponentials.rsqrt)
sin = of_one(elementary.sin)
cos = of_one(elementary.cos)
tan = of_one(trigonometry.tan)
asin = of_one(trigonometry.asin)
acos = of_one(trigonometry.acos)
atan = of_one(trigonometry.atan)
sinh = of_one(trigonometry.sinh)
cosh = of_one(trigonometry.cosh)
tanh = of_one(elementary.tanh)
asinh = of_one(trigonometry.asinh)
acosh = of_one(trigonometry.acosh)
atanh = of_one(trigonometry.atanh)
sinc = of_one(trigonometry.sinc)
deg2rad = of_one(trigonometry.deg2rad)
rad2deg = of_one(trigonometry.rad2deg)
sigmoid = of_one(elementary.sigmoid)
sign = of_one(elementary.sign)
sgn = of_one(rounding.sgn)
floor = of_one(rounding.floor)
ceil = of_one(rounding.ceil)
trunc = of_one(rounding.trunc)
frac = of_one(rounding.frac)
erf = of_one(special.erf)
erfc = of_one(special.erfc)
erfinv = of_one(special.erfinv)
lgamma = of_one(special.lgamma)
digamma = of_one(special.digamma)
i0 = of_one(special.i0)
logical_not = of_one(logic.logical_not)
isposinf = of_one(logic.isposinf)
isneginf = of_one(logic.isneginf)
signbit = of_one(logic.signbit)

absolute, arcsin, arccos, arctan, arcsinh = abs, asin, acos, atan, asinh
arccosh, arctanh, fix = acosh, atanh, trunc


def isnan(input: Tensor) -> Tensor:
    """Whether elements are nan."""
    require_tensors("isnan", input=input)
    return logic.isnan(input)


def isinf(input: Tensor) -> Tensor:
    """Whether elements are infinite."""
    require_tensors("isinf", input=input)
    return logic.isinf(input)


def isfinite(input: Tensor) -> Tensor:
    """Whether elements are neither infinite nor nan."""
    require_tensors("isfinite", input=input)
    return logic.isfinite(input)


def refuse_negation(input: Tensor) -> None:
    """Refuse to turn the sign of booleans.

    Raises:
        RuntimeError: the tensor is bool.
    """
    if input._data.dtype.kind == "b":
        raise RuntimeError(errors.NOT_BOOL.format(what="Negation", on="on"))


def neg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """-input."""
    require_tensors("neg", input=input)
    refuse_negation(input)
    result = arithmetic.neg(input)
    return result if out is None else into("neg", out, result, input)


negative = neg


def positive(input: Tensor) -> Tensor:
    """The tensor itself.

    Raises:
        RuntimeError: booleans.
    """
    require_tensors("positive", input=input)
    if input._data.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


def square(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """input to the power of 2."""
    require_tensors("square", input=input)
    result = arithmetic.pow_number(input, exponent=2)
    return result if out is None else into("square", out, result, input)


@partial(fast.on_one, elementary.relu)
def relu(input: Tensor) -> Tensor:
    """Positive part.

    Raises:
        RuntimeError: booleans.
    """
    require_tensors("relu", input=input)
    refuse_bool_of_relu(input)
    return elementary.relu(input)


def refuse_bool_of_relu(input: Tensor) -> None:
    """Refuse booleans.

    Raises:
        RuntimeError: the tensor has such.
    """
    if input._data.dtype.kind == "b":
        raise RuntimeError("Boolean inputs not supported for relu")


def mvlgamma(input: Tensor, p: int, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of the multivariate gamma function with p dimensions.

    Raises:
        RuntimeError: fewer than one dimension, or booleans.
    """
    require_tensors("mvlgamma", input=input)
    check_mvlgamma(input, p, out)
    result = special.mvlgamma(input, p=p)
    return result if out is None else into("mvlgamma", out, result, input)


def check_mvlgamma(input: Tensor, p: int, out: Tensor | None) -> None:
    """Check what ``mvlgamma`` is asked of, and what it is written into.

    Raises:
        RuntimeError: fewer than one dimension, booleans, or a dtype that does not do.
        NotImplementedError: complex numbers.
    """
    if input.dtype is dtypes.bool:
        raise RuntimeError("The input tensor may not be a boolean tensor.")
    if p < 1:
        raise RuntimeError("p has to be greater than or equal to 1")
    refuse_dtypes("arange_cpu", input, "c")
    found = input.dtype if input.dtype.is_floating_point else dtypes.default_dtype()
    if isinstance(out, Tensor) and not out.dtype.is_floating_point:
        raise RuntimeError(
            f"mvlgamma: result type {input.dtype.scalar_name} can't be cast to the desired output "
            f"type {found.scalar_name}"
        )


def check_rounding(input: Tensor, decimals: int | None) -> None:
    """Refuse dtypes that PyTorch does not round.

    Raises:
        NotImplementedError: booleans or complex numbers, or whole ones to decimals.
    """
    kernel = "round_cpu" if decimals else "round_vml_cpu"
    refuse_dtypes(kernel, input, "bc" if decimals is None else "biuc")


def round(input: Tensor, *, decimals: int | None = None, out: Tensor | None = None) -> Tensor:
    """Rounding to an integer, or to a number of decimals; ties go to the even one."""
    require_tensors("round", input=input)
    check_rounding(input, decimals)
    if decimals is None:
        result = rounding.round(input)
    else:
        result = rounding.round_decimals(input, decimals=decimals)
    return result if out is None else into("round", out, result, input)


def bitwise_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Bitwise NOT; of booleans, logical NOT.

    Raises:
        NotImplementedError: floating-point elements.
    """
    require_tensors("bitwise_not", input=input)
    refuse_dtypes("bitwise_not_cpu", input, "fc")
    result = logic.bitwise_not(input)
    return result if out is None else into("bitwise_not", out, result, input)


def frexp(input: Tensor) -> Any:
    """Mantissa and exponent: input = mantissa * 2^exponent, with 0.5 <= |mantissa| < 1.

    Raises:
        RuntimeError: integers.
    """
    require_tensors("frexp", input=input)
    if not input.dtype.is_floating_point:
        raise RuntimeError("torch.frexp() only supports floating-point dtypes")
    return return_types.frexp(rounding.frexp(input))


def logit(input: Tensor, eps: float | None = None, *, out: Tensor | None = None) -> Tensor:
    """The log-odds, log(input / (1 - input)); input is clamped to [eps, 1 - eps] first."""
    require_tensors("logit", input=input)
    result = exponentials.logit(input, eps=eps)
    return result if out is None else into("logit", out, result, input)


def nan_to_num(
    input: Tensor,
    nan: float | None = None,
    posinf: float | None = None,
    neginf: float | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """Numbers in place of nan and the infinities; by default 0 and the extremes of the dtype."""
    require_tensors("nan_to_num", input=input)
    result = special.nan_to_num(input, nan=nan or 0.0, posinf=posinf, neginf=neginf)
    return result if out is None else into("nan_to_num", out, result, input)


def polygamma(n: Any, input: Any, *, out: Tensor | None = None) -> Tensor:
    """The polygamma function, the n-th derivative of digamma.

    Raises:
        RuntimeError: a negative n.
        NotImplementedError: complex numbers.
    """
    if isinstance(n, Tensor):  # as a method: x.polygamma(n)
        n, input = input, n
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")
    refuse_dtypes(("digamma", "trigamma")[n] if n < 2 else "polygamma", input, "c")
    result = special.polygamma(input, n=n)
    return result if out is None else into("polygamma", out, result, n, input)
