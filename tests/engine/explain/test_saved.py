"""The saved tensors of nodes: when they are freed, and what changed them."""

from __future__ import annotations

import pytest

from engine.explain.saved import SavedTensors, saved_tensors
from engine.record.schema import NONE
from tests.engine.explain.scripts import at_end, named, recorded

START = "x = torch.tensor([3.0, 1.0], requires_grad=True)\nw = torch.tensor([1.0, 2.0])\n"


def kept(code: str) -> SavedTensors | None:
    recording = recorded(START + code)
    return saved_tensors(at_end(recording), named(recording, "y"))


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("y = x * w", ["_saved_other"]),
        ("y = x * x", ["_saved_self", "_saved_other"]),
        ("y = torch.exp(x)", ["_saved_result"]),
        ("y = torch.log(x)", ["_saved_self"]),
        ("y = torch.dot(x, w)", ["_saved_tensor"]),
        ("y = torch.stack([x, x]) @ w", ["_saved_vec"]),
        ("y = torch.nn.functional.mse_loss(x, w)", ["_saved_self", "_saved_target"]),
        ("y = torch.where(x > 2, x, w)", ["_saved_condition"]),
    ],
)
def test_saved_tensors_have_pytorchs_names(code: str, names: list[str]):
    found = kept(code)
    assert found is not None
    assert [each.name for each in found.values] == names
    assert found.freed_at == NONE


def test_weights_that_the_script_leaves_out_are_not_saved():
    loss = "y = torch.nn.functional.nll_loss(x[None], torch.tensor([1]){})\n"
    names = ["_saved_self", "_saved_target"]
    for weight, saved in (("", names), (", weight=w", [*names, "_saved_weight"])):
        found = kept(loss.format(weight))
        assert found is not None
        assert [each.name for each in found.values] == saved


@pytest.mark.parametrize("code", ["y = x + w", "y = x.sum()", "y = x"])
def test_some_nodes_save_nothing(code: str):
    assert kept(code) is None


def test_saved_tensors_are_the_contents_of_cards():
    recording = recorded(START + "y = x * w\n")
    found = saved_tensors(at_end(recording), named(recording, "y"))
    assert found is not None
    assert [each.card for each in found.values] == [named(recording, "w")]


def test_a_pass_frees_saved_tensors():
    recording = recorded(START + "y = x * w\ns = y.sum()\ns.backward()\n")
    card = named(recording, "y")
    before = saved_tensors(recording.at(recording.index.pass_start(0)), card)
    after = saved_tensors(at_end(recording), card)
    assert before is not None
    assert after is not None
    assert before.freed_at == NONE
    assert after.freeing_pass == 0
    step = recording.at(after.freed_at).step
    assert step is not None
    node = recording["evaluations"]["node"][step.row]
    assert recording.text(int(recording["nodes"]["name"][node])) == "MulBackward0"


def test_retain_graph_keeps_saved_tensors_until_a_pass_without_it():
    recording = recorded(
        START + "y = x * w\ns = y.sum()\ns.backward(retain_graph=True)\ns.backward()\n"
    )
    card = named(recording, "y")
    first = saved_tensors(recording.at(recording.index.pass_end(0)), card)
    last = saved_tensors(at_end(recording), card)
    assert first is not None
    assert last is not None
    assert (first.freed_at, first.retained_by) == (NONE, 0)
    assert (last.freeing_pass, last.retained_by) == (1, 0)


def test_an_in_place_change_of_a_saved_tensor_is_reported():
    recording = recorded(START + "y = torch.exp(x)\ny.add_(1)\n")
    made = min(card for card in range(len(recording["cards"])) if recording.names(card) == ["y"])
    saved = saved_tensors(at_end(recording), made)
    assert saved is not None
    assert saved.values[0].changed == made + 1


def test_a_node_that_raised_has_freed_nothing():
    recording = recorded(
        START + "y = torch.exp(x)\nz = y.add_(1)\n"
        "try:\n    z.sum().backward()\nexcept RuntimeError:\n    pass\n"
    )
    made = min(card for card in range(len(recording["cards"])) if "y" in recording.names(card))
    saved = saved_tensors(at_end(recording), made)
    assert saved is not None
    assert saved.freed_at == NONE
