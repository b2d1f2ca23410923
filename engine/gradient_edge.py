"""Places in a graph at which gradients can be asked for without a tensor.

Source: torch.autograd.graph.GradientEdge, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.tensor import Tensor


class GradientEdge(NamedTuple):
    """Where a tensor's gradient arrives.

    Attributes:
        node: the node that it goes to.
        output_nr: which of the outputs of its operation the tensor is.
        ownership_token: keeps the graph alive where ``node`` does not; here it does.
    """

    node: Any
    output_nr: int
    ownership_token: Any = None

    @property
    def requires_grad(self) -> bool:
        """It always does."""
        return True

    def gradient_edge(self) -> tuple[Any, int]:
        """As of the tensor."""
        return self.node, self.output_nr


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
    return GradientEdge(*tensor.gradient_edge())
