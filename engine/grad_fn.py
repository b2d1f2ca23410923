"""What a backward pass needs to know of a node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeAlias

from engine.hooks import NodeHooks
from engine.observe import Sent

Edge: TypeAlias = "tuple[GradFn, int]"
"""A node and which of its op's outputs a gradient is for."""


Send: TypeAlias = "Callable[[Any, dict[Any, Any], bool], Sequence[Sent] | None]"
"""See ``pulling``."""


class GradFn(Protocol):
    """What the sweep needs to know of a node.

    Attributes:
        sequence_nr: among ready nodes the highest runs first.
        next_nodes: where each gradient goes, one per tensor input of the op; None for an input
            that needs none.
        input_nrs: which output of each next node that is.
        output_count: how many outputs the op has, so how many gradients come in.
        details: None where its gradients need not be fitted and all input_nrs are 0.
        hooks: what is to be called when it runs; None for nothing.
        metadata: what is kept with it for others.
        send, send_taped, send_told, send_told_taped: do what is to be done in the commonest case;
            None where that is not all.
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
    def hooks(self) -> NodeHooks | None: ...
    @property
    def metadata(self) -> dict[str, Any]: ...
    @property
    def send(self) -> Send: ...
    @property
    def send_taped(self) -> Send: ...
    @property
    def send_told(self) -> Send: ...
    @property
    def send_told_taped(self) -> Send: ...

    def evaluate(self, gradient: Any, create_graph: bool) -> Sequence[Any]:
        """The gradient of each input, one per next node; None where undefined.

        ``gradient`` is what came in: for several outputs a list, with None where undefined.
        """

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """Sum and cast a gradient to the shape and dtype of the input at ``position``."""

    def release(self) -> None:
        """Let go of the saved tensors."""

    def finish(self) -> None:
        """Call what is to be called once the node has run and its gradients are sent."""
