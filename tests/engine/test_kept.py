"""What a kernel keeps for its rules is computed once for an array, and does not keep it alive."""

import gc
import weakref

import numpy as np

from engine.kept import Kept
from tests.engine.untyped import torch


def test_something_is_computed_once_for_one_array_and_anew_for_another():
    computed: list[float] = []

    def total(array: np.ndarray, more: float) -> float:
        computed.append(more)
        return float(array.sum()) + more

    kept, array = Kept(), np.ones(3)
    assert [kept.of(array, total, 1), kept.of(array, total, 2)] == [4, 4]
    assert kept.of(np.ones(2), total, 3) == 5
    assert computed == [1, 3]


def test_an_array_is_freed_although_something_of_it_is_kept():
    kept, array = Kept(), np.ones(3)
    kept.of(array, np.sum)
    reference = weakref.ref(array)
    del array
    gc.collect()
    assert reference() is None


def test_a_normalisation_can_be_differentiated_again_after_its_saved_tensors_were_freed():
    x = torch.tensor([[1.0, 2.0, 4.0]], requires_grad=True)
    weight = torch.ones(3, requires_grad=True)
    gradients = []
    for _ in range(2):
        loss = (torch.nn.functional.layer_norm(x, (3,), weight) ** 3).sum()
        loss.backward(retain_graph=True)
        loss.backward()
        gradients.append(x.grad.tolist())
        x.grad = None
    assert gradients[0] == gradients[1]
