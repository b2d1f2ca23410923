"""The local derivatives of a card's operation: as formulas, and with the values of a pass."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any, NamedTuple

import numpy as np

from engine.explain.application import Application, Operand, application, value_of
from engine.explain.counts import count_of
from engine.explain.indexed import of_each_element
from engine.explain.latex import (
    array_latex,
    name_of,
    number_latex,
    outer_tokens,
    tokens,
    with_else,
    with_values,
)
from engine.explain.outputs import of_input
from engine.explain.products import Product, product_of
from engine.explain.reductions import of_all, removed_dimensions, rule_of, with_dimensions
from engine.explain.shapes import Shape
from engine.nodes.plan import Rule
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.state import State

MAX_ELEMENTS = 4
"""The values of larger arrays are not shown; their shapes say what is multiplied."""

MAX_DERIVATIVES = 4
"""The maximum for an operation on many inputs, such as ``cat``."""

MAX_LATEX_NUMBERS = 14
"""A formula with more numbers is wider than a panel."""

_MATRIX_TOKENS = {"^", "{", "}", "-", r"\mathsf{T}", "+"}


class Derivative(NamedTuple):
    """The contribution of a node to one input of its operation.

    Attributes:
        operand: the input.
        formula: the local derivative, or if that is not elementwise the whole product, in LaTeX.
        numbers: the same with the values of this pass, one line each; empty before they are known.
        product: the shapes of the factors; None before the pass has run.
    """

    operand: Operand
    formula: str
    numbers: tuple[str, ...]
    product: Product | None


class Explanation(NamedTuple):
    """What a card's operation computes, forward and backward.

    Attributes:
        applied: the operation and its operands.
        formula: what it computes, in LaTeX.
        derivatives: one for each input that receives a gradient, up to a maximum.
        omitted: the number of omitted ones.
    """

    applied: Application
    formula: str
    derivatives: tuple[Derivative, ...]
    omitted: int


def explanation(state: State, card: int) -> Explanation | None:
    """The formulas of a card's operation; None if it has no declaration."""
    applied = application(state.recording, card)
    if applied is None:
        return None
    needed = [e for e in applied.operands if e.is_needed and e.letter in applied.rules]
    derivatives = tuple(_derivative(state, applied, each) for each in needed[:MAX_DERIVATIVES])
    omitted = len(needed) - len(derivatives)
    latex = of_all(applied.formula, applied.settings, _count_of_losses(state.recording, applied))
    formula = _with_number(f"y = {with_else(latex)}", applied.settings)
    return Explanation(applied, formula, derivatives, omitted)


def _derivative(state: State, applied: Application, operand: Operand) -> Derivative:
    rule = rule_of(applied.rules[operand.letter], applied.settings)
    letter = _letter_latex(operand.letter)
    if applied.op.is_variadic:
        number = applied.operands.index(operand)
        letter = rf"{letter}_{number + 1}"
        rule = rule._replace(sends=of_input(rule.sends, number, *_place(state, applied, number)))
    contribution = int(state.contributions_along(np.array([operand.row]))[0])
    formula = _with_number(formula_of(rule, letter), applied.settings)
    if contribution == NONE:
        return Derivative(operand, formula, (), None)
    sent = _Sent(state, applied, contribution)
    numbers = (
        sent.slopes(rule)
        if rule.slope
        else sent.elements(rule) or sent.product(rule, operand.letter)
    )
    return Derivative(operand, formula, numbers, sent.shapes(rule, operand))


def _count_of_losses(recording: Recording, applied: Application) -> int:
    """The number of targets whose losses are reduced to one number; 1 where nothing is reduced."""
    result = value_of(recording, applied.card)
    targets = [each.card for each in applied.operands[1:2] if each.card != NONE]
    if not targets or result is None or result.shape != ():
        return 1
    target = value_of(recording, targets[0])
    return 1 if target is None else prod(target.shape)


