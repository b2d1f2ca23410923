"""The texts of the tool tips of cards and edges."""

import numpy as np
import pytest

from engine.record.schema import NONE, Cut
from engine.record.state import State
from gui.pointing.tip_text import MAX_LINES, card_tip, edge_tip
from tests.engine.recorder.watching import run
from tests.samples import accumulation, first_gradient

pytestmark = pytest.mark.usefixtures("qapp")

X, DOT, Y = range(3)


def state_at(cursor: int) -> State:
    return first_gradient().recording().at(cursor)


def edges(state: State, source: int) -> list[int]:
    rows: list[int] = np.flatnonzero(state.recording["operands"]["operand"] == source).tolist()
    return rows


def test_the_tip_of_a_card_shows_its_tensor_as_pytorch_prints_it():
    tip = card_tip(state_at(4), X)
    assert tip.title == "x"
    assert tip.detail == "arange · (4,) · torch.float32"
    assert tip.value == "tensor([0., 1., 2., 3.], requires_grad=True)"
    assert tip.gradient == ""
    assert tip.note == "no gradient yet"


def test_the_tip_of_a_card_shows_its_gradient_and_contributions():
    tip = card_tip(state_at(6), X)
    assert card_tip(state_at(5), DOT).gradient == "tensor(2.)"
    assert card_tip(state_at(7), X).gradient == "tensor([ 0.,  4.,  8., 12.])"
    assert card_tip(state_at(7), X).note == "2 of 2 contributions have arrived"
    assert card_tip(state_at(6), DOT).value == "tensor(14., grad_fn=<DotBackward0>)"
    assert tip.note == "no gradient yet"


def test_the_tip_of_a_future_card_has_no_numbers():
    tip = card_tip(state_at(1), Y)
    assert (tip.value, tip.gradient, tip.note) == ("", "", "not made yet")


def test_the_tip_of_a_tensor_without_gradient_says_why():
    recording = accumulation().recording()
    assert card_tip(recording.at(recording.step_count), 4).note == "requires no gradient"
    start = recording.at(recording.index.pass_start(2))
    assert card_tip(start, 2).note == "no gradient: this pass does not come here"


def test_long_tensors_are_cut_after_some_lines():
    recording = run("import torch\nt = torch.ones(30, 3)").recording
    lines = card_tip(recording.at(1), 0).value.split("\n")
    assert len(lines) == MAX_LINES
    assert lines[-1] == "…"


def test_lines_that_are_left_out_may_have_numbers_that_are_not_finite():
    recording = run("import torch\nx = torch.arange(90.).view(30, 3).sub(88).log()").recording
    tip = card_tip(recording.at(recording.step_count), 3)
    assert tip.value.split("\n")[-1] == "… (88 of them nan, 1 -inf)"


def test_the_tip_of_an_edge_shows_what_crossed_it():
    [edge] = edges(state_at(5), DOT)
    assert edge_tip(state_at(4), edge).note == "no gradient has crossed yet"
    tip = edge_tip(state_at(5), edge)
    assert tip.title == "dot → y"
    assert tip.detail == "sent by MulBackward0"
    assert tip.gradient == "tensor(2.)"


def test_the_tip_of_a_cut_edge_shows_the_reason():
    recording = accumulation().recording()
    state = recording.at(recording.step_count)
    cuts = recording["operands"]["cut"]
    [detached] = np.flatnonzero(cuts == Cut.DETACH).tolist()
    assert edge_tip(state, detached).note == "no gradient crosses: detach"
    [plain] = edges(state, 4)
    assert recording["operands"]["position"][plain] == NONE
    assert edge_tip(state, plain).note == "no gradient crosses: none is required"
