"""Random graphs of tensors for tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.engine.untyped import torch


class Graph:
    """Leaves, and results in the order they were made; the last may depend on any of them.

    Attributes:
        leaves: leaves that require grad.
        results: results of operations on leaves and earlier results.
    """

    def __init__(self, picks: list[tuple[int, int, int]], leaf_count: int = 3) -> None:
        self.leaves = [
            torch.tensor([0.5 + k, -1.0 - k, 0.25 * (k + 1)], requires_grad=True)
            for k in range(leaf_count)
        ]
        self.results: list[Any] = []
        for pick in picks:
            self.results.append(self._result(*pick))

    def _result(self, operation: int, first: int, second: int) -> Any:
        known = self.leaves + self.results
        a, b = known[first % len(known)], known[second % len(known)]
        operations = (
            lambda: a + b,
            lambda: a * b,
            lambda: a - 0.5 * b,
            lambda: torch.tanh(a),
            lambda: a.sum() + b,
            lambda: torch.sigmoid(a) * a,
            lambda: (a * b).sum() * 0.1 + a.detach(),
        )
        return operations[operation % len(operations)]()

    @property
    def root(self) -> Any:
        """A scalar that depends on the last result and on the first leaf."""
        last = self.results[-1] if self.results else self.leaves[-1]
        return (last * self.leaves[0]).sum()

    def gradients(self) -> list[bytes | None]:
        """The bytes of the leaves' gradients."""
        return [
            None if leaf.grad is None else leaf.grad.detach().numpy().tobytes()
            for leaf in self.leaves
        ]


picks = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 99), st.integers(0, 99)), max_size=12)
"""The data that a ``Graph`` is made from."""
