"""The order of a pass is that of PyTorch's queue, though most passes need no queue."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nodes.gradient_edge import edge_of
from engine.passes import running_order
from engine.passes.ready_queue import ReadyQueue
from tests.engine.graphs import Graph, picks
from tests.engine.untyped import torch
from tests.example_counts import times


def queued(roots: list[Any], within: set[Any] | None = None) -> list[Any]:
    """The nodes in the order in which they leave the queue."""
    edges: Counter[Any] = Counter(roots)
    seen, stack = set(roots), list(set(roots))
    while stack:
        for target in filter(None, stack.pop().next_nodes):
            edges[target] += 1
            if target not in seen:
                seen.add(target)
                stack.append(target)
    queue: ReadyQueue[Any] = ReadyQueue()
    order: list[Any] = []

    def deliver(targets: Any) -> None:
        for target in targets:
            if target is not None and (within is None or target in within):
                edges[target] -= 1
                if not edges[target]:
                    queue.push(target)

    deliver(roots)
    while queue:
        order.append(queue.pop())
        deliver(order[-1].next_nodes)
    return order


def first_to_last(roots: list[Any], within: set[Any] | None = None) -> list[Any]:
    return list(reversed(running_order.last_to_first(roots, within)))


@given(picks)
@settings(max_examples=times(3))
def test_nodes_run_in_the_order_of_the_queue(picks: list[tuple[int, int, int]]):
    root = Graph(picks).root.grad_fn
    assert first_to_last([root]) == queued([root])


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=20))
def test_chains_with_shared_leaves_run_in_the_order_of_the_queue(steps: list[tuple[int, int]]):
    leaves = [torch.ones(1, requires_grad=True) for _ in range(3)]
    y = leaves[0] * 2
    for operation, at in steps:
        operand = [*leaves, y][at]
        y = (y + operand, operand - y, torch.tanh(y), y * y)[operation]
    root = y.grad_fn
    assert first_to_last([root]) == queued([root])


@given(picks, st.lists(st.integers(0, 30), min_size=1, max_size=4))
@settings(max_examples=times(3))
def test_passes_from_several_roots_run_in_the_order_of_the_queue(
    picks: list[tuple[int, int, int]], places: list[int]
):
    graph = Graph(picks)
    known = [graph.root, *graph.results, *graph.leaves]
    roots = [edge_of(known[at % len(known)])[0] for at in places]
    assert first_to_last(roots) == queued(roots)


@given(picks, st.integers(0, 30), st.integers(0, 2))
@settings(max_examples=times(3))
def test_passes_to_one_input_run_in_the_order_of_the_queue(
    picks: list[tuple[int, int, int]], at: int, leaf: int
):
    graph = Graph(picks)
    root = graph.root.grad_fn
    end = edge_of([*graph.results, *graph.leaves][at % (len(graph.results) + 3)])[0]
    within = {end}
    for node in running_order.last_to_first([root]):
        if any(target in within for target in node.next_nodes):
            within.add(node)
    assert first_to_last([root], within) == queued([root], within)


@given(st.lists(st.integers(0, 8), min_size=1, max_size=12), st.booleans())
def test_one_node_may_complete_many_leaves(places: list[int], is_waited_for: bool):
    leaves = [torch.ones(1, requires_grad=True) for _ in range(9)]
    joined = torch.cat([leaves[at] for at in places])
    root = (joined.sum() * leaves[0].sum() if is_waited_for else joined.sum()).grad_fn
    assert first_to_last([root]) == queued([root])


def test_awaited_contributions_include_parallel_edges_and_seeds():
    x = torch.tensor(2.0, requires_grad=True)
    square = x * x
    root = (square + square).grad_fn
    counts = running_order.edge_counts([root, root])
    assert counts == {root: 2, square.grad_fn: 2, edge_of(x)[0]: 2}
