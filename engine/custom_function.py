"""Operations that a script defines itself, with their own backward.

Source: torch.autograd.Function, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from engine import errors, grad_mode, in_place, observe
from engine.function_calls import Applied, bound
from engine.node import AnyNode, next_sequence_nr
from engine.registry import raw, traced
from engine.saving_hooks import Pack, Packed, Unpack
from engine.storage import Creation, View
from engine.tensor import Tensor, make_output, next_edge, wrap


class _Saved(NamedTuple):
    """A tensor that a context keeps.

    Attributes:
        tensor: what was saved; of an output only its memory, lest it and its node be a cycle.
        version: what it had.
        output_nr: which output it is, or None.
    """

    tensor: Tensor | None
    version: int
    output_nr: int | None


class FunctionCtx(AnyNode):
    """The node of one application of a custom function; its forward and backward get it as ctx.

    Attributes:
        _forward_cls: the class that the script defined.
        needs_input_grad: for each argument of forward, whether it needs a gradient.
        output_count: how many outputs forward had.
    """

    _forward_cls: type[Function]

    def __init__(self, arguments: Sequence[Any]) -> None:
        self.sequence_nr = next_sequence_nr()
        self.hooks = None
        self.needs_input_grad = tuple(
            isinstance(each, Tensor) and each.requires_grad for each in arguments
        )
        self._is_tensor = [isinstance(each, Tensor) for each in arguments]
        tensors = [each for each in arguments if isinstance(each, Tensor)]
        edges = [next_edge(each) for each in tensors]
        self.next_nodes = tuple(edge and edge[0] for edge in edges)
        self._input_nrs = tuple(edge[1] if edge else 0 for edge in edges)
        self._specs = [(each._data.shape, each._data.dtype) for each in tensors]
        self._to_save: tuple[Tensor | None, ...] = ()
        self._saved: list[_Saved | Packed] | None = []
        self._dirty: tuple[Tensor, ...] = ()
        self._without_gradient: tuple[Tensor, ...] = ()
        self._materializes = True
        self._outputs: list[tuple[tuple[int, ...], Any]] = []

    @property
    def input_nrs(self) -> tuple[int, ...]:
        return self._input_nrs

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{self.name()} object at {id(self):#x}>"

    # -- what forward may say ------------------------------------------------------------------

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep inputs and outputs for backward, where their versions are checked."""
        self._to_save = tensors

    def mark_dirty(self, *tensors: Tensor) -> None:
        """Say which inputs forward overwrote."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Say which outputs have no gradient."""
        self._without_gradient = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Whether backward gets zeros, not None, for outputs that were not used."""
        self._materializes = value

    # -- what backward may ask -----------------------------------------------------------------

    @property
    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """What forward saved.

        Raises:
            RuntimeError: it was freed, or changed in place since.
        """
        if self._saved is None:
            raise RuntimeError(errors.FREED)
        return tuple(map(self._unpacked, self._saved))

    def _unpacked(self, saved: _Saved | Packed) -> Tensor | None:
        if isinstance(saved, Packed):
            return saved.rejoined(self)
        tensor = saved.tensor
        if tensor is None:
            return None
        if tensor._writes != saved.version:
            maker = tensor._node if saved.output_nr is None else self
            raise RuntimeError(errors.changed_in_place(tensor, saved.version, maker))
        if saved.output_nr is None:
            return tensor
        output = wrap(tensor._data, self)  # type: ignore[arg-type]
        output._storage = tensor._storage
        make_output(output, saved.output_nr, self.output_count)
        return output

    # -- as a node -----------------------------------------------------------------------------

    def keep(self, outputs: Sequence[Any], is_taped: bool) -> None:
        """Take in what forward saved, once its outputs are known."""
        numbers = {id(each): number for number, each in enumerate(outputs)}
        self._saved = [self._kept(each, numbers) for each in self._to_save] if is_taped else []
        self._to_save = ()
        self._dirty = self._without_gradient = ()

    def _kept(self, tensor: Tensor | None, numbers: dict[int, int]) -> _Saved:
        if tensor is None:
            return _Saved(None, 0, None)
        number = numbers.get(id(tensor))
        if number is None:
            return _Saved(tensor, tensor._writes, None)
        memory = wrap(tensor._data)
        memory._storage = tensor._shared_storage()
        return _Saved(memory, memory._writes, number)

    def pack(self, outs: Sequence[Tensor], pack: Pack, unpack: Unpack) -> None:
        """Let the script pack what forward saved."""
        outputs = {each.output_nr: each for each in outs}
        packed = list(self._saved or ())
        for at, saved in enumerate(packed):
            if isinstance(saved, _Saved) and saved.tensor is not None:
                nr = saved.output_nr
                tensor = saved.tensor if nr is None else outputs.get(nr, saved.tensor)
                packed[at] = Packed(tensor, pack, unpack, is_output=nr is not None)
        self._saved = packed

    def evaluate(self, gradient: Any, create_graph: bool) -> Sequence[Any]:
        """What the script's backward returns, one gradient per tensor argument of forward."""
        incoming = [gradient] if self.output_count == 1 else gradient or [None] * self.output_count
        tensors = [
            self._zeros(number) if each is None else each if create_graph else wrap(each)
            for number, each in enumerate(incoming)
        ]
        returned = self._forward_cls.backward(self, *tensors)
        given = returned if isinstance(returned, tuple) else (returned,)
        sent = self._of_tensors(given)
        return sent if create_graph else [None if each is None else each._data for each in sent]

    def _zeros(self, output_nr: int) -> Tensor | None:
        if not self._materializes:
            return None
        shape, dtype = self._outputs[output_nr]
        return traced.zeros.create(size=shape, dtype=dtype)  # type: ignore[no-any-return]

    def _of_tensors(self, given: tuple[Any, ...]) -> list[Any]:
        """The gradients for the arguments that were tensors.

        Raises:
            RuntimeError: too few gradients, too many, or one where there can be none.
        """
        expected = len(self._is_tensor)
        given = given[:expected] if not any(g is not None for g in given[expected:]) else given
        if len(given) != expected:
            raise RuntimeError(
                f"function {self.name()} returned an incorrect number of gradients (expected "
                f"{expected}, got {len(given)})"
            )
        for position, (gradient, is_tensor) in enumerate(zip(given, self._is_tensor), 1):
            if gradient is not None and not is_tensor:
                raise RuntimeError(
                    f"function {self.name()} returned a gradient different than None at position "
                    f"{position}, but the corresponding forward input was not a Variable"
                )
            if gradient is not None and not isinstance(gradient, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type(gradient).__name__})")
        return [gradient for gradient, is_tensor in zip(given, self._is_tensor) if is_tensor]

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """A gradient in the shape and dtype of the argument that it is for.

        Raises:
            RuntimeError: it has a shape that the argument's cannot be broadcast to.
        """
        face = traced if create_graph else raw
        shape, dtype = self._specs[position]
        if gradient.shape != shape:
            if not _expands_to(shape, gradient.shape):
                raise RuntimeError(
                    f"Function {self.name()} returned an invalid gradient at index {position} - "
                    f"got {list(gradient.shape)} but expected shape compatible with "
                    f"{list(shape)}"
                )
            gradient = face.sum_to(gradient, shape=shape)
        array = gradient._data if create_graph else gradient
        return gradient if array.dtype == dtype else face.to_copy(gradient, dtype=dtype)

    def release(self) -> None:
        """Let go of the saved tensors."""
        if self._saved:
            self._saved = None


