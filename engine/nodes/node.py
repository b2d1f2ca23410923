"""The nodes of operations in the autograd graph: each represents one application."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from engine import dtypes, errors, operand_checks
from engine.half_precision import in_single_precision, in_steps, is_half
from engine.hooks import NodeHooks
from engine.nodes.accumulate_grad import AccumulateGrad
from engine.nodes.any_node import AnyNode
from engine.nodes.node_calls import called
from engine.nodes.plan import Plan
from engine.nodes.saved_names import names_for_dir
from engine.nodes.saving_hooks import Pack, Packed, Unpack
from engine.registry import raw, traced
from engine.stand_in import StandIn
from engine.storage import Rechecked
from engine.tensor import Array, Tensor, current_node, mark_output, wrap

if TYPE_CHECKING:
    from engine.op import Op

InputSpec: TypeAlias = "tuple[tuple[int, ...], np.dtype[np.generic]]"
"""The shape and dtype that an input's gradient must have."""


class Details(NamedTuple):
    """Rarely needed fields of a node.

    A node with ``input_nrs`` always takes the slow path: ``send`` does nothing for it.

    Attributes:
        input_nrs: for each next node the index of the input among its outputs. None where all are
            0 and the saved values have the dtype of the output.
        specs: for each input the shape and dtype of its gradient, None if those of the output;
            None where that holds for all inputs.
        known: the shapes and settings that the rules ask for.
        hooks: the node's hooks; a node with hooks has ``input_nrs`` as well.
    """

    input_nrs: tuple[int, ...] | None = None
    specs: tuple[InputSpec | None, ...] | None = None
    known: tuple[Any, ...] = ()
    hooks: NodeHooks | None = None


