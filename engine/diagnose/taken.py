"""Where a script converted a tensor to Python numbers, through which no gradient flows."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.diagnose.paths import Path, cut_between, path_to
from engine.diagnose.shown import parts, parts_used
from engine.record.pointing import cards_selected
from engine.record.recording import Recording
from engine.record.schema import Cut
from engine.script.script_names import parsed
from engine.script.source import place_of, source_lines

_METHODS = ("item", "tolist", "numpy")
_FUNCTIONS = ("float", "int")
_MAKERS = ("tensor", "Tensor", "FloatTensor", "DoubleTensor", "array", "asarray")
_MAKERS_OF_LISTS = ("as_tensor",)
"""Functions that make a tensor or array of plain numbers; the latter keep a tensor as it is."""
_ATTRIBUTES = ("data",)
_OF_TENSORS = ("data", "grad", "T", "mT", "H", "mH", "real", "imag")
"""Attributes of tensors, not of modules."""


class Taken(NamedTuple):
    """A conversion to numbers.

    Attributes:
        cards: from a card down to the one that was converted.
        how: the conversion in the script: ``.item()``, ``float()``, ``.data``, ``[i]``.
        line: its line.
        cut: what cut the path before that, if anything did.
    """

    cards: tuple[int, ...]
    how: str
    line: int
    cut: Cut = Cut.OPEN


def taken_from(recording: Recording, card: int, before: int) -> Taken | None:
    """Where numbers computed from a card were converted, before an event."""
    for how, tensor, whole in _takings(recording, parts_used):
        found = _cards_of(recording, tensor, whole)
        goals = [each for each in found if recording["cards"]["event"][each] < before]
        path = path_to(recording, card, goals) if goals else None
        if path is not None:
            cards = _without_preparation(recording, path)
            cuts = (cut_between(recording, *ends) for ends in pairwise(cards))
            cut = next((each for each in cuts if each != Cut.OPEN), Cut.OPEN)
            return Taken(cards, how, whole.lineno, cut)
    return None


def _without_preparation(recording: Recording, path: Path) -> tuple[int, ...]:
    """The cards of a path but for a ``detach`` at its end that only prepares the conversion."""
    if len(path.cards) < 2 or recording.names(path.cards[-1]):
        return path.cards
    is_detached = cut_between(recording, *path.cards[-2:]) == Cut.DETACH
    return path.cards[:-1] if is_detached else path.cards


def taken_for(recording: Recording, card: int) -> Taken | None:
    """Whether the expression of a constant card converted another card to numbers."""
    site = recording.card_site(card)
    lines = source_lines(recording.source)
    for how, tensor, whole in _takings(recording, parts):
        place = place_of(lines, whole)
        if site is None or not (site[:2] <= place[:2] and place[2:] <= site[2:]):
            continue
        earlier = [each for each in _cards_of(recording, tensor, whole) if each < card]
        if earlier:
            return Taken((card, earlier[-1]), how, whole.lineno)
    return None


def _cards_of(recording: Recording, tensor: ast.expr, whole: ast.expr) -> list[int]:
    """The cards of an expression that is converted, without further computation."""
    is_of_module = isinstance(tensor, ast.Attribute) and tensor.attr not in _OF_TENSORS
    if is_of_module and (named := _cards_of_attribute(recording, tensor)):
        return named
    if isinstance(tensor, ast.Name):
        names = (tensor.id, *lists_gone_through(recording, tensor))
        listed = [each for name in names for each in _put_into(recording, name)]
        if listed:
            return sorted(card for each in listed for card in _made_by(recording, each))
    lines = source_lines(recording.source)
    made_at = place_of(lines, whole)
    return [card for card in _made_by(recording, tensor) if recording.card_site(card) != made_at]


def _made_by(recording: Recording, expression: ast.expr) -> list[int]:
    """The results of an expression as a whole; the cards in it, where it made none."""
    place = place_of(source_lines(recording.source), expression)
    found: list[int] = cards_selected(recording, place).tolist()
    whole = [card for card in found if recording.card_site(card) == place]
    used = {int(each) for card in whole for each in recording.operands_of(card)["operand"]}
    return [card for card in whole if card not in used] or found


def _put_into(recording: Recording, name: str) -> Iterator[ast.expr]:
    """The expressions that the script puts into a list of this name."""
    module = parsed(recording.source)
    for node in ast.walk(module) if module is not None else ():
        match node:
            case ast.Assign([ast.Name(target)], ast.List(parts)) if target == name:
                yield from parts
            case ast.Assign([ast.Name(target)], ast.ListComp(part)) if target == name:
                yield part
            case ast.Call(ast.Attribute(ast.Name(target), "append"), [part]) if target == name:
                yield part


def lists_gone_through(recording: Recording, tensor: ast.Name) -> Iterator[str]:
    """The lists that a comprehension around a name goes through, if the name is of an element."""
    module = parsed(recording.source)
    for node in ast.walk(module) if module is not None else ():
        if not isinstance(node, ast.ListComp | ast.GeneratorExp):
            continue
        names = (part for part in ast.walk(node.elt) if isinstance(part, ast.Name))
        places = ((part.lineno, part.col_offset) for part in names)
        if (tensor.lineno, tensor.col_offset) not in places:
            continue
        for each in node.generators:
            match each:
                case ast.comprehension(ast.Name(name), ast.Name(listed)) if name == tensor.id:
                    yield listed


def _cards_of_attribute(recording: Recording, tensor: ast.expr) -> list[int]:
    """The cards of a module's tensor: ``net.scale`` is ``self.scale`` in its methods."""
    _, _, path = ast.unparse(tensor).partition(".")
    bound = recording["names"]
    are_of_it = [f".{name}".endswith(f".{path}") for name in recording.strings]
    found: list[int] = np.unique(bound["card"][np.array(are_of_it)[bound["name"]]]).tolist()
    return found


