"""The cards of operations that are composed of others in the library."""

import numpy as np
import pytest

from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag, Cut, EventKind
from engine.record.validate import validate
from tests.engine.recorder.watching import run

TORCH = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
INPUT = "x = torch.ones(4, 2, requires_grad=True)\n"


def recorded(script: str) -> Recording:
    recording = run(TORCH + script).recording
    validate(recording)
    assert not len(recording["errors"])
    return recording


def ops(recording: Recording) -> list[str]:
    return [recording.text(op) for op in recording["cards"]["op"]]


def test_one_hot_is_one_step():
    recording = recorded("y = torch.tensor([0, 2])\nrows = F.one_hot(y)\n")
    assert ops(recording) == ["tensor", "one_hot"]
    assert recording.operands_of(1)["operand"].tolist() == [0]


def test_dropout_is_a_mask_and_a_product():
    assert ops(recorded(INPUT + "y = F.dropout(x, 0.5)\n")) == ["ones", "dropout", "mul"]
    kept = recorded(INPUT + "y = nn.Dropout(0.5)(x)\n")
    values = kept.value(int(kept["cards"]["value"][1]))
    assert values is not None
    assert set(np.ravel(values.array)) <= {0, 2}


@pytest.mark.parametrize(
    "script",
    [
        "F.cross_entropy(x, torch.tensor([0, 1, 1, 0]), label_smoothing=0.1)",
        "F.gumbel_softmax(x, hard=True)",
        "nn.LSTM(2, 3, 2)(x)",
        "nn.GRUCell(2, 3)(x)",
        "nn.MultiheadAttention(2, 1)(x, x, x, attn_mask=torch.zeros(4, 4, dtype=torch.bool))",
        "nn.utils.rnn.pack_padded_sequence(x[:, :, None], [4, 3], enforce_sorted=False)",
        "F.hinge_embedding_loss(x, torch.ones(4, 2))",
        "F.cosine_embedding_loss(x, x * 2, torch.ones(4))",
        "F.triplet_margin_loss(x, x * 2, x * 3)",
        "nn.Transformer.generate_square_subsequent_mask(3) + 1",
        "nn.EmbeddingBag(6, 3, max_norm=0.5)(torch.tensor([1, 2]), torch.tensor([0]))",
        "torch.quantile(x, 0.3)",
        "torch.LongTensor([1, 2]) + torch.Tensor([1, 2])",
        "nn.utils.vector_to_parameters(torch.arange(6.), nn.Linear(2, 2).parameters())",
        "nn.utils.parametrizations.spectral_norm(nn.Linear(2, 2))(x)",
    ],
)
def test_no_card_comes_without_a_site_or_operands(script: str):
    recording = recorded(f"{INPUT}y = {script}\n")
    events = recording["events"][recording["cards"]["event"]]
    is_made = (events["kind"] == EventKind.OP_APPLIED) & (events["row"] <= np.arange(len(events)))
    assert {ops(recording)[card] for card in np.flatnonzero(~is_made)} <= {"changed"}


STEP = INPUT + "x.sum().backward()\nopt = torch.optim.{}\nopt.step()\nopt.step()\n"


@pytest.mark.parametrize(
    "optimizer", ["Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Rprop", "ASGD", "NAdam"]
)
def test_an_optimizer_step_is_one_change_of_each_parameter_by_its_gradient(optimizer: str):
    recording = recorded(STEP.format(f"{optimizer}([x])"))
    assert ops(recording) == ["ones", "sum", "grad", optimizer, optimizer]
    assert [recording.operands_of(card)["operand"].tolist() for card in (3, 4)] == [[0, 2], [3, 2]]


def test_an_sgd_step_is_recorded_as_an_addition():
    assert ops(recorded(STEP.format("SGD([x], 0.1)")))[3:] == ["add_scaled"] * 2
    assert ops(recorded(STEP.format("SGD([x], 0.1, momentum=0.9)")))[3:] == ["SGD"] * 2


def test_steps_of_lbfgs_are_recorded_between_the_calls_of_its_closure():
    made = ops(
        recorded(
            "x = torch.ones(2, requires_grad=True)\nopt = torch.optim.LBFGS([x], max_iter=2)\n"
            "def closure():\n    opt.zero_grad()\n    loss = (x * x).sum()\n"
            "    loss.backward()\n    return loss\nopt.step(closure)\n"
        )
    )
    assert made == ["ones", "mul", "sum", "LBFGS", "mul", "sum"]


BATCH_NORM = INPUT + "norm = nn.BatchNorm1d(2)\ny = norm(x * 3)\n"


def test_updates_of_running_statistics_are_no_steps():
    assert ops(recorded(BATCH_NORM))[6:] == ["mul", "batch_norm"]


