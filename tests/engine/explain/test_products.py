"""The factors of vector-Jacobian products, by shapes, and the sums over broadcast dimensions."""

from __future__ import annotations

import pytest

from engine.explain.derivatives import explanation
from engine.explain.products import SLOPE, Product
from engine.explain.shapes import summed_dimensions
from tests.engine.explain.scripts import at_end, named, recorded


def products(code: str) -> list[Product]:
    recording = recorded(code)
    found = explanation(at_end(recording), named(recording, "y"))
    assert found is not None
    return [each.product for each in found.derivatives if each.product is not None]


def test_a_gradient_of_a_matrix_product_is_a_matrix_product():
    of_x, of_w = products(
        "x = torch.ones(4, 3, requires_grad=True)\n"
        "W = torch.ones(3, 2, requires_grad=True)\n"
        "y = x @ W\n"
        "y.sum().backward()\n"
    )
    assert [(f.letter, f.is_transposed, f.shape) for f in of_x.factors] == [
        ("g", False, (4, 2)),
        ("b", True, (2, 3)),
    ]
    assert [(f.letter, f.is_transposed, f.shape) for f in of_w.factors] == [
        ("a", True, (3, 4)),
        ("g", False, (4, 2)),
    ]
    assert (of_x.operator, of_x.final_shape) == ("@", (4, 3))


def test_a_gradient_of_a_vector_product_is_an_outer_product():
    of_a, of_b = products(
        "A = torch.ones(4, 3, requires_grad=True)\n"
        "v = torch.ones(3, requires_grad=True)\n"
        "y = A @ v\n"
        "y.sum().backward()\n"
    )
    assert [f.shape for f in of_a.factors] == [(4, 1), (1, 3)]
    assert [f.shape for f in of_b.factors] == [(3, 4), (4,)]


@pytest.mark.parametrize(
    ("expression", "letters", "is_negative"),
    [
        ("x * w", ["g", "b"], False),
        ("x + w", ["g"], False),
        ("w - x", ["g"], False),
        ("torch.exp(x)", ["g", SLOPE], False),
        ("-x", ["g"], True),
    ],
)
def test_a_gradient_of_an_elementwise_operation_is_an_elementwise_product(
    expression: str, letters: list[str], is_negative: bool
):
    first, *_ = products(
        "x = torch.ones(4, 3, requires_grad=True)\n"
        "w = torch.ones(4, 3, requires_grad=True)\n"
        f"y = {expression}\n"
        "y.sum().backward()\n"
    )
    assert [factor.letter for factor in first.factors] == letters
    assert first.is_negative == is_negative


def test_gradients_of_broadcast_inputs_are_summed():
    _, of_b = products(
        "x = torch.ones(256, 10, requires_grad=True)\n"
        "b = torch.ones(10, requires_grad=True)\n"
        "y = x + b\n"
        "y.sum().backward()\n"
    )
    assert (of_b.shape, of_b.summed, of_b.final_shape) == ((256, 10), (0,), (10,))


@pytest.mark.parametrize(
    ("expression", "shapes", "unsqueezed"),
    [
        ("x.mean()", [(), (4, 3)], ()),
        ("x.mean(1)", [(4, 1), (4, 3)], (1,)),
        ("x.std(-1)", [(4, 1), (4, 3)], (1,)),
        ("x.prod(0)", [(1, 3), (4, 3)], (0,)),
        ("x.logsumexp((0, 1))", [(), (4, 3)], ()),
        ("x.mean(1, keepdim=True)", [(4, 1), (4, 3)], ()),
    ],
)
def test_factors_of_reductions_have_the_shape_in_which_they_are_multiplied(
    expression: str, shapes: list[tuple[int, ...]], unsqueezed: tuple[int, ...]
):
    (product,) = products(
        f"x = torch.ones(4, 3, requires_grad=True)\ny = {expression}\ny.sum().backward()\n"
    )
    assert [factor.shape for factor in product.factors] == shapes
    assert product.factors[0].unsqueezed == unsqueezed


def test_a_scale_of_a_matrix_product_is_a_factor_of_its_gradients():
    of_c, of_a, of_b = products(
        "x = torch.ones(4, 3, requires_grad=True)\n"
        "W = torch.ones(3, 2, requires_grad=True)\n"
        "b = torch.ones(2, requires_grad=True)\n"
        "y = torch.addmm(b, x, W, beta=3, alpha=0.5)\n"
        "y.sum().backward()\n"
    )
    assert (of_a.scale, of_b.scale, of_c.scale) == (0.5, 0.5, 1)


def test_a_number_is_no_factor_of_a_matrix_product():
    _, of_b = products(
        "a = torch.ones(3, requires_grad=True)\n"
        "b = torch.ones(3, requires_grad=True)\n"
        "y = torch.vdot(a, b)\n"
        "y.backward()\n"
    )
    assert (of_b.operator, [factor.shape for factor in of_b.factors]) == ("*", [(), (3,)])


@pytest.mark.parametrize(
    ("shape", "final", "dims"),
    [
        ((3, 2), (2,), (0,)),
        ((3, 2), (3, 1), (1,)),
        ((4, 3, 2), (1, 2), (0, 1)),
        ((3, 2), (), (0, 1)),
        ((3, 2), (3, 2), ()),
        ((2,), (1, 2), ()),
    ],
)
def test_the_dimensions_of_a_sum_are_named(
    shape: tuple[int, ...], final: tuple[int, ...], dims: tuple[int, ...]
):
    assert summed_dimensions(shape, final) == dims
