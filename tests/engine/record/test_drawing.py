"""The cards and edges that are drawn."""

import numpy as np

from engine.record.drawing import Drawing, backward_pass, segment, whole_run
from engine.record.recording import Recording
from engine.record.schema import NONE
from tests.engine.recorder.watching import run
from tests.samples import accumulation, first_gradient


def ends(recording: Recording, drawing: Drawing) -> list[tuple[int, int]]:
    """The edges of a drawing as pairs of cards."""
    operands = recording["operands"][drawing.edges]
    return list(zip(operands["operand"].tolist(), operands["card"].tolist(), strict=True))


def test_the_whole_run_has_every_card_and_both_edges_of_a_square():
    recording = first_gradient().recording()
    drawing = whole_run(recording)
    assert drawing.cards.tolist() == [0, 1, 2]
    assert ends(recording, drawing) == [(0, 1), (0, 1), (1, 2)]


def test_edge_ends_are_indices_of_drawn_cards():
    recording = accumulation().recording()
    for number in range(4):
        drawing = segment(recording, number)
        operands = recording["operands"][drawing.edges]
        np.testing.assert_array_equal(drawing.cards[drawing.sources], operands["operand"])
        np.testing.assert_array_equal(drawing.cards[drawing.users], operands["card"])
        assert (drawing.sources < drawing.users).all()
        assert NONE not in drawing.sources


def test_a_segment_has_its_new_cards_and_those_that_its_pass_touches():
    recording = accumulation().recording()
    assert segment(recording, 0).cards.tolist() == [0, 1]
    assert segment(recording, 1).cards.tolist() == [0, 2, 3]


def test_the_far_side_of_a_cut_is_drawn():
    recording = accumulation().recording()
    drawing = segment(recording, 2)
    x, y, u, z, total = 0, 2, 4, 5, 6
    assert drawing.cards.tolist() == [x, y, u, z, total]
    assert (y, u) in ends(recording, drawing)


def test_a_leaf_reset_after_the_last_pass_is_drawn():
    recording = accumulation().recording()
    assert segment(recording, 3).cards.tolist() == [0]


def test_only_the_last_version_of_a_trained_weight_is_drawn():
    recording = run(
        "import torch\nx = torch.tensor(2.0)\nw = torch.tensor(1.0, requires_grad=True)\n"
        "for turn in range(9):\n    loss = (w * x - 3) ** 2\n    loss.backward()\n"
        "    with torch.no_grad():\n        w -= 0.1 * w.grad\n    w.grad = None\n"
    ).recording
    sizes = [len(backward_pass(recording, number).cards) for number in range(9)]
    assert sizes[0] < sizes[1], "the change that made the weight of the second turn"
    assert sizes[1:] == [sizes[1]] * 8
    weights = [card for card in backward_pass(recording, 8).cards if recording.names(card) == ["w"]]
    assert len(weights) == 2
    assert max(len(segment(recording, number).cards) for number in range(1, 10)) < 2 * sizes[1]


def of_pass(recording: Recording, number: int) -> list[str]:
    """What the cards of a pass's drawing are called: their names, or else their operations."""
    return [
        " ".join(recording.names(card)) or recording.text(recording["cards"]["op"][card])
        for card in backward_pass(recording, number).cards
    ]


def test_a_cut_behind_a_further_operation_is_drawn():
    recording = run(
        "import torch\nw = torch.tensor(2.0, requires_grad=True)\n"
        "u = torch.tensor(1.0, requires_grad=True)\ndata = torch.ones(3) * 5\n"
        "h = (w * 3).detach()\ny = ((h * 2).sin() * u + data * 4).sum()\ny.backward()\n"
    ).recording
    assert of_pass(recording, 0) == ["w", "u", "mul", "h", "mul", "sin", "mul", "mul", "add", "y"]


def test_only_the_nearest_of_several_cuts_in_a_row_is_drawn():
    recording = run(
        "import torch\nw = torch.tensor(2.0, requires_grad=True)\n"
        "with torch.no_grad():\n    a = w * 3\n    b = a.exp()\n    c = w * b\n    d = c.sin()\n"
        "y = w * d\ny.backward()\n"
    ).recording
    assert of_pass(recording, 0) == ["w", "c", "d", "y"]


def test_a_running_average_does_not_lead_back_through_all_turns():
    recording = run(
        "import torch\nw = torch.tensor(2.0, requires_grad=True)\nmean = torch.tensor(0.0)\n"
        "for turn in range(5):\n    loss = w**2\n    mean = 0.9 * mean + 0.1 * loss.detach()\n"
        "    (loss * (1 - mean)).backward()\n"
    ).recording
    assert {len(backward_pass(recording, number).cards) for number in range(5)} == {7}


def test_beyond_a_cut_an_expression_is_drawn_back_to_its_names():
    recording = run(
        "import torch\nw = torch.tensor(2.0, requires_grad=True)\n"
        "u = torch.tensor(1.0, requires_grad=True)\nv = w.exp()\n"
        "y = (torch.sin(v * 3) + 1).detach() * u\ny.backward()\n"
    ).recording
    assert of_pass(recording, 0) == ["u", "v", "mul", "sin", "add", "detach", "y"]


def test_beyond_a_cut_only_the_last_layer_of_a_network_is_drawn():
    recording = run(
        "import torch\nnet = torch.nn.Sequential(*[torch.nn.Linear(2, 2) for _ in range(9)])\n"
        "u = torch.ones(2, requires_grad=True)\n"
        "y = (net(torch.ones(2)).detach() * u).sum()\ny.backward()\n"
    ).recording
    drawn = of_pass(recording, 0)
    assert drawn[-3:] == ["detach", "mul", "y"]
    assert drawn.count("addmm") == 1
