"""The node where gradients end: it accumulates them into a leaf's ``.grad``."""

from __future__ import annotations

import weakref
from typing import Any

import numpy as np

from engine import dtypes, errors, grad_mode, observe, operand_checks
from engine.hooks import Hookable, HookTable, call_after_accumulation, public_names
from engine.nodes.ownership import is_free
from engine.rare_attributes import OWN, Extra
from engine.registry import raw, traced
from engine.strides import in_order_of
from engine.tensor import Array, Tensor, wrap


class AccumulateGrad(Hookable):
    """The node of a leaf: accumulates incoming gradients into ``leaf.grad``.

    Attributes:
        leaf: the leaf.
        hooks: the node's hooks; None where it has none.
    """

    __slots__ = ("__weakref__", "hooks", "leaf")
    __module__ = "builtins"  # as in PyTorch
    sequence_nr = 2**64 - 1  # the highest: it runs as soon as it is ready
    output_count = 1
    requires_grad = True
    sends_unasked = False
    details = next_nodes = next_edges = next_functions = input_nrs = ()

    def __init__(self, leaf: Tensor) -> None:
        self.leaf = leaf
        self.hooks = None
        if leaf._extra is not None and leaf._extra.hooks is not None:
            self.attach_hooks(leaf._extra.hooks)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {id(self):#x}>"

    def __dir__(self) -> list[str]:
        return public_names(super().__dir__(), {"variable"})

    def __call__(self, *gradients: Any) -> tuple[()]:
        """Accumulate a gradient; called by the script.

        Raises:
            RuntimeError: the gradient does not broadcast to the leaf.
        """
        errors.check_called(gradients, 1, Tensor)
        given = gradients[0]
        if given is not None and given.shape != self.leaf.shape:
            operand_checks.check_broadcast_into(self.leaf.shape, given.shape)
            given = traced.expand(given, shape=tuple(self.leaf.shape))
        taped = grad_mode.current_modes().enabled
        self.evaluate(given if taped or given is None else given._data, taped)
        self.finish()
        return ()

    def attach_hooks(self, hooks: HookTable) -> None:
        """Register the leaf's hooks, which are called with the incoming gradients."""
        self.ensure_hooks().of_outputs[0] = hooks

    @property
    def variable(self) -> Tensor:
        """The leaf, under PyTorch's name."""
        return self.leaf

    def name(self) -> str:
        """PyTorch's name of the node."""
        return "torch::autograd::AccumulateGrad"

    def send(
        self, gradient: Any, buffers: object, frees: bool, reached: object = None
    ) -> tuple[()] | None:
        """Accumulate a gradient; see ``pullbacks.Send``. None if there are hooks to call."""
        extra = self.leaf._extra
        if self.hooks is not None or (extra is not None and _asks_more(extra)):
            return None
        if observe.observer is None:
            self.fill(gradient)
        else:
            self.evaluate(gradient, False)
        return ()

    def fill(self, gradient: Any) -> None:
        """Accumulate a gradient of a leaf without hooks, unobserved."""
        leaf = self.leaf
        is_first = leaf._grad is None and leaf._requires_grad
        if is_first and type(gradient) is np.ndarray and is_free(gradient, leaf._data):
            leaf._grad = wrap(gradient)
        else:
            self.evaluate(gradient, False)

    def send_taped(self, gradient: Any, buffers: object, frees: bool) -> tuple[()] | None:
        """As ``send``, under ``create_graph``."""
        extra = self.leaf._extra
        if self.hooks is not None or (extra is not None and _asks_more(extra)):
            return None
        return self.evaluate(gradient, True)

    send_observed, send_observed_taped = send, send_taped

    def evaluate(self, gradient: Any, create_graph: bool) -> tuple[()]:
        """Create ``leaf.grad``, or add to it: in place, in the same memory, unless taped.

        Here a gradient is copied to become ``leaf.grad``; only ``fill`` takes it over uncopied, if
        nothing but the pass refers to it.

        Raises:
            RuntimeError: the leaf's shape has changed by an assignment to its ``.data``.
        """
        leaf = self.leaf
        observer = observe.observer
        if gradient is None or not (leaf._requires_grad or leaf.requires_grad):
            return ()
        before = leaf._grad
        if leaf._extra is not None and leaf._extra.grad_dtype is not OWN:
            gradient = _cast(gradient, leaf._extra.grad_dtype, create_graph)
        if before is not None and observer is not None:
            observer.will_change(before)
        try:
            if create_graph:
                after = traced.copy(gradient) if before is None else traced.add(before, gradient)
                leaf._grad = after
            elif before is None:
                leaf._grad = _first_gradient(gradient, leaf._data)
            else:
                before._add_in_place(gradient)
        except ValueError:  # numpy's message
            place = leaf if before is None else before
            operand_checks.check_broadcast_into(place._data.shape, gradient.shape)
            raise
        if observer is not None:
            observer.grad_accumulated(self, before, before is not None and not create_graph)
        return ()

    @property
    def takes_any_dtype(self) -> bool:
        """Whether incoming gradients are not cast to the leaf's dtype."""
        extra = self.leaf._extra
        return extra is not None and extra.grad_dtype is not OWN

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """Never called: the node has no next nodes."""
        raise AssertionError("AccumulateGrad has no next edges")

    def release(self) -> None:
        """Does nothing: the node saves nothing."""

    def finish(self) -> None:
        """Call the post-accumulate-grad hooks."""
        extra = self.leaf._extra
        if extra is not None and extra.after_accumulation:
            call_after_accumulation(extra.after_accumulation, self.leaf)


def accumulator_of(leaf: Tensor) -> AccumulateGrad:
    """A leaf's AccumulateGrad node; the same one as long as a graph refers to it."""
    if leaf._accumulator is not None:
        known = leaf._accumulator()
        if known is not None:
            return known
    accumulator = AccumulateGrad(leaf)
    leaf._accumulator = weakref.ref(accumulator)
    return accumulator


def _asks_more(extra: Extra) -> bool:
    """Whether anything besides the plain accumulation is to be done at a leaf."""
    return bool(extra.after_accumulation) or extra.grad_dtype is not OWN


def _cast(gradient: Any, wanted: dtypes.dtype | None, is_tensor: bool) -> Any:
    """A gradient cast to the dtype of the leaf's ``.grad``; None stands for any dtype."""
    if wanted is None or wanted is dtypes.of(gradient._data.dtype if is_tensor else gradient.dtype):
        return gradient
    return (traced if is_tensor else raw).to_copy(gradient, dtype=wanted)


def _first_gradient(elements: Any, like: Array) -> Tensor:
    """A leaf's first gradient: a copy with the leaf's strides.

    As in PyTorch, a copy to other strides increments the version counter.
    """
    array, is_written = in_order_of(elements, like)
    gradient = wrap(array)
    if is_written:
        gradient._shared_storage().version = 1
    return gradient
