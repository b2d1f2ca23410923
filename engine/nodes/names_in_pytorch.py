"""PyTorch's names for the saved values of nodes, where ours differ.

Source: tools/autograd/derivatives.yaml, PyTorch 2.13.
"""

from __future__ import annotations

from itertools import dropwhile
from typing import Any

INDICES = "indices"
"""PyTorch's name for the indices of an operation that takes several."""

_WINDOW = {"kernel": "kernel_size"}
_INDICES = {"indices": "result1", "places": ""}
_OF_NORM = {"c": "bias", "c_shape": "", "places": "", "dims": "", "kept": ""}
_TARGET = {"b": "target"}

_FAMILIES: tuple[tuple[str, dict[str, str]], ...] = (
    ("mm bmm", {"b": "mat2"}),
    ("addmm", {"a": "mat1", "b": "mat2"}),
    ("baddbmm addbmm", {"a": "batch1", "b": "batch2"}),
    ("addmv", {"a": "mat", "b": "vec"}),
    ("addr", {"a": "vec1", "b": "vec2"}),
    ("addcmul addcdiv", {"b": "tensor1", "c": "tensor2"}),
    ("mse_loss smooth_l1_loss huber_loss soft_margin_loss", _TARGET),
    (
        "mse_loss_backward smooth_l1_loss_backward huber_loss_backward soft_margin_loss_backward",
        _TARGET,
    ),
    (
        "sigmoid_backward tanh_backward softmax_backward log_softmax_backward",
        {"r": "output"},
    ),
    ("elu_backward elu_backward_of_result", {"a": "self_or_result"}),
    (
        "binary_cross_entropy binary_cross_entropy_backward binary_cross_entropy_with_logits",
        {"b": "target", "w": "weight", "p": "pos_weight", "balanced": "", "weighted": ""},
    ),
    ("nll_loss nll_loss2d", {"w": "weight", "kept": ""}),
    ("batch_norm", {"a": "input", "b": "weight", **_OF_NORM}),
    ("layer_norm", {"a": "input", "b": "weight", "eps": "", **_OF_NORM}),
    (
        "batch_norm_fixed",
        {"a": "input", "b": "weight", "mean": "running_mean", "var": "running_var", **_OF_NORM},
    ),
    (
        "group_norm",
        {
            **{"a": "input", "b": "weight", "mean": "result1", "rstd": "result2"},
            **{"groups": "group", **_OF_NORM},
        },
    ),
    (
        "convolution convolution_input convolution_without_bias convolution_transposed",
        {"a": "input", "b": "weight", "a_shape": "", "b_shape": ""},
    ),
    ("max_pool2d max_pool3d adaptive_max_pool2d adaptive_max_pool3d", _INDICES),
    ("avg_pool2d avg_pool3d", {**_WINDOW, "divisors": "", "extra": ""}),
    ("adaptive_avg_pool2d adaptive_avg_pool3d", {"rows": "", "columns": "", "weights": ""}),
    ("im2col", {**_WINDOW, "a_shape": ""}),
    ("col2im", _WINDOW),
    ("reflection_pad1d reflection_pad2d reflection_pad3d", {"places": ""}),
    ("replication_pad1d replication_pad2d replication_pad3d", {"places": ""}),
    ("upsample_nearest1d upsample_nearest2d upsample_nearest3d", {"places": ""}),
    ("upsample_linear1d upsample_bilinear2d upsample_bicubic2d", {"weights": ""}),
    ("pixel_shuffle", {"r": "upscale_factor"}),
    ("grid_sample grid_sampler_2d grid_sample2d", {"a": "input", "b": "grid"}),
    ("cdist", {"a": "x1", "b": "x2"}),
    ("inverse", {"out": "inverse"}),
    ("det slogdet solve", {"a": "A"}),
    ("cholesky", {"out": "L"}),
    ("split unsafe_split", {"size": "split_size"}),
    ("split_sizes unsafe_split_sizes", {"sizes": "split_sizes"}),
    ("as_strided", {"offset": "storage_offset", "own": "", "a_shape": ""}),
    ("vector_norm", {"p": "ord"}),
    ("mul_number div_number", {"number": "other"}),
    ("pow_of_number", {"a": "exponent", "base": "self"}),
    ("trilinear", {"a": "i1", "b": "i2", "c": "i3", "terms": ""}),
    (
        "lstm_layer",
        {
            **{"a": "input", "w": "weight0", "u": "weight1", "b": "weight2", "c": "weight3"},
            **{"h": "hx_", "s": "cx_"},
        },
    ),
    ("attention", {"a": "query", "b": "key", "c": "value", "mask": "", "scale": ""}),
    ("std_mean", {"spread": "result0"}),
    ("index_add index_add_scaled", {"b": "source"}),
    ("segment_reduce", {"a": "data", "ends": ""}),
    ("conv_tbc", {"b": "weight", "a_shape": "", "b_shape": ""}),
    ("native_dropout", {"mask": "result1", "kept": "", "train": ""}),
    ("as_strided_scatter", {"offset": "storage_offset", "b_shape": ""}),
    ("cat", {"tensors_shape": ""}),
    ("scatter scatter_add", {"b_shape": ""}),
    ("dot", {"b": "tensor"}),
    ("mv", {"b": "vec"}),
    ("pow_tensor", {"b": "exponent"}),
    ("prelu", {"b": "weight"}),
    ("lerp", {"b": "end", "c": "weight"}),
    ("embedding", {"index": "indices", "a_shape": ""}),
    ("index index_spread", {"by": INDICES}),
    ("index_put", {"by": INDICES, "b_shape": ""}),
)

