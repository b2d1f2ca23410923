"""Functions that are generated from source text."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np

from engine.compiled import generated
from engine.op import Op
from engine.registry import traced
from tests.engine.untyped import torch  # noqa: F401 - which declares the operations

TWO = """\
def twice(number, add=1, *, factor=2):
    return factor * number + add * one()

def one():
    return ONE
"""


def defined(one: int) -> dict[str, Callable[..., int]]:
    return generated.define(("twice", "one"), lambda: TWO, {"ONE": one})


def test_a_generated_function_is_called_like_any_other():
    twice = defined(1)["twice"]
    assert [twice(3), twice(3, 2), twice(3, factor=5)] == [7, 8, 16]


def test_functions_of_one_text_call_each_other_whichever_is_called_first():
    first, second = defined(1), defined(10)
    assert (second["one"](), second["twice"](1)) == (10, 12)
    assert (first["twice"](1), first["one"]()) == (3, 1)


def test_a_generated_function_keeps_its_identity():
    twice = defined(1)["twice"]
    kept = {twice: "kept"}
    twice(3)
    assert kept[twice] == "kept"
    assert twice.__name__ == "twice"


def test_a_function_first_called_by_several_threads_works_in_all():
    start = Barrier(8)

    def called(twice: Callable[..., int]) -> int:
        start.wait()
        return twice(3) + twice(3, factor=5)

    with ThreadPoolExecutor(8) as threads:
        for _ in range(50):
            twice = defined(1)["twice"]
            assert set(threads.map(called, [twice] * 8)) == {23}


def test_no_source_is_generated_before_the_first_call():
    written = []

    def write() -> str:
        written.append(1)
        return TWO

    functions = generated.define(("twice", "one"), write, {"ONE": 1})
    assert written == []
    assert functions["twice"](3) == 7
    assert functions["one"]() == 1
    assert written == [1]


def test_a_function_of_one_operation_is_inlined():
    def product(a: float, b: float) -> float:
        """A docstring, which changes nothing."""
        return a * b

    def from_behind(a: float, b: float) -> float:
        return b - a

    assert generated.call(product, "kernel", "x", "y") == "x * y"
    assert generated.call(from_behind, "kernel", "x", "y") == "y - x"
    assert generated.call(lambda F, g, b: g * b, "rule", "raw", "g", "v1") == "g * v1"


def test_other_functions_are_called_and_not_inlined():
    def doubled(a: float) -> float:
        return a * 2.0

    def fourth(a: float, b: float, c: float, d: float) -> float:
        return d

    def with_setting(a: float, *, b: float) -> float:
        return a * b

    for function, arguments in ((doubled, "x"), (fourth, "abcd"), (max, "xy"), (with_setting, "x")):
        assert generated.call(function, "f", *arguments) == f"f({', '.join(arguments)})"


def test_an_inlined_function_gives_the_same_as_a_call():
    written_out = 0
    for operation in vars(traced).values():
        if not isinstance(operation, Op):
            continue
        values = {name: np.full((1, 1), 2.0 + place) for place, name in enumerate(operation.inputs)}
        text = generated.call(operation.kernel, "kernel", *values)
        if not text.startswith("kernel("):
            written_out += 1
            assert eval(text, dict(values)) == operation.kernel(*values.values())
    assert written_out >= 5
