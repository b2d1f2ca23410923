"""``torch.autograd.graph``.

Source: torch.autograd.graph, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any

from engine.hooks import RemovableHandle
from engine.nodes.accumulate_grad import AccumulateGrad
from engine.nodes.any_node import AnyNode
from engine.nodes.function_base import FunctionBase
from engine.nodes.grad_fn import GradFn
from engine.nodes.gradient_edge import GradientEdge, edge_of, get_gradient_edge
from engine.nodes.saving_hooks import disable_saved_tensors_hooks, saved_tensors_hooks
from engine.passes import autograd
from engine.passes.backward_pass import BackwardPass
from engine.tensor import Tensor, wrap
from engine.tensor_hooks import register_hook
from engine.torch.names.absent import missing as _missing

_CAPTURED_LEAF = (
    "A leaf node was passed to _will_engine_execute_node but we are currently running "
    "autograd.grad(). This is currently not supported."
)

__all__ = [
    "GradientEdge",
    "Node",
    "allow_mutation_on_saved_tensors",
    "disable_saved_tensors_hooks",
    "get_gradient_edge",
    "increment_version",
    "register_multi_grad_hook",
    "save_on_cpu",
    "saved_tensors_hooks",
]


_KINDS = (AnyNode, AccumulateGrad, FunctionBase)


class _AnyNode(type):
    """Makes ``isinstance`` recognise all nodes."""

    def __instancecheck__(cls, each: object) -> bool:
        return isinstance(each, _KINDS)

    def __subclasscheck__(cls, each: type) -> bool:
        return issubclass(each, _KINDS)


class Node(metaclass=_AnyNode):
    """Base class of all nodes of a graph, for ``isinstance``."""

    __module__ = "torch.autograd.graph"


class save_on_cpu(saved_tensors_hooks):  # noqa: N801 (PyTorch's own name)
    """Inside its ``with``, saved tensors are stored on the CPU, where all tensors are already."""

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        super().__init__(_as_it_is, _as_it_is)


def _as_it_is(tensor: Tensor) -> Tensor:
    return tensor


def increment_version(tensor: Tensor | Iterable[Tensor]) -> None:
    """Increment the version counters of a tensor or of several.

    Raises:
        RuntimeError: an argument is not a tensor.
    """
    if not isinstance(tensor, Iterable):
        raise RuntimeError("increment_version expect a Iterable[Tensor] as input")
    tensors = [tensor] if isinstance(tensor, Tensor) else list(tensor)
    if not all(isinstance(each, Tensor) for each in tensors):
        raise RuntimeError("increment_version expects each element of the iterable to be a tensor")
    for each in tensors:
        if not each.is_inference():
            each._shared_storage().version += 1


class _AllowMutationOnSavedContext:
    """The copies of saved tensors of one ``allow_mutation_on_saved_tensors``.

    PyTorch copies them when they are first written to, here at once; backward passes see the same.
    """

    def __init__(self) -> None:
        self._is_over = False

    def clear(self) -> None:
        """Drop all copies."""
        self._is_over = True

    def pack(self, tensor: Tensor) -> Tensor:
        """A copy of the saved tensor."""
        return wrap(tensor._array().copy())

    def unpack(self, kept: Tensor) -> Tensor:
        """The copy.

        Raises:
            AssertionError: the ``with`` has ended.
        """
        if self._is_over:
            raise AssertionError(
                "Trying to backward outside of the 'allow_mutation_on_saved_tensors' context"
                "in which the graph was originally recorded."
            )
        return kept


_mutating: list[_AllowMutationOnSavedContext] = []
"""The active one, if any."""


@contextmanager
def allow_mutation_on_saved_tensors() -> Iterator[_AllowMutationOnSavedContext]:
    """Inside its ``with``, saved tensors may be modified in place; passes use the old values.

    Raises:
        RuntimeError: it is nested.
    """
    context = _AllowMutationOnSavedContext()
    with saved_tensors_hooks(context.pack, context.unpack):
        if _mutating:
            raise RuntimeError("allow_mutation_on_saved_tensors contexts cannot be nested")
        _mutating.append(context)
        try:
            yield context
        finally:
            _mutating.pop()
            context.clear()


class _MultiHandle:
    """Removes the hooks of several tensors."""

    __module__ = "torch.autograd.graph"

    def __init__(self, handles: Sequence[RemovableHandle]) -> None:
        self._handles = handles

    def remove(self) -> None:
        """Remove the hooks."""
        for each in self._handles:
            each.remove()

    def __enter__(self) -> _MultiHandle:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


def register_multi_grad_hook(
    tensors: Sequence[Tensor], fn: Callable[[Any], None], *, mode: str = "all"
) -> _MultiHandle:
    """Call ``fn`` once per pass: with the gradients of all tensors, or with the first to arrive.

    Raises:
        ValueError: a mode other than "all" and "any".
        AssertionError: all gradients are wanted, but a tensor does not require grad.
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    if mode == "any":
        first = _first_only(fn)
        return _MultiHandle([register_hook(each, first) for each in tensors if each.requires_grad])
    if not all(each.requires_grad for each in tensors):
        raise AssertionError("Expected gradient function to be set")
    waiting = _Waiting(tensors, fn)
    return _MultiHandle([register_hook(each, waiting.hook(at)) for at, each in enumerate(tensors)])


def _first_only(fn: Callable[[Any], None]) -> Callable[[Any], None]:
    """A hook that runs only once per pass."""
    last: list[BackwardPass] = []

    @wraps(fn)
    def hook(gradient: Tensor) -> None:
        now = autograd.running.innermost
        if now not in last and now is not None:
            last[:] = [now]
            fn(gradient)

    return hook


class _Waiting:
    """Collects the gradients of several tensors per pass."""

    def __init__(self, tensors: Sequence[Tensor], fn: Callable[[Any], None]) -> None:
        self._nodes = [edge_of(each)[0] for each in tensors]
        self._fn = fn
        self._arrived: dict[BackwardPass, dict[int, Tensor]] = {}

    def hook(self, at: int) -> Callable[[Tensor], None]:
        """The hook for the tensor with this index.

        Raises:
            RuntimeError: (when called) a leaf is among the inputs of ``grad()``.
        """

        def arrive(gradient: Tensor) -> None:
            now = autograd.running.innermost
            assert now is not None
            arrived = self._arrived.setdefault(now, {})
            arrived[at] = gradient
            if any(
                isinstance(each, AccumulateGrad) for each in self._nodes if each in now.captures
            ):
                raise RuntimeError(_CAPTURED_LEAF)
            taking_part = _expected(now)
            if len(arrived) == sum(node in taking_part for node in self._nodes):
                del self._arrived[now]
                self._fn([arrived.get(place) for place in range(len(self._nodes))])

        return arrive


def _expected(now: BackwardPass) -> set[GradFn]:
    """The nodes that PyTorch reports as going to run: a pass's only root is missing."""
    nodes = set(now.participants())
    if len(now.targets) == 1:
        nodes.discard(now.targets[0])
    return nodes


def __getattr__(name: str) -> Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.autograd.graph", name, __all__)
