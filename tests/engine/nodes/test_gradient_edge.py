"""Edges of the backward graph: where the gradient of a tensor goes."""

import gc
import weakref

from engine.nodes.accumulate_grad import AccumulateGrad, accumulator_of
from engine.nodes.gradient_edge import edge_of, get_gradient_edge, next_edge
from tests.engine.untyped import torch


def test_the_edge_of_a_result_leads_to_its_node_and_says_which_output_it_is():
    both = torch.ones(2, requires_grad=True).unbind()
    assert [edge_of(each) for each in both] == [(both[0].grad_fn, 0), (both[1].grad_fn, 1)]


def test_the_edge_of_a_leaf_leads_to_one_accumulator_as_long_as_somebody_has_it():
    leaf = torch.ones(2, requires_grad=True)
    node, output_nr = edge_of(leaf)
    assert (type(node), output_nr) == (AccumulateGrad, 0)
    assert node is accumulator_of(leaf)
    seen = weakref.ref(node)
    del node
    gc.collect()
    assert seen() is None


def test_an_operation_sends_nothing_to_a_constant_nor_to_a_view_of_a_later_leaf():
    base = torch.ones(2)
    view = base[0]
    assert next_edge(base) is None
    base.requires_grad_()
    assert view.requires_grad
    assert next_edge(view) is None


def test_the_edge_of_an_edge_is_the_edge():
    result = torch.ones(2, requires_grad=True).sum()
    edge = get_gradient_edge(result)
    assert edge_of(edge) == edge_of(result)
