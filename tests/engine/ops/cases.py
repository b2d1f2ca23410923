"""Inputs at which the rules of every operation are checked, including empty and zero-dim ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes
from engine.kept import Kept
from engine.ops.nn.normalization_gradients import Way
from tests.engine.ops.case import Case
from tests.engine.ops.factoring_cases import FACTORING
from tests.engine.ops.moving_cases import MOVING
from tests.engine.ops.resizing_cases import RESIZING
from tests.engine.ops.sampling_cases import SAMPLING
from tests.engine.ops.second_cases import SECOND
from tests.engine.ops.writing_cases import WRITING

UNARY = [Case((shape,)) for shape in [(2, 3), (), (1,), (0, 2)]]
POSITIVE = [case._replace(positive=True) for case in UNARY]
BROADCAST = [
    Case(shapes)
    for shapes in [
        ((2, 3), (2, 3)),
        ((2, 3), (3,)),
        ((2, 1), (1, 3)),
        ((), (2, 3)),
        ((2, 3), ()),
        ((), ()),
        ((1, 3), (0, 3)),
    ]
]


def with_settings(cases: list[Case], **settings: Any) -> list[Case]:
    return [case._replace(settings=settings) for case in cases]


NORM = {"eps": 1e-2, "kept": Kept()}
SQUEEZED = [Case(((2, 1, 3),), {"dim": 1}), Case(((1,),), {"dim": 0})]
RESHAPES = [Case(((2, 3),), {"shape": (3, 2)}), Case(((1,),), {"shape": ()})]
REDUCTIONS = [
    Case(((2, 3, 4),), {"dim": (1,), "keepdim": False}),
    Case(((2, 3, 4),), {"dim": (0, 2), "keepdim": True}),
    Case(((2, 3, 4),), {"dim": (0, 1, 2), "keepdim": False}),
    Case(((),), {"dim": (), "keepdim": False}),
    Case(((0, 3),), {"dim": (1,), "keepdim": False}),
]
SMALL = [case._replace(low=0.1, high=0.9) for case in UNARY]
LARGE = [case._replace(positive=True, low=1.5, high=3) for case in UNARY]
POSITIVE_PAIRS = [case._replace(positive=True) for case in BROADCAST]
DIMS = [Case(((2, 3, 4),), {"dim": 1}), Case(((3,),), {"dim": 0}), Case(((0, 3),), {"dim": 1})]
PART = {"dim": 1, "start": 1, "end": 4, "step": 2}
DIAGONAL = {"offset": 1, "dim1": 0, "dim2": 2}
TRIPLES = [Case(((2, 3), (3,), (2, 1))), Case(((), (), ())), Case(((1, 3), (0, 3), (3,)))]
PAIRS = [Case(((2, 3), (2, 3))), Case(((), ()))]
NOTHING, NO_PAIRS = [Case(((0, 3),))], [Case(((0, 3), (0, 3)))]
SHARES = [Case(((2, 3), (2, 3), np.array([1, 2, 3])), positive=True, low=0.1, high=0.9)]
REDUCED = ("none", "mean", "sum")
PLACES = (np.array([0, 1]), np.array([2, 0]))
CLASSES = np.array([3, 1, 0])
WEIGHTS = np.array([1, 2, 1, 3])
THREE_WEIGHTS = np.array([1, 2, 3])
UNUSED = (np.array(0), np.array(0))
MOVES: dict[str, Any] = {"stride": (2,), "padding": (1,), "dilation": (2,)}
FAR_MOVES: dict[str, Any] = {"stride": (1,), "padding": (2,), "dilation": (4,)}
PLANE_MOVES: dict[str, Any] = {"stride": (1, 2), "padding": (1, 0), "dilation": (1, 1), "groups": 1}
WINDOWS: dict[str, Any] = {
    "kernel": (2, 3),
    "stride": (1, 2),
    "padding": (0, 0),
    "dilation": (1, 1),
}
POOL: dict[str, Any] = {"kernel": (3, 2), "stride": (2, 2), "padding": (1, 0), "extra": (0, 1)}
CUBE_POOL: dict[str, Any] = {
    "kernel": (2, 2, 2),
    "stride": (1, 1, 1),
    "padding": (0, 0, 0),
    "extra": (0, 0, 0),
    "divisors": 8.0,
}
FIXED = [np.array([1, 2, 3]), np.array([4, 2, 1])]
OF_SHAPES = [Case((np.array([2, 3, 4]), (3,)), positive=True)]
SQUARE = [Case(((3, 3),)), Case(((2, 3, 3),))]
RANKED = [
    Case(((2, 3, 4),), {"dim": 1, "keepdim": False}),
    Case(((2, 3),), {"dim": 0, "keepdim": True}),
]
WHERE = np.array([[True, False, True]] * 2)
INDEX = np.array([[0, 2], [1, 1]])
BY = np.array([0, 1, 1])
INDICES: dict[str, Any] = {"indices": (None, np.array([0, 2, 2]))}
PAIR_INDICES: dict[str, Any] = {"indices": (np.array([0, 1, 1]), np.array([2, 0, 0]))}
HIDING = np.where(np.arange(5) > np.arange(3)[:, None] + 1, -np.inf, 0.0)
BAGS: dict[str, Any] = {
    "index": np.array([0, 2, 2, 1, 3]),
    "bags": np.array([0, 0, 1, 1, 1]),
    "count": 2,
    "counts": np.array([1.0, 1.0, 1.0, 0.0, 1.0]),
    "sizes": None,
    "often": None,
    "largest": None,
}


def reduced(cases: list[Case], **settings: Any) -> list[Case]:
    """Cases of a reduction along dimensions, with additional settings."""
    return [case._replace(settings={**case.settings, **settings}) for case in cases]


CASES: dict[str, list[Case]] = {
    **dict.fromkeys(("add", "sub", "rsub_tensor", "mul", "div"), BROADCAST),
    **dict.fromkeys(
        ("add_scaled", "sub_scaled", "rsub_tensor_scaled"), with_settings(BROADCAST, alpha=-1.5)
    ),
    "clone_channels_last": [Case(((2, 3, 2, 2),)), Case(((1, 2, 2, 1, 2),))],
    "to_copy_channels_last": with_settings([Case(((2, 3, 2, 2),))], dtype=dtypes.float64),
    "to_copy_in_order": with_settings(UNARY, dtype=dtypes.float64),
    **dict.fromkeys(("neg", "reciprocal", "zero", "clone", "copy", "exp", "sin", "cos"), UNARY),
    **dict.fromkeys(("tanh", "sigmoid", "relu", "abs", "sign", "sum"), UNARY),
    **dict.fromkeys(("log", "sqrt"), POSITIVE),
    "rsub": [Case((*case.inputs, np.array(3))) for case in UNARY],
    "rsub_scaled": [Case((*case.inputs, np.array(3)), {"alpha": 0.5}) for case in UNARY],
    "pow_number": [
        *with_settings(UNARY, exponent=2),
        *with_settings(UNARY, exponent=-3),
        *with_settings(UNARY, exponent=0),
        *with_settings(POSITIVE, exponent=1.5),
    ],
    "fill": with_settings(UNARY, value=2.5),
    "relu_backward": [Case(((2, 3), (2, 3))), Case(((), ()))],
    "masked_fill": [Case(((2, 3), np.array([[True, False, True]] * 2)), {"value": 7.0})],
    **dict.fromkeys(
        (
            *("add_number", "sub_number", "mul_number", "div_number", "xlogy_number"),
            *("xlog1py_number", "copysign_number"),
        ),
        with_settings(UNARY, number=2.5),
    ),
    **dict.fromkeys(
        ("number_xlogy", "number_xlog1py", "number_zeta"), with_settings(POSITIVE, number=2.5)
    ),
    "dot": [Case(((3,), (3,))), Case(((0,), (0,)))],
    "mv": [Case(((2, 3), (3,))), Case(((0, 3), (3,))), Case(((2, 0), (0,)))],
    "mm": [Case(((2, 3), (3, 4))), Case(((2, 0), (0, 4))), Case(((1, 1), (1, 1)))],
    "mean": UNARY[:3],
    "norm": UNARY[:3],
    "sum_dims": REDUCTIONS,
    "mean_dims": REDUCTIONS,
    "sum_to": [
        Case(((2, 3),), {"shape": (1, 3)}),
        Case(((4, 2, 3),), {"shape": (2, 1)}),
        Case(((2, 3),), {"shape": ()}),
        Case(((0, 3),), {"shape": (1, 3)}),
    ],
    "expand": [
        Case(((1, 3),), {"shape": (4, 2, 3)}),
        Case(((),), {"shape": (2, 3)}),
        Case(((2, 1),), {"shape": (2, 0)}),
        Case(((2, 3),), {"shape": (2, 3)}),
    ],
    **dict.fromkeys(("view", "unsafe_view", "reshape_alias"), RESHAPES),
    "permute": [Case(((2, 3, 4),), {"dims": (2, 0, 1)}), Case(((),), {"dims": ()})],
    "unsqueeze": [Case(((2, 3),), {"dim": 1}), Case(((),), {"dim": 0})],
    "squeeze": SQUEEZED,
    "squeezed": SQUEEZED,
    "t": [Case(((2, 3),)), Case(((3,),)), Case(((),))],
    "to_copy": with_settings(UNARY, dtype=dtypes.float64),
    **dict.fromkeys(("exp2", "expm1", "atan", "sinh", "cosh", "asinh", "sinc", "i0", "i1"), UNARY),
    **dict.fromkeys(("erf", "erfc", "deg2rad", "rad2deg", "gelu", "gelu_tanh", "silu"), UNARY),
    **dict.fromkeys(("mish", "log_sigmoid", "hardsigmoid", "hardswish", "tan"), UNARY),
    **dict.fromkeys(("floor", "ceil", "trunc", "round", "frac", "sgn", "max", "min"), UNARY[:3]),
    **dict.fromkeys(("prod", "median", "nanmedian", "squeeze_all"), UNARY[:3]),
    **dict.fromkeys(("log2", "log10", "log1p", "rsqrt", "lgamma", "digamma", "entr"), POSITIVE),
    **dict.fromkeys(("asin", "acos", "atanh", "erfinv"), SMALL),
    "acosh": LARGE,
    "logit": [
        *(case._replace(positive=True, settings={"eps": None}) for case in SMALL),
        *(case._replace(positive=True, settings={"eps": 0.3}) for case in SMALL),
    ],
    "polygamma_": with_settings(POSITIVE, n=1),
    "polygamma": [*with_settings(POSITIVE, n=1), *with_settings(POSITIVE, n=0)],
    "nan_to_num": with_settings(UNARY, nan=0.0, posinf=None, neginf=None),
    "mvlgamma": with_settings(LARGE, p=3),
    "round_decimals": with_settings(UNARY, decimals=1),
    **dict.fromkeys(("atan2", "hypot", "ldexp", "logaddexp", "logaddexp2"), BROADCAST),
    **dict.fromkeys(
        ("div_floor", "div_trunc", "remainder", "fmod", "copysign", "prelu"), BROADCAST
    ),
    **dict.fromkeys(("maximum", "minimum", "fmax", "fmin"), BROADCAST),
    **dict.fromkeys(("clamp_min_tensor", "clamp_max_tensor"), BROADCAST),
    **dict.fromkeys(("xlogy", "xlog1py", "pow_tensor"), POSITIVE_PAIRS),
    "pow_of_number": with_settings(UNARY, base=2.5),
    **dict.fromkeys(("remainder_number", "fmod_number"), with_settings(UNARY, b=0.7)),
    "clamp": [
        *with_settings(UNARY, min=-0.9, max=1.1),
        *with_settings(UNARY, min=None, max=1.1),
    ],
    "clamp_min": with_settings(UNARY, min=-0.9),
    "clamp_max": with_settings(UNARY, max=0.9),
    "clamp_tensors": [Case(((2, 3), (3,), (3,))), Case(((), (), ()))],
    "leaky_relu": with_settings(UNARY, negative_slope=0.1),
    "elu": with_settings(UNARY, alpha=1.3, scale=1.1),
    "celu": with_settings(UNARY, alpha=1.3),
    "softplus": [
        *with_settings(UNARY, beta=1.5, threshold=20),
        *with_settings(UNARY, beta=1.5, threshold=1),
    ],
    "hardtanh": with_settings(UNARY, min_val=-1, max_val=1.2),
    **dict.fromkeys(("hardshrink", "softshrink"), with_settings(UNARY, lambd=1)),
    "threshold": with_settings(UNARY, threshold=0.8, value=0.3),
    "glu": [Case(((2, 4),), {"dim": 1}), Case(((2, 0, 3),), {"dim": 0})],
    **dict.fromkeys(("softmax", "log_softmax", "safe_softmax", "cumsum", "cumprod"), DIMS),
    "logcumsumexp": DIMS,
    **dict.fromkeys(("amax", "amin"), REDUCTIONS[:3]),
    **dict.fromkeys(("logsumexp", "nansum"), REDUCTIONS),
    **dict.fromkeys(("var", "std"), reduced(REDUCTIONS[:3], correction=1)),
    "vector_norm": [
        *(case for p in (1, 2, 3, 1.5, np.inf) for case in reduced(REDUCTIONS[:4], p=p)),
        *reduced(REDUCTIONS, p=2),
        *(Case(((2, 3),), {"dim": None, "keepdim": False, "p": p}) for p in (1, 2, 3, np.inf)),
    ],
    "prod_dim": [
        Case(((2, 3, 4),), {"dim": 1, "keepdim": False}),
        Case(((2, 3),), {"dim": 0, "keepdim": True}),
        Case(((),), {"dim": 0, "keepdim": False}),
    ],
    "where": [Case(((2, 3), (2, 3), WHERE)), Case(((3,), (), WHERE)), Case(((), (2, 1), WHERE))],
    "masked_fill_tensor": [Case(((2, 3), (), WHERE)), Case(((3,), (), WHERE))],
    "select": [Case(((2, 3, 4),), {"dim": 1, "index": 2}), Case(((3,),), {"dim": 0, "index": 0})],
    "select_backward": [Case(((2, 4),), {"shape": (2, 3, 4), "dim": 1, "index": 2})],
    "slice": [Case(((2, 5),), PART), Case(((0, 5),), PART)],
    "slice_backward": [Case(((2, 2),), {"shape": (2, 5), **PART})],
    "index": [Case(((2, 3), BY), INDICES), Case(((2, 3), BY), PAIR_INDICES)],
    "index_spread": [Case(((2, 3), (3,), BY), PAIR_INDICES)],
    "index_put": [
        Case(((2, 3), (3,), BY), {"accumulate": True, **PAIR_INDICES}),
        Case(((2, 3), (), BY), {"accumulate": False, "indices": (np.array([1, 0]), None)}),
        Case(((2, 3), (2, 1), BY), {"accumulate": False, "indices": (None, np.array([2, 0]))}),
    ],
    "gather": [Case(((3, 2), INDEX), {"dim": 0}), Case(((2, 3), INDEX), {"dim": 1})],
    "scatter_add": [Case(((2, 3), (2, 2), INDEX), {"dim": 1})],
    "scatter": [Case(((2, 3), (2, 2), np.array([[0, 2], [1, 0]])), {"dim": 1})],
    "scatter_value": [Case(((2, 3), INDEX), {"dim": 1, "value": 5.0})],
    "pad_to": [Case(((2, 3),), {"shape": (3, 5)}), Case(((2,),), {"shape": (2,)})],
    "index_select": [Case(((2, 3), np.array([2, 0, 2])), {"dim": 1})],
    "index_add": [Case(((2, 3), (2, 3), np.array([2, 0, 2])), {"dim": 1})],
    "sparse_values": [Case(((3,),))],
    "coalesce": [Case(((4,), np.array([0, 1, 2, 0])), {"count": 3})],
    "sparse_to_dense": [Case(((4,), np.array([2, 3, 5, 2])), {"shape": (2, 3)})],
    **{
        name: [Case(((4,), of, np.array([0, 1, 1, 0]), np.array([2, 0, 2, 2])), {"count": 2})]
        for name, of in {"sparse_addmm": (3, 2), "sparse_mm": (3, 2), "sparse_mv": (3,)}.items()
    },
    "transpose": [Case(((2, 3, 4),), {"dim0": 0, "dim1": 2}), Case(((),), {"dim0": 0, "dim1": 0})],
    "squeeze_dim": [Case(((2, 1, 3),), {"dim": 1}), Case(((2, 1),), {"dim": 0})],
    "squeeze_dims": [Case(((1, 2, 1),), {"dim": (0, 1)})],
    "diagonal": [Case(((3, 2, 4),), DIAGONAL), Case(((2, 0),), DIAGONAL | {"dim2": 1})],
    "diagonal_backward": [Case(((2, 3),), {"shape": (3, 2, 4), **DIAGONAL})],
    "diag_embed": [Case(((2, 3),), {"offset": -1, "dim1": 1, "dim2": 2})],
    "unfold": [Case(((2, 7),), {"dimension": 1, "size": 3, "step": 2})],
    "unfold_backward": [Case(((2, 3, 3),), {"shape": (2, 7), "dim": 1, "size": 3, "step": 2})],
    "as_strided": [
        Case(((3, 4),), {"size": (2, 3), "stride": (1, 2), "offset": 1, "own": (4, 1)}),
        Case(((3, 4),), {"size": (2, 3), "stride": (1, 4), "offset": 1, "own": (4, 1)}),
        Case(((),), {"size": (), "stride": (), "offset": 0, "own": ()}),
    ],
    "flip": [Case(((2, 3),), {"dims": (1,)}), Case(((0, 3),), {"dims": (0, 1)})],
    "roll": [
        Case(((2, 3),), {"shifts": (1, -2), "dims": (0, 1)}),
        Case(((2, 3),), {"shifts": (2,), "dims": ()}),
    ],
    "rot90": [Case(((2, 3),), {"k": 1, "dims": (0, 1)})],
    "tril": [Case(((2, 3, 4),), {"diagonal": 1})],
    "triu": [Case(((2, 3, 4),), {"diagonal": -1})],
    "cat": [Case(((2, 3), (2, 1), (2, 0)), {"dim": 1}), Case(((0,), (2,)), {"dim": 0})],
    "unbind": [Case(((2, 3),), {"dim": 1}), Case(((3,),), {"dim": 0})],
    "stack": [Case(((2, 3), (2, 3)), {"dim": 1}), Case(((), ()), {"dim": 0})],
    "repeat": [Case(((2, 3),), {"repeats": (2, 1, 3)}), Case(((2,),), {"repeats": (0,)})],
    "constant_pad": [Case(((2, 3),), {"pad": ((1, 0), (-1, 2)), "value": 4.0})],
    "block_diag": [Case(((2, 3), (1, 2), ()))],
    **dict.fromkeys(("max_dim", "min_dim", "median_dim", "nanmedian_dim", "mode"), RANKED),
    "kthvalue": reduced(RANKED, k=2),
    "sort_told": [Case(((2, 3),), {"dim": 1, "descending": False, "stable": True})],
    "sort": [
        Case(((2, 3),), {"dim": 1, "descending": False}),
        Case(((2, 3),), {"dim": 0, "descending": True}),
        Case(((),), {"dim": 0, "descending": False}),
    ],
    "topk": [Case(((2, 4),), {"k": 2, "dim": 1, "largest": True})],
    **dict.fromkeys(("cummax", "cummin"), DIMS),
    "frexp": UNARY,
    **dict.fromkeys(("erfcx", "i0e", "i1e", "log_ndtr"), UNARY),
    "ndtri": [case._replace(positive=True) for case in SMALL],
    **dict.fromkeys(("igamma", "igammac", "zeta"), OF_SHAPES),
    "aminmax": [
        Case(((2, 3),), {"dim": 1, "keepdim": False}),
        Case(((2, 3),), {"dim": None, "keepdim": False}),
    ],
    **dict.fromkeys(("var_mean", "std_mean"), reduced(REDUCTIONS[:3], correction=1)),
    "split": [Case(((2, 5),), {"size": 2, "dim": 1})],
    "unsafe_split": [Case(((4,),), {"size": 2, "dim": 0})],
    "split_sizes": [Case(((2, 5),), {"sizes": (2, 0, 3), "dim": 1})],
    **dict.fromkeys(("addcmul", "addcdiv"), with_settings(TRIPLES, value=-1.5)),
    "lerp": TRIPLES,
    "lerp_number": with_settings(BROADCAST, weight=0.3),
    "copy_from": [Case(((2, 3), (3,))), Case(((2, 0), (1,)))],
    "fill_from": [Case(((2, 3), ())), Case(((), ()))],
    **dict.fromkeys(("alias", "clone_in_order", "primal"), UNARY),
    "masked_select": [Case(((2, 3), WHERE)), Case(((3,), WHERE))],
    "take": [Case(((2, 3), INDEX))],
    "uniform": with_settings(UNARY, low=1, high=1),
    "normal_like": with_settings(UNARY, mean=1, std=0),
    "bernoulli_number": with_settings(UNARY, p=1),
    "random": with_settings(UNARY, low=3, high=4),
    "exponential": with_settings(UNARY, lambd=np.inf),
    "angle": UNARY,
    "cauchy": with_settings(UNARY, median=1, sigma=0),
    "log_normal": with_settings(UNARY, mean=1, std=0),
    "geometric": with_settings(UNARY, p=1 - 1e-12),
    # Random operations are checked with settings for which nothing is drawn.
    "bernoulli": NOTHING,
    "bernoulli_from": NO_PAIRS,
    "poisson": NOTHING,
    "normal_around": with_settings(NOTHING, std=1),
    "normal_of_spread": with_settings(NOTHING, mean=1),
    "normal_of_both": NO_PAIRS,
    "bmm": [Case(((2, 3, 4), (2, 4, 2))), Case(((0, 3, 4), (0, 4, 2)))],
    "addmm": [
        Case(shapes, {"beta": 0.5, "alpha": 2})
        for shapes in (((4,), (2, 3), (3, 4)), ((2, 4), (2, 0), (0, 4)))
    ],
    "baddbmm": with_settings([Case(((2, 1, 4), (2, 3, 2), (2, 2, 4)))], beta=0.5, alpha=2),
    "addbmm": with_settings([Case(((3, 4), (2, 3, 2), (2, 2, 4)))], beta=0.5, alpha=2),
    "addmv": with_settings([Case(((2,), (2, 3), (3,)))], beta=0.5, alpha=2),
    "addr": with_settings([Case(((2, 3), (2,), (3,)))], beta=0.5, alpha=2),
    "trilinear": [Case(((3, 2), (4, 2, 3), (3, 3)), {"terms": "ni,oij,nj->no"})],
    "vdot": [Case(((3,), (3,)))],
    "trace": [Case(((2, 3),)), Case(((0, 3),))],
    "cross": [Case(((2, 3), (2, 3)), {"dim": 1}), Case(((3, 2), (3, 1)), {"dim": 0})],
    "dist": [
        *with_settings([Case(((2, 3), (3,)))], p=2),
        *with_settings([Case(((2, 3), (3,)))], p=3),
    ],
    **dict.fromkeys(("inverse", "det", "slogdet"), SQUARE),
    "solve": [
        *(Case(shapes, {"left": True}) for shapes in (((3, 3), (3, 2)), ((2, 3, 3), (2, 3, 1)))),
        *(Case(shapes, {"left": True}) for shapes in (((3, 3), (3,)), ((2, 3, 3), (2, 3)))),
        *(Case(shapes, {"left": False}) for shapes in (((3, 3), (2, 3)), ((2, 3, 3), (2, 1, 3)))),
    ],
    "pinv": [Case(((4, 2),), {"rcond": 1e-15}), Case(((2, 4),), {"rcond": 1e-15})],
    "solve_triangular": [
        Case(shapes, {"upper": upper, "unitriangular": not upper, "left": left})
        for upper in (True, False)
        for shapes, left in ((((3, 3), (3, 2)), True), (((2, 3, 3), (2, 1, 3)), False))
    ],
    "qr": [Case((s,), {"mode": "reduced"}) for s in ((4, 3), (2, 3, 3), (2, 4))],
    "mse_loss": [case for how in REDUCED for case in with_settings(PAIRS, reduction=how)],
    "soft_margin_loss": [
        Case(((2, 3), np.array([[1, -1, 1]])), {"reduction": how}) for how in REDUCED
    ],
    "smooth_l1_loss": [
        *with_settings(PAIRS, reduction="mean", beta=0.7),
        *with_settings(PAIRS, reduction="none", beta=0),
    ],
    "huber_loss": with_settings(PAIRS, reduction="mean", delta=0.7),
    "binary_cross_entropy": with_settings(SHARES, weighted=True, reduction="mean"),
    "binary_cross_entropy_with_logits": [
        Case(
            ((2, 3), (2, 3), THREE_WEIGHTS, THREE_WEIGHTS),
            {"weighted": True, "balanced": True, "reduction": "mean"},
        ),
        Case(
            ((2, 3), (2, 3), np.array(1), np.array(1)),
            {"weighted": False, "balanced": False, "reduction": "none"},
        ),
    ],
    "nll_loss": [
        Case(((3, 4), CLASSES, WEIGHTS), {"ignore_index": 1, "reduction": how, "kept": Kept()})
        for how in REDUCED
    ],
    "nll_loss2d": [
        Case(
            ((2, 4, 3), CLASSES[None] * [[1], [0]], WEIGHTS),
            {"ignore_index": -100, "reduction": "mean", "kept": Kept()},
        )
    ],
    "nll_loss_backward": [
        Case(((2,), (2, 3)), {"indices": PLACES, "weight": np.array([0.5, 2.0])}),
        Case(((), (2, 3)), {"indices": PLACES, "weight": np.array([0.5, 2.0])}),
    ],
    "nll_loss2d_backward": [
        Case(((2,), (2, 3)), {"indices": PLACES, "weight": np.array([0.5, 2.0])})
    ],
    "scale_by": with_settings(UNARY, weight=1.5),
    "multi_margin_loss": [
        Case(((3, 4), CLASSES, np.array(1)), {"p": 1, "margin": 1.0, "reduction": "mean"}),
        Case(((3, 4), CLASSES, WEIGHTS), {"p": 2, "margin": 1.0, "reduction": "none"}),
    ],
    "convolution": [
        Case(((2, 4, 7), (6, 2, 3), (6,)), MOVES | {"groups": 2}),
        Case(((1, 2, 5, 5), (3, 2, 3, 3), (3,)), PLANE_MOVES),
    ],
    "convolution_without_bias": [Case(((2, 4, 7), (6, 2, 3)), MOVES | {"groups": 2})],
    "convolution_input": [Case(((2, 6, 3), (6, 2, 3)), MOVES | {"groups": 2, "extents": (7,)})],
    "convolution_weight": [Case(((2, 6, 3), (2, 4, 7)), MOVES | {"groups": 2, "kernel": (3,)})],
    "max_pool2d": [
        Case(((2, 2, 5, 5),), POOL | {"dilation": (1, 1)}),
        Case(((2, 5, 5),), POOL | {"dilation": (1, 1)}),
    ],
    "max_pool3d": [
        Case(
            ((1, 2, 3, 3, 3),),
            {
                "kernel": (2, 2, 2),
                "stride": (1, 1, 1),
                "padding": (0, 0, 0),
                "dilation": (1, 1, 1),
                "extra": (0, 0, 0),
            },
        )
    ],
    "avg_pool2d": [Case(((2, 2, 5, 5),), POOL | {"divisors": 6.0})],
    "avg_pool2d_back": [Case(((2, 2, 3, 3), (2, 2, 5, 5)), POOL | {"divisors": 6.0})],
    "avg_pool3d": [Case(((1, 1, 3, 3, 3),), CUBE_POOL)],
    "avg_pool3d_back": [Case(((1, 1, 2, 2, 2), (1, 1, 3, 3, 3)), CUBE_POOL)],
    "fractional_max_pool2d": [
        Case(
            ((2, 1, 4, 5),), {"kernel": (2, 2), "size": (2, 3), "samples": np.full((2, 1, 2), 0.4)}
        )
    ],
    "fractional_max_pool3d": [
        Case(
            ((1, 3, 4, 3),),
            {"kernel": (1, 2, 2), "size": (2, 2, 1), "samples": np.full((1, 1, 3), 0.7)},
        )
    ],
    "fractional_max_pool2d_backward": [
        Case(((1, 2, 1, 2), (1, 2, 3, 2), np.array([[[[1, 1]], [[5, 0]]]])))
    ],
    "fractional_max_pool3d_backward": [Case(((1, 1, 1, 2), (1, 2, 3, 2), np.array([[[[1, 7]]]])))],
    "max_pool2d_backward": [Case(((1, 2, 1, 2), (1, 2, 3, 2), np.array([[[[1, 1]], [[5, 0]]]])))],
    "max_pool3d_backward": [Case(((1, 1, 1, 2), (1, 2, 3, 2), np.array([[[[1, 7]]]])))],
    "adaptive_max_pool2d_backward": [Case(((1, 1, 1, 2), (1, 1, 3, 2), np.array([[[[1, 5]]]])))],
    "adaptive_avg_pool2d": [
        Case(((2, 2, 3, 4),), {"rows": np.eye(2, 3) / 2, "columns": np.ones((1, 4)) / 4})
    ],
    "adaptive_max_pool3d": [Case(((1, 2, 3, 4, 3),), {"size": (2, 3, 1)})],
    "adaptive_max_pool3d_backward": [
        Case(((1, 1, 1, 1, 2), (1, 1, 1, 3, 2), np.array([[[[[1, 5]]]]])))
    ],
    "adaptive_avg_pool2d_back": [
        Case(
            ((2, 2, 2, 1), (2, 2, 3, 4)), {"rows": np.eye(2, 3) / 2, "columns": np.ones((1, 4)) / 4}
        )
    ],
    "adaptive_max_pool2d": [Case(((2, 2, 5, 4),), {"size": (2, 3)})],
    "batch_norm": [
        Case(((4, 3, 2), (3,), (3,)), {"dims": (0, 2), "places": (3, 1), **NORM}),
        Case(((4, 3), (), ()), {"dims": (0,), "places": (3,), **NORM}),
    ],
    "layer_norm": [
        Case(((2, 3, 4), (4,), (4,)), {"dims": (2,), "places": (4,), **NORM}),
        Case(((2, 3), (), ()), {"dims": (1,), "places": (3,), **NORM}),
    ],
    "batch_norm_fixed": [
        Case(((4, 3, 2), (3,), (3,), *FIXED), {"places": (3, 1), "eps": 1e-2}),
    ],
    "group_norm": [Case(((2, 4, 3), (4,), (4,)), {"groups": 2, "places": (4, 1), "eps": 1e-2})],
    "convolution_transposed": [
        Case(((2, 6, 3), (6, 2, 3), (4,)), MOVES | {"groups": 2, "extents": extents})
        for extents in ((7,), (10,))
    ]
    + [Case(((1, 2, 4), (2, 3, 2), (3,)), FAR_MOVES | {"groups": 1, "extents": (7,)})],
    "lstm_layer": [
        Case(((3, 2, 2), (12, 2), (12, 3), (12,), (12,), (2, 3), (2, 3)), {"reverse": reverse})
        for reverse in (False, True)
    ],
    "batch_norm_backward": [
        Case(((4, 3, 2), (4, 3, 2), (3,), *UNUSED), {"mask": mask, "way": way})
        for mask, way in (
            ((True, True, True), Way((3, 1), (3,), 1e-2, (0, 2))),
            ((True, False, True), Way((3, 1), (3,), 1e-2, (0, 2))),
            ((True, True, True), Way((3, 1), (3,), 1e-2, moments=(np.arange(3.0), np.ones(3)))),
        )
    ],
    "layer_norm_backward": [
        Case(
            ((2, 3, 4), (2, 3, 4), *UNUSED, (4,), np.zeros(4, int)),
            {"mask": (True, True, True), "way": Way((4,), (4,), 1e-2, (2,))},
        ),
    ],
    "convolution_backward": [
        Case(shapes, {"mask": mask, "transposed": transposed, "moves": MOVES | {"groups": 2}})
        for shapes, transposed in (
            (((2, 6, 3), (2, 4, 7), (6, 2, 3)), False),
            (((2, 4, 7), (2, 6, 3), (6, 2, 3)), True),
        )
        for mask in ((True, True, True), (True, True, False))
    ]
    + [
        Case(
            ((1, 3, 7), (1, 2, 4), (2, 3, 2)),
            {"mask": (True,) * 3, "transposed": True, "moves": FAR_MOVES | {"groups": 1}},
        )
    ],
    "im2col": [Case(((2, 2, 4, 5),), WINDOWS)],
    "col2im": [Case(((2, 12, 6),), WINDOWS | {"extents": (4, 5)})],
    "embedding": [Case(((4, 3), INDEX), {"padding_idx": -1, "scale_grad_by_freq": False})],
    "attention": [
        Case(((2, 3, 4), (2, 3, 4), (2, 3, 4)), {"mask": None, "scale": 0.5}),
        Case(((1, 2, 3, 4), (1, 2, 5, 4), (1, 2, 5, 4)), {"mask": HIDING, "scale": 1.5}),
    ],
    "cdist": [Case(((3, 2), (4, 2)), {"p": p}) for p in (1.0, 1.5, 2.0, 3.0, np.inf)]
    + [Case(((2, 3, 2), (1, 2)), {"p": 2.0})],
    "euclidean_dist": [Case(((3, 2), (4, 2))), Case(((2, 3, 2), (1, 2)))],
    "embedding_bag": [
        Case(((4, 3), (5,)), BAGS),
        Case(((4, 3), (5,)), BAGS | {"sizes": np.array([2, 2])}),
        Case(((4, 2), (5,)), BAGS | {"largest": np.array([[0, 2], [3, -1]])}),
    ],
    "norm_along": reduced(REDUCTIONS[:3], p=3),
    "nll_loss_row": [
        Case(((4,), np.array(2), WEIGHTS), {"ignore_index": -100, "reduction": how})
        for how in ("mean", "sum")
    ],
}
BECOMING = "t transpose unsqueeze squeeze_all squeeze_dim squeeze_dims as_strided"
CASES |= (
    MOVING
    | SECOND
    | WRITING
    | RESIZING
    | SAMPLING
    | FACTORING
    | {f"{name}_": CASES[name] for name in BECOMING.split()}
)
COPIED = f"""
    {BECOMING} alias diagonal expand permute select slice split split_sizes transpose unbind unfold
    view
"""
CASES |= {f"{name}_copy": CASES[name] for name in COPIED.split()}

# Factors of symmetric matrices, and those that are unique only up to signs, have their own tests,
# as do operations on probabilities. The rule of as_strided_scatter is PyTorch's, and not a
# derivative.
CHECKED_ELSEWHERE = (
    *(
        "as_strided_scatter",
        "cholesky",
        "cholesky_inverse",
        "cholesky_solve",
        "older_cholesky",
        *("fake_quantize", "fake_quantize_by_tensors", "fake_quantize_channels"),
        "ctc_loss",
        "eig",
        "eigh",
        "grid_sampler_2d_backward",
        "grid_sampler_3d_backward",
        "svd",
    ),
    *(
        "complex",
        "conj",
        "conj_physical",
        "conj_physical_",
        "polar",
        "fft_c2c",
        "fft_c2r",
        "fft_r2c",
        *("view_as_complex", "view_as_complex_copy"),
        *("view_as_real", "view_as_real_copy"),
    ),
    *("dirichlet", "standard_gamma", "vector_norm_of_order_0"),
)
