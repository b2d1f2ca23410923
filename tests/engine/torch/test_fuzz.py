"""Random calls give a result or an error in PyTorch's words, never numpy's."""

from __future__ import annotations

import re
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings

from engine.torch.calling.signatures import signatures_of
from tests.engine.torch.drawn_calls import UNCOUNTED, Call, calls, functions
from tests.engine.untyped import torch

OURS = (
    RuntimeError, TypeError, IndexError, ValueError, NotImplementedError, AssertionError,
    OverflowError, ZeroDivisionError,
)  # fmt: skip
MOST_SECONDS = 2.0
NUMPY_WORDS = re.compile(
    r"ufunc|numpy|(?<!np\.)ndarray|operands? could not|"
    r"(?<![\"'])\baxis\b(?! to be the last| to sum)|"
    r"(?<!indexing tensors could not be )broadcast together|"
    r"could not broadcast|"
    r"\barrays?\b|data type .* not|truth value|setting an array|Unable to allocate"
)
# Messages of Python itself, where PyTorch's functions in C++ have their own.
PYTHON_WORDS = re.compile(
    r"object has no attribute|object is not (iterable|subscriptable|callable)|unhashable|"
    r"(tuple|list) index out of range|not supported between instances|values to unpack|"
    r"<lambda>|<locals>|"
    r"unsupported operand|(?<!result in a division )by zero|object cannot be interpreted|"
    r"positional arguments? \(and|has no len|multiply sequence|math domain|cannot convert float|"
    r"multiple values for keyword"
)


def wrong_words(call: Call, words: str) -> bool:
    """Whether an error describes how the engine computes, instead of what is wrong."""
    if NUMPY_WORDS.search(words):
        return True
    if call.name == "new_tensor" and words.endswith("cannot be interpreted as an integer"):
        return False  # PyTorch, too, reports non-numbers in Python's words
    is_pythons = signatures_of(call.namespace, call.name) is None
    return not is_pythons and PYTHON_WORDS.search(words) is not None


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Interrupt code that takes more processor time, on systems that can measure it.

    Raises:
        TimeoutError: the code takes longer.
    """
    if sys.platform == "win32":
        yield
        return

    def interrupt(*_: object) -> None:
        raise TimeoutError(f"more than {seconds} seconds of the processor")

    before = signal.signal(signal.SIGVTALRM, interrupt)
    # Repeatedly, as a callback of the garbage collector would swallow it.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def attempt(call: Call) -> None:
    """Call; an exception must be of PyTorch's types, with a message that is not numpy's."""
    words = ""
    with warnings.catch_warnings(), within(MOST_SECONDS):
        warnings.simplefilter("ignore", UserWarning)  # as PyTorch gives them
        warnings.simplefilter("error", RuntimeWarning)
        try:
            call.run()
        except RuntimeWarning:
            raise
        except OURS as error:
            words = str(error)
        except AttributeError as error:  # as functions raise that PyTorch has in Python
            if signatures_of(call.namespace, call.name) is not None:
                raise
            words = str(error)
        finally:
            torch.set_grad_enabled(True)
    assert not wrong_words(call, words), words


def of(name: str, *args: Any, **kwargs: Any) -> Call:
    """A call of a function of ``torch``, or of another namespace by the full name."""
    namespace, _, last = name.rpartition(".")
    return Call(namespace or "torch", last, args, kwargs)


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(calls())
@example(of("torch.linalg.svd", torch.tensor([[float("inf"), 1.0], [2.0, 3.0]])))
@example(of("torch.Tensor.bitwise_not_", torch.ones(2)))
@example(of("torch.nn.functional.group_norm", torch.ones(3), 1))
def test_random_calls_give_results_or_pytorchs_errors(call: Call):
    attempt(call)


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=30_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(calls())
def test_many_more_random_calls_give_results_or_pytorchs_errors(call: Call):
    attempt(call)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no timer of the processor")
def test_an_endless_call_is_interrupted():
    with pytest.raises(TimeoutError, match="seconds of the processor"), within(0.05):
        wait_for_ever()


def wait_for_ever() -> None:
    while True:
        pass


def test_every_function_is_called():
    names = functions()
    assert len(names) > 700
    assert {("torch", "sum"), ("torch.Tensor", "add_"), ("torch.linalg", "svd")} <= set(names)


@pytest.mark.parametrize(
    "call",
    [
        of("zeros", 10**15),
        of("ones", 10**8, 10**8),
        of("rand", 10**15),
        of("full", (10**15,), 1.0),
        of("arange", 10**15),
        of("linspace", 0, 1, 10**15),
        of("eye", 10**9),
        of("randperm", 10**15),
        of("torch.Tensor.repeat", torch.ones(2), 10**15),
        of("outer", torch.ones(1).expand(10**9), torch.ones(1).expand(10**9)),
        of("torch.nn.functional.pad", torch.ones(2), (0, 10**15)),
        of("torch.Tensor.new_zeros", torch.ones(2), 10**15),
        of("torch.Tensor.repeat", torch.ones(2, 3), 2, UNCOUNTED),
        of("repeat_interleave", torch.ones(4), torch.full((4,), UNCOUNTED)),
        of("exp", torch.ones(1).expand(2**45)),
        of("torch.Tensor.__add__", torch.ones(1).expand(2**45), 1),
        of("torch.Tensor.__mul__", torch.ones(1).expand(2**45), torch.ones(1)),
    ],
    ids=lambda call: call.name,
)
def test_results_that_do_not_fit_into_memory_are_refused(call: Call):
    with pytest.raises(RuntimeError, match=r"can't allocate memory|calculation overflowed"):
        call.run()
