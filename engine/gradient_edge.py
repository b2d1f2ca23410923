"""Places in a graph at which gradients can be asked for without a tensor.

Source: torch.autograd.graph.GradientEdge, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.tensor import Tensor, wrap


class _Edge(NamedTuple):
    node: Any
    output_nr: int
    ownership_token: Any = None


class GradientEdge(_Edge):
    """Where a tensor's gradient arrives.

    Attributes:
        node: the node that it goes to.
        output_nr: which of the outputs of its operation the tensor is.
        ownership_token: keeps the graph alive where ``node`` does not; here it does.
    """

    like: Any = np.float32(0)
    """An array as the tensor's; of an edge that a script makes of a node, of one number."""

    @property
    def requires_grad(self) -> bool:
        """It always does."""
        return True

    def gradient_edge(self) -> tuple[Any, int]:
        """As of the tensor."""
        return self.node, self.output_nr

    def stand_in(self) -> Tensor:
        """A tensor that looks like the one whose gradient arrives there."""
        return wrap(self.like).requires_grad_()


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """Where a tensor's gradient arrives.

    Raises:
        RuntimeError: it requires none.
    """
    if not tensor.requires_grad:
        raise RuntimeError(
            "It is not possible to get the gradient edge for a Tensor that does not require "
            "gradients"
        )
    edge = GradientEdge(*tensor.gradient_edge())
    edge.like = np.broadcast_to(tensor._data.dtype.type(0), tensor._data.shape)
    return edge
