"""The numbers computed in each turn of a loop, read from recordings."""

from textwrap import dedent

import numpy as np
import pytest

from engine.record.series import iteration_at, loop_series
from engine.worker.headless import recording_of
from gui.examples import examples


def recorded(script):
    return recording_of(dedent(script), "script.py")[0]


@pytest.fixture(scope="module")
def nested():
    return recorded("""
        import torch
        def step(w, i):
            loss = (w - i) ** 2
            loss.backward()
            return loss
        w = torch.tensor(1.0, requires_grad=True)
        for epoch in range(3):
            total = torch.tensor(0.0)
            for i in range(2):
                found = step(w, i)
                total = total + found.detach()
                count = torch.tensor(i)
                pair = torch.ones(2)
                flag = torch.tensor(True)
            mean = total / 2
        once = mean * 2
        """)


def test_each_name_in_a_loop_is_a_series_of_the_last_numbers_of_turns(nested):
    found = {(each.name, each.line): each.numbers.tolist() for each in loop_series(nested)}
    assert found == {
        ("loss", 10): [1, 0] * 3,
        ("found", 10): [1, 0] * 3,
        ("total", 10): [1, 1] * 3,
        ("count", 10): [0, 1] * 3,
        ("total", 8): [0, 0, 0],
        ("mean", 8): [0.5] * 3,
    }


def test_series_that_passes_begin_from_come_first(nested):
    assert [each.is_seed for each in loop_series(nested)][:3] == [True, True, False]


def test_the_cursors_of_a_series_are_where_its_numbers_are_made(nested):
    for series in loop_series(nested):
        for cursor, number in zip(series.cursors.tolist(), series.numbers.tolist()):
            state = nested.at(cursor)
            value = nested.value(int(nested["cards"]["value"][state.current_card()]))
            assert value is not None
            assert value.item() == pytest.approx(number)


def test_every_step_has_its_turn(nested):
    loss, mean = (
        next(each for each in loop_series(nested) if each.name == name) for name in ("loss", "mean")
    )
    scopes = [nested.at(cursor).step.scope for cursor in range(1, nested.step_count + 1)]
    turns = [iteration_at(nested, loss, scope) for scope in scopes]
    assert set(turns) == {None, 0, 1, 2, 3, 4, 5}
    assert iteration_at(nested, mean, scopes[int(loss.cursors[3]) - 1]) == 1
    assert turns[0] is None
    assert turns[-1] is None


def test_the_loss_of_the_training_example_falls():
    source = next(each for each in examples() if "network" in each.name).source()
    (loss,) = loop_series(recorded(source))
    assert (loss.name, len(loss.numbers), loss.is_seed) == ("loss", 50, True)
    assert loss.numbers[-1] < 0.05 * loss.numbers[0]
    assert (np.diff(loss.cursors) > 0).all()


@pytest.mark.parametrize(
    "script", ["", "import torch\nx = torch.ones(1)", "for i in range(9): x = i"]
)
def test_a_loop_without_numbers_has_no_series(script):
    assert loop_series(recorded(script)) == []
