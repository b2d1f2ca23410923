"""Views that were made before their base requires grad."""

from tests.engine.untyped import torch


def test_an_old_view_requires_grad_like_its_base_but_receives_none():
    c = torch.tensor([0.5, 2.0])
    a = c * 1
    view = a.view(2)
    a.requires_grad_()
    assert view.requires_grad
    assert view.is_leaf
    (a * view).sum().backward()
    assert a.grad.tolist() == [0.5, 2.0]
    assert view.grad is None
