"""The texts of products, sums and saved tensors."""

import pytest

from engine.explain.derivatives import explanation
from engine.explain.saved import saved_tensors
from gui.words.explain_text import fate_text, product_text, saved_text, sum_text
from gui.words.letters import Letters
from tests.engine.explain.scripts import at_end, named, recorded

START = (
    "x = torch.ones(4, 3, requires_grad=True)\n"
    "W = torch.ones(3, 2, requires_grad=True)\n"
    "b = torch.ones(3, requires_grad=True)\n"
)


def told(expression: str) -> tuple[str, list[str], list[str]]:
    """The texts of the legend, the products and the sums of an expression."""
    recording = recorded(f"{START}y = {expression}\ny.sum().backward()\n")
    state = at_end(recording)
    found = explanation(state, named(recording, "y"))
    assert found is not None
    letters = Letters(state, found.applied)
    pairs = [(each, each.product) for each in found.derivatives]
    products = [product_text(each, p, letters) for each, p in pairs if p is not None]
    sums = [sum_text(p) for _, p in pairs if p is not None and p.summed]
    return letters.legend(), products, sums


@pytest.mark.parametrize(
    ("expression", "products"),
    [
        (
            "x @ W",
            [
                "grad_x = grad_out @ Wᵀ\n(4,3) = (4,2) @ (2,3)",
                "grad_W = xᵀ @ grad_out\n(3,2) = (3,4) @ (4,2)",
            ],
        ),
        ("x * 2", ["grad_x = grad_out * 2\n(4,3) = (4,3) * ()"]),
        ("-x", ["grad_x = -grad_out\n(4,3) = (4,3)"]),
        ("x.tanh()", ["grad_x = grad_out * ∂y/∂x\n(4,3) = (4,3) * (4,3)"]),
        ("x.view(3, 4)", ["grad_x has the elements of grad_out in another shape: (3,4) → (4,3)"]),
        ("x.sum()", ["grad_x repeats grad_out for each element: () → (4,3)"]),
        ("x.sum(1)", ["grad_x repeats grad_out for each element: (4,) → (4,3)"]),
        ("x.mean(1)", ["grad_x = grad_out.unsqueeze(1) * ∂y/∂x\n(4,3) = (4,1) * (4,3)"]),
        (
            "torch.addmm(torch.ones(2), x, W, alpha=2)",
            [
                "grad_x = 2 * grad_out @ Wᵀ\n(4,3) = (4,2) @ (2,3)",
                "grad_W = 2 * xᵀ @ grad_out\n(3,2) = (3,4) @ (4,2)",
            ],
        ),
        ("x.split(2)[0]", ["grad_x is made from what all outputs received: (4,3)"]),
        ("x.softmax(1)", ["grad_x is made from grad_out: (4,3) → (4,3)"]),
        ("x.cumsum(0)", ["grad_x is made from grad_out: (4,3) → (4,3)"]),
        ("x.clone()", ["grad_x = grad_out\n(4,3) = (4,3)"]),
        ("x + 1", ["grad_x = grad_out\n(4,3) = (4,3)"]),
        ("x.sum() * 2", ["grad_sum = grad_out * 2"]),
    ],
)
def test_products_have_names_and_shapes(expression: str, products: list[str]):
    assert told(expression)[1] == products


def test_a_sum_over_broadcast_dimensions_has_a_sentence():
    legend, _, sums = told("x + b")
    assert legend == ""
    assert sums == ["summed over dimension 0: (4,3) → (3,)"]


def test_an_input_called_out_is_told_from_the_gradient_that_arrived():
    recording = recorded(f"{START}out = x * 2\ny = out.softmax(1) @ W\ny.sum().backward()\n")
    state = at_end(recording)
    found = explanation(state, named(recording, "out") + 1)
    assert found is not None
    (derivative,) = found.derivatives
    assert derivative.product is not None
    text = product_text(derivative, derivative.product, Letters(state, found.applied))
    assert text == "grad_out is made from grad_output: (4,3) → (4,3)"


def test_inputs_with_the_same_name_are_written_as_letters():
    legend, products, _ = told("x.sum() + W.sum()")
    assert legend == "a = x.sum(), u = W.sum()"
    assert products == ["grad_a = grad_out", "grad_u = grad_out"]


def test_of_many_inputs_the_first_are_in_the_legend():
    legend, products, _ = told("torch.stack([b, b * 2, b * 3, b * 4, b * 5, b * 6])")
    assert legend.startswith("tensors = b, b * 2, b * 3, b * 4, ")
    assert legend.endswith("…")
    assert products[0] == "grad_b is made from grad_out: (6,3) → (3,)"


def test_saved_tensors_say_until_when_they_are_kept():
    recording = recorded(
        "x = torch.ones(2, requires_grad=True)\n"
        "y = x.exp()\n"
        "s = y.sum()\n"
        "s.backward(retain_graph=True)\n"
        "s.backward()\n"
    )
    card = named(recording, "y")
    cursors = [recording.index.pass_start(0), recording.index.pass_end(0), recording.step_count]
    texts = []
    for cursor in cursors:
        saved = saved_tensors(recording.at(cursor), card)
        assert saved is not None
        texts.append(fate_text(saved))
        assert [saved_text(recording, each) for each in saved.values] == ["(2,)"]
    assert texts[0] == "Kept until a pass has run this node."
    assert texts[1] == "Pass 1 has run this node and kept them (retain_graph=True)."
    assert texts[2].startswith("Freed by pass 2 when this node had run. Another pass")


def test_saved_tensors_changed_in_place_are_reported():
    recording = recorded("x = torch.ones(2, requires_grad=True)\ny = x.exp()\ny.add_(1)\n")
    card = min(card for card in range(len(recording["cards"])) if "y" in recording.names(card))
    saved = saved_tensors(at_end(recording), card)
    assert saved is not None
    assert saved_text(recording, saved.values[0]) == "(2,), changed in place since"
    assert fate_text(saved).startswith("A pass through this node raises an error")
