"""Inputs for operations that rules are made of, so that they too have rules."""

from __future__ import annotations

from tests.engine.ops.case import Case

_PAIRS = [Case(((2, 3), (2, 3))), Case(((), ()))]
_SHARES = [Case(((2, 3), (2, 3)), {"dim": 1}), Case(((3, 2), (3, 2)), {"dim": 0})]

SECOND: dict[str, list[Case]] = {
    "tanh_backward": _PAIRS,
    "sigmoid_backward": _PAIRS,
    "softmax_backward": _SHARES,
    "log_softmax_backward": _SHARES,
    "leaky_relu_": [Case(((2, 3),), {"negative_slope": 0.1}), Case(((),), {"negative_slope": 0.1})],
}