class Function:
    """Base of a script's own operations, with a static ``forward`` and ``backward``."""

    _node_type: type[FunctionCtx]

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls._node_type = type(f"{cls.__name__}Backward", (FunctionCtx,), {"_forward_cls": cls})
        cls._node_type.__module__ = "torch.autograd.function"  # as scripts see it

    @staticmethod
    def forward(*_: Any, **__: Any) -> Any:
        """Compute the outputs; to be overridden.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function."
        )

    setup_context: Callable[..., None] | None = None
    """``setup_context(ctx, inputs, output)``: where it is given, forward takes no ctx."""

    @staticmethod
    def backward(ctx: Any, *_: Any) -> Any:
        """Compute the gradients of the arguments from those of the outputs; to be overridden.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom "
            "autograd.Function to use it with backward mode AD."
        )

    def __call__(self, *_: Any) -> Any:
        """Not how functions are applied any more.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use "
            "new-style autograd function with static forward method. (Example: "
            "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    @classmethod
    def apply(cls, *arguments: Any, **named: Any) -> Any:
        """Run forward untaped, and make this operation the history of its outputs.

        With ``setup_context`` arguments may be named, and what is missing has its default.

        Raises:
            TypeError: arguments that forward does not take.
        """
        if cls.setup_context is not None:
            arguments = bound(cls.forward, arguments, named)
        elif named:
            raise TypeError(f"{cls.__name__}.apply() takes no keyword arguments")
        is_taped = grad_mode.here.enabled and any(
            isinstance(each, Tensor) and each.requires_grad for each in arguments
        )
        ctx = cls._node_type(arguments)
        with grad_mode.set_grad_enabled(False):
            if cls.setup_context is None:
                returned = cls.forward(ctx, *arguments)
            else:
                returned = cls.forward(*arguments)
                cls.setup_context(ctx, arguments, returned)
        is_tuple = isinstance(returned, tuple)
        outputs = returned if is_tuple else (returned,)
        wrapped = _Outputs(cls, ctx, arguments, is_taped).wrapped(outputs)
        return wrapped if is_tuple else wrapped[0]


class _Outputs:
    """Turns what forward returned into outputs with a history."""

    def __init__(
        self, function: type[Function], ctx: FunctionCtx, arguments: Sequence[Any], is_taped: bool
    ) -> None:
        self._applied = Applied(function.__name__, function._node_type)
        self._ctx, self._is_taped = ctx, is_taped
        self._inputs = [each for each in arguments if isinstance(each, Tensor)]
        names = [f"argument {number}" for number in range(len(arguments))]
        self._settings = {
            name: each
            for name, each in zip(names, arguments, strict=True)
            if not isinstance(each, Tensor)
        }
        self._dirty = {id(each) for each in ctx._dirty}
        self._without_gradient = {id(each) for each in ctx._without_gradient}

    def wrapped(self, returned: Sequence[Any]) -> tuple[Any, ...]:
        """The outputs that the script gets."""
        ctx = self._ctx
        for each in returned:
            if id(each) in self._dirty:
                self._count_change(each)
        ctx.output_count = len(returned)
        ctx.keep(returned, self._is_taped)
        ctx._outputs = [
            (each._data.shape, each.dtype) if isinstance(each, Tensor) else ((), None)
            for each in returned
        ]
        outputs = tuple(self._output(number, each) for number, each in enumerate(returned))
        fresh = tuple(
            new
            for new, old in zip(outputs, returned, strict=True)
            if isinstance(new, Tensor) and new is not old
        )
        if fresh and observe.observer is not None:
            made = fresh[0] if len(fresh) == 1 else fresh
            observe.observer.op_applied(self._applied, made, self._inputs, self._settings)
        return outputs

    def _output(self, number: int, returned: Any) -> Any:
        if not isinstance(returned, Tensor):
            return returned
        if id(returned) in self._dirty:
            return self._rebased(number, returned)
        output = wrap(returned._data)
        base = self._base(returned)
        if base is not None:
            storage = output._storage = returned._shared_storage()
            output._own_extra().view = View(base, Creation.CUSTOM_FUNCTION, storage.version)
        elif returned._storage is not None:
            output._storage = returned._storage
        if self._has_gradient(returned):
            output._node = self._ctx  # type: ignore[assignment]
            make_output(output, number, self._ctx.output_count)
        return output

    def _base(self, returned: Tensor) -> Tensor | None:
        """The tensor with memory of its own that an output shares with an input, if any."""
        root = _root(returned)
        return root if any(root is _root(each) for each in self._inputs) else None

    def _has_gradient(self, returned: Tensor) -> bool:
        is_marked = id(returned) in self._without_gradient
        return self._is_taped and not is_marked and returned._data.dtype.kind in "fc"

    def _count_change(self, tensor: Tensor) -> None:
        """Being marked as overwritten counts as a write of its own.

        Raises:
            RuntimeError: to a leaf that requires grad.
        """
        if self._is_taped and tensor.is_leaf and tensor.requires_grad:
            raise RuntimeError(errors.LEAF_WAS_IN_PLACE)
        if observe.observer is not None:
            observe.observer.will_change(tensor, self._overwriting(tensor))
        tensor._shared_storage().version += 1

    def _rebased(self, number: int, tensor: Tensor) -> Tensor:
        if self._is_taped:
            in_place.rebase(tensor, self._ctx)
            if tensor._view is None:
                make_output(tensor, number, self._ctx.output_count)
        if observe.observer is not None:
            operands = self._overwriting(tensor)
            observe.observer.changed_in_place(self._applied, tensor, operands, self._settings)
        return tensor

    def _overwriting(self, tensor: Tensor) -> list[Tensor]:
        """The operands of what overwrote a tensor, which comes first."""
        return [tensor, *[each for each in self._inputs if each is not tensor]]


def _root(tensor: Tensor) -> Tensor:
    """The tensor with memory of its own that a tensor is or is a view of."""
    return tensor if tensor._view is None else tensor._view.base


def _expands_to(shape: Sequence[int], target: Sequence[int]) -> bool:
    if len(shape) > len(target):
        return False
    return all(m in (1, n) for m, n in zip(reversed(shape), reversed(target), strict=False))
