"""What is told of a name that went from a leaf to a new tensor."""

import pytest

from engine.diagnose.missing import why_none
from engine.diagnose.raised import why_raised
from gui.words.why_text import why_text
from tests.engine.explain.scripts import named, recorded

W = "w = torch.ones(2, requires_grad=True)\n"


def told_on_error(code: str) -> str:
    """Why the run of a script failed."""
    recording = recorded(code)
    finding = why_raised(recording)
    return "" if finding is None else why_text(recording.at(recording.step_count), finding)


def test_an_error_in_a_later_turn_of_a_loop_is_about_the_tensor_of_that_turn() -> None:
    code = W + (
        "for _ in range(3):\n    (w * w).sum().backward()\n    w = w - 0.1 * w.grad.sign()\n"
    )
    assert told_on_error(code).startswith("Line 5 made a new tensor from w")


def test_a_name_within_a_list_counts() -> None:
    code = W + (
        "params = [w]\nfor _ in range(2):\n    (params[0] ** 2).sum().backward()\n"
        "    params = [p - 0.1 * p.grad for p in params]\n"
    )
    told = told_on_error(code)
    assert told.startswith("Line 6 made a new tensor from params[0]")
    assert "change params[0] in place, with params[0] -= …" in told


def test_a_tensor_made_anew_of_plain_numbers_is_told_to_be_changed_in_place() -> None:
    code = W + (
        "for _ in range(2):\n    loss = (w ** 2).sum()\n    loss.backward()\n"
        "    w = torch.tensor(w.data - 0.1 * w.grad)\n"
    )
    told = told_on_error(code)
    assert told.startswith("torch.tensor() of line 6 took plain numbers out of")
    assert "w was made anew of these: it does not require grad. Change it in place" in told


@pytest.mark.parametrize("code", ["x = (w - 1) / 2\n", "w = (w - 1) / 2\n"])
def test_a_preparation_under_the_same_name_is_told_apart_from_an_update(code: str) -> None:
    name = code[0]
    told = told_on_error(W + code + f"({name} ** 2).sum().backward()\n{name}.grad.norm()\n")
    assert f"write {name}.retain_grad() before backward()" in told
    assert ("give it another name" in told) == (name == "w")


def test_a_state_computed_from_itself_is_no_leaf_under_another_name() -> None:
    code = W + "h = torch.zeros(2)\nh = h + w\nh.sum().backward()\nh.grad.norm()\n"
    assert told_on_error(code).startswith("h is no leaf: a pass hands its gradient on")


@pytest.mark.parametrize(
    ("code", "about", "line"),
    [
        ("y = w * 2\ny.retain_grad()\n", "y", 4),
        ("ys = [w * 2, w * 3]\nfor y in ys:\n    y.retain_grad()\ny = sum(ys)\n", "ys[0]", 5),
    ],
)
def test_a_gradient_that_is_kept_is_not_told_to_be_kept(code: str, about: str, line: int) -> None:
    recording = recorded(f"{W}{code}y.sum().backward()\nu = w * 1\n")
    state = recording.at(recording.step_count)
    told = why_text(state, why_none(state, named(recording, about)))
    assert f"Line {line} keeps it: print {about}.grad after the pass." in told
    assert "before backward()" not in told
