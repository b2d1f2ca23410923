"""Calls with arguments of all kinds: a result or an error in PyTorch's words, never numpy's."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.untyped import torch

UNARY = [
    "abs",
    "neg",
    "exp",
    "log",
    "sqrt",
    "sin",
    "tan",
    "tanh",
    "sigmoid",
    "relu",
    "sign",
    "floor",
    "round",
    "trunc",
    "frac",
    "erf",
    "lgamma",
    "square",
    "rsqrt",
    "reciprocal",
    "log1p",
    "isnan",
    "isfinite",
    "logical_not",
    "bitwise_not",
    "sum",
    "mean",
    "prod",
    "std",
    "var",
    "max",
    "min",
    "argmax",
    "argmin",
    "median",
    "any",
    "all",
    "norm",
    "amax",
    "amin",
    "sort",
    "unique",
    "flatten",
    "t",
    "squeeze",
    "nonzero",
    "tril",
    "triu",
    "diag",
    "numel",
    "tolist",
    "item",
    "float",
    "long",
    "bool",
    "double",
    "half",
    "nansum",
    "count_nonzero",
    "ravel",
    "trace",
    "inverse",
    "det",
    "digamma",
    "erfinv",
    "acosh",
    "logit",
    "nan_to_num",
    "argsort",
    "mode",
    "aminmax",
    "clone",
    "detach",
    "softmax",
    "cumsum",
    "cumprod",
    "logsumexp",
    "topk",
    "unbind",
    "chunk",
    "split",
    "flip",
    "unsqueeze",
    "expand",
    "repeat",
    "reshape",
]
BINARY = [
    "add",
    "sub",
    "mul",
    "div",
    "pow",
    "floor_divide",
    "remainder",
    "fmod",
    "maximum",
    "fmin",
    "eq",
    "lt",
    "logical_and",
    "bitwise_and",
    "atan2",
    "hypot",
    "xlogy",
    "copysign",
    "matmul",
    "mm",
    "mv",
    "dot",
    "outer",
    "gather",
    "index_select",
    "take",
    "masked_fill",
    "masked_select",
    "isclose",
    "equal",
    "expand_as",
    "view_as",
    "dist",
    "inner",
    "bmm",
    "copy_",
    "fill_",
    "add_",
    "mul_",
    "div_",
    "clamp",
    "lerp",
    "cross",
    "kron",
    "where",
    "scatter",
    "index_add",
    "__getitem__",
]
OURS = (RuntimeError, TypeError, IndexError, ValueError, NotImplementedError, OverflowError)
NUMPY_WORDS = re.compile(r"ufunc|numpy|ndarray|axis|broadcast together with shapes \(|array")

shapes = st.lists(st.integers(0, 3), max_size=3).map(tuple)
numbers = st.sampled_from([0, 1, -1, 2, 0.5, -2.5, float("nan"), float("inf"), True])
dtypes = st.sampled_from(["float32", "float64", "int64", "bool", "float16"])


@st.composite
def tensors(draw: st.DrawFn) -> Any:
    shape, name = draw(shapes), draw(dtypes)
    size = int(np.prod(shape))
    values = draw(st.lists(numbers, min_size=size, max_size=size))
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        elements = np.array(values, np.float64).reshape(shape).astype(name)
    tensor = torch.tensor(elements)
    if tensor.dtype.is_floating_point and draw(st.booleans()):
        tensor.requires_grad_()
    return tensor


def attempt(call: Any, *args: Any) -> None:
    """Call; what is raised must be an error of PyTorch's kinds, in words that are not numpy's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # as PyTorch's
        warnings.simplefilter("error", RuntimeWarning)
        words = ""
        try:
            result = call(*args)
            if isinstance(result, torch.Tensor) and result.requires_grad:
                result.sum().backward()
        except OURS as error:
            words = str(error)
    assert not NUMPY_WORDS.search(words)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(UNARY), tensors(), st.lists(st.integers(-2, 3), max_size=2))
def test_methods_of_one_tensor(name: str, tensor: Any, arguments: list[int]):
    attempt(getattr(tensor, name), *arguments)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(BINARY), tensors(), tensors() | numbers, st.integers(-2, 2))
def test_methods_of_two_operands(name: str, tensor: Any, other: Any, dim: int):
    method = getattr(tensor, name)
    if name in ("gather", "index_select"):
        attempt(method, dim, other)
    elif name in ("scatter", "index_add"):
        attempt(method, dim, other, tensor)
    elif name in ("masked_fill", "lerp", "where"):
        attempt(method, other, 0.5)
    else:
        attempt(method, other)
