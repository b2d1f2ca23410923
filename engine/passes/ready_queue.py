"""The queue of ready nodes, in the order of PyTorch's CPU engine, ties included.

PyTorch keeps ready nodes in a ``std::priority_queue`` that compares sequence numbers only. All
AccumulateGrad nodes have the same number, so the order in which leaves are filled is that of
libstdc++'s binary heap, whose sift algorithm this module reproduces.
"""

from typing import Generic, Protocol, TypeVar


class Sequenced(Protocol):
    """An object with a sequence number."""

    @property
    def sequence_nr(self) -> int: ...


NodeT = TypeVar("NodeT", bound=Sequenced)


class ReadyQueue(Generic[NodeT]):
    """A max-heap on ``sequence_nr``.

    Attributes:
        heap: the nodes, the next one first.
    """

    __slots__ = ("heap",)

    def __init__(self) -> None:
        self.heap: list[NodeT] = []

    def __bool__(self) -> bool:
        return bool(self.heap)

    def push(self, node: NodeT) -> None:
        """Add a node, in O(log n)."""
        heap = self.heap
        heap.append(node)
        if len(heap) > 1:
            self._sift_up(len(heap) - 1, node)

    def pop(self) -> NodeT:
        """Remove and return the node with the highest sequence number.

        Raises:
            IndexError: the queue is empty.
        """
        heap = self.heap
        last = heap.pop()
        if not heap:
            return last
        top, count = heap[0], len(heap)
        hole, child = 0, 1
        while child < count:  # the hole sinks to the bottom, larger children rise
            larger = heap[child]
            if child + 1 < count and heap[child + 1].sequence_nr >= larger.sequence_nr:
                child += 1
                larger = heap[child]
            heap[hole] = larger
            hole, child = child, 2 * child + 1
        self._sift_up(hole, last)
        return top

    def _sift_up(self, hole: int, node: NodeT) -> None:
        """Put a node into the hole, or above smaller ancestors of it."""
        heap, number = self.heap, node.sequence_nr
        while hole:
            above = (hole - 1) // 2
            parent = heap[above]
            if parent.sequence_nr >= number:
                break
            heap[hole] = parent
            hole = above
        heap[hole] = node