class Node(AnyNode):
    """A grad_fn: represents one application of an operation.

    Each operation has its own subclass, named as in PyTorch, and each of its plans a subclass of
    that, with the same name.

    Attributes:
        op: the operation.
        plan: what the node saves and computes.
        saved: the values that the rules need, in the order of ``plan.saved``; a single value is not
            in a tuple. None once freed. An output is saved as an array, without its tensor, as long
            as it cannot be written to.
        versions: the version counters of these when they were saved; None where all are 0.
        details: rarely needed fields; None where all have their defaults.
    """

    __slots__ = ("details", "saved", "versions")
    op: Op

    plan: Plan
    saved: Any
    versions: tuple[int, ...] | None
    details: Details | None

    __call__ = called

    @classmethod
    def of_plan(cls, plan: Plan) -> type[Node]:
        """The class of the nodes of one plan."""
        own = {"__slots__": (), "__module__": cls.__module__, "plan": plan}
        send, send_taped, send_observed, send_observed_taped = plan.sends
        own |= {"send": send, "send_taped": send_taped}
        own |= {"send_observed": send_observed, "send_observed_taped": send_observed_taped}
        return type(cls.__name__, (cls,), own)

    @property
    def input_nrs(self) -> tuple[int, ...]:
        numbers = None if self.details is None else self.details.input_nrs
        return numbers or (0,) * len(self.next_nodes)

    @property
    def hooks(self) -> NodeHooks | None:
        """The node's hooks; None where it has none."""
        return None if self.details is None else self.details.hooks

    @hooks.setter
    def hooks(self, hooks: NodeHooks | None) -> None:
        self._set_details(hooks=hooks)

    def _set_details(self, **details: Any) -> None:
        """Set fields of ``details``, such as hooks; from now on the node takes the slow path."""
        known = self.details or Details()
        self.details = known._replace(input_nrs=self.input_nrs, **details)

    def __dir__(self) -> list[str]:
        return names_for_dir(self, super().__dir__())

    def evaluate(self, gradient: Any, create_graph: bool) -> Sequence[Any]:
        """The vector-Jacobian product for each next node; None where it is undefined.

        Raises:
            RuntimeError: the saved tensors were freed or modified in place, or their shapes no
                longer fit, as after an assignment to ``.data``.
        """
        try:
            return self.plan.evaluate(self, gradient, create_graph)
        except ValueError as error:
            is_unpacked = any(type(each) is Packed for each in self.saved_values)
            if create_graph or is_unpacked:  # may be the script's own, as from its unpack hook
                raise operand_checks.in_words_of_pytorch(error) from None
        # numpy refused a shape; operations on tensors refuse it in PyTorch's words
        try:
            sent: Sequence[Any] = in_steps(lambda g: self.evaluate_fully(g, True), gradient)
        except ValueError as error:
            raise operand_checks.in_words_of_pytorch(error) from None
        return sent

    def evaluate_fully(self, gradient: Any, create_graph: bool) -> Sequence[Any]:
        """The same for any gradient and any node, without shortcuts."""
        if gradient is None:
            return (None,) * len(self.next_nodes)
        if not create_graph and is_half(gradient.dtype) and not self.op.rounds_once:
            sent: Sequence[Any] = in_steps(lambda g: self.evaluate_fully(g, True), gradient)
            return sent
        values = self._values(gradient, create_graph)
        F = traced if create_graph else raw
        plan = self.plan
        if create_graph and plan.at_once is not None:
            pulled = list(plan.at_once(F, gradient, values))
        elif not create_graph and is_half(gradient.dtype):
            pulled = [in_single_precision(each, raw, gradient, values) for each in plan.pullbacks]
        else:
            pulled = [None] * len(plan.pullbacks)
            for at in plan.call_order:
                pullback = plan.pullbacks[at]
                pulled[at] = pullback and pullback(F, gradient, values)
        if self.details is not None and self.details.specs is not None:
            return pulled  # which ``fit`` casts
        dtype = gradient.dtype
        wanted = dtype if create_graph else dtypes.of(dtype)
        return [
            each if each is None or each.dtype is dtype else F.to_copy(each, dtype=wanted)
            for each in pulled
        ]

    def _values(self, gradient: Any, as_tensors: bool) -> tuple[Any, ...]:
        """The values of everything that the rules ask for, in the order of ``plan.known``.

        Saved operands that were promoted are promoted again, to the dtype of the gradient.
        """
        plan, saved, details = self.plan, self.saved_values, self.details
        if not saved:
            return () if details is None else details.known
        self.check_versions()
        if any(type(each) is Packed for each in saved):
            saved = self._unpacked(saved, as_tensors)
        if as_tensors:
            values = tuple(map(self.as_tensor, plan.positions, saved))
        else:
            values = tuple([v._data if isinstance(v, Tensor) else v for v in saved])
            if plan.promotes and details is not None and details.specs is not None:
                values = tuple([_promoted(value, gradient.dtype) for value in values])
        return values if details is None else values + details.known

    def check_versions(self) -> None:
        """Check that no saved tensor was modified in place since it was saved.

        Raises:
            RuntimeError: a saved tensor was modified, or detached in place.
        """
        saved = self.saved_values
        for at in self.plan.saved_by_name:
            value = saved[at]
            if isinstance(value, Tensor) and value._storage is not None:
                expected = 0 if self.versions is None else self.versions[at]
                version = value._storage.version
                if version - expected:  # not ``!=``, for the sake of ``Rechecked``
                    maker = self._maker(self.plan.positions[at], value)
                    raise RuntimeError(errors.changed_in_place(value, expected, maker))
                if type(version) is Rechecked and self._lost_history(
                    self.plan.positions[at], value
                ):
                    raise RuntimeError(errors.SAVED_DETACHED)

    def _lost_history(self, position: int, saved: Tensor) -> bool:
        """Whether a saved operand had a grad_fn that ``detach_`` removed."""
        edge = self.op.edge_to(position) if position >= 0 else None
        source = None if edge is None else self.next_nodes[edge]
        had_one = source is not None and not isinstance(source, AccumulateGrad)
        return had_one and current_node(saved) is None

    def _maker(self, position: int, saved: Tensor) -> AnyNode | None:
        """The grad_fn of a saved tensor; an output is saved without its grad_fn."""
        if position >= 0:
            return current_node(saved)
        return self if self.op.has_gradient(~position) else None

    def as_tensor(self, position: int, saved: Any) -> Any:
        """A saved value as an operand under ``create_graph``: a tensor or a Python number.

        An output is saved without its node, to avoid a reference cycle; here it gets the node back.
        """
        if position >= 0:
            return saved.item() if isinstance(saved, np.ndarray | np.generic) else saved
        if not isinstance(saved, Tensor):
            return wrap(saved, self)
        if saved._node is self:
            return saved  # the tensor that the unpack hook returned
        if not self.op.has_gradient(~position):
            return saved
        tensor = wrap(saved._data, self)
        tensor._storage = saved._storage
        mark_output(tensor, saved.output_nr, self.output_count)
        return tensor

    def guard_output(self, tensor: Tensor) -> None:
        """Save the output as a tensor with its version, since it can now be written to."""
        if not self.plan.saves_output or self.saved is None or self.output_count != 1:
            return
        guarded = wrap(tensor._data)
        guarded._storage = tensor._storage
        if len(self.plan.saved) == 1:
            self.saved = self.saved if isinstance(self.saved, Tensor | Packed) else guarded
        elif not isinstance(self.saved[-1], Tensor | Packed):
            self.saved = (*self.saved[:-1], guarded)

    def pack(self, outs: Sequence[Tensor], pack: Pack, unpack: Unpack) -> None:
        """Pass the saved tensors through the script's pack hook."""
        saved = self.saved_values
        for at in self.plan.saved_by_name:
            position = self.plan.positions[at]
            tensor = saved[at] if position >= 0 else outs[~position]
            if isinstance(tensor, Tensor) and not isinstance(tensor, StandIn):
                self.pack_one(at, tensor, pack, unpack)

    def pack_one(self, at: int, tensor: Tensor, pack: Pack, unpack: Unpack) -> None:
        """Pass one saved tensor, by its index in ``plan.saved``, through the script's pack hook."""
        saved, position = list(self.saved_values), self.plan.positions[at]
        is_output = position < 0 and self.op.has_gradient(~position)
        saved[at] = Packed(tensor, pack, unpack, is_output)
        self.saved = saved[0] if len(saved) == 1 else tuple(saved)
        self._set_details()

    @property
    def saved_values(self) -> Sequence[Any]:
        """The saved values, in the order of ``plan.saved``.

        Raises:
            RuntimeError: they were freed.
        """
        if not self.plan.saved:
            return ()
        if self.saved is None:
            raise RuntimeError(errors.FREED)
        return (self.saved,) if len(self.plan.saved) == 1 else self.saved

    def _unpacked(self, saved: Sequence[Any], as_tensors: bool) -> list[Any]:
        """The saved values, with packed tensors passed through the script's unpack hook."""
        values = list(saved)
        for at in self.plan.saved_by_name:
            packed = values[at]
            if isinstance(packed, Packed):
                values[at] = packed.rejoined(self) if as_tensors else packed.unpacked()
        return values

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """Undo broadcasting and promotion: a gradient in its input's shape and dtype."""
        if self.details is None or self.details.specs is None:
            return gradient
        spec = self.details.specs[position]
        if spec is None:
            return gradient
        if not create_graph and is_half(gradient.dtype):
            return in_steps(lambda g: self.fit(position, g, True), gradient)
        shape, dtype = spec
        F = traced if create_graph else raw
        if create_graph and dtype.kind != "c" and gradient.dtype.is_complex:
            gradient = F.select(F.view_as_real(gradient), dim=gradient.ndim, index=0)
        if gradient.shape != shape:
            gradient = F.sum_to(gradient, shape=shape)
        array: Array = gradient._data if create_graph else gradient
        if array.dtype is not dtype and array.dtype != dtype:
            gradient = F.to_copy(gradient, dtype=dtypes.of(dtype))
        return gradient

    def release(self) -> None:
        """Free the saved tensors."""
        self.saved = None


