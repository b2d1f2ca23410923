"""The fast path of in-place operations gives what the general one gives."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.op import Op
from engine.ops.elementwise import arithmetic
from engine.tensor import Tensor
from engine.torch.tensors import in_place, in_place_fills
from tests.engine.compiled.test_fast import numbers, tensors
from tests.engine.untyped import torch

SHORT = {
    arithmetic.add: in_place.adding,
    arithmetic.sub: in_place.subtracting,
    arithmetic.mul: in_place.multiplying,
    arithmetic.div: in_place.dividing,
}


def outcome(write: Callable[..., Any], target: Any, *others: Any) -> object:
    """The state of a tensor after an in-place operation, or its error."""
    try:
        returned = write(target, *others)
    except (RuntimeError, TypeError) as error:
        return type(error), str(error)
    node = returned.grad_fn and returned.grad_fn.name()
    return returned is target, target._version, target.requires_grad, node, repr(target)


@pytest.mark.parametrize("operation", SHORT, ids=lambda each: each.name)
@given(data=st.data())
def test_in_place_operations_give_the_same_on_the_fast_path(operation: Op, data: st.DataObject):
    make = data.draw(tensors())
    make_other = data.draw(st.one_of(tensors(), numbers.map(lambda number: lambda: number)))
    mode = data.draw(st.sampled_from([nullcontext, torch.no_grad]))
    with mode():
        short = SHORT[operation](operation.apply_in_place)
        assert outcome(short, make(), make_other()) == outcome(
            operation.apply_in_place, make(), make_other()
        )


@given(tensors(), st.sampled_from([nullcontext, torch.no_grad]))
def test_filling_with_zeros_gives_the_same_on_the_fast_path(
    make: Callable[[], Any], mode: Callable[[], Any]
):
    with mode():
        assert outcome(in_place_fills.zero_, make()) == outcome(
            arithmetic.zero.apply_in_place, make()
        )


def test_an_in_place_change_is_seen_through_all_views():
    x = torch.arange(6.0)
    tail = x.detach()[2:]
    x -= 2
    assert x.tolist() == [-2.0, -1.0, 0.0, 1.0, 2.0, 3.0]
    assert tail.tolist() == [0.0, 1.0, 2.0, 3.0]
    assert x._version == tail._version == 1


def test_a_saved_tensor_notices_an_in_place_change():
    w = torch.ones(2, requires_grad=True)
    y = (w * w).sum()
    with torch.no_grad():
        w -= 0.5
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


@pytest.mark.parametrize("name", ["add_", "sub_", "mul_", "div_", "zero_"])
def test_in_place_methods_are_called_by_their_names(name: str):
    method = getattr(Tensor, name)
    assert method.__name__ == name
    with pytest.raises(TypeError):
        method(torch.ones(2), torch.ones(2), torch.ones(2), torch.ones(2))
