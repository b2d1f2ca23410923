"""The node of a custom function, which calls the script's backward.

Source: torch/csrc/autograd/python_function.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from engine import dtypes, errors, grad_mode, observe
from engine.nodes.accumulate_grad import AccumulateGrad
from engine.nodes.any_node import AnyNode, next_sequence_nr
from engine.nodes.gradient_edge import next_edge
from engine.nodes.saving_hooks import Pack, Packed, SavedTensor, Unpack, no_tensor
from engine.registry import raw, traced
from engine.tensor import Tensor, mark_output, wrap

if TYPE_CHECKING:
    from engine.functions.custom_function import BackwardCFunction, Function


_COMPLEX_FOR_REAL = (
    "Expected isFloatingType(grad.scalar_type()) || (input_is_complex == grad_is_complex) to be "
    "true, but got false.  (Could this error message be improved?  If so, please report an "
    "enhancement request to PyTorch.)"
)


class _Saved(NamedTuple):
    """A tensor that forward saved for backward.

    Attributes:
        tensor: the tensor. An output is saved without its grad_fn, which is this node, to avoid a
            reference cycle.
        version: its version counter when it was saved.
        output_nr: the index of the output; None for a tensor that is not an output.
    """

    tensor: Tensor | None
    version: int
    output_nr: int | None


class FunctionNode(AnyNode):
    """The node of one application of a custom function; scripts see its ``ctx`` instead.

    Attributes:
        ctx_type: the class of the ctx.
        output_count: the number of outputs of forward.
        outputs: for each output the shape and dtype of the zeros that backward may receive.
        returned: the tensors that forward made and returned, each with its index among the outputs.
        needs_input_grad: for each argument of forward, whether it needs a gradient.
        is_tensor: for each of them, whether it is a tensor.
        to_save, saved_for_forward, dirty_tensors, non_differentiable: the tensors that forward
            marked, until it has returned; None where it marked none.
        materialize_grads, materialize_non_diff_grads: whether backward receives zeros for outputs
            that were not used, and for non-differentiable ones.
    """

    sends_unasked = True
    _is_cleared = False
    ctx_type: type[BackwardCFunction]

    def __init__(self, arguments: Sequence[Any]) -> None:
        self.hooks = None
        self.needs_input_grad = tuple(
            isinstance(each, Tensor) and each.requires_grad for each in arguments
        )
        self.is_tensor = [isinstance(each, Tensor) for each in arguments]
        tensors = [each for each in arguments if isinstance(each, Tensor)]
        edges = [next_edge(each) for each in tensors]
        self.sequence_nr = next_sequence_nr()  # after those of views whose grad_fn was recomputed
        self.next_nodes = tuple(edge and edge[0] for edge in edges)
        self._input_nrs = tuple(edge[1] if edge else 0 for edge in edges)
        self._specs = [(each._data.shape, each._data.dtype) for each in tensors]
        self.to_save: Any = None
        self.saved_for_forward: Any = None
        self.dirty_tensors: Any = None
        self.non_differentiable: Any = None
        self.materialize_grads = self.materialize_non_diff_grads = True
        self._kept_tensors: list[_Saved | Packed] | None = []
        self.outputs: list[tuple[tuple[int, ...], Any]] = []
        self.returned: list[tuple[weakref.ref[Tensor], int]] = []
        self._attributes: dict[str, Any] = {}
        self._ctx: Callable[[], BackwardCFunction | None] = _nothing

    @property
    def input_nrs(self) -> tuple[int, ...]:
        return self._input_nrs

    @property
    def shown(self) -> BackwardCFunction:
        """The ctx; the same one as long as it is referenced."""
        ctx = self._ctx()
        if ctx is None:
            ctx = self.ctx_type(self, self._attributes)
            self._ctx = weakref.ref(ctx)
        return ctx

    # -- what was saved ------------------------------------------------------------------------

    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """The tensors that forward saved.

        Raises:
            RuntimeError: they were freed, or one was modified in place; or they were cleared at the
                first access.
        """
        kept = self._present()
        if self._is_cleared:
            raise RuntimeError(errors.ACCESSED_ONCE)
        tensors = tuple(map(self._unpacked, kept))
        if self._function.clear_saved_tensors_on_access:
            self._kept_tensors, self._is_cleared = [], True
        return tensors

    def raw_saved_tensors(self) -> tuple[SavedTensor, ...]:
        """The same as ``SavedTensor`` objects, which a script can pack.

        Raises:
            RuntimeError: they were freed.
        """
        return tuple(
            no_tensor() if isinstance(each, _Saved) and each.tensor is None else self._raw(at)
            for at, each in enumerate(self._present())
        )

    def _present(self) -> list[_Saved | Packed]:
        if self._kept_tensors is None:
            raise RuntimeError(errors.FREED)
        return self._kept_tensors

    def _raw(self, at: int) -> SavedTensor:
        def value() -> Any:
            saved = None if self._kept_tensors is None else self._kept_tensors[at]
            return saved.tensor if isinstance(saved, _Saved) else saved

        def repack(pack: Pack, unpack: Unpack) -> None:
            if self._kept_tensors is None:
                raise RuntimeError(errors.FREED_BEFORE_HOOKS)
            saved = self._kept_tensors[at]
            tensor = self._unpacked(saved)
            assert isinstance(saved, _Saved) and tensor is not None
            is_output = saved.output_nr is not None
            self._kept_tensors[at] = Packed(tensor, pack, unpack, is_output)

        return SavedTensor(value, repack)

    @contextmanager
    def for_forward(self) -> Iterator[None]:
        """Inside its ``with``, the saved tensors are those for ``jvp``."""
        saved = self._kept_tensors
        self._kept_tensors = [self._kept(each, {}) for each in self.saved_for_forward or ()]
        try:
            yield
        finally:
            self._kept_tensors = saved

    def _unpacked(self, saved: _Saved | Packed) -> Tensor | None:
        if isinstance(saved, Packed):
            return saved.rejoined(self)
        tensor = saved.tensor
        if tensor is None:
            return None
        if tensor._writes > saved.version:
            maker = tensor._node if saved.output_nr is None else self
            raise RuntimeError(errors.changed_in_place(tensor, saved.version, maker))
        if saved.output_nr is None:
            return tensor
        output = wrap(tensor._data, self)
        output._storage = tensor._storage
        mark_output(output, saved.output_nr, self.output_count)
        return output

    # -- as a node -----------------------------------------------------------------------------

    @property
    def _function(self) -> type[Function]:
        return self.ctx_type._forward_cls

    def check_marks(self) -> None:
        """Check that forward marked only tensors as dirty or non-differentiable.

        Raises:
            RuntimeError: it marked something else.
        """
        dirty, others = self._marked("dirty_tensors"), self._marked("non_differentiable")
        if not all(isinstance(each, Tensor) for each in dirty):
            raise RuntimeError("mark_dirty can only accept variables, but argument ")
        if not all(isinstance(each, Tensor) for each in others):
            raise RuntimeError("mark_non_differentiable only accepts variable arguments, but got ")

    def _marked(self, name: str) -> tuple[Any, ...]:
        """The tensors that forward marked under one of PyTorch's names.

        Raises:
            RuntimeError: it assigned something other than a tuple.
        """
        marked = getattr(self, name)
        if marked is not None and not isinstance(marked, tuple):
            raise RuntimeError(
                f"autograd internal error: {name} attribute is expected to be a tuple but is "
            )
        return marked or ()

    def keep(self, outputs: Sequence[Any], inputs: Sequence[Tensor], is_taped: bool) -> None:
        """Save what forward asked for, once it is known which tensors are outputs.

        An input that forward returned unchanged is saved as an input, unless it was overwritten.

        Raises:
            TypeError: forward saved something that is not a tensor.
            RuntimeError: it saved an inference tensor, or ``setup_context`` saved an input that was
                returned unchanged.
        """
        to_save = self._marked("to_save")
        for at, each in enumerate(to_save if is_taped else ()):
            if not isinstance(each, Tensor | None):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument {at} is of type "
                    f"{type(each).__name__}"
                )
        as_it_is = {id(each) for each in inputs} - {id(each) for each in self.dirty_tensors or ()}
        if self._function.setup_context is not None:
            self._refuse_saved(to_save, outputs, as_it_is)
        numbers = {
            id(each): number for number, each in enumerate(outputs) if id(each) not in as_it_is
        }
        self._kept_tensors = [self._kept(each, numbers) for each in to_save] if is_taped else []
        self.to_save = self.dirty_tensors = self.non_differentiable = None

    def _refuse_saved(
        self, to_save: Sequence[Any], outputs: Sequence[Any], as_it_is: set[int]
    ) -> None:
        """Refuse inputs that were both saved and returned unchanged.

        Raises:
            RuntimeError: there is one that is differentiable as an output.
        """
        saved = {id(each) for each in to_save}
        without = {id(each) for each in self.non_differentiable or () if each.requires_grad}
        if not (saved & as_it_is - without).isdisjoint(map(id, outputs)):
            raise RuntimeError(
                "An input that has been returned as-is as output is being saved for backward. This "
                "is not supported if you override setup_context. You should return and save a view "
                "of the input instead, e.g. with x.view_as(x) or setup ctx inside the forward "
                "function itself."
            )

    def _kept(self, tensor: Tensor | None, numbers: dict[int, int]) -> _Saved:
        if tensor is None:
            return _Saved(None, 0, None)
        if tensor.is_inference() and not grad_mode.current_modes().inference:
            raise RuntimeError(errors.INFERENCE_SAVED)
        number = numbers.get(id(tensor))
        if number is None:
            return _Saved(tensor, tensor._writes, None)
        memory = wrap(tensor._data)
        memory._storage = tensor._shared_storage()
        return _Saved(memory, memory._writes, number)

    def pack(self, outs: Sequence[Tensor], pack: Pack, unpack: Unpack) -> None:
        """Pass the saved tensors through the script's pack hook."""
        outputs = {each.output_nr: each for each in outs}
        packed = list(self._kept_tensors or ())
        for at, saved in enumerate(packed):
            if isinstance(saved, _Saved) and saved.tensor is not None:
                nr = saved.output_nr
                tensor = saved.tensor if nr is None else outputs.get(nr, saved.tensor)
                packed[at] = Packed(tensor, pack, unpack, is_output=nr is not None)
        self._kept_tensors = packed

    def evaluate(self, gradient: Any, create_graph: bool) -> Sequence[Any]:
        """Call the script's backward; return one gradient per tensor argument of forward."""
        incoming = [gradient] if self.output_count == 1 else gradient or [None] * self.output_count
        tensors = [
            self._zeros(number) if each is None else each if create_graph else wrap(each)
            for number, each in enumerate(incoming)
        ]
        if create_graph:
            _join_returned(self)
        else:
            observe.report_gradients(tensors, zip(repeat(self), count()))
        returned = self.shown.apply(*tensors)
        given = returned if isinstance(returned, tuple) else (returned,)
        sent = self._of_tensors(given)
        return sent if create_graph else [None if each is None else each._data for each in sent]

    def _zeros(self, output_nr: int) -> Tensor | None:
        if not self.materialize_grads:
            return None
        shape, dtype = self.outputs[output_nr]
        if dtype is None:
            return None
        zeros: Tensor = traced.zeros.create(size=shape, dtype=dtype)
        return zeros

    def _of_tensors(self, given: tuple[Any, ...]) -> list[Any]:
        """The gradients that backward returned for tensor arguments.

        Raises:
            RuntimeError: there are too few or too many gradients, one is not a tensor, or one is
                for an argument that is not a tensor.
        """
        expected = len(self.is_tensor)
        given = given[:expected] if not any(g is not None for g in given[expected:]) else given
        if len(given) != expected:
            raise RuntimeError(
                f"function {self.name()} returned an incorrect number of gradients (expected "
                f"{expected}, got {len(given)})"
            )
        for position, (gradient, is_tensor) in enumerate(zip(given, self.is_tensor), 1):
            if gradient is not None and not is_tensor:
                raise RuntimeError(
                    f"function {self.name()} returned a gradient different than None at position "
                    f"{position}, but the corresponding forward input was not a Variable"
                )
            if gradient is not None and not isinstance(gradient, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type(gradient).__name__})")
        return [gradient for gradient, is_tensor in zip(given, self.is_tensor) if is_tensor]

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """Sum and cast a gradient to the shape and dtype of its argument.

        Raises:
            RuntimeError: the argument does not broadcast to the shape of the gradient, or the
                gradient is complex and the argument is not.
        """
        F = traced if create_graph else raw
        shape, dtype = self._specs[position]
        if gradient.shape != shape:
            if not _expands_to(shape, gradient.shape):
                found = gradient.shape
                raise RuntimeError(errors.invalid_gradient(self.name(), position, found, shape))
            gradient = F.sum_to(gradient, shape=shape)
        array = gradient._data if create_graph else gradient
        target = self.next_nodes[position]
        if isinstance(target, AccumulateGrad) and target.takes_any_dtype:
            return gradient
        if array.dtype.kind == "c" != dtype.kind:
            raise RuntimeError(_COMPLEX_FOR_REAL)
        return gradient if array.dtype == dtype else F.to_copy(gradient, dtype=dtypes.of(dtype))

    def release(self) -> None:
        """Free the saved tensors."""
        self._kept_tensors = None


def _join_returned(node: FunctionNode) -> None:
    """Give the tensors that forward returned the history of the outputs, as in PyTorch."""
    for ref, number in node.returned:
        tensor = ref()
        if tensor is not None and tensor._node is None:
            if observe.observer is not None:
                observe.observer.grad_fn_changes(tensor)
            tensor._node = node
            mark_output(tensor, number, node.output_count)
    node.returned = []


def _nothing() -> None:
    """A stand-in for a dead weak reference: no ctx has been made yet."""


def _expands_to(shape: Sequence[int], target: Sequence[int]) -> bool:
    if len(shape) > len(target):
        return False
    return all(m in (1, n) for m, n in zip(reversed(shape), reversed(target), strict=False))
