"""The outputs of a custom function: which tensors they are, and what history they get.

Source: torch/csrc/autograd/custom_function.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

from engine import errors, in_place, observe, script_warnings
from engine.functions.function_calls import AppliedFunction
from engine.functions.function_node import FunctionNode
from engine.operand_checks import may_require_grad
from engine.storage import Creation, View
from engine.tensor import Tensor, mark_output, wrap


class FunctionOutputs:
    """Turns what forward returned into the outputs of the function, which have a grad_fn.

    Raises:
        RuntimeError: forward marked something other than tensors.
    """

    def __init__(
        self, function: str, node: FunctionNode, arguments: Sequence[Any], is_taped: bool
    ) -> None:
        """Collect what forward marked.

        Args:
            function: the name of the function.
            node: the node of this application.
            arguments: the arguments of forward.
            is_taped: whether the outputs get a grad_fn.
        """
        self._applied = AppliedFunction(function, type(node))
        self._node, self._is_taped = node, is_taped
        self._inputs = [each for each in arguments if isinstance(each, Tensor)]
        names = [f"argument {number}" for number in range(len(arguments))]
        self._settings = {
            name: each
            for name, each in zip(names, arguments, strict=True)
            if not isinstance(each, Tensor)
        }
        node.check_marks()
        self._dirty = {id(each) for each in node.dirty_tensors or ()}
        self._without_gradient = {id(each) for each in node.non_differentiable or ()}
        self._made: dict[int, Tensor] = {}

    def wrapped(self, returned: Sequence[Any]) -> tuple[Any, ...]:
        """The outputs that ``apply`` returns.

        Raises:
            RuntimeError: forward marked as dirty what it did not return, or what cannot get a new
                grad_fn.
        """
        node = self._node
        if not self._dirty <= {id(each) for each in returned}:
            for each in node.dirty_tensors or ():
                each._shared_storage().version += 1
            raise RuntimeError(
                "Some elements marked as dirty during the forward method were not returned as "
                "output. The inputs that are modified inplace must all be outputs of the Function."
            )
        for each in node.dirty_tensors or ():
            self._check_dirty(each)
            self._count_change(each)
        node.output_count = len(returned)
        node.keep(returned, self._inputs, self._is_taped)
        node.outputs = [
            (each._data.shape, each.dtype) if self._is_materialized(each) else ((), None)
            for each in returned
        ]
        tensors = [each for each in returned if isinstance(each, Tensor)]
        several = sum(map(self._has_gradient, tensors)) > 1
        creation = Creation.SEVERAL_OUTPUTS if several else Creation.CUSTOM_FUNCTION
        outputs = tuple(self._output(at, each, creation) for at, each in enumerate(returned))
        fresh = tuple(
            new
            for at, (new, old) in enumerate(zip(outputs, returned, strict=True))
            if isinstance(new, Tensor) and new is not old and not _is_among(new, outputs[:at])
        )
        if fresh and observe.observer is not None:
            made = fresh[0] if len(fresh) == 1 else fresh
            observe.observer.op_applied(self._applied, made, self._inputs, self._settings)
        return outputs

    def _output(self, number: int, returned: Any, creation: Creation) -> Any:
        if not isinstance(returned, Tensor):
            return returned
        again = self._made.get(id(returned))
        if again is not None:
            if self._has_gradient(returned):
                mark_output(again, number, self._node.output_count)
            return again
        is_dirty = id(returned) in self._dirty
        make = self._overwritten if is_dirty else self._fresh
        output = make(number, returned, creation)
        if is_dirty or not self._is_input(returned):
            self._made[id(returned)] = output
        return output

    def _fresh(self, number: int, returned: Tensor, creation: Creation) -> Tensor:
        """An output for a tensor that forward made, or returned unchanged."""
        has_gradient = self._has_gradient(returned)
        if not has_gradient and returned.requires_grad and self._is_input(returned):
            return _alias(returned)
        output = wrap(returned._data)
        base = self._base(returned)
        if base is not None:
            storage = output._storage = returned._shared_storage()
            output._ensure_extra().view = View(base, creation, storage.version)
        elif returned._storage is not None:
            output._storage = returned._storage
        if has_gradient:
            output._node = self._node
            mark_output(output, number, self._node.output_count)
            if not self._is_input(returned):
                self._node.returned.append((weakref.ref(returned), number))
        return output

    def _base(self, returned: Tensor) -> Tensor | None:
        """The base of an output that is a view or shares memory with an input; else None."""
        root = _root(returned)
        is_view = root is not returned or any(root is _root(each) for each in self._inputs)
        return root if is_view else None

    def _is_input(self, returned: Tensor) -> bool:
        return _is_among(returned, self._inputs)

    def _has_gradient(self, returned: Tensor) -> bool:
        is_marked = id(returned) in self._without_gradient
        return self._is_taped and not is_marked and may_require_grad(returned)

    def _is_materialized(self, returned: Any) -> bool:
        """Whether backward may receive zeros for an output."""
        all_are = self._node.materialize_non_diff_grads
        return isinstance(returned, Tensor) and (all_are or self._has_gradient(returned))

    def _count_change(self, tensor: Tensor) -> None:
        """Increment the version of a tensor that is marked as dirty, as PyTorch does."""
        if observe.observer is not None:
            observe.observer.will_change(tensor, self._overwriting(tensor))
        tensor._shared_storage().version += 1

    def _check_dirty(self, tensor: Tensor) -> None:
        """Warn of a tensor that is marked as dirty but is not an input.

        Raises:
            RuntimeError: it is a view.
        """
        if not self._is_input(tensor):
            if tensor._view is not None:
                raise RuntimeError(errors.DIRTY_NO_INPUT)
            script_warnings.warn(errors.DIRTY_NO_INPUT)

    def _overwritten(self, number: int, tensor: Tensor, _: Creation) -> Tensor:
        """An output for a tensor that forward overwrote: the tensor itself, with a new grad_fn.

        If the function is not differentiable but the tensor requires grad, an alias without a
        grad_fn.

        Raises:
            RuntimeError: it is a leaf that requires grad, or a view that cannot get a new grad_fn.
        """
        has_gradient = self._has_gradient(tensor)
        if has_gradient:
            if tensor._node is None and tensor.requires_grad:
                raise RuntimeError(errors.LEAF_WAS_IN_PLACE)
            if tensor._view is not None and self._node.output_count > 1:
                raise RuntimeError(errors.VIEW_IN_SEVERAL)
            in_place.refuse(tensor)
            in_place.rebase(tensor, self._node)
            if tensor._view is None:
                mark_output(tensor, number, self._node.output_count)
        if observe.observer is not None:
            operands = self._overwriting(tensor)
            observe.observer.changed_in_place(self._applied, tensor, operands, self._settings)
        return _alias(tensor) if tensor.requires_grad and not has_gradient else tensor

    def _overwriting(self, tensor: Tensor) -> list[Tensor]:
        """The operands as reported to observers: the overwritten tensor, then the other inputs."""
        return [tensor, *[each for each in self._inputs if each is not tensor]]


def _alias(tensor: Tensor) -> Tensor:
    """A tensor with the same storage, but without a grad_fn."""
    alias = wrap(tensor._array())
    alias._storage = tensor._shared_storage()
    return alias


def _is_among(tensor: Tensor, others: Sequence[Any]) -> bool:
    return any(tensor is each for each in others)


def _root(tensor: Tensor) -> Tensor:
    """The base of a view; any other tensor itself."""
    return tensor if tensor._view is None else tensor._view.base
