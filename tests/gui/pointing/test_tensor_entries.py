"""The entries of the search for tensors."""

import pytest

from engine.record.recording import Recording
from gui.pointing.tensor_entries import entries_of, gradient_text, value_text
from tests.engine.recorder.watching import run

pytestmark = pytest.mark.usefixtures("qapp")


def recorded(script: str) -> Recording:
    return run(f"import torch\n{script}").recording


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("y = torch.ones(2) * 2\nx = torch.ones(2, requires_grad=True)\n", ["x", "y", "ones"]),
        ("x = torch.zeros(2)\nfor _ in range(3):\n    x = x + 1\n", ["x"]),
        ("x = torch.zeros(2)\ny = x.add_(1)\n", ["y"]),
        ("print((torch.zeros(2) + 1).exp())\n", ["zeros", "add", "exp"]),
        ("x = torch.ones(2, requires_grad=True)\n(x * 2).sum().backward()\nx.grad * 2\n",
         ["x", "mul", "sum", "mul"]),
    ],
)  # fmt: skip
def test_each_tensor_is_listed_once_by_its_name_or_operation(script: str, names: list[str]) -> None:
    assert [entry.name for entry in entries_of(recorded(script))] == names


def test_an_empty_recording_has_no_entries() -> None:
    assert entries_of(Recording("")) == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("(x * torch.tensor([2.0, -1.5])).sum().backward()", "∂ -1.5 … 2"),
        ("(x * 2).sum().backward()", "∂ 2"),
        ("(x * 0).sum().backward()", "∂ 0"),
        ("((x - 1) / (x - 1)).sum().backward()", "∂ nan"),
        ("(x - 1).sqrt().sum().backward()", "∂ inf"),
        ("x.detach().sum()", "∂ None"),
    ],
)
def test_gradient_texts_show_none_zero_and_nan(statement: str, told: str) -> None:
    recording = recorded(f"x = torch.ones(2, requires_grad=True)\n{statement}\n")
    assert gradient_text(recording.at(recording.step_count), 0) == told


@pytest.mark.parametrize(
    ("numbers", "told"),
    [("[]", "∂ []"), ("[3+4j, 1j]", "∂ [0.6+0.8j 0+1j]"), ("[[1j] * 9] * 9", "∂ complex numbers")],
)
def test_gradients_without_a_finite_range_have_other_texts(numbers: str, told: str) -> None:
    recording = recorded(
        f"x = torch.tensor({numbers}, requires_grad=True)\nx.abs().sum().backward()\n"
    )
    assert gradient_text(recording.at(recording.step_count), 0) == told


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("[1.0, float('nan'), float('inf')]", "value nan"),
        ("[1.0, float('-inf')]", "value inf"),
        ("[complex('nanj')]", "value nan"),
        ("[1, 2]", ""),
        ("[]", ""),
    ],
)
def test_values_that_are_not_finite_have_a_text(made: str, told: str) -> None:
    recording = recorded(f"x = torch.tensor({made})\n")
    assert value_text(recording.at(recording.step_count), 0) == told
    assert value_text(recording.at(0), 0) == ""
