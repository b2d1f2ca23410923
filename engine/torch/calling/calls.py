"""How scripts call functions: argument names, and the errors for wrong arguments.

Arguments are checked against PyTorch's signatures once per combination of their types, and when a
call has failed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache, wraps
from types import TracebackType
from typing import Any

import numpy as np

from engine import in_place
from engine.errors import MissingOperationError
from engine.tensor import Tensor
from engine.torch import overriding
from engine.torch.autocasting import as_listed
from engine.torch.calling.by_place import Arguments, as_understood
from engine.torch.calling.dtype_arguments import checked_dtype
from engine.torch.calling.inner_calls import check_inner
from engine.torch.calling.misfits import is_of_arrays, is_said, misfit
from engine.torch.calling.numbers import python_number
from engine.torch.calling.parsing import check, is_by_type, is_too_large
from engine.torch.calling.signatures import signatures_of
from engine.torch.names.public_names import is_public

_TORCH_NAMES = {
    "axis": "dim",
    "keepdims": "keepdim",
    "x": "input",
    "a": "input",
    "x1": "input",
    "x2": "other",
}

# PyTorch implements these in Python, without aliases for arguments.
_IN_PYTHON = frozenset(["norm", "split", "unflatten", "unique", "unique_consecutive"])

# These raise other errors before PyTorch checks whether the tensor may be written to.
_ASKED_LATER = frozenset(
    [
        "apply_",
        "map_",
        "map2_",
        "detach_",
        "fill_diagonal_",
        "requires_grad_",
        "resize_",
        "resize_as_",
    ]
)


def called_from(namespace: str, name: str, function: Any) -> Any:
    """A function as scripts call it from a namespace.

    It accepts ``axis`` for ``dim`` and other aliases from numpy, and raises PyTorch's errors.
    Objects that are not functions are returned unchanged.
    """
    if name.startswith("__") or not inspect.isfunction(inspect.unwrap(function)):
        return function
    make = getattr(function, "make", None)
    if make is None:
        return as_listed(name, _checking(namespace, name, function))
    made = make(as_listed(name, _checking(namespace, name, inspect.unwrap(function))))
    made.__doc__ = function.__doc__
    return made


def call_from(namespace: str, names: dict[str, Any]) -> None:
    """Make the functions of a namespace refuse wrong arguments as PyTorch's do."""
    for name, function in names.items():
        if is_public(namespace, name):
            names[name] = called_from(namespace, name, function)


