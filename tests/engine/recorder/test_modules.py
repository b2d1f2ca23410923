"""Modules in a recording: names of parameters, and frames around calls."""

import pytest

from engine.record.drawing import whole_run
from engine.record.outline import outline
from engine.record.recording import Recording
from engine.record.schema import ScopeKind
from engine.record.validate import validate
from tests.engine.recorder.watching import run

NET = """\
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
        self.out = nn.Linear(3, 1)
    def forward(self, x):
        return self.out(self.layers(x))
net = Net()
y = net(torch.ones(4, 2))
y.sum().backward()
"""


def recorded(script: str) -> Recording:
    recording = run(script).recording
    validate(recording)
    return recording


def all_names(recording: Recording) -> list[str]:
    return [name for card in range(len(recording["cards"])) for name in recording.names(card)]


def frame_names(recording: Recording) -> list[str]:
    frames = outline(recording, whole_run(recording)).frames
    rows = recording["scopes"][frames.scopes]
    return [recording.text(row["name"]) for row in rows if row["kind"] == ScopeKind.MODULE]


def test_parameters_have_the_names_of_the_state_dict():
    recording = recorded(NET)
    names = {name for card in range(len(recording["cards"])) for name in recording.names(card)}
    assert {"net.layers.0.weight", "net.layers.0.bias", "net.out.weight", "net.out.bias"} <= names


def test_calls_of_modules_with_several_cards_have_frames():
    assert frame_names(recorded(NET)) == ["Net", "Sequential", "Linear", "Linear"]


def test_forward_has_no_frame_beside_that_of_its_module():
    recording = recorded(NET)
    frames = outline(recording, whole_run(recording)).frames
    names = [recording.text(name) for name in recording["scopes"]["name"][frames.scopes]]
    assert "forward" not in names


def test_a_module_that_raises_is_left():
    recording = recorded(
        "import torch\n"
        "linear = torch.nn.Linear(2, 1)\n"
        "try:\n    linear(torch.ones(3))\nexcept RuntimeError:\n    pass\n"
        "z = torch.ones(2) + 1\n"
    )
    last = recording["events"]["scope"][recording["cards"]["event"][-1]]
    assert recording["scopes"]["kind"][last] == ScopeKind.SCRIPT


def test_an_object_with_an_attribute_of_that_name_is_no_module():
    script = "import torch\nclass A:\n    named_parameters = 3\na = A()\nx = torch.ones(1)\n"
    assert len(recorded(script)["cards"]) == 1


def test_a_module_whose_parameters_cannot_be_listed_does_not_end_the_run():
    recording = recorded(
        "import torch\n"
        "class Net(torch.nn.Module):\n"
        "    def named_parameters(self):\n"
        "        raise KeyError\n"
        "net = Net()\n"
        "x = torch.ones(1)\n"
    )
    assert len(recording["errors"]) == 0
    assert len(recording["cards"]) == 1


def ops(recording: Recording) -> list[str]:
    return [recording.text(op) for op in recording["cards"]["op"]]


def test_making_a_layer_records_only_its_tensors():
    recording = recorded("import torch\nnorm = torch.nn.BatchNorm1d(2)\n")
    assert ops(recording) == ["BatchNorm1d"] * 5
    assert [recording.names(card) for card in (0, 1)] == [["norm.weight"], ["norm.bias"]]
    assert not len(recording["operands"])


def test_each_tensor_of_nested_layers_is_recorded_once_for_its_own_layer():
    made = ops(recorded("import torch\nlayer = torch.nn.TransformerEncoderLayer(4, 2, 8)\n"))
    assert sorted(made) == sorted(
        ["MultiheadAttention"] * 2
        + ["NonDynamicallyQuantizableLinear"] * 2
        + ["Linear"] * 4
        + ["LayerNorm"] * 4
    )


def test_parameters_made_by_the_script_are_recorded_as_it_makes_them():
    made = ops(recorded("import torch\nw = torch.nn.Parameter(torch.ones(2))\n"))
    assert made == ["ones", "Parameter"]


def test_reinitialized_parameters_are_recorded():
    recording = recorded("import torch\nf = torch.nn.Linear(2, 1)\nf.reset_parameters()\n")
    assert ops(recording) == ["Linear", "Linear", "uniform", "uniform"]


def test_a_layer_that_cannot_be_made_does_not_end_the_recording():
    script = "import torch\ntry:\n    torch.nn.Linear(-1, 2)\nexcept RuntimeError:\n    pass\n"
    assert ops(recorded(script + "x = torch.ones(1)\n")) == ["ones"]


def test_an_unused_layer_has_no_cards():
    recording = recorded(
        "import torch\n"
        "x = torch.ones(2, 3, requires_grad=True)\n"
        "loss = torch.nn.functional.nll_loss(x, torch.tensor([0, 2]))\n"
    )
    assert ops(recording) == ["ones", "tensor", "nll_loss"]
    literals = [recording.text(each) for each in recording["operands"]["literal"]]
    assert "w=1" in literals


def test_a_layer_is_the_same_with_and_without_a_recorder():
    script = "import torch\nnames = sorted(vars(torch.nn.Linear(2, 1)))\n"
    namespace: dict[str, object] = {}
    exec(script.replace("import torch", "import engine.torch as torch"), namespace)
    assert run(script).names["names"] == namespace["names"]


def test_a_copy_of_a_layer_made_by_a_layer_is_recorded_too():
    script = (
        "import torch\n"
        "layer = torch.nn.TransformerEncoderLayer(4, 2, 8)\n"
        "copies = torch.nn.TransformerEncoder(layer, 2)\n"
    )
    made = ops(recorded(script))
    assert made.count("LayerNorm") == 3 * 4
    assert "tensor" not in made


@pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated")
def test_scripted_and_compiled_modules_are_recorded_as_their_originals():
    again = "torch.jit.script(net)(torch.ones(4, 2))\ntorch.compile(net)(torch.ones(4, 2))\n"
    assert frame_names(recorded(NET + again)) == 3 * frame_names(recorded(NET))


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("net.out.weight = nn.Parameter(torch.ones(1, 3))", "net.out.weight"),
        ("net.scale = torch.ones(2)", "net.scale"),
        ("net.out = nn.Linear(3, 2)", "net.out.weight"),
        ("net.parts = [torch.ones(2)]", "net.parts[0]"),
    ],
)
def test_what_is_assigned_to_an_attribute_has_its_name(statement: str, name: str):
    recording = recorded(NET + statement)
    made = [card for card in range(len(recording["cards"])) if name in recording.names(card)]
    sites = [recording.card_site(card) for card in made]
    assert [site.line for site in sites if site is not None][-1] == 13


def test_gradients_that_are_assigned_have_no_names():
    assigned = "net.out.weight.grad = torch.ones(1, 3)\nx = torch.ones(1)\nx.data = torch.ones(1)\n"
    assert set(all_names(recorded(NET + assigned))) == {*all_names(recorded(NET)), "x"}


def test_a_plain_tensor_of_a_module_has_its_name():
    net = NET.replace("nn.Linear(3, 1)\n", "nn.Linear(3, 1)\n        self.scale = torch.ones(2)\n")
    assert "net.scale" in all_names(recorded(net))
