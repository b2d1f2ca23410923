"""``torch.utils.checkpoint``: activation checkpointing.

Source: torch.utils.checkpoint, PyTorch 2.13.
"""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from engine import grad_mode
from engine.device import device
from engine.functions.custom_function import Function
from engine.nodes.saving_hooks import saved_tensors_hooks
from engine.passes import autograd
from engine.random.generator import default_generator
from engine.random.generator_state import restore, state_of
from engine.script_warnings import warn
from engine.tensor import Tensor

__all__ = [
    "CheckpointError",
    "CheckpointFunction",
    "GraphExecGroup",
    "checkpoint",
    "checkpoint_sequential",
    "set_checkpoint_debug_enabled",
    "set_checkpoint_early_stop",
]

_NOT_EXPLICIT = (
    "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. Starting in "
    "PyTorch 2.9, calling checkpoint without use_reentrant will raise an exception. "
    "use_reentrant=False is recommended, but if you need to preserve the current default behavior, "
    "you can pass use_reentrant=True. Refer to docs for more details on the differences between "
    "the two variants."
)
_NOT_EXPLICIT_IN_SEGMENTS = (
    "torch.utils.checkpoint.checkpoint_sequential: the use_reentrant parameter should be passed "
    "explicitly. In version 2.9 we will raise an exception if use_reentrant is not passed. "
    "use_reentrant=False is recommended, but if you need to preserve the current default behavior, "
    "you can pass use_reentrant=True. Refer to docs for more details on the differences between "
    "the two variants."
)
_CHECKS = ["default", "none"]
_ONLY_BACKWARD = (
    "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing an "
    "`inputs` parameter to .backward(). To resolve this error, you can either set "
    "use_reentrant=False, or call .backward() without passing the `inputs` argument."
)


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    preserve_rng_state: bool = True,
    context_fn: Callable[[], tuple[Any, Any]] | None = None,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    **keywords: Any,
) -> Any:
    """Call a function without saving its tensors: the backward pass recomputes them.

    Raises:
        ValueError: arguments that require ``use_reentrant=False``, or an unknown check.
    """
    if use_reentrant is None:
        warn(_NOT_EXPLICIT)
        use_reentrant = True
    if not use_reentrant:
        again = partial(function, *args, **keywords)
        contexts = context_fn() if context_fn is not None else (contextlib.nullcontext(),) * 2
        if determinism_check not in _CHECKS:
            raise ValueError(
                f"determinism_check should be one of {_CHECKS}, but got {determinism_check}"
            )
        options = determinism_check == "default", early_stop and _stops_early
        run = _Run(again, contexts[1], preserve_rng_state, options)
        with contexts[0], saved_tensors_hooks(run.pack, run.unpack):
            return again()
    if keywords:
        raise ValueError("Unexpected keyword arguments: " + ",".join(keywords))
    if context_fn is not None or debug:
        raise ValueError(
            "Passing `context_fn` or `debug` is only supported when use_reentrant=False."
        )
    return CheckpointFunction.apply(function, preserve_rng_state, *args)


_stops_early = True
"""Whether recomputation stops as soon as all needed tensors are available."""


@contextlib.contextmanager
def set_checkpoint_early_stop(enable: bool) -> Iterator[None]:
    """Inside its ``with``, whether recomputation stops early."""
    global _stops_early
    before, _stops_early = _stops_early, enable
    try:
        yield
    finally:
        _stops_early = before


@contextlib.contextmanager
def set_checkpoint_debug_enabled(enabled: bool | None) -> Iterator[None]:
    """In PyTorch, reports more about recomputations that differ; here this is always the same."""
    yield


class CheckpointError(RuntimeError):
    """The recomputation differs from the first run."""


class GraphExecGroup:
    """Inside its ``with``, functions are recomputed only once, for all passes."""

    _current: GraphExecGroup | None = None

    def __enter__(self) -> GraphExecGroup:
        """Enter the ``with``.

        Raises:
            RuntimeError: it is nested.
        """
        if GraphExecGroup._current is not None:
            raise RuntimeError(
                "GraphExecGroup contexts cannot be nested. "
                f"Already inside group {GraphExecGroup._current}"
            )
        GraphExecGroup._current = self
        return self

    def __exit__(self, *error: object) -> None:
        GraphExecGroup._current = None


