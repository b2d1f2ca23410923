"""The queue of ready nodes, ordered as PyTorch's CPU engine orders them, ties included.

PyTorch keeps ready nodes in a ``std::priority_queue`` that compares sequence numbers only. All
AccumulateGrad nodes share one number, so the order in which several leaves are filled is that of
libstdc++'s binary heap: this module sifts exactly as that one does.
"""

from typing import Generic, Protocol, TypeVar


class Sequenced(Protocol):
    """Anything with a sequence number."""

    @property
    def sequence_nr(self) -> int: ...


NodeT = TypeVar("NodeT", bound=Sequenced)


class ReadyQueue(Generic[NodeT]):
    """A max-heap on ``sequence_nr``.

    Attributes:
        heap: the nodes, the next one first; where there is at most one, also to be used directly.
    """

    __slots__ = ("heap",)

    def __init__(self) -> None:
        self.heap: list[NodeT] = []

    def __bool__(self) -> bool:
        return bool(self.heap)

    def push(self, node: NodeT) -> None:
        """Add a node; logarithmic in the number of waiting ones."""
        self.heap.append(node)
        if len(self.heap) > 1:
            self._sift_up(len(self.heap) - 1, node)

    def peek(self) -> NodeT:
        """The node that ``pop`` would return.

        Raises:
            IndexError: the queue is empty.
        """
        return self.heap[0]

    def pop(self) -> NodeT:
        """Remove and return the node with the highest sequence number.

        Raises:
            IndexError: the queue is empty.
        """
        heap = self.heap
        last = heap.pop()
        if not heap:
            return last
        top = heap[0]
        self._sift_up(self._sink_hole(), last)
        return top

    def _sink_hole(self) -> int:
        """Move the hole at the top down to a place without children, larger children rising."""
        heap, hole = self.heap, 0
        while (left := 2 * hole + 1) < len(heap):
            right = left + 1
            if right < len(heap) and heap[right].sequence_nr >= heap[left].sequence_nr:
                left = right
            heap[hole] = heap[left]
            hole = left
        return hole

    def _sift_up(self, hole: int, node: NodeT) -> None:
        """Put a node into the hole, or as far above it as smaller ones stand there."""
        heap = self.heap
        while hole and heap[(hole - 1) // 2].sequence_nr < node.sequence_nr:
            heap[hole] = heap[(hole - 1) // 2]
            hole = (hole - 1) // 2
        heap[hole] = node
