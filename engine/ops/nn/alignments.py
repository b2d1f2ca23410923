"""Connectionist temporal classification: how probable a sequence of labels is.

Source: Graves et al. 2006. As in PyTorch, the gradient is that of log-probabilities which are
normalised at each step (they come from a log-softmax).
"""

from typing import Any

import numpy as np

from engine.op import op
from engine.ops.refusing import refusing
from engine.tensor import Array

Labels = tuple[np.ndarray, ...]


def _with_blanks(labels: np.ndarray, blank: int) -> np.ndarray:
    """Labels with a blank before, between and after them."""
    out = np.full(2 * len(labels) + 1, blank)
    out[1::2] = labels
    return out


def _may_skip(states: np.ndarray) -> np.ndarray:
    """Whether a state can be reached from the one two before it: past a blank, to another label."""
    skips = np.zeros(len(states), bool)
    skips[2:] = states[2:] != states[:-2]  # two blanks are alike; a label may be the blank, too
    return skips


def _forward(scores: np.ndarray, skips: np.ndarray) -> np.ndarray:
    """The log-probability of being in each state at each step, by all ways up to it.

    Shapes: scores (steps, states), skips (states) -> (steps, states)
    """
    out = np.full(scores.shape, -np.inf)
    out[0, :2] = scores[0, :2]
    for step in range(1, len(scores)):
        before = out[step - 1]
        ways = np.full((3, len(before)), -np.inf)
        ways[0] = before
        ways[1, 1:] = before[:-1]
        ways[2, 2:] = np.where(skips[2:], before[:-2], -np.inf)
        out[step] = np.logaddexp.reduce(ways, axis=0) + scores[step]
    return out


def _ending(forward: np.ndarray) -> float:
    """The log-probability of all ways that end in the last label or the blank after it."""
    return float(np.logaddexp.reduce(forward[-1, -2:]))


@op("CtcLossBackward0", formula=r"-\ln \sum_{\pi \to \mathrm{labels}} \prod_t e^{a_{t, \pi_t}}")
def ctc_loss(
    a: Array, *, labels: Labels, lengths: tuple[int, ...], blank: int, zero_infinity: bool
) -> Array:
    """Connectionist temporal classification: the negative log likelihood of each label sequence.

    Where they are impossible the gradient is nan, or 0 with ``zero_infinity``.

    Shapes: a (steps, batch, classes) -> (batch)
    """
    losses = [
        -_ending(_forwards(a, at, each, length, blank)[0]) if length else _of_nothing(each)
        for at, (each, length) in enumerate(zip(labels, lengths))
    ]
    return np.array(losses).astype(a.dtype)


def _of_nothing(labels: np.ndarray) -> float:
    return np.inf if len(labels) else 0.0


def _forwards(
    a: Any, at: int, labels: np.ndarray, length: int, blank: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The forward variables of one sequence, with its states and their scores."""
    states = _with_blanks(labels, blank)
    scores = np.asarray(a[:length, at], np.float64)[:, states]
    return _forward(scores, _may_skip(states)), states, scores


@ctc_loss.vjp("a", sends=r"g \left(e^{a_{tc}} - p(\pi_t = c \mid \mathrm{labels})\right)")
def ctc_loss_wrt_a(
    F: Any,
    g: Any,
    *,
    a: Any,
    labels: Labels,
    lengths: tuple[int, ...],
    blank: int,
    zero_infinity: bool,
) -> Any:
    settings = {"blank": blank, "zero_infinity": zero_infinity}
    return F.ctc_loss_back(g, a, labels=labels, lengths=lengths, **settings)


@refusing("derivative for aten::_ctc_loss_backward is not implemented")
@op(
    "NotImplemented",
    formula=r"d \left(e^{a_{tc}} - p(\pi_t = c \mid \mathrm{labels})\right)",
)
def ctc_loss_back(
    d: Any, a: Any, *, labels: Labels, lengths: tuple[int, ...], blank: int, zero_infinity: bool
) -> Array:
    """d times how the probabilities differ from those that the labels ask for."""
    out = np.zeros(a.shape)
    for at, (each, length) in enumerate(zip(labels, lengths)):
        if not length:
            continue
        forward, states, scores = _forwards(a, at, each, length, blank)
        backward = _forward(scores[::-1, ::-1], _may_skip(states[::-1]))[::-1, ::-1]
        total = _ending(forward)
        if total == -np.inf:
            out[:length, at] = 0 if zero_infinity else np.nan
            continue
        both = np.exp(forward + backward - scores - total)
        asked = np.zeros((length, a.shape[2]))
        where: Any = (np.s_[:], states)
        np.add.at(asked, where, both)
        out[:length, at] = np.exp(a[:length, at]) - asked
    return (out * d[:, None]).astype(a.dtype)