def formula_of(rule: Rule, letter: str) -> str:
    """The formula of a rule, as an equation, for the LaTeX of its input."""
    if rule.slope:
        return rf"\frac{{\partial y}}{{\partial {letter}}} = {with_else(rule.slope)}"
    return rf"\mathrm{{grad}}_{{{letter}}} = {with_else(rule.sends)}"


def _place(state: State, applied: Application, number: int) -> tuple[int, int]:
    """Where an input of a list is along the dimension in which they are joined."""
    dim, ends = applied.settings.get("dim", -1), [0]
    for each in applied.operands[: number + 1]:
        value = None if each.card == NONE else value_of(state.recording, each.card)
        shape = () if value is None else value.shape
        is_along = 0 <= dim < len(shape)
        ends.append(ends[-1] + (shape[dim] if is_along else 0))
    return ends[-2], ends[-1]


def _with_number(latex: str, settings: Mapping[str, Any]) -> str:
    """A formula with the number that an operation of a recorded pass has in place of an operand."""
    number = settings.get("number")
    if not isinstance(number, int | float):
        return latex
    return with_values(latex, {"number": number_latex(number)}) or latex


def _letter_latex(letter: str) -> str:
    return letter if len(letter) == 1 else rf"\mathrm{{{letter}}}"


def _grad(letter: str) -> str:
    return rf"\mathrm{{grad}}_{{{_letter_latex(letter)}}}"


