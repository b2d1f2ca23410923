"""The mathematical symbols of operations on cards."""

from __future__ import annotations

_SYMBOLS = {
    "add": "+",
    "sub": "−",
    "rsub": "−",
    "mul": "×",
    "div": "÷",
    "neg": "−",
    "reciprocal": "1/",
    "pow": "^",
    "dot": "·",
    "mv": "@",
    "mm": "@",
    "bmm": "@",
    "matmul": "@",
    "sum": "Σ",
    "norm": "‖·‖",
    "abs": "|·|",
    "sqrt": "√",
    "sigmoid": "σ",
    "eq": "==",
    **dict.fromkeys(("grad", "gradient"), ""),  # the card's name says it
    "ne": "≠",
    "lt": "<",
    "le": "≤",
    "gt": ">",
    "ge": "≥",
    "detach": "✂",
    "t": "ᵀ",
    "transpose": "ᵀ",
    "prod": "Π",
    "logical_not": "¬",
    "bitwise_not": "~",
    "logical_and": "∧",
    "logical_or": "∨",
    "bitwise_and": "&",
    "bitwise_or": "|",
    "bitwise_xor": "^",
    "maximum": "max",
    "minimum": "min",
    "remainder": "%",
    "floor_divide": "//",
    "vdot": "·",
    "cross": "⨯",
    "inverse": "⁻¹",
}
_VARIANTS = {
    "pow_number": "pow",
    "sum_dims": "sum",
    "sum_to": "sum",
    "mean_dims": "mean",
    "to_copy": "to",
    **{f"{name}_number": name for name in ("add", "sub", "mul", "div", "floor_divide")},
    **{f"{name}_number": name for name in ("remainder", "fmod", "lerp", "bernoulli")},
    **{f"{name}_number": name for name in ("xlogy", "xlog1py", "copysign")},
    **{f"number_{name}": name for name in ("xlogy", "xlog1py")},
    **dict.fromkeys(("pow_tensor", "pow_of_number", "pow_by_truth"), "pow"),
    "atan2_of_truth": "atan2",
    "add_scaled": "add",
    "sub_scaled": "sub",
    **dict.fromkeys(("rsub_scaled", "rsub_tensor", "rsub_tensor_scaled"), "rsub"),
    **dict.fromkeys(("div_floor", "div_trunc"), "div"),
    "remainder_of_number": "remainder",
    "round_decimals": "round",
    **dict.fromkeys(("slices_filled", "slices_filled_from"), "index_fill"),
    "index_add_scaled": "index_add",
    "put_at": "put",
    "older_cholesky": "cholesky",
    "euclidean_dist": "cdist",
    "trilinear": "bilinear",
    **{f"{kind}_pad{n}d": "pad" for kind in ("reflection", "replication") for n in (1, 2, 3)},
    **{f"upsample_nearest{n}d": "interpolate" for n in (1, 2, 3)},
    **{f"upsample_nearest_exact{n}d": "interpolate" for n in (1, 2, 3)},
    **dict.fromkeys(
        (
            *("upsample_linear1d", "upsample_bilinear2d", "upsample_bicubic2d"),
            *("upsample_trilinear3d", "upsample_bilinear2d_aa", "upsample_bicubic2d_aa"),
        ),
        "interpolate",
    ),
    "max_dim": "max",
    "min_dim": "min",
    "median_dim": "median",
    "nanmedian_dim": "nanmedian",
    "prod_dim": "prod",
    "all_dims": "all",
    "any_dims": "any",
    "unique_dim": "unique",
    **dict.fromkeys(("vector_norm", "vector_norm_of_order_0", "norm_along"), "norm"),
    **dict.fromkeys(("squeeze_all", "squeeze_dim", "squeeze_dims", "squeezed"), "squeeze"),
    **dict.fromkeys(("squeeze_all_", "squeeze_dim_", "squeeze_dims_"), "squeeze_"),
    **dict.fromkeys(("clamp_tensors", "clamp_min_tensor", "clamp_max_tensor"), "clamp"),
    "masked_fill_tensor": "masked_fill",
    **dict.fromkeys(("clone_in_order", "clone_channels_last"), "clone"),
    **dict.fromkeys(("to_copy_in_order", "to_copy_channels_last"), "to"),
    "unsafe_view": "view",
    "reshape_alias": "reshape",
    "view_dtype": "view",
    **{f"squeeze_{kind}_copy": "squeeze_copy" for kind in ("all", "dim", "dims")},
    "split_sizes_copy": "split_with_sizes_copy",
    "constant_pad": "pad",
    "copy_from": "copy_",
    "fill_from": "fill_",
    "log_sigmoid": "logsigmoid",
    "gelu_tanh": "gelu",
    "safe_softmax": "softmax",
    **dict.fromkeys(("split_sizes", "unsafe_split", "unsafe_split_sizes"), "split"),
    **dict.fromkeys(("nll_loss2d", "nll_loss_row"), "nll_loss"),
    **dict.fromkeys(("convolution", "convolution_without_bias"), "conv"),
    "convolution_transposed": "conv_transpose",
    "batch_norm_fixed": "batch_norm",
    "scatter_value": "scatter",
    **dict.fromkeys(("bernoulli_from", "bernoulli_like"), "bernoulli"),
    **{f"normal_{kind}": "normal" for kind in ("around", "like", "of_both", "of_spread")},
    "closed_range": "range",
    "shared": "from_numpy",
    "im2col": "unfold",
    "col2im": "fold",
    "lstm_layer": "lstm",
    "affine_grid_generator": "affine_grid",
    **dict.fromkeys(("grid_sampler_2d", "grid_sampler_3d"), "grid_sample"),
    **{f"sparse_{name}": name for name in ("addmm", "mm", "mv", "to_dense")},
    "pack_steps": "pack_padded_sequence",
    "pad_steps": "pad_packed_sequence",
}
_COMMUTATIVE = frozenset({"add", "mul", "eq", "ne"})
_NUMBER_FIRST = frozenset({"rsub"})


def script_op(op: str) -> str:
    """The name of an operation in scripts, which several of the engine may share."""
    return _VARIANTS.get(op, op)


def op_symbol(op: str, operands: list[str | None]) -> str:
    """The symbol of an operation, with its number if any: ``·``, ``× 2``, ``1 −``.

    ``operands`` are what it took, in order: None for a tensor, a number's text otherwise.
    """
    symbol = _SYMBOLS.get(script_op(op), script_op(op))
    texts = [
        text.removeprefix("exponent=").removeprefix("number=")
        for text in operands
        if text is not None
    ]
    numbers = [text for text in texts if "=" not in text]
    if len(numbers) != 1:
        return symbol
    number_first = operands[0] is not None and op not in _COMMUTATIVE
    if number_first or op in _NUMBER_FIRST:
        return f"{numbers[0]} {symbol}"
    return f"{symbol} {numbers[0]}"
