"""Operations with several outputs: one node, with a gradient and a card for each output."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine.gradcheck import check_derivatives
from engine.multi_op import multi_op
from engine.ops.elementwise import arithmetic
from engine.ops.shapes import parts
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag
from engine.record.validate import validate
from engine.registry import raw, traced
from engine.tensor import Tensor
from tests.engine.recorder.watching import run
from tests.engine.untyped import torch


def recorded(script: str) -> Recording:
    done = run("import torch\n" + script)
    assert done.recorder.errors == []
    validate(done.recording)
    return done.recording


SCRIPT = """\
x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], requires_grad=True)
a, b, c = x
(a * b * torch.tensor([1.0, 10.0])).sum().backward()
"""


@pytest.fixture
def x() -> Any:
    return torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], requires_grad=True)


def test_outputs_share_one_node(x: Any):
    rows = list(x)
    assert [row.output_nr for row in rows] == [0, 1, 2]
    assert rows[0].grad_fn is rows[2].grad_fn
    assert rows[0].grad_fn.name() == "UnbindBackward0"
    assert (rows[0] * rows[2]).grad_fn.next_functions == (
        (rows[0].grad_fn, 0),
        (rows[0].grad_fn, 2),
    )


def test_outputs_without_a_gradient_count_as_zeros(x: Any):
    a, b, _ = x
    (a * b).sum().backward()
    assert x.grad.tolist() == [[3.0, 4.0], [1.0, 2.0], [0.0, 0.0]]


def test_the_node_waits_for_gradients_of_all_its_outputs(x: Any):
    a, b, c = x
    (a * b + c.exp() * 0).sum().backward()
    assert x.grad.tolist() == [[3.0, 4.0], [1.0, 2.0], [0.0, 0.0]]


def test_outputs_of_unbind_are_views(x: Any):
    y = x.detach()
    a, _, _ = y
    a.zero_()
    assert y.tolist()[0] == [0.0, 0.0]


def test_results_that_require_no_grad_have_no_node():
    assert [part.grad_fn for part in torch.ones(2, 1)] == [None, None]


def test_second_derivatives_agree_with_differences(x: Any):
    def product(whole: Tensor) -> Tensor:
        first, second, third = parts.unbind(whole, dim=1)
        return arithmetic.mul(arithmetic.mul(first, second), arithmetic.mul(third, first))

    check_derivatives(product, [np.arange(1.0, 7.0).reshape(2, 3)], np.random.default_rng(7))


def test_every_output_is_a_card_of_the_same_step():
    recording = recorded(SCRIPT)
    cards = recording["cards"]
    rows = np.flatnonzero(cards["output_nr"] >= 0)[1:4]
    assert [recording.names(int(row)) for row in rows] == [["a"], ["b"], ["c"]]
    assert cards["output_nr"][rows].tolist() == [0, 1, 2]
    assert len(set(cards["event"][rows].tolist())) == len(set(cards["node"][rows].tolist())) == 1
    assert (cards["flags"][rows] & CardFlag.VIEW).all()
    assert cards["joined"][rows].tolist() == [0, 0, 0]
    assert recording["events"]["row"][cards["event"][rows[0]]] == rows[0]


def test_a_card_shows_the_gradient_of_its_own_output():
    recording = recorded(SCRIPT)
    state = recording.at(recording.step_count)
    gradients = [recording.value(state.gradient(card)) for card in (1, 2, 3)]
    told = [None if each is None else each.array.tolist() for each in gradients]
    assert told == [[3.0, 40.0], [1.0, 20.0], None]


def test_sent_gradients_cross_the_edges_of_all_outputs():
    recording = recorded(SCRIPT)
    state = recording.at(recording.step_count)
    edges = np.flatnonzero(recording["operands"]["operand"] == 0)
    crossings = state.contributions_along(edges)
    assert len(set(crossings.tolist())) == 1
    assert crossings[0] != NONE


@pytest.fixture
def best() -> Iterator[Any]:
    """An operation with an output that has no gradient, like ``max`` along a dimension."""

    @multi_op("BestBackward0", outputs=("value", "place"), gradient_outputs=("value",))
    def best(a: Any) -> Any:
        return np.max(a), np.argmax(a)

    @best.vjp("a")
    def best_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...], place: Any) -> Any:
        return F.select_backward(g, shape=a_shape, dim=0, index=int(place.item()))

    yield best
    del raw.best, traced.best


def test_rules_receive_a_single_gradient_and_refer_to_outputs_by_name(best: Any):
    x = torch.tensor([1.0, 4.0, 2.0], requires_grad=True)
    value, place = best(x)
    assert place.grad_fn is None
    assert value.grad_fn is not None
    torch.autograd.backward([value, value * 2])
    assert x.grad.tolist() == [0.0, 3.0, 0.0]


def test_a_saved_output_changed_in_place_is_refused(best: Any):
    x = torch.tensor([1.0, 4.0, 2.0], requires_grad=True)
    value, place = best(x)
    place.add_(1)
    with pytest.raises(RuntimeError, match=r"\[torch.LongTensor \[\]\] is at version 1"):
        value.backward()
