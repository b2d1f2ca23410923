"""What a recording says of modules: names of their parameters, and frames around their calls."""

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


def frame_names(recording: Recording) -> list[str]:
    frames = outline(recording, whole_run(recording)).frames
    rows = recording["scopes"][frames.scopes]
    return [recording.text(row["name"]) for row in rows if row["kind"] == ScopeKind.MODULE]


def test_parameters_have_the_names_of_the_state():
    recording = recorded(NET)
    names = {name for card in range(len(recording["cards"])) for name in recording.names(card)}
    assert {"net.layers.0.weight", "net.layers.0.bias", "net.out.weight", "net.out.bias"} <= names


def test_calls_of_modules_have_frames_but_those_of_one_card():
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


def test_another_object_with_an_attribute_of_that_name_is_no_module():
    script = "import torch\nclass A:\n    named_parameters = 3\na = A()\nx = torch.ones(1)\n"
    assert len(recorded(script)["cards"]) == 1


def test_a_module_that_cannot_tell_its_parameters_ends_no_run():
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


def test_of_the_making_of_a_layer_only_its_tensors_are_told():
    recording = recorded("import torch\nnorm = torch.nn.BatchNorm1d(2)\n")
    assert ops(recording) == ["BatchNorm1d"] * 5
    assert [recording.names(card) for card in (0, 1)] == [["norm.weight"], ["norm.bias"]]
    assert not len(recording["operands"])


def test_each_tensor_of_nested_layers_is_told_once_as_that_of_its_own_layer():
    made = ops(recorded("import torch\nlayer = torch.nn.TransformerEncoderLayer(4, 2, 8)\n"))
    assert sorted(made) == sorted(
        ["MultiheadAttention"] * 2
        + ["NonDynamicallyQuantizableLinear"] * 2
        + ["Linear"] * 4
        + ["LayerNorm"] * 4
    )


def test_parameters_that_a_script_makes_are_told_as_it_makes_them():
    made = ops(recorded("import torch\nw = torch.nn.Parameter(torch.ones(2))\n"))
    assert made == ["ones", "Parameter"]


def test_starting_values_that_a_script_draws_anew_are_told():
    recording = recorded("import torch\nf = torch.nn.Linear(2, 1)\nf.reset_parameters()\n")
    assert ops(recording) == ["Linear", "Linear", "uniform", "uniform"]


def test_a_layer_that_cannot_be_made_leaves_the_recording_on():
    script = "import torch\ntry:\n    torch.nn.Linear(-1, 2)\nexcept RuntimeError:\n    pass\n"
    assert ops(recorded(script + "x = torch.ones(1)\n")) == ["ones"]


def test_what_a_script_left_out_has_no_card():
    recording = recorded(
        "import torch\n"
        "x = torch.ones(2, 3, requires_grad=True)\n"
        "loss = torch.nn.functional.nll_loss(x, torch.tensor([0, 2]))\n"
    )
    assert ops(recording) == ["ones", "tensor", "nll_loss"]
    literals = [recording.text(each) for each in recording["operands"]["literal"]]
    assert "w=1" in literals


def test_a_layer_is_the_same_whether_or_not_somebody_listens():
    script = "import torch\nnames = sorted(vars(torch.nn.Linear(2, 1)))\n"
    namespace: dict[str, object] = {}
    exec(script.replace("import torch", "import engine.torch as torch"), namespace)
    assert run(script).names["names"] == namespace["names"]


def test_a_copy_of_a_layer_that_a_layer_makes_is_told_too():
    script = (
        "import torch\n"
        "layer = torch.nn.TransformerEncoderLayer(4, 2, 8)\n"
        "copies = torch.nn.TransformerEncoder(layer, 2)\n"
    )
    made = ops(recorded(script))
    assert made.count("LayerNorm") == 3 * 4
    assert "tensor" not in made


@pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated")
def test_scripted_and_compiled_modules_are_told_by_what_they_were_made_of():
    again = "torch.jit.script(net)(torch.ones(4, 2))\ntorch.compile(net)(torch.ones(4, 2))\n"
    assert frame_names(recorded(NET + again)) == 3 * frame_names(recorded(NET))