def test_running_statistics_have_cards_when_they_are_used():
    recording = recorded(BATCH_NORM + "norm.eval()\nz = norm(x)\n")
    taken = recording.operands_of(len(recording["cards"]) - 1)["operand"]
    mean = int(taken[3])
    cards = recording["cards"]
    value = recording.value(int(cards["value"][mean]))
    before = recording.value(int(cards["value"][cards["joined"][mean]]))
    assert value is not None
    assert before is not None
    np.testing.assert_allclose(value.array, [0.3, 0.3], rtol=1e-6)
    np.testing.assert_array_equal(before.array, [0, 0])
    name = recording.names(recording.index.bindings.bearer(mean))
    assert name == ["norm.running_mean"]


def test_instance_norm_does_not_record_its_statistics():
    made = ops(
        recorded("n = nn.InstanceNorm1d(2, track_running_stats=True)\nn(torch.rand(1, 2, 3))")
    )
    assert "lerp_number" not in made
    assert "tensor" not in made


@pytest.mark.parametrize("holder", ["Parameter", "Buffer"])
@pytest.mark.parametrize("flag", [", requires_grad=True", ""])
def test_a_parameter_or_buffer_is_a_card_joined_to_its_tensor(holder: str, flag: str):
    recording = recorded(f"a = torch.ones(2{flag})\nw = nn.{holder}(a)\ny = w * 2\n")
    assert ops(recording) == ["ones", holder, "mul"]
    assert EventKind.REQUIRES_GRAD_SET not in recording["events"]["kind"]
    row, edge = recording["cards"][1], recording.operands_of(1)[0]
    requires_grad = bool(row["flags"] & CardFlag.REQUIRES_GRAD)
    assert requires_grad == (holder == "Parameter" or bool(flag))
    assert row["joined"] == edge["operand"] == 0
    assert edge["cut"] == (Cut.DETACH if flag else Cut.OPEN)


@pytest.mark.parametrize("fill", ["eye", "dirac", "trunc_normal", "orthogonal", "sparse"])
def test_an_initialization_is_one_change(fill: str):
    size = "(2, 2, 3)" if fill == "dirac" else "(3, 3)"
    more = ", 0.5" if fill == "sparse" else ""
    assert ops(recorded(f"w = torch.zeros{size}\nnn.init.{fill}_(w{more})\n")) == ["zeros", fill]


def test_data_is_a_card_joined_to_its_tensor():
    recording = recorded(INPUT + "x.data.mul_(2)\ny = x * 1\n")
    assert ops(recording) == ["ones", "data", "mul", "changed", "mul"]
    assert recording["cards"]["flags"][1] & CardFlag.DATA_OF
    edge = recording.operands_of(1)[0]
    assert (edge["operand"], edge["cut"]) == (0, Cut.DATA_READ)


def test_data_of_a_gradient_is_that_gradient():
    made = ops(recorded(INPUT + "x.sum().backward()\nx.grad.data.zero_()\n"))
    assert made == ["ones", "sum"]


def test_an_assigned_number_is_a_literal():
    recording = recorded("w = torch.zeros(3)\nw[1] = 7\nw[w > 1] = 0.5\n")
    assert "tensor" not in ops(recording)
    literals = recording["operands"]["literal"]
    assert {"7", "0.5"} <= {recording.text(each) for each in literals[literals != NONE]}


LOADER = """\
from torch.utils.data import DataLoader, TensorDataset, random_split
X, y = torch.randn(6, 2), torch.arange(6)
part, _ = random_split(TensorDataset(X, y), [4, 2])
for xb, yb in DataLoader(part, batch_size=4, shuffle=True):
    z = xb * 2
"""


def test_a_batch_of_a_loader_is_a_step_for_each_of_its_tensors():
    recording = recorded(LOADER)
    assert ops(recording)[-3:] == ["DataLoader", "DataLoader", "mul"]
    assert "select" not in ops(recording)
    batch = len(recording["cards"]) - 3
    assert [recording.names(card) for card in (batch, batch + 1)] == [["xb"], ["yb"]]
    sources = [int(recording.operands_of(card)["operand"][0]) for card in (batch, batch + 1)]
    assert [recording.names(card) for card in sources] == [["X"], ["y"]]


def test_a_batch_that_requires_grad_is_part_of_the_graph():
    made = ops(recorded(LOADER.replace("randn(6, 2)", "randn(6, 2, requires_grad=True)")))
    assert made.count("select") == 8
    assert made.count("stack") == 2


def test_items_of_the_scripts_own_dataset_are_recorded_as_it_makes_them():
    recording = recorded(
        "class Squares(torch.utils.data.Dataset):\n"
        "    def __len__(self):\n        return 2\n"
        "    def __getitem__(self, i):\n        return torch.tensor(i) ** 2\n"
        "for x in torch.utils.data.DataLoader(Squares(), batch_size=2):\n    pass\n"
    )
    assert ops(recording) == ["tensor", "pow_number", "tensor", "pow_number", "stack"]


def test_tensors_bound_while_a_layer_is_made_have_no_cards():
    made = ops(
        recorded(
            "class Skew(nn.Module):\n"
            "    def forward(self, X):\n        A = X.triu(1)\n        return A - A.mT\n"
            "layer = nn.Linear(2, 2)\n"
            "nn.utils.parametrize.register_parametrization(layer, 'weight', Skew())\n"
        )
    )
    assert "tensor" not in made
