"""The interface through which a backward pass uses a node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeAlias

from engine.hooks import NodeHooks
from engine.observe import Sent

Edge: TypeAlias = "tuple[GradFn, int]"
"""A node, and the index of the output of its operation to which a gradient belongs."""

Send: TypeAlias = "Callable[[Any, dict[Any, Any], bool], Sequence[Sent] | None]"
"""``pullbacks.Send`` as a method of a node."""


class GradFn(Protocol):
    """A node of the autograd graph, as a backward pass sees it.

    Attributes:
        sequence_nr: among ready nodes the one with the highest number runs first.
        next_nodes: for each tensor input of the operation the node that receives its gradient; None
            for an input that needs none.
        input_nrs: for each of these the index of the input among the outputs of the next node's
            operation.
        next_edges: pairs of both; None for an input that needs no gradient.
        output_count: the number of outputs of the operation, and so of incoming gradients.
        details: None where gradients need no ``fit`` and all ``input_nrs`` are 0.
        sends_unasked: whether it computes gradients even for inputs that need none in this pass.
        hooks: the node's hooks; None where it has none.
        metadata: a dict for scripts and anomaly detection.
        shown: the object that scripts get for the node.
        send, send_taped, send_observed, send_observed_taped: in the common case, evaluate the node
            and add its gradients to the buffers; otherwise do nothing and return None.
    """

    @property
    def sequence_nr(self) -> int: ...
    @property
    def next_nodes(self) -> tuple[Any, ...]: ...
    @property
    def input_nrs(self) -> tuple[int, ...]: ...
    @property
    def next_edges(self) -> tuple[Any, ...]: ...
    @property
    def output_count(self) -> int: ...
    @property
    def details(self) -> Any: ...
    @property
    def sends_unasked(self) -> bool: ...
    @property
    def hooks(self) -> NodeHooks | None: ...
    @property
    def shown(self) -> Any: ...
    @property
    def metadata(self) -> dict[str, Any]: ...
    @property
    def send(self) -> Send: ...
    @property
    def send_taped(self) -> Send: ...
    @property
    def send_observed(self) -> Send: ...
    @property
    def send_observed_taped(self) -> Send: ...

    def evaluate(self, gradient: Any, create_graph: bool) -> Sequence[Any]:
        """The vector-Jacobian product for each next node; None where it is undefined.

        ``gradient`` is the incoming gradient; for an operation with several outputs a list, with
        None for those without a gradient, or None if no output has one.
        """

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """Sum and cast a gradient to the shape and dtype of the input at ``position``."""

    def release(self) -> None:
        """Free the saved tensors."""

    def finish(self) -> None:
        """Call the hooks that run once the node has sent its gradients."""
