"""The hooks through which an observer, such as a recorder, hears what the engine does.

By default there is no observer.
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
    """An object with named tensors, as a module with its parameters and buffers."""

    def named_parameters(self) -> Iterable[tuple[str, Tensor]]:
        """The trainable tensors, by name."""
        raise NotImplementedError

    def named_buffers(self) -> Iterable[tuple[str, Tensor]]:
        """All other tensors, by name."""
        raise NotImplementedError


class Applied(Protocol):
    """An applied operation, as described to observers.

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
        """The index of the node's edge for the operand at a position; None where it has none."""


class Observer(Protocol):
    """Receives the events of the engine.

    Arrays are passed without a copy; ``will_change`` is called before any of them changes.
    """

    def op_applied(
        self,
        op: Applied,
        out: Tensor | tuple[Tensor, ...],
        operands: Sequence[Any],
        settings: Mapping[str, Any],
    ) -> None:
        """An operation produced a tensor, or several in a tuple."""

    def will_change(self, tensor: Tensor, operands: Sequence[Any] = (), name: str = "") -> None:
        """A tensor's memory is about to be overwritten, or replaced.

        If the operation ``name`` on ``operands`` does so, ``changed_in_place`` follows. There are
        no operands if a pass accumulates into a leaf's ``.grad``, or the script assigns other
        memory.
        """

    def will_change_unobserved(self, tensor: Tensor) -> None:
        """A tensor's memory is about to be overwritten by an operation that is not reported.

        The version counter may not count this write.
        """

    def memory_exposed(self, tensor: Tensor, data: Tensor | None = None) -> None:
        """From now on a tensor's memory can change without ``will_change``.

        It is shared with numpy or, if given, with ``data``, the tensor that ``.data`` returned.
        """

    def requires_grad_changes(self, leaf: Tensor, wanted: bool) -> None:
        """A leaf's ``requires_grad`` is about to change."""

    def grad_fn_changes(self, tensor: Tensor) -> None:
        """A tensor is about to get another grad_fn, as a view whose base was written to."""

    def changed_in_place(
        self, op: Applied, tensor: Tensor, operands: Sequence[Any], settings: Mapping[str, Any]
    ) -> None:
        """The in-place operation announced by ``will_change`` is done."""

    def enter_module(self, name: str) -> None:
        """The call of a module of the class ``name`` begins."""

    def leave_module(self) -> None:
        """The call of the innermost module ended, normally or with an exception."""

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
            is_hooked: whether hooks may have changed the incoming gradient.
        """

    def gradient_given(
        self, gradient: Tensor, node: Any, output_nr: int, is_kept: bool = False
    ) -> None:
        """The script received a gradient as a tensor, in a hook or as a result of ``grad``.

        Args:
            node, output_nr: the output whose gradient it is; for a leaf its AccumulateGrad.
            is_kept: whether it became the ``.grad`` of an output that retains its gradient.
        """

    def grad_accumulated(
        self, node: AccumulateGrad, before: Tensor | None, same_memory: bool
    ) -> None:
        """A gradient was accumulated into a leaf's ``.grad``, in the same memory or not."""

    def pass_ended(self, error: BaseException | None, failed: Failure | None) -> None:
        """The innermost pass ended, or failed with an error at a node."""


class Relay:
    """An observer that passes every event on to the previous observer.

    Attributes:
        inner: the previous observer, if any.
    """

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return ignore if self.inner is None else getattr(self.inner, name)


def ignore(*_: Any, **__: Any) -> None:
    """Drop an event."""


observer: Observer | None = None
"""The current observer; a recorder sets it for the length of a run."""


def report_gradients(
    gradients: Iterable[Tensor | None], edges: Iterable[tuple[Any, int] | None]
) -> None:
    """Report gradients that the script receives, with the edges at which they arrived."""
    if observer is not None:
        for gradient, edge in zip(gradients, edges, strict=False):
            if gradient is not None and edge is not None:
                observer.gradient_given(gradient, *edge)


def report_kept(node: Any, tensors: Mapping[int, Tensor | None]) -> None:
    """Report the gradients that outputs of a node, by their numbers, retain in ``.grad``."""
    if observer is not None:
        for output_nr, tensor in tensors.items():
            if tensor is not None and tensor._grad is not None:
                observer.gradient_given(tensor._grad, node, output_nr, is_kept=True)
