"""The nodes of operations with several outputs."""

from collections.abc import Sequence
from typing import Any

from engine.tensor import Node


class NodeOfMany(Node):
    """The node of an operation with several outputs, or whose only one is not called ``out``.

    Its rules get one gradient where one output has gradients, else a tuple with the gradient of
    each, None where undefined.

    Attributes:
        output_count: how many outputs have gradients.
    """

    __slots__ = ("output_count",)

    def evaluate(self, incoming: Sequence[Any], create_graph: bool) -> list[Any]:
        """As that of any node."""
        defined = next((gradient for gradient in incoming if gradient is not None), None)
        if defined is None:
            return [None] * len(self.next_edges)
        names = self.op.gradient_outputs
        is_one = names is not None and len(names) == 1
        gradient = defined if is_one else tuple(incoming)
        return self._apply_rules(gradient, defined.dtype, create_graph)
