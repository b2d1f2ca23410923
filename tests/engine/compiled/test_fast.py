"""The fast path of operations gives what the general one gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.op import Op
from engine.ops.algebra import linalg
from engine.ops.elementwise import arithmetic, elementary
from engine.ops.reductions import reduce
from engine.tensor import Tensor, wrap
from tests.engine.untyped import torch

OF_TWO = (arithmetic.add, arithmetic.sub, arithmetic.mul, arithmetic.div)
OF_ONE = (elementary.exp, elementary.tanh, elementary.relu, arithmetic.neg, reduce.sum, reduce.mean)

shapes = st.sampled_from([(), (1,), (3,), (2, 3), (2, 1), (0,)])
dtypes = st.sampled_from(["float32", "float64", "int64", "bool"])
numbers = st.sampled_from([2, -1.5, 0.0, -0.0, True, float("inf"), 10**6])


@st.composite
def tensors(draw: Callable[..., Any]) -> Callable[[], Any]:
    """Makes the same tensor at each call: a leaf, a result, a view or one written to in place."""
    shape, dtype = draw(shapes), draw(dtypes)
    kind = draw(st.sampled_from(["constant", "leaf", "result", "view", "written", "untaped"]))
    elements = np.random.default_rng(draw(st.integers(0, 9))).uniform(-2, 2, shape).astype(dtype)

    def make() -> Any:
        tensor: Any = wrap(np.array(elements)[()])
        if kind != "constant" and tensor.dtype.is_floating_point:
            tensor.requires_grad_()
        if kind == "result":
            return tensor * 1
        if kind == "view":
            return tensor.clone().reshape(shape).view(shape)
        if kind == "written":
            with torch.no_grad():
                tensor.zero_().add_(2 if dtype != "bool" else True)
        return tensor

    return make


def outcome(apply: Callable[[], Any], leaves: list[Any]) -> object:
    """The result of an operation and the gradients of a pass from it, or its error."""
    try:
        result = apply()
        told = [result.dtype, result.shape, result.requires_grad, repr(result)]
        if result.requires_grad:
            names = [node and node.name() for node, _ in result.grad_fn.next_functions]
            inputs = [each for each in leaves if each.requires_grad]
            found = torch.autograd.grad(result.sum(), inputs, allow_unused=True)
            told += [
                names,
                [(repr(each), each and each.dtype) for each in found if each is not None],
            ]
        return told
    except (RuntimeError, TypeError) as error:
        return type(error), str(error)


@pytest.mark.parametrize("operation", OF_TWO, ids=repr)
@given(data=st.data())
def test_binary_operations_give_the_same_on_the_fast_path(operation: Op, data: st.DataObject):
    first = data.draw(tensors())
    second = data.draw(st.one_of(tensors(), numbers.map(lambda number: lambda: number)))
    outcomes = []
    for apply in (operation.on_two, lambda *operands: operation.apply(operands, {})):
        a, b = first(), second()
        leaves = [each for each in (a, b) if isinstance(each, Tensor)]
        outcomes.append(outcome(partial(apply, a, b), leaves))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("operation", OF_ONE, ids=repr)
@given(make=tensors())
def test_unary_operations_give_the_same_on_the_fast_path(operation: Op, make: Callable[[], Any]):
    a, b = make(), make()
    short = outcome(lambda: operation.on_one(a), [a])
    assert short == outcome(lambda: operation.apply((b,), {}), [b])


def test_an_operation_on_the_same_tensor_twice_gives_the_same_on_the_fast_path():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    product: Any = linalg.dot.on_two(x, x)
    product.backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_a_saved_result_is_checked_once_it_can_be_written_to():
    x = torch.tensor(0.5, requires_grad=True)
    y = torch.tanh(x)
    with torch.no_grad():
        y.add_(1)
    with pytest.raises(RuntimeError, match="output 0 of Tanh, is at version 1; expected version 0"):
        y.backward()


def test_minus_zero_is_distinguished_from_zero():
    x = torch.tensor([1.0])
    assert repr(x * 0.0) == "tensor([0.])"
    assert repr(x * -0.0) == "tensor([-0.])"


def test_a_number_written_to_in_place_stays_the_same_tensor():
    x = torch.tensor(2.0, requires_grad=True)
    with torch.no_grad():
        x -= 0.5
    assert x._version == 1
    (x * x).backward()
    assert x.grad.item() == 3.0
    view = x.detach()
    view.zero_()
    assert x.item() == 0.0
