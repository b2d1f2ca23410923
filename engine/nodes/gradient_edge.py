"""Edges of the backward graph: a node and the index of one of its outputs.

Source: torch.autograd.graph.GradientEdge, PyTorch 2.13.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.nodes.accumulate_grad import AccumulateGrad, accumulator_of
from engine.nodes.function_base import node_of
from engine.tensor import Tensor, current_node, wrap

if TYPE_CHECKING:
    from engine.nodes.any_node import AnyNode
    from engine.nodes.grad_fn import Edge


class _Edge(NamedTuple):
    node: Any
    output_nr: int
    ownership_token: Any = None


class GradientEdge(_Edge):
    """The place in the graph where a tensor's gradient arrives.

    Attributes:
        node: the grad_fn of the tensor, or its AccumulateGrad.
        output_nr: the index of the tensor among the outputs of the operation.
        ownership_token: keeps the graph alive where ``node`` does not; here it does.
    """

    _like: Any = np.float32(0)
    """An array with the shape and dtype of the tensor; a scalar for an edge made by the script."""

    @property
    def requires_grad(self) -> bool:
        """Always True."""
        return True

    def _stand_in(self) -> Tensor:
        """A tensor with the shape and dtype of the one whose gradient arrives there."""
        return wrap(self._like)._with_grad_required()


def next_edge(tensor: Tensor) -> tuple[AnyNode | AccumulateGrad, int] | None:
    """The edge from an operation's node to that of one of its operands; None if there is none.

    There is none to a view that requires grad only because its base was set to later.
    """
    node = tensor._node if tensor._extra is None else current_node(tensor)
    if node is not None:
        return node, tensor.output_nr
    return (accumulator_of(tensor), 0) if tensor._requires_grad else None


def edge_of(tensor: Tensor | GradientEdge) -> Edge:
    """The node that receives a tensor's gradient, and the tensor's ``output_nr``."""
    if isinstance(tensor, GradientEdge):
        return node_of(tensor.node), tensor.output_nr
    return next_edge(tensor) or (accumulator_of(tensor), 0)


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """The edge where a tensor's gradient arrives.

    Raises:
        RuntimeError: the tensor does not require grad.
    """
    if not tensor.requires_grad:
        raise RuntimeError(
            "It is not possible to get the gradient edge for a Tensor that does not require "
            "gradients"
        )
    node, output_nr = edge_of(tensor)
    edge = GradientEdge(node.shown, output_nr)
    edge._like = np.broadcast_to(tensor._data.dtype.type(0), tensor._data.shape)
    return edge
