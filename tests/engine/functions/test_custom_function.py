"""autograd.Function and inference mode, as recorded from PyTorch 2.13."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.record.validate import validate
from tests.engine.recorder.watching import run
from tests.engine.untyped import torch


@pytest.fixture
def x() -> Any:
    return torch.tensor([1.0, 2.0], requires_grad=True)


class Square(torch.autograd.Function):  # type: ignore[misc]
    @staticmethod
    def forward(ctx: Any, a: Any) -> Any:
        ctx.save_for_backward(a)
        return a * a

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        (a,) = ctx.saved_tensors
        return 2 * a * g


class Exp(torch.autograd.Function):  # type: ignore[misc]
    @staticmethod
    def forward(ctx: Any, a: Any) -> Any:
        y = a.exp()
        ctx.save_for_backward(y, None)
        return y

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        y, nothing = ctx.saved_tensors
        assert nothing is None
        return g * y


def test_the_node_of_a_custom_function_is_named_after_it(x: Any):
    y = Square.apply(x)
    assert repr(y) == "tensor([1., 4.], grad_fn=<SquareBackward>)"
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_saved_tensors_are_freed_and_version_checked(x: Any):
    y = Square.apply(x).sum()
    y.backward()
    with pytest.raises(RuntimeError, match="a second time"):
        y.backward()
    z = Exp.apply(x)
    with torch.no_grad():
        z.add_(1)
    with pytest.raises(RuntimeError, match="output 0 of Exp, is at version 1; expected version 0"):
        z.sum().backward()


def test_a_custom_function_can_be_differentiated_twice(x: Any):
    for function in (Square, Exp):
        (first,) = torch.autograd.grad(function.apply(x).sum(), x, create_graph=True)
        (second,) = torch.autograd.grad(first.sum(), x)
        expected = torch.autograd.grad(
            torch.autograd.grad(
                (x * x if function is Square else x.exp()).sum(), x, create_graph=True
            )[0].sum(),
            x,
        )[0]
        assert second.tolist() == expected.tolist()


def returning(result: Any) -> Any:
    """A function of two arguments with a fixed result of backward."""

    class Odd(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(ctx: Any, a: Any, b: Any) -> Any:
            return a * b

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return result(g)

    return Odd


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (
            lambda g: g,
            "function OddBackward returned an incorrect number of gradients (expected 2, got 1)",
        ),
        (
            lambda g: (g, g),
            "function OddBackward returned a gradient different than None at position 2, but the "
            "corresponding forward input was not a Variable",
        ),
        (
            lambda g: (torch.ones(5), None),
            "Function OddBackward returned an invalid gradient at index 0 - got [5] but expected "
            "shape compatible with [2]",
        ),
        (lambda g: (3, None), "expected Variable or None (got int)"),
    ],
)
def test_the_result_of_backward_is_checked(x: Any, result: Any, message: str):
    with pytest.raises(RuntimeError) as caught:
        returning(result).apply(x, 2).sum().backward()
    assert str(caught.value) == message


def test_surplus_gradients_may_be_none(x: Any):
    returning(lambda g: (g, None, None)).apply(x, 2).sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]


def test_missing_methods_raise_not_implemented_error(x: Any):
    class Nothing(torch.autograd.Function):  # type: ignore[misc]
        pass

    class Forward(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(ctx: Any, a: Any) -> Any:
            return a * 1

    with pytest.raises(NotImplementedError, match="implement the forward function"):
        Nothing.apply(x)
    with pytest.raises(NotImplementedError, match="either the backward or vjp method"):
        Forward.apply(x).sum().backward()


@pytest.mark.parametrize("materializes", [True, False])
def test_outputs_can_be_marked_as_non_differentiable(x: Any, materializes: bool):
    seen: list[Any] = []

    class Three(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(ctx: Any, a: Any) -> Any:
            ctx.set_materialize_grads(materializes)
            constant = a * 2
            ctx.mark_non_differentiable(constant)
            return a * 1, constant, a * 3

        @staticmethod
        def backward(ctx: Any, *gradients: Any) -> Any:
            seen.extend(g if g is None else g.tolist() for g in gradients)
            return gradients[0]

    first, constant, third = Three.apply(x)
    assert not constant.requires_grad
    assert (first.output_nr, third.output_nr) == (0, 2)
    first.sum().backward()
    nothing = [0.0, 0.0] if materializes else None
    assert seen == [[1.0, 1.0], nothing, nothing]


def test_an_argument_may_be_changed_in_place_or_returned(x: Any):
    class Dirty(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(ctx: Any, a: Any) -> Any:
            a.add_(1)
            ctx.mark_dirty(a)
            return a

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * 7

    class Same(Dirty):
        @staticmethod
        def forward(ctx: Any, a: Any) -> Any:
            return a

    y = x * 1
    assert Dirty.apply(y) is y
    assert y.grad_fn.name() == "DirtyBackward"
    y.sum().backward()
    assert x.grad.tolist() == [7.0, 7.0]
    with pytest.raises(RuntimeError, match="has been used in an in-place operation"):
        Dirty.apply(x)
    same = Same.apply(x.detach().requires_grad_())
    with pytest.raises(RuntimeError, match="Output 0 of Same is a view and is being modified"):
        same.add_(1)


def test_setup_context_and_once_differentiable_work(x: Any):
    class Product(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(a: Any, b: Any) -> Any:
            return a * b

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
            ctx.save_for_backward(*inputs)

        @staticmethod
        @torch.autograd.function.once_differentiable
        def backward(ctx: Any, g: Any) -> Any:
            a, b = ctx.saved_tensors
            assert ctx.needs_input_grad == (True, True)
            return g * b, g * a

    Product.apply(x, x).sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]
    seed = torch.ones(2, requires_grad=True)
    first, _ = torch.autograd.grad(
        Product.apply(x, x * 1), [x, seed], seed, create_graph=True, allow_unused=True
    )
    with pytest.raises(RuntimeError, match="marked with @once_differentiable"):
        first.sum().backward()


def test_a_custom_function_is_one_card_and_one_node_of_a_recording():
    done = run(
        "import torch\n"
        "class Twice(torch.autograd.Function):\n"
        "    @staticmethod\n"
        "    def forward(ctx, a, factor): ctx.factor = factor; return a * factor\n"
        "    @staticmethod\n"
        "    def backward(ctx, g): return g * ctx.factor, None\n"
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "y = Twice.apply(x, 2)\n"
        "y.sum().backward()\n"
    )
    recording = done.recording
    assert done.recorder.errors == []
    validate(recording)
    [card] = [n for n, op in enumerate(recording["cards"]["op"]) if recording.text(op) == "Twice"]
    assert recording.names(card) == ["y"]
    node = recording["cards"]["node"][card]
    assert recording.text(recording["nodes"]["name"][node]) == "TwiceBackward"
    state = recording.at(recording.step_count)
    edges = np.flatnonzero(recording["operands"]["card"] == card)[:1]
    crossed = state.contributions_along(edges)
    sent = recording["contributions"][crossed[0]]
    assert recording.value(int(sent["value"])).array.tolist() == [2.0, 2.0]  # type: ignore[union-attr]


# -- inference mode ----------------------------------------------------------------------------


def test_tensors_made_in_inference_mode_can_never_be_recorded_for_backward(x: Any):
    with torch.inference_mode():
        made = torch.ones(2)
        assert torch.is_inference_mode_enabled()
        assert not torch.is_grad_enabled()
        assert (x * 2).is_inference()
        assert not x.view(2).is_inference()
    assert made.is_inference()
    assert made.view(2).is_inference()
    assert not made.clone().is_inference()
    assert (x + made).requires_grad
    with pytest.raises(RuntimeError, match="Inference tensors cannot be saved for backward"):
        x * made
    with pytest.raises(RuntimeError, match="Inplace update to inference tensor outside"):
        made.add_(1)
    with pytest.raises(RuntimeError, match="Setting requires_grad=True on inference tensor"):
        made.requires_grad_()


def test_inference_mode_works_as_a_decorator_and_ends():
    @torch.inference_mode()
    def inside() -> Any:
        with torch.inference_mode(False):
            assert torch.is_grad_enabled()
        return torch.ones(1)

    assert inside().is_inference()
    assert not torch.is_inference_mode_enabled()
    assert torch.is_grad_enabled()
