"""The node of a base that was overwritten through one of its views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import errors, operand_checks
from engine.nodes.any_node import AnyNode, next_sequence_nr
from engine.nodes.gradient_edge import edge_of
from engine.nodes.node_calls import called
from engine.nodes.saving_hooks import Pack, Unpack
from engine.registry import raw, traced
from engine.strides import blank, strides_of
from engine.tensor import Tensor, wrap

Path = list[tuple[str, dict[str, Any]]]
"""The operations that lead from a base to its view, in order: names and settings."""


class CopySlices(AnyNode):
    """The grad_fn of a base that was overwritten through a view.

    The part of the incoming gradient under the view goes through the node of the operation that
    overwrote it. The rest passes unchanged to the former grad_fn of the base.

    Attributes:
        function: the node of that operation, which is evaluated from here and is not itself in
            the graph; None once freed.
        path: the operations that lead from the base to the view.
        strides: the strides of the base.
    """

    __slots__ = ("_input_nrs", "function", "hooks", "path", "strides")
    __module__ = "builtins"  # as in PyTorch

    def __init__(self, base: Tensor, function: AnyNode, path: Path) -> None:
        self.sequence_nr = next_sequence_nr()
        first = edge_of(base)[0] if base.requires_grad else None
        first_nr = base.output_nr if first is not None else 0
        self.next_nodes = (first, *function.next_nodes[1:])
        self._input_nrs = (first_nr, *function.input_nrs[1:])
        self.function: AnyNode | None = function
        self.path = path
        self.strides = strides_of(base._array())
        self.hooks = None

    __call__ = called

    def name(self) -> str:
        """PyTorch's name of the node, which is implemented in C++."""
        return "torch::autograd::CopySlices"

    @property
    def input_nrs(self) -> tuple[int, ...]:
        return self._input_nrs

    def evaluate(self, gradient: Any, create_graph: bool) -> Sequence[Any]:
        """The gradient of the former base, and those of the operation's other inputs.

        Raises:
            RuntimeError: the operation's node was freed, or the view is expanded.
        """
        if gradient is None:
            return (None,) * len(self.next_nodes)
        function = self.function
        if function is None:
            raise RuntimeError(errors.FREED)
        F = traced if create_graph else raw
        whole = self._copied(gradient, create_graph)
        part = whole
        for name, settings in self.path:
            part = getattr(F, name)(part, **settings)
        of_part = F.clone(part) if create_graph else part.copy()[()]
        sent = [
            None if each is None else function.fit(position, each, create_graph)
            for position, each in enumerate(function.evaluate(of_part, create_graph))
        ]
        if self.next_nodes[0] is not None:
            changed = F.zeros_like(of_part) if sent[0] is None else sent[0]
            if create_graph:
                traced.copy_from.apply_in_place(part, changed)
            else:
                operand_checks.refuse_expanded(part)
                part[...] = changed
            sent[0] = whole if create_graph else whole[()]
        return sent

    def _copied(self, gradient: Any, create_graph: bool) -> Any:
        """A copy of a gradient with the strides of the base."""
        dtype = gradient._data.dtype if create_graph else gradient.dtype
        whole = blank(gradient.shape, self.strides, dtype)
        if not create_graph:
            whole[...] = gradient
            return whole
        return traced.copy_from.apply_in_place(wrap(whole), gradient)

    def release(self) -> None:
        """Free what the operation's node saved, even if that is nothing."""
        self.function = None

    def pack(self, outs: Sequence[Tensor], pack: Pack, unpack: Unpack) -> None:
        """Pass the tensors that the operation saved through the script's pack hook."""
        if self.function is not None:
            self.function.pack(outs, pack, unpack)
