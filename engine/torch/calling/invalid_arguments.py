"""PyTorch's error that lists the signatures of a function when a call matches none.

Source: the error messages of PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.errors import type_name
from engine.torch.calling.keyword_order import keyword_order
from engine.torch.calling.signatures import Parameter, Signature


def invalid_combination(
    signatures: Sequence[Signature], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> TypeError:
    """The error with the types given, the signatures, and where they differ."""
    shown = [each for each in signatures if not each.is_hidden]
    kwargs = {name: kwargs[name] for name in keyword_order(kwargs)}
    start = f"{shown[0].function}() received an invalid combination of arguments - got "
    if len(shown) == 1:
        unknown = _unknown(shown[0], kwargs)
        if unknown:
            return TypeError(f"{start}unrecognized keyword arguments: {', '.join(unknown)}")
        may_match = len(_parts(shown[0])) == len(args) + len(kwargs)
        types = _marked(shown[0], args, kwargs) if may_match else _given(args, kwargs)
        return TypeError(f"{start}{types}, but expected {shown[0]}")
    lines = [f"{start}{_given(args, kwargs)}, but expected one of:"]
    for each in shown:
        lines.append(f" * {each}")
        if len(_parts(each)) == len(args) + len(kwargs):
            unknown = _unknown(each, kwargs)
            reason = (
                f"keywords were incorrect: {', '.join(unknown)}"
                if unknown
                else f"arguments have invalid types: {_marked(each, args, kwargs)}"
            )
            lines.append(f"      didn't match because some of the {reason}")
    return TypeError("\n".join(lines) + "\n")


def _given(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The types of the arguments."""
    by_place = [type_name(each) for each in args]
    by_name = [f"{name}={type_name(each)}" for name, each in kwargs.items()]
    ending = ", " if by_name and not by_place else ""
    return f"({', '.join(by_place + by_name)}{ending})"


def _parts(signature: Signature) -> list[Parameter | None]:
    """The parameters of a signature, without the star."""
    parts: list[Parameter | None] = [*signature.parameters]
    if signature.positional < len(parts):
        parts.insert(signature.positional, None)
    return parts or [None]


def _unknown(signature: Signature, kwargs: dict[str, Any]) -> list[str]:
    """The unknown keywords; PyTorch reads ``dim = -1`` as a name, and so does not know ``dim``."""
    known = [each.name for each in signature.parameters if each.default is None]
    return [name for name in kwargs if name not in known]


def _marked(signature: Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The types of the arguments, with marks around those that do not match."""
    parts = [*_parts(signature), *[None] * len(args)]
    named = {each.name: each for each in signature.parameters}
    given = [(part, "", value) for part, value in zip(parts, args, strict=False)]
    given += [(each, f"{name}=", kwargs[name]) for name, each in named.items() if name in kwargs]
    texts = [
        f"{name}{type_name(value)}" if _fits(part, value) else f"!{name}{_misfit(value)}!"
        for part, name, value in given
    ]
    ending = "" if args else ", "
    return f"({', '.join(texts)}{ending})"


def _misfit(value: Any) -> str:
    """The type of an argument that does not match; of a sequence with those of its elements."""
    kind = type_name(value)
    if isinstance(value, tuple):
        ending = "," if len(value) == 1 else ""
        return f"{kind} of ({', '.join(map(type_name, value))}{ending})"
    return f"{kind} of [{', '.join(map(type_name, value))}]" if isinstance(value, list) else kind


def _fits(parameter: Parameter | None, value: Any) -> bool:
    """Whether a type matches a parameter by name, as these messages compare them.

    A parameter with a default never matches, since ``int dim = -1`` is read as one type.
    """
    if parameter is None or parameter.default is not None:
        return False
    kind = type_name(value)
    return kind == parameter.kind or (kind == "int" and parameter.kind == "float")