class _Sent:
    """One contribution, with all values that its formula refers to."""

    def __init__(self, state: State, applied: Application, contribution: int) -> None:
        recording = state.recording
        row = recording["contributions"][contribution]
        self._applied = applied
        self._raw, self._value = (recording.value(int(row[name])) for name in ("raw", "value"))
        self._g = recording.value(_received(state, row, state.output_nr(applied.card)))
        self._values = {
            each.letter: value_of(recording, each.card)
            for each in applied.operands
            if each.card != NONE
        }
        self._y = value_of(recording, applied.card)
        first = self._values.get(applied.operands[0].letter)
        shape = () if first is None else first.shape
        self._removed = removed_dimensions(shape, applied.settings)
        self._count = count_of(recording, applied)
        self._numbers = {
            each.letter: each.number for each in applied.operands if each.number is not None
        }

    def shapes(self, rule: Rule, operand: Operand) -> Product | None:
        """The factors of the product, by their shapes."""
        if self._raw is None or self._value is None or self._g is None:
            return None
        known: dict[str, Shape] = dict.fromkeys(self._numbers, ())
        known |= {name: value.shape for name, value in self._values.items() if value is not None}
        known["g"] = self._g.shape
        if self._y is not None:
            known["y"] = with_dimensions(self._y.shape, self._removed)
        sent = (self._raw.shape, self._value.shape)
        scale = self._applied.settings.get("alpha", 1)
        found = product_of(rule, operand.letter, known, sent, self._removed, scale)
        gradients = self._applied.op.gradient_outputs
        return found._replace(is_of_several=gradients is None or len(gradients) > 1)

    # -- numbers -------------------------------------------------------------------------------

    def slopes(self, rule: Rule) -> tuple[str, ...]:
        """A line per element: the gradient times the slope, and the result."""
        arrays = self._arrays()
        if arrays is None or self._raw is None or not self._raw.is_whole:
            return ()
        try:
            shape = np.broadcast_shapes(*(each.shape for each in arrays.values()))
        except ValueError:
            return ()
        raw = self._raw.array
        if shape != raw.shape or not 0 < raw.size <= MAX_ELEMENTS:
            return ()
        names = {name_of(token) for token in tokens(rule.slope)}
        if names & set(self._applied.op.settings) - set(arrays):  # None, such as a missing bound
            return ()
        slope_of_all = with_else(rule.slope)
        flat = {name: np.broadcast_to(each, shape).reshape(-1) for name, each in arrays.items()}
        lines = []
        for at, result in enumerate(raw.reshape(-1).tolist()):
            values = {name: number_latex(each[at].item()) for name, each in flat.items()}
            slope = with_values(slope_of_all, {n: t for n, t in values.items() if n in names})
            if slope is None or r"\sum" in slope or r"\prod" in slope:
                return ()
            lines.append(_times(values["g"], slope, number_latex(result)))
        return tuple(lines)

    def elements(self, rule: Rule) -> tuple[str, ...]:
        """A line per element, for an operation along the last dimension, such as softmax."""
        arrays = self._arrays()
        raw = None if self._raw is None or not self._raw.is_whole else self._raw.array
        if arrays is None or raw is None or not 0 < raw.size <= MAX_ELEMENTS:
            return ()
        if self._applied.settings.get("dim") not in (-1, raw.ndim - 1):
            return ()
        alike = {name: each for name, each in arrays.items() if each.shape == raw.shape}
        lines: list[str] = []
        for at in np.ndindex(raw.shape[:-1]):
            found = of_each_element(rule.sends, {name: each[at] for name, each in alike.items()})
            if found is None:
                return ()
            results = map(number_latex, raw[at].tolist())
            lines += [f"{line} = {result}" for line, result in zip(found, results, strict=True)]
        return tuple(lines)

    def product(self, rule: Rule, letter: str) -> tuple[str, ...]:
        """The product of matrices with all elements, if it is small enough."""
        arrays = self._arrays()
        if arrays is None or self._value is None or not self._value.is_whole:
            return ()
        parts = [part for part in tokens(rule.sends) if part not in _MATRIX_TOKENS]
        if not all(name_of(part) in arrays for part in parts):
            return ()
        written = {name: array_latex(array) for name, array in arrays.items()}
        result = array_latex(self._value.array)
        if result is None or any(written[name_of(part)] is None for part in parts):
            return ()
        size = sum(arrays[name_of(part)].size for part in parts)
        is_reshaped = rule.sends == "g" and self._value.shape != arrays["g"].shape
        if size > MAX_LATEX_NUMBERS or is_reshaped:
            return ()
        formula = with_values(rule.sends, {n: text for n, text in written.items() if text})
        if formula is None:
            return ()
        return (f"{_grad(letter)} = {formula}", f"= {result}")

    def _arrays(self) -> dict[str, np.ndarray] | None:
        """All values that a formula may refer to, as arrays; None if one is not known in full."""
        found = {"g": self._g, "y": self._y, **self._values}
        if any(value is None or not value.is_whole for value in found.values()):
            return None
        arrays = {name: value.array for name, value in found.items() if value is not None}
        for name in ("g", "y"):
            arrays[name] = arrays[name].reshape(with_dimensions(arrays[name].shape, self._removed))
        arrays |= {name: np.asarray(number) for name, number in self._numbers.items()}
        for name, setting in self._applied.settings.items():
            if isinstance(setting, int | float) and not isinstance(setting, bool):
                arrays[name] = np.asarray(setting)
        if self._count is not None:
            arrays.setdefault("n", np.asarray(self._count))
        return arrays


def _received(state: State, contribution: np.void, output_nr: int) -> int:
    """The gradient that the sender of a contribution received."""
    index = state.recording.index.of_pass(int(contribution["pass_"]))
    place = int(index.place(np.array([contribution["sender"]]))[0])
    evaluation = state.recording["evaluations"][index.evaluations[place]]
    return int(state.recording["incoming"]["value"][evaluation["first_incoming"] + output_nr])


def _times(gradient: str, slope: str, result: str) -> str:
    r"""``2 \cdot 3 = 6``."""
    slope, has_definition, definition = slope.partition(r", \,")
    is_sum = any(token in ("+", "-", "/") for token in outer_tokens(slope)) or slope.startswith("-")
    factor = rf"\left({slope.strip()}\right)" if is_sum else slope
    return rf"{gradient} \cdot {factor} = {result}{has_definition}{definition}"
