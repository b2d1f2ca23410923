"""gradcheck detects wrong derivatives."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.gradcheck import WrongDerivativeError, check_derivatives
from engine.op import Op, op
from engine.ops.elementwise import arithmetic, elementary
from engine.registry import raw, traced
from engine.tensor import Array, Tensor


@pytest.fixture
def passing_name(monkeypatch: pytest.MonkeyPatch) -> str:
    """A name of an operation that the registry forgets after the test."""
    for face in (raw, traced):
        monkeypatch.setattr(face, "passing", None, raising=False)
    return "passing"


def declared(name: str, function: Callable[[Array], Array]) -> Op:
    def kernel(a: Array) -> Array:
        return function(a)

    kernel.__name__ = name
    return op("PassingBackward0")(kernel)


def test_a_wrong_rule_is_detected(passing_name: str):
    passing = declared(passing_name, lambda a: np.multiply(a, 3))
    passing.vjp("a")(lambda F, g: F.mul(g, 2))
    with pytest.raises(WrongDerivativeError, match="order 1"):
        check_derivatives(passing, [np.ones(3)], np.random.default_rng(7))


def test_a_wrong_second_derivative_is_detected(passing_name: str):
    passing = declared(passing_name, lambda a: np.power(a, 3))
    # The number is right, but autograd does not see that it depends on a.
    passing.vjp("a")(lambda F, g, *, a: F.mul(g, 3 * a**2 if F is raw else 3 * a.item() ** 2))
    check_derivatives(passing, [np.array(1.5)], np.random.default_rng(7), order=1)
    with pytest.raises(WrongDerivativeError, match="order 2"):
        check_derivatives(passing, [np.array(1.5)], np.random.default_rng(7))


def test_a_function_that_is_no_operation_can_be_checked():
    def softplus(x: Tensor) -> Tensor:
        return elementary.log(arithmetic.add(elementary.exp(x), 1))

    check_derivatives(softplus, [np.linspace(-1.0, 1.0, 5)], np.random.default_rng(7), order=3)
