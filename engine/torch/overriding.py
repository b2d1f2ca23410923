"""Dispatch to ``__torch_function__`` of types that override functions.

Tensors of such a type are marked as special: the fast versions of functions leave them to the
general implementation, which dispatches here. Functions that do not go that way, such as operators,
dispatch only once such a type exists (``begin``). So do attributes, which the engine itself reads
without dispatch.
"""

from __future__ import annotations

import inspect
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from types import ModuleType
from typing import Any

from engine import errors
from engine.ops.shapes import shape
from engine.script_warnings import is_of_engine
from engine.tensor import Tensor

NOBODY: Any = object()
"""The result of dispatch if no argument overrides the function."""

spaces: dict[str, Mapping[str, Any]] = {"torch.Tensor": vars(Tensor)}
"""The functions that can be overridden, by namespace and name."""


class _OfThread(threading.local):
    """Whether dispatch is enabled in a thread."""

    asks = True


of_thread = _OfThread()
has_begun = False
"""Whether there has been a tensor of such a type."""

on_beginning: list[Callable[[], None]] = []
"""Called when the first such type appears."""

_THEMSELVES = "add sub mul matmul neg abs pow lt le gt ge ne"
_ALL_OF_TWO = """
    add sub mul truediv floordiv mod pow matmul and or xor lshift rshift eq ne lt le gt ge
"""
_OF_TWO = [f"__{how}{name}__" for how in ("", "r", "i") for name in _ALL_OF_TWO.split()]
_CALLED = {
    **{f"__{name}__": name for name in _THEMSELVES.split()},
    **{f"__r{name}__": name for name in ("add", "mul")},
    **{f"__r{name}__": f"bitwise_{name}" for name in ("and", "or", "xor")},
    **{f"__i{name}__": f"{name}_" for name in ("add", "sub", "mul", "pow")},
    **{"__truediv__": "div", "__itruediv__": "div_", "__rtruediv__": "__rdiv__"},
    **{"__mod__": "remainder", "__imod__": "remainder_", "__ifloordiv__": "floor_divide_"},
    "__pos__": "positive",
}
"""The special method names of operators where they differ."""

_ASKING = """
    __neg__ __pos__ __abs__ __invert__ __getitem__ __setitem__ __bool__ __float__ __int__
    __complex__ __index__ __len__ __reversed__ __contains__ __repr__ __format__ __array__ backward
    register_hook
"""
_NEVER_ASKING = ("as_subclass", "tensor", "as_tensor", "asarray")
_ITER = "__iter__"
_PRIVATE = "_base _version _grad _backward_hooks _post_accumulate_grad_hooks"
_ASKING_WHEN_SET = "_grad data grad grad_dtype requires_grad"
_AS_THEY_ARE = "_base _grad grad"
"""Attributes that the default ``__torch_function__`` returns as they are."""
_IN_PYTHON = """
    __rsub__ __rtruediv__ __pow__ __ipow__ __rpow__ __floordiv__ __rfloordiv__ __rmod__
    __rlshift__ __rrshift__ __len__ __reversed__ __contains__ __repr__ __format__ backward
    register_hook
"""
"""Functions implemented in Python: their dispatch passes even an empty dict of keywords."""


