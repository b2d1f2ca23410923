"""The inputs and results of a run that can be plotted."""

from textwrap import dedent

import pytest

from engine.worker.headless import recording_of
from gui.examples import examples
from gui.plots.plot_choices import plot_choices


def chosen(script: str) -> tuple[list[tuple[str, float]], list[str]]:
    recording, _ = recording_of(dedent(script), "script.py")
    found = plot_choices(recording)
    return [(each.name, each.number) for each in found.inputs], found.results


def test_inputs_are_leaves_and_results_are_computed_from_leaves() -> None:
    inputs, results = chosen("""
        import torch
        x = torch.tensor(2.0, requires_grad=True)
        c = torch.tensor(3.0)
        v = torch.tensor([1.0])
        v.requires_grad_(True)
        def f(a):
            inner = a * c
            return inner
        y = f(x)
        z = (y * v).sum()
        u = z.detach()
        w = torch.ones(2) * x
        k = torch.tensor(5)
        """)
    assert inputs == [("x", 2.0), ("v", 1.0)]
    assert results == ["z", "y"]


def test_results_that_passes_begin_from_come_first() -> None:
    _, results = chosen("""
        import torch
        x = torch.tensor(2.0, requires_grad=True)
        y = x * x
        z = y + 1
        y.backward()
        """)
    assert results == ["y", "z"]


def test_results_of_the_first_input_come_before_others() -> None:
    _, results = chosen("""
        import torch
        w = torch.ones(3, requires_grad=True)
        loss = (w * w).sum()
        loss.backward()
        scale = torch.tensor(0.5, requires_grad=True)
        root = torch.sqrt(scale)
        last = w.sum()
        """)
    assert results == ["root", "loss", "last"]


def test_a_number_in_a_branch_not_taken_is_no_input() -> None:
    inputs, _ = chosen("""
        import torch
        if False:
            x = torch.tensor(1.0, requires_grad=True)
        else:
            x = torch.tensor(2.0, requires_grad=True)
        """)
    assert inputs == [("x", 2.0)]


@pytest.mark.parametrize(
    ("example", "name", "result"),
    [
        ("09_control_flow_fixed", "a", "d"),
        ("10_second_derivative", "x", "y"),
        ("15_control_flow_root", "a", "b"),
        ("17_traced_function", "x", "f"),
    ],
)
def test_the_examples_offer_their_main_input_and_result(
    example: str, name: str, result: str
) -> None:
    source = next(each for each in examples() if each.name == example).source()
    inputs, results = chosen(source)
    assert [each for each, _ in inputs] == [name]
    assert results[0] == result


@pytest.mark.parametrize("script", ["", "x = (", "import torch\ny = torch.ones(3).sum()"])
def test_a_script_may_have_no_choices(script: str) -> None:
    assert chosen(script) == ([], [])