def _checking(namespace: str, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with a check of its arguments, made when their types are first seen."""
    is_in_python = name in _IN_PYTHON or namespace == "torch.nn.functional"
    bare, fitting = inspect.unwrap(function), set[Any]()
    others = {} if is_in_python else _other_names(bare)

    @wraps(function)
    def checks(*args: Any, **kwargs: Any) -> Any:
        kinds: Any = tuple(map(type, args)) if kwargs or len(args) != 1 else type(args[0])
        meant = kwargs
        if kinds is list or kinds is tuple:  # _kinds_in, inlined
            several = args[0]
            kinds = kinds, type(several[0]) if several else None, frozenset(map(type, several))
        elif type(kinds) is tuple and (list in kinds or tuple in kinds):
            kinds += _kinds_in(*args)
        if kwargs:
            kinds += (*kwargs, *map(type, kwargs.values()), *_kinds_in(*kwargs.values()))
            if others.keys() & kwargs.keys():
                meant = {others.get(key, key): value for key, value in kwargs.items()}
            if isinstance(kwargs.get("dtype"), type):
                meant = meant | {"dtype": checked_dtype(name, kwargs["dtype"])}
        if kinds not in fitting or overriding.has_begun:
            in_python = signatures_of(namespace, name) is None
            result = overriding.asked(namespace, name, args, kwargs, in_python)
            if result is not overriding.NOBODY:
                return result
        if kinds not in fitting:
            are_of_numpy = any(isinstance(each, np.integer) for each in (*args, *meant.values()))
            if _check(namespace, name, bare, args, kwargs) and not are_of_numpy:
                fitting.add(kinds)
            if are_of_numpy and not _takes_objects(namespace, name):
                args = tuple(map(python_number, args))
                meant = {key: python_number(value) for key, value in meant.items()}
        try:
            return function(*args, **meant)
        except Exception as error:
            again = _understood(namespace, name, bare, args, kwargs, error)
            if again is not None:
                return function(*again[0], **again[1])
            shown = _shown_error(namespace, name, bare, args, kwargs, error)
            if shown is error:
                raise
            raise shown from None  # numpy's message would only confuse

    checks.__name__ = checks.__qualname__ = name
    return checks


def _kinds_in(*values: Any) -> tuple[Any, ...]:
    """For each sequence its type, that of its first element, and those of all elements."""
    return tuple(
        (type(each), type(each[0]) if each else None, frozenset(map(type, each)))
        for each in values
        if type(each) is list or type(each) is tuple
    )


@cache
def _takes_objects(namespace: str, name: str) -> bool:
    """Whether some parameter takes any object, so that numpy's numbers are not converted."""
    signatures = signatures_of(namespace, name) or ()
    return any(parameter.kind == "object" for each in signatures for parameter in each.parameters)


def _shown_error(
    namespace: str,
    name: str,
    bare: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    error: Exception,
) -> Exception:
    """The error that a script sees: the same, or PyTorch's in its place."""
    if isinstance(error, MissingOperationError):
        return error
    is_of_size = any(map(is_too_large, (*args, *kwargs.values())))
    if isinstance(error, TypeError) or not is_said(error) or is_of_size:
        try:
            _check(namespace, name, bare, args, kwargs)  # the invalid argument may be in a sequence
        except (TypeError, ValueError, AttributeError) as wrong:
            return wrong
    refusal = _refusal_to_write(namespace, name, args)
    if refusal is not None and not isinstance(error, TypeError):
        return refusal
    if is_said(error) or _is_pythons_own(namespace, name, error):
        return error
    if error.__traceback__ is not None and _is_of_call(error.__traceback__):
        return MissingOperationError(
            f"Gradwalk's {name} does not take all arguments that PyTorch's does: "
            f"{', '.join(kwargs) or 'it takes fewer'}"
        )
    return misfit(name, error, (*args, *kwargs.values()))


def _understood(
    namespace: str,
    name: str,
    bare: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    error: Exception,
) -> Arguments | None:
    """The arguments as the function takes them, if it was not entered with those given."""
    signatures = signatures_of(namespace, name)
    traceback = error.__traceback__
    if not (isinstance(error, TypeError) and signatures and traceback and _is_of_call(traceback)):
        return None
    count = int(namespace == "torch.Tensor")
    try:
        return as_understood(signatures, bare, args[:count], args[count:], kwargs)
    except (TypeError, ValueError):
        return None


def _refusal_to_write(namespace: str, name: str, args: tuple[Any, ...]) -> RuntimeError | None:
    """The error if a method may not write to its tensor, which PyTorch checks first."""
    changes = namespace == "torch.Tensor" and name.endswith("_") and name not in _ASKED_LATER
    if not (changes and args and isinstance(args[0], Tensor)):
        return None
    try:
        in_place.refuse_operands(args[0], args)
    except RuntimeError as refusal:
        return refusal
    return None


def _is_of_call(traceback: TracebackType) -> bool:
    """Whether an error was raised by the call itself: the function was never entered."""
    return traceback.tb_next is None


def _is_pythons_own(namespace: str, name: str, error: Exception) -> bool:
    """Whether PyTorch raises Python's error as well: it implements the function in Python."""
    if is_of_arrays(error) or isinstance(error, MemoryError):
        return False
    if namespace == "torch.nn.functional" and not isinstance(error, TypeError | AttributeError):
        return False  # numpy's: PyTorch's Python functions hardly compute in Python
    return signatures_of(namespace, name) is None


def _other_names(function: Callable[..., Any]) -> dict[str, str]:
    """numpy's names of a function's arguments, with the function's own."""
    code = function.__code__  # inspect.signature is too slow for hundreds of functions
    known = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return {
        other: ours for other, ours in _TORCH_NAMES.items() if ours in known and other not in known
    }


def _check(
    namespace: str,
    name: str,
    bare: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> bool:
    """Check that PyTorch accepts some arguments; return whether it accepts all of their types.

    Raises:
        TypeError: it does not accept them.
        AttributeError: a function that PyTorch implements in Python uses an attribute that one
            lacks.
    """
    signatures = signatures_of(namespace, name)
    if signatures is None:
        is_in_python = namespace == "torch.nn.functional"
        return not is_in_python or check_inner(bare, args, kwargs)
    if namespace == "torch.Tensor":
        if not (args and isinstance(args[0], Tensor)):
            return False
        args = args[1:]
    if signatures:
        return is_by_type(check(signatures, args, kwargs), args, kwargs)
    if kwargs:
        raise TypeError(f"TensorBase.{name}() takes no keyword arguments")
    if args:
        raise TypeError(f"TensorBase.{name}() takes no arguments ({len(args)} given)")
    return True
