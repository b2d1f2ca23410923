"""Modes that each thread has for itself: grad mode, and numpy's error state."""

import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.engine.untyped import torch


def test_a_new_thread_has_the_default_grad_mode():
    def ask() -> tuple[bool, bool, list[str]]:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            x = torch.zeros(1, requires_grad=True)
            taped = (x / 0 + torch.log(x)).requires_grad
        return taped, torch.is_grad_enabled(), [str(each.message) for each in said]

    with torch.no_grad(), ThreadPoolExecutor(1) as pool:
        assert pool.submit(ask).result() == (True, True, [])
        assert not torch.is_grad_enabled()


def test_switching_a_mode_off_does_not_affect_other_threads():
    def switch_off() -> Any:
        torch.set_grad_enabled(False)
        return (torch.ones(1, requires_grad=True) * 2).requires_grad

    with ThreadPoolExecutor(1) as pool:
        assert not pool.submit(switch_off).result()
        assert torch.is_grad_enabled()
        assert not pool.submit(torch.is_grad_enabled).result(), "the thread is the same"
