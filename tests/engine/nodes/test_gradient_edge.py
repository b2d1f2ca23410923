"""GradientEdge: the node and output number that a tensor's gradient goes to."""

import gc
import weakref

from engine.nodes.accumulate_grad import AccumulateGrad, accumulator_of
from engine.nodes.gradient_edge import edge_of, get_gradient_edge, next_edge
from tests.engine.untyped import torch


def test_the_edge_of_a_result_has_its_node_and_output_number():
    both = torch.ones(2, requires_grad=True).unbind()
    assert [edge_of(each) for each in both] == [(both[0].grad_fn, 0), (both[1].grad_fn, 1)]


def test_the_edge_of_a_leaf_has_one_accumulator_while_it_is_referenced():
    leaf = torch.ones(2, requires_grad=True)
    node, output_nr = edge_of(leaf)
    assert (type(node), output_nr) == (AccumulateGrad, 0)
    assert node is accumulator_of(leaf)
    seen = weakref.ref(node)
    del node
    gc.collect()
    assert seen() is None


def test_constants_and_old_views_of_a_later_leaf_have_no_edge():
    base = torch.ones(2)
    view = base[0]
    assert next_edge(base) is None
    base.requires_grad_()
    assert view.requires_grad
    assert next_edge(view) is None


def test_the_edge_of_an_edge_is_itself():
    result = torch.ones(2, requires_grad=True).sum()
    edge = get_gradient_edge(result)
    assert edge_of(edge) == edge_of(result)
