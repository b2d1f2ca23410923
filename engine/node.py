"""The nodes of the autograd graph: applications of operations, seen from their gradients' side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from engine import dtypes, errors, pulling
from engine.accumulate_grad import AccumulateGrad
from engine.halves import at_once, in_steps, is_half
from engine.hooks import HookTable, NodeHooks, Watched
from engine.node_calls import called
from engine.plan import Plan
from engine.registry import raw, traced
from engine.saved_names import told_names
from engine.saving_hooks import Pack, Packed, Unpack
from engine.stand_in import StandIn
from engine.tensor import Array, Tensor, make_output, wrap

if TYPE_CHECKING:
    from engine.op import Op

next_sequence_nr = count().__next__


InputSpec: TypeAlias = "tuple[tuple[int, ...], np.dtype[np.generic]]"
"""The shape and dtype that an input's gradient must have."""


class Details(NamedTuple):
    """What only some applications of an operation keep.

    Attributes:
        input_nrs: which output of each next node the input is; None where all are the first, and
            what is saved has the dtype of the output.
        specs: what each input's gradient must look like, None where it is like the output's; None
            where all are.
        known: shapes and settings that the rules ask for.
        hooks: what is called when the node runs. With it there are input_nrs, too.
    """

    input_nrs: tuple[int, ...] | None = None
    specs: tuple[InputSpec | None, ...] | None = None
    known: tuple[Any, ...] = ()
    hooks: NodeHooks | None = None