class NodeOfMany(Node):
    """The node of an operation with several outputs, or whose single one is not named ``out``.

    If only one output is differentiable its rules receive one gradient, otherwise a tuple with the
    gradient of each output, None where undefined.
    """

    __slots__ = ("output_count",)
    output_count: int

    def evaluate(self, gradient: Any, create_graph: bool) -> Sequence[Any]:
        """As for any node; ``gradient`` is a list if the operation has several outputs."""
        if self.output_count != 1 or self.op.gradient_outputs is None:
            gradients = gradient if self.output_count != 1 else [gradient]
            defined = next((each for each in gradients if each is not None), None)
            if defined is None:
                return (None,) * len(self.next_nodes)
            if not create_graph and is_half(defined.dtype):
                found: Sequence[Any] = in_steps(lambda gs: self.evaluate(gs, True), gradient)
                return found
            values = self._values(defined, create_graph)
            F = traced if create_graph else raw
            if self.plan.at_once is not None:
                sent: Sequence[Any] = self.plan.at_once(F, tuple(gradients), values)
                return sent
            rules = self.plan.pullbacks
            return [pullback and pullback(F, tuple(gradients), values) for pullback in rules]
        return super().evaluate(gradient, create_graph)


def _promoted(value: Any, dtype: np.dtype[np.generic]) -> Any:
    """A saved operand in the dtype of the gradient; a complex one stays complex."""
    if dtype.kind == "f" and getattr(value, "dtype", dtype).kind == "c":
        dtype = np.result_type(value.dtype, dtype)
    if isinstance(value, np.ndarray | np.generic) and value.dtype != dtype:
        return value.astype(dtype)
    return value
