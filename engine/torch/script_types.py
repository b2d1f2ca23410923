"""Types of the parameters of scripted functions, from annotations as TorchScript reads them.

For TorchScript, a parameter without an annotation is a tensor.

Source: torch.jit.script, PyTorch 2.13.
"""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.tensor import Tensor

_EMPTY = inspect.Parameter.empty
_NAMES: dict[Any, str] = {_EMPTY: "Tensor (inferred)", Tensor: "Tensor", type(None): "NoneType"}
_UNIONS = (typing.Union, types.UnionType)


def _is_number(value: object, *kinds: type) -> bool:
    return isinstance(value, kinds) or (isinstance(value, Tensor) and value._array().size == 1)


def name_of(annotation: Any) -> str:
    """TorchScript's name of a type."""
    inside = typing.get_args(annotation)
    match typing.get_origin(annotation):
        case None:
            name: str = _NAMES.get(annotation, getattr(annotation, "__name__", str(annotation)))
            return name
        case origin if origin in _UNIONS:
            rest = [name_of(each) for each in inside if each is not type(None)]
            return f"Optional[{', '.join(rest)}]"
        case origin:
            return f"{origin.__name__.capitalize()}[{', '.join(map(name_of, inside))}]"


def fits(value: Any, annotation: Any) -> bool:
    """Whether TorchScript accepts a value for a parameter of a type."""
    inside = typing.get_args(annotation)
    match typing.get_origin(annotation):
        case None:
            return _fits_plainly(value, annotation)
        case origin if origin in _UNIONS:
            return any(fits(value, each) for each in inside)
        case origin if origin is list:
            return isinstance(value, list | tuple) and all(fits(each, inside[0]) for each in value)
        case origin if origin is dict:
            return isinstance(value, dict) and all(
                fits(key, inside[0]) and fits(each, inside[1]) for key, each in value.items()
            )
        case origin if origin is tuple and Ellipsis not in inside:
            return (
                isinstance(value, list | tuple)
                and len(value) == len(inside)
                and all(map(fits, value, inside))
            )
    return True


def _fits_plainly(value: Any, annotation: Any) -> bool:
    if annotation in (_EMPTY, Tensor):
        return isinstance(value, Tensor)
    if annotation is type(None):
        return value is None
    if annotation is float:
        return _is_number(value, int, float)
    if annotation is int:
        return _is_number(value, int)
    if annotation is bool:
        return _is_number(value, int)
    is_open = annotation is Any or not isinstance(annotation, type)
    return is_open or isinstance(value, annotation)


def _as_annotated(value: Any, annotation: Any) -> Any:
    """A number as TorchScript converts it."""
    return annotation(value) if annotation in (float, int, bool) else value


class Parameters:
    """The parameters of a function, and the conversion of arguments.

    Attributes:
        name: the name of the function in errors.
    """

    def __init__(self, function: Callable[..., Any], is_method: bool) -> None:
        self.name = function.__name__
        self._signature = inspect.signature(function)
        self._annotations = _annotations(function, self._signature)
        self._first = 1 if is_method else 0

    def fitted(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> inspect.BoundArguments:
        """The converted arguments of a call.

        Raises:
            RuntimeError: too many or too few arguments, or one of another type.
        """
        names = list(self._signature.parameters)
        kinds = {each.kind for each in self._signature.parameters.values()}
        if len(args) > len(names) and inspect.Parameter.VAR_POSITIONAL not in kinds:
            raise RuntimeError(
                f"{self.name}() expected at most {len(names)} argument(s) but received "
                f"{len(args)} argument(s)."
            )
        for name in kwargs:
            if name not in names and inspect.Parameter.VAR_KEYWORD not in kinds:
                raise RuntimeError(f"Unknown keyword argument '{name}' for operator '{self.name}'.")
        for name, each in list(self._signature.parameters.items())[len(args) :]:
            if each.default is _EMPTY and name not in kwargs and "VAR" not in each.kind.name:
                raise RuntimeError(f"{self.name}() is missing value for argument '{name}'.")
        bound = self._signature.bind(*args, **kwargs)
        for place, (name, value) in enumerate(bound.arguments.items()):
            if place >= self._first and name in self._annotations:
                bound.arguments[name] = self._checked(place, name, value)
        return bound

    def _checked(self, place: int, name: str, value: Any) -> Any:
        annotation = self._annotations[name]
        if fits(value, annotation):
            return _as_annotated(value, annotation)
        text = (
            f"{self.name}() Expected a value of type '{name_of(annotation)}' for argument "
            f"'{name}' but instead found type '{type(value).__name__}'.\n"
        )
        if annotation is _EMPTY:
            text += (
                f"Inferred '{name}' to be of type 'Tensor' because it was not annotated with an "
                "explicit type.\n"
            )
        raise RuntimeError(f"{text}Position: {place}\nValue: {value!r}")


def _annotations(function: Callable[..., Any], signature: inspect.Signature) -> dict[str, Any]:
    """The type of each parameter; none if they are in a type comment."""
    try:
        if "# type:" in inspect.getsource(function):
            return {}
        hints = typing.get_type_hints(function)
    except (OSError, TypeError, NameError):
        return {}
    return {
        name: hints.get(name, _EMPTY)
        for name, each in signature.parameters.items()
        if "VAR" not in each.kind.name
    }
