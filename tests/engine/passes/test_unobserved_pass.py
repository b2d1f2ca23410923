"""Passes without a recorder: hooks and functions see what PyTorch would show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.passes import autograd
from tests.engine.graphs import Graph, picks
from tests.engine.untyped import torch
from tests.example_counts import times

spies = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 99)), max_size=3)
"""Where a hook or function looks at the gradients, or raises."""


class Watched:
    """A graph in whose passes something looks at the gradients, or raises.

    Attributes:
        seen: the gradients of the leaves at each look.
    """

    def __init__(self, picks: list[tuple[int, int, int]], spies: list[tuple[int, int]]) -> None:
        self.graph = Graph(picks)
        self.root = self.graph.root
        self.seen: list[object] = []
        for kind, at in spies:
            self._add(kind, at)

    def _add(self, kind: int, at: int) -> None:
        leaf = self.graph.leaves[at % 3]
        made = [each for each in [*self.graph.results, self.root] if each.requires_grad]
        result = made[at % len(made)]
        if kind == 0:
            result.grad_fn.register_hook(self._look)
        elif kind == 1:
            leaf.register_hook(self._look)
        elif kind == 2:
            leaf.register_post_accumulate_grad_hook(self._look)
        elif kind == 3:
            result.grad_fn.register_prehook(self._fail)
        else:
            with torch.no_grad():
                result.add_(1)  # which its own rule, or one behind it, may have saved

    def _look(self, *given: Any) -> None:
        self.seen.append(self.graph.gradients())

    def _fail(self, *given: Any) -> None:
        raise ValueError("it fails")

    def outcome(self, run: Callable[[], None]) -> tuple[object, ...]:
        """What was seen during a call, how it ended, and the gradients after it."""
        error = ""
        try:
            run()
        except (RuntimeError, ValueError) as raised:
            error = str(raised)
        return self.seen, error, self.graph.gradients()


@given(picks, spies)
@settings(max_examples=times(5))
def test_an_unwatched_pass_gives_the_same_as_a_stepped_one(
    picks: list[tuple[int, int, int]], spies: list[tuple[int, int]]
):
    alone, stepped = Watched(picks, spies), Watched(picks, spies)
    pass_ = autograd.begin_backward(stepped.root)
    assert alone.outcome(alone.root.backward) == stepped.outcome(pass_.run)


def test_a_finished_leaf_has_its_gradient_before_a_custom_function_runs():
    seen = []

    class Look(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(ctx: Any, a: Any) -> Any:
            return a * 2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            seen.append((early.grad, late.grad))
            return g * 2

    early, late = (torch.ones(2, requires_grad=True) for _ in range(2))
    (Look.apply(late) * early).sum().backward()
    ((of_early, of_late),) = seen
    assert of_early.tolist() == [2.0, 2.0] and of_late is None
    assert late.grad.tolist() == [2.0, 2.0]


def test_a_gradient_shared_by_two_leaves_is_copied():
    a, b = (torch.ones(2, requires_grad=True) for _ in range(2))
    (a + b).backward(torch.ones(2))
    a.grad += 1
    assert (a.grad.tolist(), b.grad.tolist()) == ([2.0, 2.0], [1.0, 1.0])


def test_a_node_without_an_incoming_gradient_runs_nevertheless():
    x = torch.ones(2, requires_grad=True)
    seen = []
    inner = x * 2
    inner.grad_fn.register_hook(lambda sent, came: seen.append((sent, came)))
    (torch.linalg.vector_norm(inner * 3, 0) + x.sum()).backward()
    assert seen == [((None, None), (None,))]
    assert x.grad.tolist() == [1.0, 1.0]
