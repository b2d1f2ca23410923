"""Applying linear layers to a card: the new lines, and the resulting shape."""

from __future__ import annotations

from textwrap import dedent

from engine.edit.blocks import add_layers
from engine.edit.edits import Reason
from tests.engine.edit.marked import marked, refusal


def test_a_linear_layer_gets_its_parameters() -> None:
    source, picked = marked("import torch\n\nx = «torch.ones(2)»\n", shape=(2,))
    edit = add_layers(source, picked, (3,), subject="linear_layer")
    assert edit.made == "y"
    assert edit.source == dedent(
        """\
        import torch

        x = torch.ones(2)
        torch.manual_seed(0)
        w = torch.randn(2, 3, requires_grad=True)
        b = torch.zeros(3, requires_grad=True)
        y = x @ w + b
        """
    )


def test_the_parameters_have_the_dtype_of_the_card() -> None:
    source, picked = marked(
        "import torch\n\nx = «torch.from_numpy(a)»\n", shape=(2,), dtype="float64"
    )
    lines = add_layers(source, picked, (3,), subject="linear_layer").source.splitlines()
    assert lines[4:6] == [
        "w = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)",
        "b = torch.zeros(3, dtype=torch.float64, requires_grad=True)",
    ]


def test_names_in_use_are_not_rebound() -> None:
    source, picked = marked("import torch as t\n\nw = «t.ones(5, 2)»\nb = y = 1\n", shape=(5, 2))
    edit = add_layers(source, picked, (4, 1), subject="network")
    lines = edit.source.splitlines()[4:]
    assert lines == [
        "t.manual_seed(0)",
        "w1 = t.randn(2, 4, requires_grad=True)",
        "b1 = t.zeros(4, requires_grad=True)",
        "h = t.tanh(w @ w1 + b1)",
        "w2 = t.randn(4, 1, requires_grad=True)",
        "b2 = t.zeros(1, requires_grad=True)",
        "z = h @ w2 + b2",
    ]


def test_a_second_layer_has_other_weights_than_the_first() -> None:
    source, picked = marked("import torch\n\nx = «torch.ones(2, 2)»\n", shape=(2, 2))
    once = add_layers(source, picked, (2,), subject="linear_layer").source
    twice = add_layers(once, picked, (2,), subject="linear_layer").source
    assert twice.count("manual_seed") == 1
    assert twice.count("torch.randn(2, 2, requires_grad=True)") == 2


def test_a_layer_before_the_seed_sets_its_own() -> None:
    source, picked = marked(
        "import torch\n\nx = «torch.ones(2)»\nx = x + 1\ntorch.manual_seed(7)\n", shape=(2,)
    )
    lines = add_layers(source, picked, (3,), subject="linear_layer").source.splitlines()
    assert lines[3] == "torch.manual_seed(0)"
    assert lines[-1] == "torch.manual_seed(7)"


def test_a_layer_on_a_scalar_is_refused() -> None:
    source, picked = marked("import torch\n\nx = «torch.tensor(1.0)»\n", shape=())
    refused = refusal(add_layers, source, picked, (3,), subject="linear_layer")
    assert refused.reason is Reason.NOT_SUITABLE