def _written(module: ast.Module) -> Iterator[ast.AST]:
    """The expressions such as ``x.data`` that are only written through: no number leaves them."""
    for node in ast.walk(module):
        match node:
            case ast.Call(ast.Attribute(tensor, method)) if method.endswith("_"):
                yield tensor
            case ast.AugAssign(ast.Subscript(tensor) | tensor):
                yield tensor
            case ast.Assign([ast.Subscript(tensor) | tensor]):
                yield tensor


def _makes_of_numbers(call: ast.Call) -> bool:
    """Whether a function makes a tensor of the plain numbers of its first argument."""
    if not isinstance(call.func, ast.Attribute) or not call.args:
        return False
    is_list = isinstance(call.args[0], ast.List | ast.Tuple | ast.ListComp)
    return call.func.attr in _MAKERS or (is_list and call.func.attr in _MAKERS_OF_LISTS)


def _converts(node: ast.AST) -> bool:
    """Whether an expression is itself a conversion to numbers."""
    match node:
        case ast.Call(ast.Attribute(attr=method)):
            return method in _METHODS
        case ast.Call(ast.Name(function), [_, *_]):
            return function in _FUNCTIONS
        case _:
            return False


def _takings(
    recording: Recording, parts_of: Callable[[ast.Module], Iterator[ast.AST]]
) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """The conversion, the converted expression, and the whole expression, for each conversion.

    Args:
        recording: the recording.
        parts_of: the parts of a script in which conversions count.
    """
    module = parsed(recording.source)
    written = set() if module is None else set(_written(module))
    for node in parts_of(module) if module is not None else ():
        if isinstance(node, ast.Attribute) and node.attr in _ATTRIBUTES and node not in written:
            yield f".{node.attr}", node.value, node
        if isinstance(node, ast.Subscript):
            indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            yield from ((f"[{ast.unparse(each)}]", each, node) for each in indices)
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
            yield f".{node.func.attr}()", node.func.value, node
        if _makes_of_numbers(node) and not any(map(_converts, ast.walk(node.args[0]))):
            yield f"{ast.unparse(node.func)}()", node.args[0], node
        if isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS and node.args:
            yield f"{node.func.id}()", node.args[0], node
        if isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "math":
            yield from ((f"{ast.unparse(node.func)}()", each, node) for each in node.args)
