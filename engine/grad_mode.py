"""Grad mode: whether operations are taped, per thread.

With it, the other modes of a thread that operations depend on.

Source: torch.autograd.grad_mode, PyTorch 2.13.
"""

import contextlib
import inspect
from collections.abc import Callable, Generator
from contextvars import ContextVar
from functools import partial, wraps
from typing import Any, TypeVar

import numpy as np

from engine.script_warnings import warn

_FunctionT = TypeVar("_FunctionT", bound=Callable[..., Any])


class Mode:
    """The modes of one thread; initially grad mode is on.

    Attributes:
        batch: the slices for which the innermost ``vmap`` is calling its function; else None.
        enabled: grad mode: whether operations are taped.
        inference: inference mode: whether new tensors can never be part of a graph.
        casts: whether autocast is on.
        forward: the dual numbers of forward mode inside a ``dual_level``; else None.
        transforms: the names of the active ``torch.func`` transforms, the outermost first.
        taped_for_tangents: whether operations are taped only so that forward mode can compute
            tangents from the graph; ``no_grad`` then does not stop it.
        no_grad_requested: whether a ``no_grad`` is active that did not stop the taping.
    """

    __slots__ = (
        "batch",
        "casts",
        "enabled",
        "forward",
        "inference",
        "no_grad_requested",
        "taped_for_tangents",
        "transforms",
    )

    def __init__(self) -> None:
        self.enabled = True
        self.taped_for_tangents = self.no_grad_requested = False
        self.inference = self.casts = False
        self.batch: Any = None
        self.forward: Any = None
        self.transforms: tuple[str, ...] = ()


_modes: ContextVar[Mode] = ContextVar("mode")

known_mode = _modes.get
"""The modes of this thread, for callers that need them at every operation.

Reading a context variable, of which each thread has its own value, takes a quarter of the time of
``threading.local``. Before the first operation of a thread it raises LookupError.
"""


def current_modes() -> Mode:
    """The modes of this thread."""
    try:
        return known_mode()
    except LookupError:
        np.seterr(all="ignore")  # as in PyTorch, operations do not warn of nan and inf
        mode = Mode()
        _modes.set(mode)
        return mode


transforming_anywhere: list[str] = []
"""The names of the active transforms of all threads, for callers in the hot path."""


@contextlib.contextmanager
def transforming(name: str, for_tangents: bool = False) -> Generator[None, None, None]:
    """Inside its ``with``, the ``torch.func`` transform of this name is active.

    Args:
        for_tangents: whether operations inside are taped for forward mode.
    """
    mode = current_modes()
    before, tangents = mode.transforms, mode.taped_for_tangents
    mode.transforms = (*before, name)
    mode.taped_for_tangents = tangents if name == "vmap" else for_tangents and not before
    transforming_anywhere.append(name)
    try:
        yield
    finally:
        mode.transforms, mode.taped_for_tangents = before, tangents
        transforming_anywhere.remove(name)


@contextlib.contextmanager
def below_transforms() -> Generator[None, None, None]:
    """Inside its ``with``, tensors are as outside of all ``torch.func`` transforms."""
    mode = current_modes()
    before, mode.transforms = mode.transforms, ()
    try:
        yield
    finally:
        mode.transforms = before


class _Decorator(contextlib.ContextDecorator):
    """A context manager that is also a decorator, for generator functions as well.

    Each run of a generator between two ``yield`` is inside the context.
    """

    def __call__(self, function: _FunctionT) -> _FunctionT:
        """Decorate a function."""
        if inspect.isclass(function):
            warn(
                "Decorating classes is deprecated and will be disabled in future versions. You "
                "should only decorate functions or methods. To preserve the current behavior of "
                "class decoration, you can directly decorate the `__init__` method and nothing "
                "else.",
                FutureWarning,
            )
        if inspect.isgeneratorfunction(function):
            generate: _FunctionT = _resumed_within(self._recreate_cm, function)
            return generate
        return super().__call__(function)

    def _recreate_cm(self) -> Any:
        raise NotImplementedError


