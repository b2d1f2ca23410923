"""The one place where an observer, such as a recorder, is told what the engine does.

By default there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from engine.nodes.accumulate_grad import AccumulateGrad
    from engine.passes.backward_pass import BackwardPass
    from engine.passes.backward_step import Failure, Seed
    from engine.tensor import Tensor

Sent: TypeAlias = "tuple[int, Any, Any, Any, Any]"
"""The fields of a ``backward_step.Contribution``, as a plain tuple, which is faster to make."""


class Owner:
    """Something that has tensors by names, as a module has its parameters and buffers."""

    def named_parameters(self) -> Iterable[tuple[str, Tensor]]:
        """The tensors that are trained, by their names."""
        raise NotImplementedError

    def named_buffers(self) -> Iterable[tuple[str, Tensor]]:
        """All other tensors, by their names."""
        raise NotImplementedError


class Applied(Protocol):
    """An operation that was applied, as far as observers need to know it.

    Attributes:
        name: its name.
        inputs: the names of its inputs; empty where they have none.
        node_type: the class of its nodes; None where it has no derivative.
        is_view: whether the result shares the first operand's memory.
        cuts: whether the operation exists to stop gradients, as ``detach`` does.
    """

    @property
    def name(self) -> str: ...
    @property
    def inputs(self) -> tuple[str, ...]: ...
    @property
    def node_type(self) -> type | None: ...
    @property
    def is_view(self) -> bool: ...
    @property
    def cuts(self) -> bool: ...

    def edge_to(self, position: int) -> int | None:
        """The number of the edge that leads to the operand at a position; None where none can."""


class Observer(Protocol):
    """Is told what the engine does.

    Arrays are handed over without a copy; ``will_change`` is called before any of them changes.
    """

    def op_applied(
        self,
        op: Applied,
        out: Tensor | tuple[Tensor, ...],
        operands: Sequence[Any],
        settings: Mapping[str, Any],
    ) -> None:
        """An operation made a tensor, or several in a tuple."""

    def will_change(self, tensor: Tensor, operands: Sequence[Any] = ()) -> None:
        """A tensor's memory is about to be overwritten, or replaced.

        Where an operation on ``operands`` does so, ``changed_in_place`` follows. There are none
        where a pass adds to a leaf's ``.grad``, or the script sets other memory.
        """

    def will_change_untold(self, tensor: Tensor) -> None:
        """A tensor's memory is about to be overwritten by an operation that is not reported.

        Perhaps its version counter does not count the write either.
        """

    def memory_exposed(self, tensor: Tensor, data: Tensor | None = None) -> None:
        """From now on a tensor's memory can change without a ``will_change``.

        numpy shares it or, where ``data`` is given, that tensor, which was read as its ``.data``.
        """

    def requires_grad_changes(self, leaf: Tensor, wanted: bool) -> None:
        """A leaf is about to begin or cease to require grad."""

    def view_renews(self, view: Tensor) -> None:
        """A view whose base was written to is about to get a new grad_fn."""

    def changed_in_place(
        self, op: Applied, tensor: Tensor, operands: Sequence[Any], settings: Mapping[str, Any]
    ) -> None:
        """An operation has overwritten a tensor, as ``will_change`` announced."""

    def enter_module(self, name: str) -> None:
        """A module of the class ``name`` is called."""

    def leave_module(self) -> None:
        """The call of the innermost module ended, normally or by an exception."""

    def grad_assigned(self, leaf: Tensor, before: Tensor | None) -> None:
        """The script assigned to the ``.grad`` of a tensor."""

    def pass_began(self, backward_pass: BackwardPass, seeds: Sequence[Seed]) -> None:
        """A backward pass began; its seeds are in the buffers."""

    def node_evaluated(
        self, node: Any, incoming: Any, sent: Sequence[Sent], is_hooked: bool = False
    ) -> None:
        """A node of the innermost pass ran.

        Args:
            incoming: the incoming gradient, or for several outputs a list.
            sent: the contributions of the node.
            is_hooked: whether hooks may have changed what came in.
        """

    def gradient_given(
        self, gradient: Tensor, node: Any, output_nr: int, is_kept: bool = False
    ) -> None:
        """The script was given a gradient as a tensor, in a hook or as the result of ``grad``.

        Args:
            node, output_nr: the output that it is the gradient of; of a leaf its AccumulateGrad.
            is_kept: whether it became the output's ``.grad``, which the output retains.
        """

    def grad_accumulated(
        self, node: AccumulateGrad, before: Tensor | None, same_memory: bool
    ) -> None:
        """A leaf's ``.grad`` was made or added to, in the same memory or not."""

    def pass_ended(self, error: BaseException | None, failed: Failure | None) -> None:
        """The innermost pass ended, at its end or by an error, with the node where it failed."""


class Relay:
    """An observer that passes on what it is told to the observer that was there before.

    Attributes:
        inner: that observer, if any.
    """

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return ignore if self.inner is None else getattr(self.inner, name)


def ignore(*_: Any, **__: Any) -> None:
    """Take a report that nobody is to hear of."""


observer: Observer | None = None
"""Set by a recorder for the length of a run."""


def tell_of_gradients(
    gradients: Iterable[Tensor | None], edges: Iterable[tuple[Any, int] | None]
) -> None:
    """Report the gradients that the script is given, with the edges that they arrived at."""
    if observer is not None:
        for gradient, edge in zip(gradients, edges, strict=False):
            if gradient is not None and edge is not None:
                observer.gradient_given(gradient, *edge)


def tell_of_kept(node: Any, tensors: Mapping[int, Tensor | None]) -> None:
    """Report the gradients that outputs of a node, by their numbers, retain as their ``.grad``."""
    if observer is not None:
        for output_nr, tensor in tensors.items():
            if tensor is not None and tensor._grad is not None:
                observer.gradient_given(tensor._grad, node, output_nr, is_kept=True)
