"""Completions at a position of a script: its own names, Python's, and torch's."""

from __future__ import annotations

import builtins
import keyword
import math
import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import NamedTuple

import numpy as np

import engine.torch as torch
from engine.tensor import Tensor
from engine.torch.names.namespaces import torch_modules
from gui.editor.syntax import CODE, TokenKind, tokens

_PREFIX = re.compile(r"(?P<owner>(?:[^\W\d]\w*\s*\.\s*)*)(?P<word>(?:[^\W\d]\w*)?)$")
_NOT_BEFORE_NAMES = tuple("0123456789.)]}\"'")
"""No completion follows these: a number, as in ``1.e``, or an attribute of an unknown object."""
_AFTER_RESULT = re.compile(r"[)\]]\s*\.\s*$")
"""After a call or an index, the result is mostly a tensor."""
_WORD = re.compile(r"[^\W\d]\w*")
_ATTRIBUTE = re.compile(r"\.\s*([^\W\d]\w*)")
_IMPORT = re.compile(r"^\s*import\s+(?P<things>[\w., ]+)", re.MULTILINE)
_FROM = re.compile(r"^\s*from\s+(?P<owner>[\w.]+)\s+import\s+\(?(?P<things>[\w, ]+)", re.MULTILINE)


class Completions(NamedTuple):
    """The completions at a position.

    Attributes:
        prefix: the beginning of the word before the position.
        words: the completions, the best first.
    """

    prefix: str
    words: list[str]


def completions(source: str, position: int) -> Completions:
    """The words that begin with the prefix at a position; none in strings and comments."""
    line_start = source.rfind("\n", 0, position) + 1
    prefix = _PREFIX.search(source[line_start:position])
    assert prefix is not None, "the pattern matches the empty text"
    word, owner = prefix["word"], [each.strip() for each in prefix["owner"].split(".")[:-1]]
    before = source[line_start : line_start + prefix.start()]
    is_of_result = _AFTER_RESULT.search(before) is not None
    is_no_name = before.endswith(_NOT_BEFORE_NAMES) and not is_of_result
    if _is_in_text(source, position) or is_no_name:
        return Completions(word, [])
    if is_of_result:
        found = _tensor_attributes(source)
    else:
        found = _attributes(source, owner) if owner else _names(source, position - len(word))
    fitting = {each for each in found if each.casefold().startswith(word.casefold())} - {word}
    if not word:
        fitting = {each for each in fitting if not each.startswith("_")}
    return Completions(word, sorted(fitting, key=lambda each: _rank(each, word)))


def _rank(each: str, prefix: str) -> tuple[object, ...]:
    """The sort key of a completion: those that match case come first."""
    return not each.startswith(prefix), each.casefold(), each


def _is_in_text(source: str, position: int) -> bool:
    """Whether a position is in a string or a comment."""
    *before, line = source[:position].split("\n")
    state = CODE
    for each in before:
        _, state = tokens(each, state)
    found, _ = tokens(f"{line}x", state)
    around = (each for each in found if each.start <= len(line) < each.end)
    return any(each.kind in (TokenKind.STRING, TokenKind.COMMENT) for each in around)


def _names(source: str, start: int) -> set[str]:
    """The words of the script, except the one at a position, and Python's."""
    words = {each[0] for each in _WORD.finditer(source) if each.start() != start}
    return words | {*keyword.kwlist, *(each for each in dir(builtins) if each[0] != "_")}


def _attributes(source: str, owner: list[str]) -> set[str]:
    """The attributes of a dotted name: those of a module, or else those of tensors."""
    libraries: dict[str, ModuleType] = {"torch": torch, "numpy": np, "math": math}
    path = [*_aliases(source).get(owner[0], owner[0]).split("."), *owner[1:]]
    if path[0] not in libraries:
        return _tensor_attributes(source)
    thing: object = libraries[path[0]]
    for name in path[1:]:
        thing = getattr(thing, name, None)
    names = set() if thing is None else set(dir(thing))
    if path[0] == "torch" and isinstance(thing, ModuleType):
        names -= {name for name in names if _is_internal_module(".".join(path), thing, name)}
    return names


def _tensor_attributes(source: str) -> set[str]:
    """The attributes of tensors, and all that the script uses."""
    return {*dir(Tensor), *_ATTRIBUTE.findall(source)}


def _is_internal_module(path: str, owner: ModuleType, name: str) -> bool:
    """Whether a name is that of a module which scripts do without: one of ours, or of one class."""
    member = vars(owner).get(name)
    if not isinstance(member, ModuleType):
        return False
    return f"{path}.{name}" not in _modules() or not hasattr(member, "__file__")


@cache
def _modules() -> set[str]:
    return set(torch_modules())


def _aliases(source: str) -> dict[str, str]:
    """By imported name, its full name: for ``F``, ``torch.nn.functional``."""
    found: dict[str, str] = {}
    for each in _IMPORT.finditer(source):
        for thing, alias in _imported(each["things"]):
            if alias:
                found[alias] = thing
    for each in _FROM.finditer(source):
        for thing, alias in _imported(each["things"]):
            found[alias or thing] = f"{each['owner']}.{thing}"
    return found


def _imported(things: str) -> Iterator[tuple[str, str]]:
    """The imported names and their aliases, empty where there is none."""
    for part in things.split(","):
        thing, _, alias = part.partition(" as ")
        if thing.strip():
            yield thing.strip(), alias.strip()