def _resumed_within(make: Callable[[], Any], function: Any) -> Any:
    """A generator function whose body, but not its callers' code, runs inside a context."""

    @wraps(function)
    def generate(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        generator = function(*args, **kwargs)
        resume: Callable[[], Any] = partial(next, generator)
        try:
            while True:
                with make():
                    value = resume()
                try:
                    resume = partial(generator.send, (yield value))
                except GeneratorExit:
                    with make():
                        generator.close()
                    raise
                except BaseException as error:
                    resume = partial(generator.throw, error)
        except StopIteration as end:
            return end.value

    return generate


class _GradMode(_Decorator):
    """Sets grad mode, and restores it at the end of a ``with`` or of a decorated call."""

    _mode: bool
    _before: bool

    def __exit__(self, *error: object) -> None:
        current_modes().enabled = self._before


class set_multithreading_enabled(_Decorator):  # noqa: N801 (PyTorch's own name)
    """In PyTorch, enables multithreaded backward passes; here it has no effect."""

    def __init__(self, mode: bool) -> None:
        self.mode = mode

    def __enter__(self) -> None:
        """Does nothing."""

    def __exit__(self, *_: object) -> None:
        """Does nothing."""

    def _recreate_cm(self) -> "set_multithreading_enabled":
        return self


class set_grad_enabled(_GradMode):  # noqa: N801 (PyTorch's own name)
    """Set grad mode at once, and restore it at the end of a ``with`` or of a decorated call."""

    def __init__(self, mode: bool) -> None:
        if not isinstance(mode, bool):
            raise TypeError(
                "set_grad_enabled(): argument 'enabled' (position 1) must be bool, not "
                f"{type(mode).__name__}"
            )
        self._mode = mode
        self._before = current_modes().enabled
        current_modes().enabled = mode

    def __repr__(self) -> str:
        return f"torch.autograd.grad_mode.set_grad_enabled(mode={self._mode})"

    def __call__(self, function: _FunctionT) -> _FunctionT:
        """Decorate a function: the mode holds only inside its calls."""
        current_modes().enabled = self._before
        return super().__call__(function)

    def _recreate_cm(self) -> "set_grad_enabled":
        return type(self)(self._mode)

    clone = _recreate_cm

    def __enter__(self) -> None:
        current_modes().enabled = self._mode


class _NoParamDecoratorContextManager(_GradMode):
    """Sets grad mode inside a ``with`` or a decorated call. PyTorch's errors show this name."""

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        """Make a context manager, or decorate a function if written without parentheses."""
        return super().__new__(cls) if function is None else cls()(function)

    def _recreate_cm(self) -> "_NoParamDecoratorContextManager":
        switch: _NoParamDecoratorContextManager = type(self)()
        return switch

    def __enter__(self) -> None:
        mode = current_modes()
        self._before, self._was_requested = mode.enabled, mode.no_grad_requested
        mode.no_grad_requested = mode.taped_for_tangents and not self._mode
        is_taped = self._mode or mode.taped_for_tangents
        mode.enabled = is_taped and not mode.inference  # never taped there

    def __exit__(self, *error: object) -> None:
        mode = current_modes()
        mode.enabled, mode.no_grad_requested = self._before, self._was_requested


class no_grad(_NoParamDecoratorContextManager):  # noqa: N801 (PyTorch's own name)
    """Operations inside are not taped: their results do not require grad."""

    _mode = False


class enable_grad(_NoParamDecoratorContextManager):  # noqa: N801 (PyTorch's own name)
    """Operations inside are taped, also within a ``no_grad``."""

    _mode = True


class inference_mode(_Decorator):  # noqa: N801 (PyTorch's own name)
    """Operations inside are not taped and return inference tensors; ``False`` switches this off."""

    def __new__(cls, mode: bool | Callable[..., Any] = True) -> Any:
        """Make a context manager, or decorate a function if written without parentheses."""
        return super().__new__(cls) if isinstance(mode, bool) else cls()(mode)

    def __init__(self, mode: bool = True) -> None:
        self._mode = mode
        self._before = current_modes().enabled, current_modes().inference

    def _recreate_cm(self) -> "inference_mode":
        return type(self)(self._mode)

    def __enter__(self) -> None:
        mode = current_modes()
        self._before = mode.enabled, mode.inference
        mode.enabled, mode.inference = not self._mode, self._mode

    def __exit__(self, *error: object) -> None:
        mode = current_modes()
        mode.enabled, mode.inference = self._before


def is_inference_mode_enabled() -> bool:
    """Whether inference mode is on."""
    return current_modes().inference


def is_grad_enabled() -> bool:
    """Whether grad mode is on."""
    mode = current_modes()
    return mode.enabled and not mode.no_grad_requested