class AnyNode(Watched):
    """What all nodes but AccumulateGrad have in common.

    Attributes:
        sequence_nr: counts up as nodes are made.
        next_nodes: per tensor input of the op, the node that receives its gradient, or None.
        output_count: how many gradients come in.
        send, send_taped, send_told, send_told_taped: hand on what it sends, where that is all
            there is to do: see ``pulling``.
        details: None where its gradients always fit, and go to the first output of the next nodes.
    """

    __slots__ = ("next_nodes", "sequence_nr")
    details: Any = ()
    send = send_taped = send_told = send_told_taped = pulling.never

    sequence_nr: int
    next_nodes: tuple[AnyNode | AccumulateGrad | None, ...]
    output_count = 1

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {id(self):#x}>"

    def name(self) -> str:
        """PyTorch's name of the node."""
        return type(self).__name__

    @property
    def requires_grad(self) -> bool:
        """It always does."""
        return True

    @property
    def input_nrs(self) -> tuple[int, ...]:
        """Which output of each next node the input is."""
        return (0,) * len(self.next_nodes)

    @property
    def next_edges(self) -> tuple[tuple[Any, int] | None, ...]:
        """Per tensor input, the next node and which of its outputs the input is."""
        numbers = self.input_nrs
        return tuple(
            None if node is None else (node, number)
            for node, number in zip(self.next_nodes, numbers, strict=True)
        )

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """As ``torch.autograd.graph.Node.next_functions``."""
        return tuple(edge or (None, 0) for edge in self.next_edges)

    def hooks_of(self, output_nr: int) -> HookTable:
        """The hooks of the tensor that is one of the outputs."""
        return self.own_hooks().of_outputs.setdefault(output_nr, HookTable())

    def guard_output(self, tensor: Tensor) -> None:
        """Told when the output can be written to from now on; for those that save it."""

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """A gradient in the shape and dtype of the input at ``position``."""
        return gradient

    def pack(self, outs: Sequence[Tensor], pack: Pack, unpack: Unpack) -> None:
        """Let the script pack what was saved; ``outs`` are the operation's results."""

    def release(self) -> None:
        """Let go of the saved tensors."""

    def finish(self) -> None:
        """Nothing waits for the node to have run."""


class Node(AnyNode):
    """A grad_fn: one application of an operation.

    Each operation has a subclass of its own, named as PyTorch names it, and each of its plans one
    of that, with the same name.

    Attributes:
        op: the operation.
        plan: what it keeps and computes.
        saved: what the rules need, in the order of ``plan.saved``, bare where it is one; None once
            freed. An output is a bare array as long as nobody can write to it.
        versions: those of what is saved, in that order; None where all are 0.
        details: what few nodes need to keep.
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
        """The class of those nodes that keep and compute what a plan says."""
        own = {"__slots__": (), "__module__": cls.__module__, "plan": plan}
        send, send_taped, send_told, send_told_taped = plan.sends
        own |= {"send": send, "send_taped": send_taped}
        own |= {"send_told": send_told, "send_told_taped": send_told_taped}
        return type(cls.__name__, (cls,), own)

    @property
    def input_nrs(self) -> tuple[int, ...]:
        numbers = None if self.details is None else self.details.input_nrs
        return numbers or (0,) * len(self.next_nodes)

    @property
    def hooks(self) -> NodeHooks | None:
        """What is called when the node runs, if anything."""
        return None if self.details is None else self.details.hooks

    @hooks.setter
    def hooks(self, hooks: NodeHooks | None) -> None:
        self._go_the_long_way(hooks=hooks)

    def _go_the_long_way(self, **details: Any) -> None:
        """Keep what has to be asked for whenever the node runs."""
        known = self.details or Details()
        self.details = known._replace(input_nrs=self.input_nrs, **details)

    def __dir__(self) -> list[str]:
        return told_names(self, super().__dir__())

    def evaluate(self, gradient: Any, create_graph: bool) -> Sequence[Any]:
        """The vector-Jacobian product for each next node; None where there is none.

        Raises:
            RuntimeError: the saved tensors were freed, changed in place since, or their shapes do
                not fit any more, as after an assignment to ``.data``.
        """
        try:
            return self.plan.evaluate(self, gradient, create_graph)
        except ValueError:  # numpy's words; tensors have PyTorch's
            sent: Sequence[Any] = in_steps(lambda g: self.evaluate_fully(g, True), gradient)
            return sent

    def evaluate_fully(self, gradient: Any, create_graph: bool) -> Sequence[Any]:
        """The same, whatever came in and however the node was made."""
        if gradient is None:
            return (None,) * len(self.next_nodes)
        if not create_graph and is_half(gradient.dtype) and not self.op.rounds_once:
            sent: Sequence[Any] = in_steps(lambda g: self.evaluate_fully(g, True), gradient)
            return sent
        values = self._values(gradient, create_graph)
        face = traced if create_graph else raw
        plan = self.plan
        if create_graph and plan.at_once is not None:
            pulled = list(plan.at_once(face, gradient, values))
        elif not create_graph and is_half(gradient.dtype):
            pulled = [at_once(pull, raw, gradient, values) for pull in plan.pulls]
        else:
            pulled = [None] * len(plan.pulls)
            for at in plan.turns:
                pull = plan.pulls[at]
                pulled[at] = pull and pull(face, gradient, values)
        dtype = gradient.dtype
        for position, each in enumerate(pulled):
            if each is not None and each.dtype is not dtype:
                pulled[position] = self.in_dtype_of_input(position, each, dtype, face)
        return pulled

    def in_dtype_of_input(self, position: int, sent: Any, dtype: Any, face: Any) -> Any:
        """A gradient in the output's dtype, where nothing says that the input has another."""
        if self.details is not None and self.details.specs is not None:
            return sent
        return face.to_copy(sent, dtype=dtypes.of(dtype) if face is raw else dtype)

    def _values(self, gradient: Any, as_tensors: bool) -> tuple[Any, ...]:
        """What rules may ask for: saved values, the inputs' shapes, the op's settings.

        Saved operands are promoted again, to the dtype of the gradient.
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
        """Check that nothing that was saved has changed.

        Raises:
            RuntimeError: something has.
        """
        saved = self.saved_values
        for at in self.plan.saved_by_name:
            value = saved[at]
            if isinstance(value, Tensor) and value._storage is not None:
                expected = 0 if self.versions is None else self.versions[at]
                if value._storage.version != expected:
                    maker = self._maker(self.plan.positions[at], value)
                    raise RuntimeError(errors.changed_in_place(value, expected, maker))

    def _maker(self, position: int, saved: Tensor) -> AnyNode | None:
        if position >= 0:
            return saved.grad_fn
        return self if self.op.has_gradient(~position) else None

    def as_tensor(self, position: int, saved: Any) -> Any:
        """A saved value to be taped; an output is saved without its node, lest they be a cycle."""
        if position >= 0:
            return saved.item() if isinstance(saved, np.ndarray | np.generic) else saved
        if not isinstance(saved, Tensor):
            return wrap(saved, self)
        if saved._node is self:
            return saved  # as it was unpacked
        if not self.op.has_gradient(~position):
            return saved
        tensor = wrap(saved._data, self)
        tensor._storage = saved._storage
        make_output(tensor, saved.output_nr, self.output_count)
        return tensor

    def guard_output(self, tensor: Tensor) -> None:
        """Told when the output can be written to from now on: then its version counts."""
        if not self.plan.saves_output or self.saved is None or self.output_count != 1:
            return
        guarded = wrap(tensor._data)
        guarded._storage = tensor._storage
        if len(self.plan.saved) == 1:
            self.saved = self.saved if isinstance(self.saved, Tensor | Packed) else guarded
        elif not isinstance(self.saved[-1], Tensor | Packed):
            self.saved = (*self.saved[:-1], guarded)

    def pack(self, outs: Sequence[Tensor], pack: Pack, unpack: Unpack) -> None:
        """Let the script pack what was saved."""
        saved = self.saved_values
        for at in self.plan.saved_by_name:
            position = self.plan.positions[at]
            tensor = saved[at] if position >= 0 else outs[~position]
            if isinstance(tensor, Tensor) and not isinstance(tensor, StandIn):
                self.pack_one(at, tensor, pack, unpack)

    def pack_one(self, at: int, tensor: Tensor, pack: Pack, unpack: Unpack) -> None:
        """Let the script pack the tensor at a place among what was saved."""
        saved, position = list(self.saved_values), self.plan.positions[at]
        is_output = position < 0 and self.op.has_gradient(~position)
        saved[at] = Packed(tensor, pack, unpack, is_output)
        self.saved = saved[0] if len(saved) == 1 else tuple(saved)
        self._go_the_long_way()

    @property
    def saved_values(self) -> Sequence[Any]:
        """What the rules need, as it was saved, in the order of ``plan.saved``.

        Raises:
            RuntimeError: it was freed.
        """
        if not self.plan.saved:
            return ()
        if self.saved is None:
            raise RuntimeError(errors.FREED)
        return (self.saved,) if len(self.plan.saved) == 1 else self.saved

    def _unpacked(self, saved: Sequence[Any], as_tensors: bool) -> list[Any]:
        """What was saved, with what the script had packed given back."""
        values = list(saved)
        for at in self.plan.saved_by_name:
            packed = values[at]
            if isinstance(packed, Packed):
                values[at] = packed.rejoined(self) if as_tensors else packed.unpacked()
        return values

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """Undo broadcasting and promotion: a gradient in the shape and dtype of its input."""
        if self.details is None or self.details.specs is None:
            return gradient
        spec = self.details.specs[position]
        if spec is None:
            return gradient
        if not create_graph and is_half(gradient.dtype):
            return in_steps(lambda g: self.fit(position, g, True), gradient)
        shape, dtype = spec
        face = traced if create_graph else raw
        if gradient.shape != shape:
            gradient = face.sum_to(gradient, shape=shape)
        array: Array = gradient._data if create_graph else gradient
        if array.dtype is not dtype and array.dtype != dtype:
            gradient = face.to_copy(gradient, dtype=dtypes.of(dtype))
        return gradient

    def release(self) -> None:
        """Let go of the saved tensors."""
        self.saved = None


class NodeOfMany(Node):
    """The node of an operation with several outputs, or whose only one is not called ``out``.

    Its rules get one gradient where one output has gradients, else a tuple with the gradient of
    each, None where undefined.
    """

    __slots__ = ("output_count",)
    output_count: int

    def evaluate(self, gradient: Any, create_graph: bool) -> Sequence[Any]:
        """As that of any node; ``gradient`` is a list where there are several outputs."""
        if self.output_count != 1 or self.op.gradient_outputs is None:
            gradients = gradient if self.output_count != 1 else [gradient]
            defined = next((each for each in gradients if each is not None), None)
            if defined is None:
                return (None,) * len(self.next_nodes)
            if not create_graph and is_half(defined.dtype):
                found: Sequence[Any] = in_steps(lambda gs: self.evaluate(gs, True), gradient)
                return found
            values = self._values(defined, create_graph)
            face = traced if create_graph else raw
            if self.plan.at_once is not None:
                sent: Sequence[Any] = self.plan.at_once(face, tuple(gradients), values)
                return sent
            pulls = self.plan.pulls
            return [pull and pull(face, tuple(gradients), values) for pull in pulls]
        return super().evaluate(gradient, create_graph)


def _promoted(value: Any, dtype: np.dtype[np.generic]) -> Any:
    if isinstance(value, np.ndarray | np.generic) and value.dtype != dtype:
        return value.astype(dtype)
    return value
