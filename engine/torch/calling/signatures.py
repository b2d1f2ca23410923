"""The signatures of PyTorch's functions, which its errors about arguments quote.

Source: PyTorch 2.13, recorded by ``tests/engine/torch/record_signatures.py``.
"""

from __future__ import annotations

import json
import pkgutil
import re
from functools import cache
from typing import NamedTuple

_SHOWN = {
    "Scalar": "Number",
    "double": "float",
    "int64_t": "int",
    "SymInt": "int",
    "ScalarType": "torch.dtype",
    "Device": "torch.device",
    "Layout": "torch.layout",
    "MemoryFormat": "torch.memory_format",
    "Generator": "torch.Generator",
    "TensorList": "tuple of Tensors",
    "IntArrayRef": "tuple of ints",
    "SymIntArrayRef": "tuple of ints",
    "ArrayRef<double>": "tuple of floats",
    "ScalarList": "tuple of Scalars",
    "c10::string_view": "str",
    "std::string_view": "str",
    "std::string": "str",
    "PyObject*": "object",
    "c10::List<::std::optional<Tensor>>": "tuple of Tensors",
}
_PARAMETER = re.compile(r"(?P<kind>[^ ?\[]+)(\[(?P<count>\d)\])?(?P<none>\?)? (?P<rest>.*)")


class Parameter(NamedTuple):
    """One parameter of a signature.

    Attributes:
        name: the parameter's name.
        kind: its type, as errors show it.
        default: the default, or None if the argument is required.
        takes_none: whether None is accepted.
        takes_one: whether a single number is accepted for a sequence.
        is_keyword: whether it is keyword-only.
        takes_index: whether every object with ``__index__`` is accepted as an integer.
    """

    name: str
    kind: str
    default: str | None
    takes_none: bool
    takes_one: bool
    is_keyword: bool
    takes_index: bool

    @classmethod
    def of(cls, text: str, is_keyword: bool) -> Parameter:
        """Parse PyTorch's notation, as in ``IntArrayRef[1]? dim=None``."""
        match = _PARAMETER.fullmatch(text)
        assert match is not None, text
        name, has_default, default = match["rest"].partition("=")
        default_or_none = default if has_default else None
        takes_none = bool(match["none"]) or default == "None"
        kind = _SHOWN.get(match["kind"], match["kind"])
        takes_one, takes_index = bool(match["count"]), match["kind"] == "SymInt"
        return cls(name, kind, default_or_none, takes_none, takes_one, is_keyword, takes_index)

    def __str__(self) -> str:
        default = "" if self.default is None else f" = {self.default}"
        return f"{self.kind} {self.name}{default}"


class Signature(NamedTuple):
    """One signature of a function.

    Attributes:
        function: the function's name in errors.
        parameters: its parameters.
        is_hidden: whether errors do not list it.
    """

    function: str
    parameters: tuple[Parameter, ...]
    is_hidden: bool

    @classmethod
    def of(cls, function: str, text: str) -> Signature:
        """Parse PyTorch's notation: parameters in parentheses, and an optional mark."""
        inside, _, mark = text[1:].rpartition(")")
        parameters, is_keyword = [], False
        for part in inside.split(", ") if inside else []:
            if part == "*":
                is_keyword = True
            else:
                parameters.append(Parameter.of(part, is_keyword))
        return cls(function, tuple(parameters), bool(mark))

    @property
    def positional(self) -> int:
        """The number of positional arguments."""
        return sum(not each.is_keyword for each in self.parameters)

    @property
    def required(self) -> int:
        """The number of required arguments."""
        return sum(each.default is None for each in self.parameters)

    def __str__(self) -> str:
        shown = [str(each) for each in self.parameters]
        if self.positional < len(shown):
            shown.insert(self.positional, "*")
        return f"({', '.join(shown)})"


@cache
def signatures_of(namespace: str, name: str) -> tuple[Signature, ...] | None:
    """The signatures of a function, in the order in which they are tried.

    A method with an empty list takes no arguments; None stands for a function that PyTorch
    implements in Python, where Python itself raises errors.
    """
    texts = _recorded().get(namespace, {}).get(name)
    if texts is None:
        return None
    if texts == ["none"]:
        return ()
    called = name
    if texts[0].startswith("="):
        called, texts = texts[0][1:], texts[1:]
    return tuple(Signature.of(called, each) for each in texts)


@cache
def _recorded() -> dict[str, dict[str, list[str]]]:
    text = pkgutil.get_data(__package__, "signatures.json")  # faster to import than pathlib
    assert text is not None
    names: dict[str, dict[str, list[str]]] = json.loads(text)
    return names
