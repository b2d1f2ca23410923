"""The one place where a recorder is told what the engine does; nobody listens by default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from engine.accumulate_grad import AccumulateGrad
    from engine.backward_pass import BackwardPass
    from engine.backward_step import Failure, Seed
    from engine.tensor import Tensor

Sent: TypeAlias = "tuple[int, Any, Any, Any, Any]"
"""What a node adds to one gradient buffer, in the order of ``backward_step.Contribution``."""


class Owner:
    """Has tensors under names of its own, as a module has parameters and buffers."""

    def named_parameters(self) -> Iterable[tuple[str, Tensor]]:
        """What it learns, by names."""
        raise NotImplementedError

    def named_buffers(self) -> Iterable[tuple[str, Tensor]]:
        """What it keeps beside that, by names."""
        raise NotImplementedError


class Applied(Protocol):
    """What is told of an operation that was applied.

    Attributes:
        name: what it is called.
        node_type: the class of its nodes; None where it has no derivative.
        is_view: whether the result shares the first operand's memory.
        cuts: whether it exists to stop gradients.
        inputs: names of what it is applied to; empty where nobody has named that.
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
        """Which edge of its nodes leads to the operand at a position, if any can."""


class Observer(Protocol):
    """What the engine reports.

    Arrays are handed over as they are, not copied; a ``will_change`` comes before any of them
    changes in place.
    """

    def op_applied(
        self,
        op: Applied,
        out: Tensor | tuple[Tensor, ...],
        operands: Sequence[Any],
        attrs: Mapping[str, Any],
    ) -> None:
        """An operation made a tensor, or several in a tuple."""

    def will_change(self, tensor: Tensor, operands: Sequence[Any] = ()) -> None:
        """A tensor's memory is about to be written to, by an operation on ``operands`` if any."""

    def will_change_untold(self, tensor: Tensor) -> None:
        """A tensor's memory is about to be written to, which perhaps not even a version counts."""

    def memory_exposed(self, tensor: Tensor, data: Tensor | None = None) -> None:
        """From now on a tensor's memory can change without a ``will_change``.

        numpy shares it, or a tensor does that is read as its ``.data``.
        """

    def requires_grad_changes(self, leaf: Tensor, wanted: bool) -> None:
        """A leaf is about to begin or cease to require grad."""

    def view_renews(self, view: Tensor) -> None:
        """An outdated view is about to get another grad_fn."""

    def changed_in_place(
        self, op: Applied, tensor: Tensor, operands: Sequence[Any], attrs: Mapping[str, Any]
    ) -> None: ...

    def enter_module(self, name: str) -> None:
        """A module of the class ``name`` is called."""

    def leave_module(self) -> None:
        """The call of the innermost module ended, by whatever way."""

    def grad_assigned(self, leaf: Tensor, before: Tensor | None) -> None: ...

    def pass_began(self, backward_pass: BackwardPass, seeds: Sequence[Seed]) -> None: ...

    def node_evaluated(
        self, node: Any, incoming: Any, sent: Sequence[Sent], is_hooked: bool = False
    ) -> None:
        """A node ran; what came in is for several outputs a list.

        Args:
            is_hooked: whether hooks may have changed what came in.
        """

    def gradient_given(
        self, gradient: Tensor, node: Any, output_nr: int, is_kept: bool = False
    ) -> None:
        """The script was given the gradient of one of a node's outputs, or of a leaf.

        Args:
            is_kept: that is the output's ``.grad``.
        """

    def grad_accumulated(
        self, node: AccumulateGrad, before: Tensor | None, same_memory: bool
    ) -> None: ...

    def pass_ended(self, error: BaseException | None, failed: Failure | None) -> None: ...


class Relay:
    """Listens beside somebody else, to whom it passes on what it is told.

    Attributes:
        inner: who else listens, if anybody.
    """

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return _ignore if self.inner is None else getattr(self.inner, name)


def _ignore(*_: Any, **__: Any) -> None:
    """Nobody is told."""


observer: Observer | None = None
"""Set by a recorder for the length of a run."""


def tell_of_gradients(
    gradients: Iterable[Tensor | None], edges: Iterable[tuple[Any, int] | None]
) -> None:
    """Tell of tensors made of gradients for the script, by the edges that these came along."""
    if observer is not None:
        for gradient, edge in zip(gradients, edges, strict=False):
            if gradient is not None and edge is not None:
                observer.gradient_given(gradient, *edge)


def tell_of_kept(node: Any, tensors: Mapping[int, Tensor | None]) -> None:
    """Tell of the gradients that outputs of a node, by their numbers, keep as their ``.grad``."""
    if observer is not None:
        for output_nr, tensor in tensors.items():
            if tensor is not None and tensor._grad is not None:
                observer.gradient_given(tensor._grad, node, output_nr, is_kept=True)
