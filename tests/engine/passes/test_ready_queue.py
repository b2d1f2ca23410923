"""The queue of ready nodes, compared with the verified model of PyTorch's heap."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.passes.ready_queue import ReadyQueue

ACCUMULATE = 2**64 - 1


class Numbered(NamedTuple):
    sequence_nr: int
    label: int


def load_order_model() -> ModuleType:
    path = Path(__file__).parents[2] / "conformance" / "reference" / "order_model.py"
    spec = importlib.util.spec_from_file_location("order_model", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ORDER_MODEL = load_order_model()


# None stands for a pop; few different numbers, so that ties are frequent.
moves = st.lists(st.none() | st.integers(0, 4) | st.just(ACCUMULATE), max_size=60)


@given(moves)
def test_the_queue_pops_in_the_order_of_the_model(moves: list[int | None]):
    queue: ReadyQueue[Numbered] = ReadyQueue()
    model = ORDER_MODEL.Heap()
    for label, move in enumerate(moves):
        if move is not None:
            queue.push(Numbered(move, label))
            model.push(move, label)
        elif model:
            expected = model.pop()
            assert queue.pop().label == expected
        assert bool(queue) == bool(model)
    while model:
        assert queue.pop().label == model.pop()
    assert not queue


def test_seven_leaves_are_popped_as_in_pytorch():
    queue: ReadyQueue[Numbered] = ReadyQueue()
    for label in range(7):
        queue.push(Numbered(ACCUMULATE, label))
    assert [queue.pop().label for _ in range(7)] == [0, 2, 5, 6, 4, 1, 3]


def test_popping_an_empty_queue_raises_an_error():
    queue: ReadyQueue[Numbered] = ReadyQueue()
    with pytest.raises(IndexError):
        queue.pop()
