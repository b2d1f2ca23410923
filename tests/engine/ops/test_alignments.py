"""The CTC loss, compared with a sum over all alignments and with finite differences."""

from __future__ import annotations

from itertools import groupby, product
from typing import Any

import numpy as np
import pytest

from engine.gradcheck import check_derivatives
from engine.ops.elementwise import arithmetic
from engine.ops.nn import alignments, softmaxes
from engine.passes import autograd
from engine.tensor import Tensor, wrap

SETTINGS: dict[str, Any] = {
    "labels": (np.array([1, 2]), np.array([3, 3]), np.array([], int)),
    "lengths": (4, 5, 3),
    "blank": 0,
    "zero_infinity": False,
}


def scores(seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((5, 3, 4))


def loss(a: Tensor) -> Tensor:
    return alignments.ctc_loss(softmaxes.log_softmax(a, dim=2), **SETTINGS)


def reads_as(path: tuple[int, ...], blank: int) -> list[int]:
    """The labels that an alignment stands for: repeats are merged, blanks removed."""
    return [label for label, _ in groupby(path) if label != blank]


def by_enumeration(log_probs: np.ndarray, at: int) -> float:
    labels, length = SETTINGS["labels"][at].tolist(), SETTINGS["lengths"][at]
    total = 0.0
    for path in product(range(log_probs.shape[2]), repeat=length):
        if reads_as(path, SETTINGS["blank"]) == labels:
            total += np.exp(sum(log_probs[step, at, label] for step, label in enumerate(path)))
    return float(-np.log(total))


def test_the_loss_sums_over_all_alignments_of_the_labels():
    log_probs = softmaxes.log_softmax.kernel(scores(), dim=2)
    found = alignments.ctc_loss.kernel(log_probs, **SETTINGS)
    np.testing.assert_allclose(found, [by_enumeration(log_probs, at) for at in range(3)])


def test_gradients_of_the_ctc_loss_agree_with_differences():
    check_derivatives(loss, [scores()], np.random.default_rng(7), order=1)


def test_labels_that_do_not_fit_have_an_infinite_loss():
    few = {"labels": (np.array([1, 1]),), "lengths": (2,)}
    assert alignments.ctc_loss.kernel(np.zeros((2, 1, 2)), **SETTINGS | few) == np.inf


def test_the_ctc_loss_has_no_second_derivative_as_in_pytorch():
    a = wrap(scores())._with_grad_required()
    seed = wrap(np.ones(3))
    (first,) = autograd.grad(loss(a), [a], seed, create_graph=True)
    assert first is not None
    with pytest.raises(RuntimeError, match="_ctc_loss_backward is not implemented"):
        autograd.grad(arithmetic.mul(first, first), [a], wrap(np.ones(a.shape)))