_AGAIN = (
    "torch.utils.checkpoint: Unpack is being triggered for a tensor that was already unpacked "
    "once. {}If you are calling ctx.saved_tensors in backward, make sure to do so only once. "
    "Otherwise please open an issue with details on your use case."
)
_OVERLAP = (
    "Performing two backward calls that overlap (i.e. require the same saved activation in order "
    "to compute gradients) is not allowed while under the torch.utils.checkpoint.GraphExecGroup "
    "context. "
)


class _Enough(BaseException):
    """Ends a recomputation that has made all needed tensors."""


class _Run:
    """One call of a function whose saved tensors are recomputed when they are needed.

    Tensors are identified by the order in which they were saved.
    """

    def __init__(
        self, again: Callable[[], Any], context: Any, keeps_rng: bool, options: tuple[bool, bool]
    ) -> None:
        self._again, self._context = again, context
        self._is_strict, self._stops_early = options
        self._rng = state_of(default_generator) if keeps_rng else None
        self._looks: list[tuple[Any, Any]] = []
        self._made: dict[int, Tensor] = {}
        self._made_for: weakref.ref[Any] | None = None
        self._count = 0

    def pack(self, tensor: Tensor) -> int:
        """The number of a tensor, which is dropped."""
        self._looks.append((tensor.shape, tensor.dtype))
        return len(self._looks) - 1

    def unpack(self, number: int) -> Tensor:
        """The tensor with a number, recomputed once per pass, or per ``GraphExecGroup``.

        Raises:
            CheckpointError: the recomputation differs, or the tensor was already returned.
        """
        asks: Any = GraphExecGroup._current or autograd.running.innermost
        if asks is None or self._made_for is None or self._made_for() is not asks:
            self._run_again()
            self._check()
            self._made_for = None if asks is None else weakref.ref(asks)
        if number not in self._made:
            raise CheckpointError(
                _AGAIN.format("" if GraphExecGroup._current is None else _OVERLAP)
            )
        return self._made.pop(number)

    def _run_again(self) -> None:
        self._made, self._count = {}, 0
        present = state_of(default_generator)
        if self._rng is not None:
            restore(default_generator, self._rng)
        hooks = saved_tensors_hooks(self._keep, _refuse)
        try:
            with grad_mode.enable_grad(), self._context, hooks:
                self._again()
        except _Enough:
            pass
        finally:
            if self._rng is not None:
                restore(default_generator, present)

    def _keep(self, tensor: Tensor) -> None:
        number, self._count = self._count, self._count + 1
        if number == len(self._looks):
            raise CheckpointError(
                "torch.utils.checkpoint: trying to save more tensors during recomputation than "
                "during the original forward pass.\n"
            )
        self._made[number] = _bare(tensor)
        if self._stops_early and self._count == len(self._looks):
            raise _Enough

    def _check(self) -> None:
        if self._count != len(self._looks):
            raise CheckpointError(
                "torch.utils.checkpoint: A different number of tensors was saved during the "
                "original forward and recomputation.\n"
                f"Number of tensors saved during forward: {len(self._looks)}\n"
                f"Number of tensors saved during recomputation: {self._count}.\n{_TIP}"
            )
        differing = [
            f"tensor at position {number}:\nsaved metadata: {_look(shape, dtype)}\n"
            f"recomputed metadata: {_look(made.shape, made.dtype)}"
            for (number, made), (shape, dtype) in zip(self._made.items(), self._looks)
            if self._is_strict and (made.shape, made.dtype) != (shape, dtype)
        ]
        if differing:
            raise CheckpointError(
                "torch.utils.checkpoint: Recomputed values for the following tensors have "
                "different metadata than during the forward pass.\n"
                + "\n".join(differing)
                + f"\n.\n{_TIP}"
            )


