"""Views of a tensor that begins to require a gradient when they are there already."""

from tests.engine.untyped import torch


def test_a_view_requires_a_gradient_as_its_base_does_but_receives_none():
    c = torch.tensor([0.5, 2.0])
    a = c * 1
    view = a.view(2)
    a.requires_grad_()
    assert view.requires_grad
    assert view.is_leaf
    (a * view).sum().backward()
    assert a.grad.tolist() == [0.5, 2.0]
    assert view.grad is None
