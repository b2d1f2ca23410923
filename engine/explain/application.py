"""The operands and settings of an operation, by the names of its declaration, from a recording."""

from __future__ import annotations

import ast
import re
from typing import Any, NamedTuple

import numpy as np

import engine.ops  # noqa: F401 - which declares the operations
from engine.explain.outputs import of_list, of_output
from engine.explain.settled import Known, settled
from engine.kept import KEPT, Kept
from engine.nodes.plan import Rule
from engine.op import Op
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.values import Value
from engine.registry import traced

_TENSOR = re.compile(r"tensor\((\[[^()]*\])\)")
"""A small array among the indices of a tensor, as the recorder writes it."""


class Operand(NamedTuple):
    """One input of an operation.

    Attributes:
        letter: its name in the declaration.
        row: its row of ``operands``.
        card: its card; NONE for a number.
        number: the number, else None.
        is_needed: whether it receives a gradient.
        is_left_out: whether the script left it out, and the number stands in for it.
    """

    letter: str
    row: int
    card: int
    number: float | None
    is_needed: bool
    is_left_out: bool


class Declared(NamedTuple):
    """A declared operation with its inputs, in order, and its recorded settings, by name."""

    op: Op
    operands: tuple[Operand, ...]
    settings: dict[str, Any]


class Application(NamedTuple):
    """One application of a declared operation.

    Attributes:
        op: its declaration.
        card: its result.
        operands: its inputs, in order.
        settings: the recorded settings, by name.
        formula: what it computes, in LaTeX, with these settings.
        rules: the rules, with formulas for these settings, by the names of the inputs.
    """

    op: Op
    card: int
    operands: tuple[Operand, ...]
    settings: dict[str, Any]
    formula: str
    rules: dict[str, Rule]


def application(recording: Recording, card: int) -> Application | None:
    """How a card was made; None if that is not a declared operation.

    It is none for leaves, for custom functions, and for the base of a view that was changed in
    place.
    """
    found, node = declared(recording, card), int(recording["cards"]["node"][card])
    if found is None or found.op.node_type is None or node == NONE:
        return None
    if recording.text(int(recording["nodes"]["name"][node])) != found.op.node_type.__name__:
        return None
    return _settled(recording, found.op, card, found.operands, found.settings)


def declared(recording: Recording, card: int) -> Declared | None:
    """The declared operation that made a card, also where it has no node; None if none did."""
    op = vars(traced).get(recording.text(int(recording["cards"]["op"][card])))
    if not isinstance(op, Op):
        return None
    rows = recording.index.operands_of(card)
    settings: dict[str, Any] = {KEPT: Kept()} if KEPT in op.settings else {}
    operands: list[Operand] = []
    for row in range(rows.start, rows.stop):
        made_from = recording["operands"][row]
        literal = recording.text(int(made_from["literal"]))
        name, has_name, text = literal.partition("=")
        if has_name and name not in op.inputs:
            settings[name] = _indices(text) if name == "indices" else _literal(text)
            continue
        at = 0 if op.is_variadic else len(operands)
        if at >= len(op.inputs):
            return None
        operands.append(_operand(op.inputs[at], row, made_from, literal))
    if not op.is_variadic and len(operands) != len(op.inputs):
        return None
    return Declared(op, tuple(operands), settings)


def are_left_out(recording: Recording, card: int) -> np.ndarray:
    """Which operands and settings of a card are numbers in place of what the script left out.

    Shapes: -> (k,), for k rows of ``operands``.
    """
    rows, found = recording.index.operands_of(card), declared(recording, card)
    operands = () if found is None else found.operands
    left_out = [each.row - rows.start for each in operands if each.is_left_out]
    are_there = np.zeros(rows.stop - rows.start, bool)
    are_there[left_out] = True
    return are_there


def _settled(
    recording: Recording,
    op: Op,
    card: int,
    operands: tuple[Operand, ...],
    settings: dict[str, Any],
) -> Application:
    """An application, with the formulas of its operation for its settings."""
    numbers = {each.letter: each.number for each in operands if each.number is not None}
    first = operands[0].card if operands else NONE
    value = None if first == NONE else value_of(recording, first)
    ndim = 0 if value is None else len(value.shape)
    is_complex = value is not None and value.array.dtype.kind == "c"
    known = Known(settings, numbers, ndim, is_complex)
    output_nr = int(recording["cards"]["output_nr"][card])
    result = value_of(recording, card)
    extent = None if result is None else result.shape
    formula = of_list(op, settled(op.name, op.formula, known), len(operands))
    formula = of_output(op, formula, settings, output_nr, extent)
    rules = {
        letter: rule._replace(
            slope=settled(op.name, rule.slope, known), sends=settled(op.name, rule.sends, known)
        )
        for letter, rule in op.rules.items()
    }
    return Application(op, card, operands, settings, formula, rules)


def _operand(letter: str, row: int, made_from: np.void, literal: str) -> Operand:
    _, has_name, text = literal.rpartition("=")
    number = _literal(text) if text else None
    return Operand(
        letter,
        row,
        int(made_from["operand"]),
        float(number) if isinstance(number, int | float) else None,
        int(made_from["position"]) != NONE,
        bool(has_name),
    )


def _literal(text: str) -> Any:
    """The value of a recorded text of a number or setting; the text itself if unknown."""
    try:
        return float(text) if text in ("nan", "inf", "-inf") else ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _indices(text: str) -> Any:
    """A recorded index, such as ``(tensor([0, 0]), 1)``; the text itself if unknown."""
    parts = _literal(_TENSOR.sub(r"\1", text))
    if not isinstance(parts, tuple):
        return text
    return tuple(np.array(part) if isinstance(part, list) else part for part in parts)


def value_of(recording: Recording, card: int) -> Value | None:
    """The content of a card."""
    return recording.value(int(recording["cards"]["value"][card]))