_PYTORCH_NAMES = {op: names for ops, names in _FAMILIES for op in ops.split()}

_USUAL_NAMES = {"a": "self", "b": "other", "d": "grad_output", "out": "result"}

SHAPE = "_sym_sizes"
"""What PyTorch appends to the name of an input of which it saves the shape."""

SAVES_COUNT = frozenset(["mean", "mean_dims"])
"""Operations for which PyTorch also saves the number of elements of the input."""

COUNT = "self_sym_numel"
"""PyTorch's name for the number of elements."""


def name_in_pytorch(operation: str, name: str) -> str:
    """PyTorch's name for what nodes of an operation save under one of our names.

    Empty where PyTorch saves nothing of the kind.
    """
    names = _PYTORCH_NAMES.get(operation.removesuffix("_copy"), {})
    if name.endswith("_shape") and name not in names:
        of_input = name_in_pytorch(operation, name.removesuffix("_shape"))
        return of_input and f"{of_input}{SHAPE}"
    return names.get(name, _USUAL_NAMES.get(name, name))


_ALWAYS: dict[str, dict[str, Any]] = {
    **{name: {"alpha": 1} for name in ("add", "sub", "rsub", "rsub_tensor", "index_add")},
    "convolution": {"transposed": False},
    "convolution_transposed": {"transposed": True},
    "elu": {"input_scale": 1},
    "embedding": {"sparse": False},
    "gather": {"sparse_grad": False},
    "gelu": {"approximate": "none"},
    "gelu_tanh": {"approximate": "tanh"},
    "norm": {"dim": None, "keepdim": False, "ord": 2},
    "vector_norm_of_order_0": {"ord": 0},
    "batch_norm": {"training": True},
    "batch_norm_fixed": {"training": False},
}


def always_kept(operation: str) -> dict[str, Any]:
    """What PyTorch's nodes of an operation save that is the same for all of them."""
    return _ALWAYS.get(operation, {})


_BESIDE = {"vector_norm_of_order_0": ("a", "out", "dim", "keepdim")}


def kept_beside(operation: str) -> tuple[str, ...]:
    """What nodes of an operation save although no rule needs it, by our names."""
    return _BESIDE.get(operation, ())


def _padding(widths: Any) -> tuple[int, ...]:
    """Pairs of widths as a flat tuple, the last dimension first, without unneeded pairs."""
    needed = list(dropwhile(lambda pair: pair == (0, 0), widths)) or widths[-1:]
    return tuple(width % 2**64 for pair in reversed(needed) for width in pair)


_UNSIGNED = frozenset(["ignore_index", "padding_idx", "diagonal"])
"""Numbers that PyTorch shows as unsigned, so that -1 is 2**64 - 1."""

_REDUCTIONS = {"none": 0, "mean": 1, "sum": 2}


def value_in_pytorch(name: str, value: Any) -> Any:
    """A setting as PyTorch saves it, given PyTorch's name for it."""
    if name == "reduction":
        return _REDUCTIONS.get(value, value)
    if name in _UNSIGNED:
        return value % 2**64
    if name == "pad":
        return _padding(value)
    return value
