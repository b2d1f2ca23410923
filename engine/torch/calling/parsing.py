"""Which of a function's signatures a call matches, and PyTorch's error if it matches none.

Source: the argument parsing of PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.errors import type_name
from engine.tensor import Tensor
from engine.torch.calling.argument_kinds import (
    first_that_is_no_int,
    starts_with_int,
    takes,
)
from engine.torch.calling.invalid_arguments import invalid_combination
from engine.torch.calling.signatures import Parameter, Signature

_OVERFLOW = "Overflow when unpacking long long"
_NUMPY_NAMES = {
    "dim": ("axis",),
    "keepdim": ("keepdims",),
    "input": ("x", "a", "x1"),
    "other": ("x2",),
}


def check(
    signatures: Sequence[Signature], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Signature:
    """The signature that a call matches.

    Raises:
        TypeError: no signature matches.
    """
    wrong = []
    for each in signatures:
        error = _mismatch(each, args, kwargs)
        if error is None:
            _check_elements(each, args, kwargs)
            return each
        wrong.append(error)
    if len(signatures) == 1:
        raise wrong[0]
    count = len(args) + len(kwargs)
    plausible = [
        error
        for each, error in zip(signatures, wrong, strict=True)
        if each.required <= count <= len(each.parameters) and not each.is_hidden
    ]
    if len(plausible) == 1:
        raise plausible[0]
    raise invalid_combination(signatures, args, kwargs)


def _check_elements(signature: Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Check that sequences that start with an integer contain only integers.

    Raises:
        TypeError: an element is not an integer, or is too large.
        ValueError: an argument is too large an integer.
    """
    for parameter in signature.parameters:
        if parameter.kind not in ("int", "tuple of ints"):
            continue
        value = argument_of(signature, parameter, args, kwargs)
        if is_too_large(value) and not _spreads(signature):
            raise ValueError(_OVERFLOW)
        if parameter.kind == "int":
            continue
        if not isinstance(value, tuple | list):
            value = args if _spreads(signature) and args and type(args[0]) is int else ()
        large = next((at for at, each in enumerate(value) if is_too_large(each)), None)
        if large is not None:
            raise _not_unpacked(signature, parameter, large, f"{_OVERFLOW}\n")
        failed = first_that_is_no_int(value)
        if failed is not None:
            reason = f"type must be {parameter.kind},but got {type_name(value[failed])}"
            raise _not_unpacked(signature, parameter, failed, reason)


def _not_unpacked(signature: Signature, parameter: Parameter, place: int, reason: str) -> TypeError:
    return TypeError(
        f"{signature.function}(): argument '{parameter.name}' failed to unpack the object at pos "
        f'{place + 1} with error "{reason}"'
    )


def is_too_large(value: Any) -> bool:
    """Whether a value is an integer of more than 64 bits, or a list or tuple with one."""
    numbers = value if isinstance(value, list | tuple) else (value,)
    return any(type(each) is int and not -(2**63) <= each < 2**63 for each in numbers)


def _spreads(signature: Signature) -> bool:
    """Whether a sequence of integers may also be given as separate arguments."""
    return signature.positional == 1 and signature.parameters[0].kind == "tuple of ints"


def is_by_type(signature: Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether all calls with arguments of these types match, whatever the tensors among them."""
    tensors = [
        argument_of(signature, each, args, kwargs)
        for each in signature.parameters
        if each.kind == "Tensor"
    ]
    given = [each for each in (*args, *kwargs.values()) if isinstance(each, Tensor)]
    return len(given) == sum(isinstance(each, Tensor) for each in tensors)


def argument_of(
    signature: Signature, parameter: Parameter, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """The argument given for a parameter, or None."""
    at = signature.parameters.index(parameter)
    if at < len(args):
        return args[at]
    name = _name_in(kwargs, parameter)
    return None if name is None else kwargs[name]


def _mismatch(
    signature: Signature, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> TypeError | None:
    """Why a call does not match a signature, or None."""
    function, parameters = signature.function, signature.parameters
    limit = signature.positional
    spreads = _spreads(signature)
    if len(args) > limit and not spreads:
        return _too_many(signature, len(args))
    at, used = 0, 0
    for place, parameter in enumerate(parameters):
        is_by_name = at >= len(args)
        if not is_by_name:
            if parameter.is_keyword:
                return _too_many(signature, len(args))
            value = args[at]
        else:
            name = _name_in(kwargs, parameter)
            if name is None:
                if parameter.default is None:
                    return _missing(signature, place)
                continue
            value, used = kwargs[name], used + 1
        if takes(parameter, value, function):
            at += not is_by_name
        elif spreads and not is_by_name and at == 0 and starts_with_int(args):
            at = len(args)
        elif spreads and not is_by_name and len(args) > limit:
            return _too_many(signature, len(args))
        else:
            return _wrong_kind(function, parameter, None if is_by_name else at, value)
    if spreads and at < len(args):
        return _too_many(signature, len(args))  # the first is a sequence of all already
    if used < len(kwargs):
        return _unexpected(signature, kwargs, len(args))
    return None


def _name_in(kwargs: dict[str, Any], parameter: Parameter) -> str | None:
    """The name by which a parameter is given: its own, or numpy's alias."""
    names = (parameter.name, *_NUMPY_NAMES.get(parameter.name, ()))
    return next((name for name in names if name in kwargs), None)


def _too_many(signature: Signature, given: int) -> TypeError:
    least, most = signature.required, signature.positional
    if least != most:
        return TypeError(
            f"{signature.function}() takes from {least} to {most} positional arguments but {given} "
            "were given"
        )
    ending, was = "" if most == 1 else "s", "was" if given == 1 else "were"
    return TypeError(
        f"{signature.function}() takes {most} positional argument{ending} but {given} {was} given"
    )


def _missing(signature: Signature, place: int) -> TypeError:
    missing = [f'"{each.name}"' for each in signature.parameters[place:] if each.default is None]
    ending = "s" if len(missing) == 1 else ""  # singular and plural are confused, as in PyTorch
    return TypeError(
        f"{signature.function}() missing {len(missing)} required positional argument{ending}: "
        f"{', '.join(missing)}"
    )


def _wrong_kind(function: str, parameter: Parameter, at: int | None, value: Any) -> TypeError:
    """The error that an argument has the wrong type; ``at`` is its position, or None."""
    start = f"{function}(): argument '{parameter.name}'"
    ending = f"not {type_name(value)}"
    if parameter.kind == "tuple of ints" and isinstance(value, tuple | list) and at is not None:
        ending = f"but found element of type {type_name(value[0])} at pos 0"
    place = "" if at is None else f" (position {at + 1})"
    return TypeError(f"{start}{place} must be {parameter.kind}, {ending}")


def _unexpected(signature: Signature, kwargs: dict[str, Any], given: int) -> TypeError:
    known = [each.name for each in signature.parameters]
    for name in kwargs:
        if name not in known:
            return TypeError(f"{signature.function}() got an unexpected keyword argument '{name}'")
        if known.index(name) < given:
            return TypeError(f"{signature.function}() got multiple values for argument '{name}'")
    return TypeError("invalid keyword arguments")
