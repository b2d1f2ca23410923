"""What all nodes of the autograd graph but those of leaves have in common."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from engine.hooks import Hookable, HookTable
from engine.nodes import pullbacks

if TYPE_CHECKING:
    from engine.nodes.grad_fn import GradFn
    from engine.nodes.saving_hooks import Pack, Unpack
    from engine.tensor import Tensor

next_sequence_nr = count().__next__


class AnyNode(Hookable):
    """Common base of all nodes but AccumulateGrad; see ``GradFn`` for the attributes."""

    __slots__ = ("next_nodes", "sequence_nr")
    details: Any = ()
    send = send_taped = send_observed = send_observed_taped = pullbacks.never

    sequence_nr: int
    next_nodes: tuple[GradFn | None, ...]
    output_count = 1
    sends_unasked = False
    requires_grad = True

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {id(self):#x}>"

    def name(self) -> str:
        """PyTorch's name of the node."""
        return type(self).__name__

    @property
    def input_nrs(self) -> tuple[int, ...]:
        """For each next node the index of the input among its outputs."""
        return (0,) * len(self.next_nodes)

    @property
    def next_edges(self) -> tuple[tuple[Any, int] | None, ...]:
        """For each tensor input the next node and its ``input_nr``; None where there is none."""
        numbers = self.input_nrs
        return tuple(
            None if node is None else (node, number)
            for node, number in zip(self.next_nodes, numbers, strict=True)
        )

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """As ``torch.autograd.graph.Node.next_functions``."""
        edges = self.edges_in_pytorch
        return tuple((None, 0) if each is None else (each[0].shown, each[1]) for each in edges)

    @property
    def edges_in_pytorch(self) -> tuple[tuple[Any, int] | None, ...]:
        """The next edges that PyTorch's node has: for some operations others than ours."""
        return self.next_edges

    def hooks_of(self, output_nr: int) -> HookTable:
        """The tensor hooks of the output with this index."""
        return self.ensure_hooks().of_outputs.setdefault(output_nr, HookTable())

    def guard_output(self, tensor: Tensor) -> None:
        """Called when an output gets memory that can be written to; for nodes that save it."""

    def evaluate(self, gradient: Any, create_graph: bool) -> Sequence[Any]:
        """The vector-Jacobian product for each next node; to be overridden."""
        raise NotImplementedError

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """A gradient summed and cast to the shape and dtype of the input at ``position``."""
        return gradient

    def pack(self, outs: Sequence[Tensor], pack: Pack, unpack: Unpack) -> None:
        """Pass the saved tensors through the script's pack hook; ``outs`` are the results."""

    def release(self) -> None:
        """Free the saved tensors."""

    def finish(self) -> None:
        """Does nothing: the node has no hooks of this kind."""
