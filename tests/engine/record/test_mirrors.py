"""The graph of gradients is linked node by node with the forward graph."""

import numpy as np
import pytest

from engine.record.drawing import backward_pass
from engine.record.mirrors import forward_of, gradient_cards_of, made_in_pass, mirrored
from engine.record.schema import NONE
from engine.worker.headless import recording_of

CUBE = """\
import torch
x = torch.tensor(2.0, requires_grad=True)
s = torch.sin(x)
y = s * x
(slope,) = torch.autograd.grad(y, x, create_graph=True)
slope.backward()
z = x * 2
"""


@pytest.fixture(scope="module")
def cube():
    return recording_of(CUBE, "<script>")[0]


def card_of(recording, name):
    (card,) = [card for card in range(len(recording["cards"])) if name in recording.names(card)]
    return card


def ops_of(recording, cards):
    return [recording.text(int(recording["cards"]["op"][card])) for card in cards]


def test_each_forward_card_has_the_cards_that_its_node_computed(cube):
    assert ops_of(cube, gradient_cards_of(cube, card_of(cube, "y"))) == ["mul", "mul"]
    assert ops_of(cube, gradient_cards_of(cube, card_of(cube, "s")))[:2] == ["cos", "mul"]


def test_the_links_are_symmetric(cube):
    for name in "ys":
        forward = card_of(cube, name)
        for card in gradient_cards_of(cube, forward):
            assert forward_of(cube, card) == forward
            assert forward in mirrored(cube, card)


def test_cards_that_no_pass_made_have_no_counterpart(cube):
    for name in ("x", "y", "z"):
        assert forward_of(cube, card_of(cube, name)) == NONE
    assert mirrored(cube, card_of(cube, "z")) == []
    assert mirrored(cube, NONE) == []


def test_a_pass_without_create_graph_has_no_counterparts():
    source = CUBE.replace(", create_graph=True", "").replace("slope.backward()\n", "")
    recording, _ = recording_of(source, "<script>")
    assert mirrored(recording, card_of(recording, "y")) == []
    assert not len(made_in_pass(recording, 0))


def test_the_graph_of_gradients_is_drawn_beside_the_forward_graph(cube):
    drawn = backward_pass(cube, 0).cards
    assert np.isin(made_in_pass(cube, 0), drawn).all()
    assert card_of(cube, "y") in drawn
    assert card_of(cube, "slope") in drawn
    assert card_of(cube, "slope") in backward_pass(cube, 1).cards
