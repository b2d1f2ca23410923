"""Inputs for operations that occur only in rules, which have rules of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.engine.ops.case import Case

_PAIRS = [Case(((2, 3), (2, 3))), Case(((), ()))]
_SHARES = [Case(((2, 3), (2, 3)), {"dim": 1}), Case(((3, 2), (3, 2)), {"dim": 0})]
_SLOPES = np.array([[0.3, 1.0, 0.2], [0.2, 0.3, 1.0]])
_REDUCTIONS: list[tuple[str, tuple[int, ...]]] = [("none", (2, 3)), ("mean", ()), ("sum", ())]


def _with(cases: list[Case], **settings: Any) -> list[Case]:
    return [case._replace(settings=settings) for case in cases]


def _losses(**settings: Any) -> list[Case]:
    """The gradient of a loss, and the inputs of the loss."""
    return [
        Case((shape, (2, 3), (2, 3)), {"reduction": how} | settings) for how, shape in _REDUCTIONS
    ]


SECOND: dict[str, list[Case]] = {
    "tanh_backward": _PAIRS,
    "sigmoid_backward": _PAIRS,
    "softmax_backward": _SHARES,
    "log_softmax_backward": _SHARES,
    **dict.fromkeys(("gelu_backward", "gelu_tanh_backward", "log_sigmoid_backward"), _PAIRS),
    "hardswish_backward": _PAIRS,
    **dict.fromkeys(("hardshrink_backward", "softshrink_backward"), _with(_PAIRS, lambd=1)),
    "hardtanh_backward": _with(_PAIRS, min_val=-1, max_val=1.2),
    "leaky_relu_backward": _with(_PAIRS, negative_slope=0.1),
    "threshold_backward": _with(_PAIRS, threshold=0.8),
    **dict.fromkeys(
        ("elu_backward", "elu_backward_of_result"),
        _with(_PAIRS, alpha=1.3, scale=1.1, steepness=0.7),
    ),
    "elu_": _with([Case(((2, 3),)), Case(((),))], alpha=1.3, scale=1.1),
    "celu_": _with([Case(((2, 3),)), Case(((),))], alpha=1.3),
    **dict.fromkeys(("rrelu", "rrelu_"), _with([Case(((2, 3),))], slopes=_SLOPES)),
    "rrelu_backward": _with(_PAIRS[:1], slopes=_SLOPES),
    "softplus_backward": [
        *_with(_PAIRS, beta=1.5, threshold=20),
        *_with(_PAIRS, beta=1.5, threshold=1),
    ],
    "glu_backward": [Case(((2, 2), (2, 4)), {"dim": 1}), Case(((1, 0, 3), (2, 0, 3)), {"dim": 0})],
    "mse_loss_backward": _losses(),
    "smooth_l1_loss_backward": [*_losses(beta=0.7), *_losses(beta=0)],
    "huber_loss_backward": _losses(delta=0.7),
    "soft_margin_loss_backward": [
        Case((shape, (2, 3), np.array([[1, -1, 1]])), {"reduction": how})
        for how, shape in _REDUCTIONS
    ],
    "binary_cross_entropy_backward": [
        Case(
            (shape, (2, 3), (2, 3), np.array([1, 2, 3])),
            {"weighted": True, "reduction": how},
            True,
            0.1,
            0.9,
        )
        for how, shape in _REDUCTIONS
    ],
    "multilabel_margin_loss": [
        Case((shape, target), {"reduction": how})
        for shape, target in (
            ((2, 4), np.array([[2, 0, -1, 1], [-1, 1, 1, 1]])),
            ((3,), np.array([1, -1, 0])),
        )
        for how in ("none", "mean", "sum")
    ],
    "filled": _with([Case(((2, 3),)), Case(((),))], value=2.5),
    "filled_from": [Case(((2, 3), ())), Case(((), ()))],
    "narrow_copy": [Case(((2, 4),), {"dim": 1, "start": 1, "length": 2})],
    "unsafe_split_sizes": [Case(((2, 5),), {"sizes": (2, 0, 3), "dim": 1})],
    "nextafter": _PAIRS,
    "pdist": [Case(((4, 3),), {"p": p}) for p in (2.0, 1.0, 3.0)],
    "renorm": [
        Case(((2, 3),), {"p": 2.0, "dim": 0, "maxnorm": 1.0}),
        Case(((2, 3, 2),), {"p": 1.0, "dim": 1, "maxnorm": 5.0}),
    ],
    "prelu_backward": [Case(((2, 3), (2, 3), (2, 3))), Case(((), (), ()))],
    "embedding_dense_backward": [
        Case(
            ((2, 2, 3), np.array([[1, 0], [1, 3]])),
            {"count": 4, "padding_idx": at, "scale_grad_by_freq": False},
        )
        for at in (-1, 1)
    ],
    "weight_norm": [Case(((2, 3), (2, 1)), {"dim": 0}), Case(((2, 3, 2), (1, 1, 2)), {"dim": 2})],
    "leaky_relu_": [Case(((2, 3),), {"negative_slope": 0.1}), Case(((),), {"negative_slope": 0.1})],
}