def disabled(func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
    """The ``__torch_function__`` of types that do not override anything."""
    with DisableTorchFunctionSubclass():
        return func(*args, **(kwargs or {}))


class DisableTorchFunctionSubclass:
    """Inside its ``with``, a thread treats tensor subclasses as plain tensors."""

    def __enter__(self) -> None:
        self._before = of_thread.asks
        of_thread.asks = False

    def __exit__(self, *error: object) -> None:
        of_thread.asks = self._before


C = ModuleType("torch._C")
vars(C).update(
    DisableTorchFunctionSubclass=DisableTorchFunctionSubclass,
    _disabled_torch_function_impl=disabled,
)
"""Where PyTorch has the names with which scripts disable dispatch."""

MODULES = {"torch._C": C}
"""The modules of these names, as scripts import them."""


def overrides(kind: type) -> bool:
    """Whether a type overrides ``__torch_function__``."""
    handler = getattr(kind, "__torch_function__", None)
    return handler is not None and kind is not Tensor and handler is not disabled


def asked(
    namespace: str,
    name: str,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
    in_python: bool,
    function: Callable[..., Any] | None = None,
) -> Any:
    """The result of dispatching a call; ``NOBODY`` if no argument overrides it.

    Args:
        in_python: whether PyTorch implements the function in Python, which affects the dispatch.
        function: the function that is passed on, if not the one with this name.

    Raises:
        TypeError: all return NotImplemented.
    """
    if not of_thread.asks or name in _NEVER_ASKING:
        return NOBODY
    given = [each for each in _flat(args, kwargs) if overrides(type(each))]
    if not given:
        return NOBODY
    if in_python:
        given = [e for e in _flat(args, kwargs) if type(e) is Tensor or overrides(type(e))]
    named = (dict(kwargs),) if kwargs or in_python else ()
    path = f"{namespace}.{name}"
    return asked_of(given, path, function or spaces[namespace][name], args, *named)


def asked_of(
    given: Iterable[Any], path: str, function: Any, args: tuple[Any, ...], *named: dict[str, Any]
) -> Any:
    """The result of dispatching a call to some arguments.

    Raises:
        TypeError: all return NotImplemented.
    """
    values = _most_derived_first(given)
    types = tuple(map(type, values))
    for value in values:
        result = value.__torch_function__(function, types, args, *named)
        if result is not NotImplemented:
            return result
    raise _all_declined(path, types, bool(named))


def asked_by_operator(name: str, tensor: Tensor, other: Any) -> Any:
    """The result of dispatching a reflected operator to an operand that is not a tensor."""
    if not overrides(type(other)) or name not in vars(Tensor):
        return NotImplemented
    return asked("torch.Tensor", name, (tensor, other), {}, name in _IN_PYTHON.split())


def _flat(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Iterator[Any]:
    """The arguments, with those in sequences."""
    for each in (*args, *kwargs.values()):
        yield each
        if isinstance(each, list | tuple):
            yield from each


def _most_derived_first(values: Iterable[Any]) -> list[Any]:
    """One argument per type, in order, but subclasses before their bases."""
    ordered: list[Any] = []
    for value in values:
        kinds = [type(each) for each in ordered]
        if type(value) not in kinds:
            bases = (at for at, kind in enumerate(kinds) if issubclass(type(value), kind))
            ordered.insert(next(bases, len(ordered)), value)
    return ordered


def _all_declined(path: str, types: tuple[type, ...], in_python: bool) -> TypeError:
    if in_python:
        return TypeError(
            f"no implementation found for '{path}' on types that implement __torch_function__: "
            f"{list(types)}"
        )
    listed = "".join(f"\n\n  - tensor subclass {kind}" for kind in types)
    return TypeError(
        f"Multiple dispatch failed for '{path}'; all __torch_function__ handlers returned "
        f"NotImplemented:{listed}\n\nFor more information, try re-running with "
        "TORCH_LOGS=not_implemented"
    )


def torch_function(
    cls: type[Tensor], func: Any, types: Any, args: Any = (), kwargs: Any = None
) -> Any:
    """The default ``__torch_function__``: call ``func``; results have the subclass."""
    if not all(issubclass(cls, each) for each in types):
        return NotImplemented
    result = disabled(func, types, args, kwargs)
    read = getattr(func, "__self__", None)
    if any(read is vars(Tensor)[name] for name in _AS_THEY_ARE.split()):
        return result
    return _in_class(result, cls)


def _in_class(value: Any, kind: type[Tensor]) -> Any:
    """A result with its tensors as instances of a class."""
    if kind is Tensor:
        return value
    if isinstance(value, Tensor):
        return value if isinstance(value, kind) else as_subclass(value, kind)
    if isinstance(value, tuple | list):
        parts = [_in_class(each, kind) for each in value]
        return type(value)._make(parts) if hasattr(value, "_make") else type(value)(parts)
    return value


def as_subclass(tensor: Tensor, cls: type[Tensor]) -> Tensor:
    """The same memory as a tensor of a subclass.

    Raises:
        TypeError: not a subclass of tensors.
    """
    _check_class(cls)
    return become(shape.alias(tensor), cls)


def make_subclass(cls: type[Tensor], data: Tensor, require_grad: bool = False) -> Tensor:
    """The same memory as a leaf of a subclass.

    Raises:
        TypeError: not a subclass of tensors.
    """
    _check_class(cls)
    if not isinstance(data, Tensor):
        raise TypeError(
            "_make_subclass(): argument 'data' (position 2) must be Tensor, not "
            f"{errors.type_name(data)}"
        )
    made = become(shape.detach(data), cls)
    return made._with_grad_required() if require_grad else made


def _check_class(kind: Any) -> None:
    if not isinstance(kind, type):
        raise TypeError(f"cls must be a type (got {errors.type_name(kind)})")
    if not issubclass(kind, Tensor):
        raise TypeError(
            "Creating a Tensor subclass from a class that does not inherit from Tensor is not "
            "possible. Make sure your class inherits from Tensor."
        )


def become(tensor: Tensor, kind: type[Tensor]) -> Tensor:
    """Change the class of a tensor that is not referenced elsewhere.

    Raises:
        NotImplementedError: the class has slots.
    """
    try:
        tensor.__class__ = kind
    except TypeError:
        raise errors.MissingOperationError(
            f"Gradwalk's tensors cannot have the __slots__ of {kind.__name__}; leave them out"
        ) from None
    if overrides(kind):
        tensor._ensure_extra().is_overriding = True
        begin()
    return tensor


def begin() -> None:
    """Enable dispatch for operators and the like, which slows them down for all tensors."""
    global has_begun
    if has_begun:
        return
    has_begun = True
    for name in (*_OF_TWO, *_ASKING.split()):
        method = vars(Tensor).get(name)
        if inspect.isfunction(method):
            setattr(Tensor, name, _asking(name, method))
    setattr(Tensor, _ITER, _iterating(vars(Tensor)[_ITER]))
    for name, attribute in dict(vars(Tensor)).items():
        if isinstance(attribute, property) and (name[0] != "_" or name in _PRIVATE.split()):
            setattr(Tensor, name, _asking_attribute(name, attribute))
    while on_beginning:
        on_beginning.pop()()


def _asking(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of tensors with dispatch."""
    called, in_python = _CALLED.get(name, name), name in _IN_PYTHON.split()
    known = called if called in vars(Tensor) else name
    signature = inspect.signature(method) if name == "backward" else None

    @wraps(method)
    def asks(*args: Any, **kwargs: Any) -> Any:
        given, named = _by_name(signature, args, kwargs) if signature else (args, kwargs)
        try:
            result = asked("torch.Tensor", known, given, named, in_python)
        except TypeError:
            if name in _OF_TWO:
                return NotImplemented
            raise
        return method(*args, **kwargs) if result is NOBODY else result

    asks.__name__, asks.__qualname__ = called, f"Tensor.{called}"
    return asks


def _by_name(
    signature: inspect.Signature, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of a method as PyTorch passes them on: all by name, with those left out."""
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError:  # the method itself says so
        return args, kwargs
    bound.apply_defaults()
    return args[:1], dict(list(bound.arguments.items())[1:])


def let_function_ask(namespace: str, name: str, names: dict[str, Any]) -> None:
    """Make a function that PyTorch implements in Python dispatch, once there is need to."""

    def let_ask() -> None:
        function = names[name]

        @wraps(function)
        def asks(*args: Any, **kwargs: Any) -> Any:
            result = asked(namespace, name, args, kwargs, True, asks)
            return function(*args, **kwargs) if result is NOBODY else result

        names[name] = asks

    on_beginning.append(let_ask)


def _asking_attribute(name: str, attribute: property) -> property:
    """A property of tensors with dispatch."""
    asking = attribute.getter(_asking_for(name, "__get__", attribute.fget))
    if name in _ASKING_WHEN_SET.split():
        asking = asking.setter(_asking_for(name, "__set__", attribute.fset))
    return asking


def _asking_for(name: str, how: str, access: Any) -> Callable[..., Any]:
    """The getter or the setter of a property, with dispatch for scripts."""

    def asks(*args: Any) -> Any:
        kind: Any = type(args[0])
        if of_thread.asks and overrides(kind) and not is_of_engine(sys._getframe(1)):
            return kind.__torch_function__(getattr(vars(Tensor)[name], how), (kind,), args)
        return access(*args)

    return asks


def _iterating(iterate: Callable[[Tensor], Any]) -> Callable[[Tensor], Any]:
    """``iter(tensor)``, with dispatch for the slices."""

    @wraps(iterate)
    def iterates(tensor: Any) -> Any:
        asks = of_thread.asks and tensor.ndim and overrides(type(tensor))
        return iter(tensor.unbind(0)) if asks else iterate(tensor)

    return iterates


METHODS: dict[str, Any] = {
    "__torch_function__": classmethod(torch_function),
    "_make_subclass": staticmethod(make_subclass),
    "as_subclass": as_subclass,
}
