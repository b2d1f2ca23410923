"""What scripts see of a custom function's node: an object with only PyTorch's names.

Source: torch._C._FunctionBase, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.hooks import Hook, RemovableHandle
from engine.script_warnings import warn


def _read_only(read: Callable[[Any], Any]) -> property:
    """A read-only property, with PyTorch's error for assignments."""

    def refuse(_: Any, __: Any) -> None:
        raise AttributeError(
            f"attribute {read.__name__!r} of 'torch._C._FunctionBase' objects is not writable"
        )

    return property(read, refuse)


def _checked(name: str) -> Callable[[Any, bool], None]:
    """The setter of a boolean attribute of the node."""

    def set_checked(shown: Any, value: bool) -> None:
        if not isinstance(value, bool):
            raise TypeError(
                f"set_{name.removeprefix('_')} received an invalid combination of arguments - got "
                "(), but expected (bool)"
            )
        setattr(node_of(shown), name.removeprefix("_"), value)

    return set_checked


class _OfNode:
    """An attribute of the node that scripts may assign to."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, shown: Any, owner: type) -> Any:
        return self if shown is None else getattr(node_of(shown), self._name)

    def __set__(self, shown: Any, value: Any) -> None:
        setattr(node_of(shown), self._name, value)


class FunctionBase:
    """The grad_fn of a custom function's outputs, and the ``ctx`` of its forward and backward.

    Scripts store arbitrary attributes on it, so it has no names but PyTorch's. The engine's data is
    on its node. The node refers to it weakly, to avoid a reference cycle, but keeps the attributes
    that scripts store: if it is freed, a new one gets them.
    """

    __slots__ = ("__node",)
    __module__ = "torch._C"
    __qualname__ = "_FunctionBase"

    def __init__(self, node: Any = None, attributes: dict[str, Any] | None = None) -> None:
        self.__node = node
        self.__dict__ = {} if attributes is None else attributes  # type: ignore[misc]

    @staticmethod
    def _node_of(shown: FunctionBase) -> Any:
        return shown.__node

    needs_input_grad = _OfNode()
    to_save = _OfNode()
    saved_for_forward = _OfNode()
    dirty_tensors = _OfNode()
    non_differentiable = _OfNode()
    materialize_grads = property(fset=_checked("materialize_grads"))
    _materialize_non_diff_grads = property(
        lambda self: node_of(self).materialize_non_diff_grads,
        _checked("_materialize_non_diff_grads"),
    )

    @_read_only
    def saved_tensors(self) -> Any:
        """The tensors that forward saved.

        Raises:
            RuntimeError: they were freed, or one was modified in place; or they were cleared at the
                first access.
        """
        return node_of(self).saved_tensors()

    @_read_only
    def saved_variables(self) -> Any:
        """An older alias."""
        warn("'saved_variables' is deprecated; use 'saved_tensors'", DeprecationWarning)
        return node_of(self).saved_tensors()

    @_read_only
    def _raw_saved_tensors(self) -> Any:
        """The same as ``SavedTensor`` objects, which a script can pack.

        Raises:
            RuntimeError: they were freed.
        """
        return node_of(self).raw_saved_tensors()

    @_read_only
    def next_functions(self) -> Any:
        """As ``torch.autograd.graph.Node.next_functions``."""
        return node_of(self).next_functions

    @_read_only
    def metadata(self) -> Any:
        """A dict for scripts and anomaly detection."""
        return node_of(self).metadata

    @_read_only
    def requires_grad(self) -> bool:
        """Always True."""
        return True

    def name(self) -> str:
        """PyTorch's name of the node."""
        name: str = node_of(self).name()
        return name

    def _sequence_nr(self) -> int:
        number: int = node_of(self).sequence_nr
        return number

    def register_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(grad_inputs, grad_outputs)`` after the node has run."""
        handle: RemovableHandle = node_of(self).register_hook(hook)
        return handle

    def register_prehook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(grad_outputs)`` before the node runs."""
        handle: RemovableHandle = node_of(self).register_prehook(hook)
        return handle


_node_of = FunctionBase._node_of


def node_of(shown: Any) -> Any:
    """The node for an object from a script: the node itself, or a custom function's ctx."""
    return _node_of(shown) if isinstance(shown, FunctionBase) else shown