_TIP = """
Tip: To see a more detailed error message, either pass `debug=True` to
`torch.utils.checkpoint.checkpoint(...)` or wrap the code block
with `with torch.utils.checkpoint.set_checkpoint_debug_enabled(True):` to
enable checkpoint\N{NON-BREAKING HYPHEN}debug mode globally.

If this error occurs under torch.compile with automatic_dynamic_shapes enabled,
it may be because the recomputation selected a different compiled graph than the
forward pass (e.g., a dynamic graph instead of the original static graph).
To fix this, either:
  - Use torch._dynamo.mark_dynamic() to explicitly mark varying dimensions as
    dynamic upfront, avoiding the static-to-dynamic transition.
  - Call torch._C._dynamo.eval_frame._set_lru_cache(False) to disable LRU cache
    reordering, which can change which graph is checked first between forward
    and recompute.
See https://github.com/pytorch/pytorch/issues/166926 for more details and
workaround examples.
"""
"""PyTorch's note about a recomputation that saves other tensors than the first run."""


def _look(shape: Any, dtype: Any) -> dict[str, Any]:
    return {"shape": shape, "dtype": dtype, "device": device("cpu")}


def _bare(tensor: Tensor) -> Tensor:
    bare: Tensor = tensor.detach() if tensor.requires_grad else tensor  # type: ignore[attr-defined]
    return bare


def _refuse(_: Any) -> Tensor:
    raise RuntimeError(
        "You are calling backwards on a tensor that is never exposed. Please open an issue."
    )


class CheckpointFunction(Function):
    """Runs a function untaped; its backward runs it again, taped, and differentiates that."""

    @staticmethod
    def forward(ctx: Any, function: Callable[..., Any], keeps_rng: bool, *args: Any) -> Any:
        """Call the function."""
        if not any(isinstance(each, Tensor) and each.requires_grad for each in args):
            warn("None of the inputs have requires_grad=True. Gradients will be None")
        ctx.function, ctx.args = function, args
        ctx.rng = state_of(default_generator) if keeps_rng else None
        ctx.save_for_backward(*[each for each in args if isinstance(each, Tensor)])
        return function(*args)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        """Run the function again, and differentiate it.

        Raises:
            RuntimeError: in a pass with ``inputs``, or if nothing requires grad.
        """
        running = autograd.running.innermost
        if running is not None and running.is_restricted:
            raise RuntimeError(_ONLY_BACKWARD)
        saved = iter(ctx.saved_tensors)
        inputs = [_fresh(next(saved)) if isinstance(each, Tensor) else each for each in ctx.args]
        outputs = _called_again(ctx, inputs)
        pairs = [
            (output, gradient)
            for output, gradient in zip(outputs, gradients)
            if isinstance(output, Tensor) and output.requires_grad
        ]
        if not pairs:
            raise RuntimeError(
                "none of output has requires_grad=True, this checkpoint() is not necessary"
            )
        autograd.backward([output for output, _ in pairs], [gradient for _, gradient in pairs])
        return (None, None, *[each.grad if isinstance(each, Tensor) else None for each in inputs])


def _fresh(tensor: Tensor) -> Tensor:
    return _bare(tensor)._with_grad_required(tensor.requires_grad)


def _called_again(ctx: Any, inputs: Sequence[Any]) -> Sequence[Any]:
    present = state_of(default_generator)
    if ctx.rng is not None:
        restore(default_generator, ctx.rng)
    with grad_mode.enable_grad():
        outputs = ctx.function(*inputs)
    if ctx.rng is not None:
        restore(default_generator, present)
    return (outputs,) if isinstance(outputs, Tensor) else outputs


def checkpoint_sequential(
    functions: Any, segments: int, input: Any, use_reentrant: bool | None = None, **keywords: Any
) -> Any:
    """Call modules in sequence, in segments of which all but the last are checkpointed."""
    if use_reentrant is None:
        warn(_NOT_EXPLICIT_IN_SEGMENTS)
        use_reentrant = True
    modules = list(functions.children()) if hasattr(functions, "children") else list(functions)
    length = len(modules) // segments
    for start in range(0, length * (segments - 1), length):
        segment = partial(_in_turn, modules[start : start + length])
        input = checkpoint(segment, input, use_reentrant=use_reentrant, **keywords)
    return _in_turn(modules[length * (segments - 1) :], input)


def _in_turn(modules: Sequence[Callable[[Any], Any]], input: Any) -> Any:
    for each in modules:
        input = each(input)
    return input
