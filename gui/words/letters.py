"""Renames the letters of a declared formula after the tensors of the script."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.explain.counts import count_of
from engine.explain.latex import joined, name_of, tokens
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag
from engine.record.state import State
from engine.record.values import Value
from engine.script.script_names import parsed
from gui.words.card_names import listed, phrases, script_name, title
from gui.words.formula_words import meanings
from gui.words.number_texts import constant_text

if TYPE_CHECKING:
    from engine.explain.application import Application, Operand

MAX_NAMED = 4
"""The number of named inputs of an operation with any number of them."""

_ARRIVED = "g"
"""The letter of the incoming gradient in declarations."""

_FREE = "uvwpqrszthmabcdkxy"
"""Letters for other inputs; those that declarations and scripts rarely use come first."""

_GREEK = {"alpha": "α", "beta": "β", "delta": "δ", "lambd": "λ", "eps": "ε"}
"""How formulas write the settings of these names."""

_SHORT = {"correction": "c", "stride": "s", "padding": "p", "dilation": "d"}
"""The letters by which formulas write the settings of these names."""

_DIMENSIONS = ("dim", "dims")
"""Settings that say along which dimensions a formula goes."""


class Letters:
    """The letters of a formula and their meanings in the script.

    A tensor whose name is one letter is written with it. No other letter of the formula is a name
    in the script, as it would seem to stand for that.
    """

    def __init__(self, state: State, applied: Application) -> None:
        recording, happened = state.recording, state.happened
        texts = _texts(recording, applied, happened)
        self._phrases = {"y": texts[0]}
        self._names: dict[str, str] = {}
        self._titles: dict[int, str] = {}
        if applied.op.is_variadic:
            self._name_many(recording, applied, texts[1:], happened)
        else:
            self._name_each(recording, applied, texts[1:], happened)
        shown, script = _shown_letters(applied), _script_names(recording.source)
        left_out = {e.letter for e in applied.operands if e.card == NONE} - shown
        self._phrases = {each: text for each, text in self._phrases.items() if each not in left_out}
        self._phrases |= _bound_phrases(recording, applied, shown)
        self._settings = _setting_texts(recording, applied, shown)
        settings = (name for name, value in applied.settings.items() if _is_told(value))
        self._words = meanings(applied.op.name, _shown(applied), {*self._phrases, *settings})
        if _ARRIVED in shown & script:
            text = QCoreApplication.translate("letters", "the gradient that arrived")
            self._phrases[_ARRIVED] = text
        self._written = _written(self._phrases, shown - self._phrases.keys(), script)
        self._indexed = "".join(part for latex in _shown(applied) for part in tokens(latex))
        self._others = {each: now for each, now in self._written.items() if now != each}

    def _name_each(
        self, recording: Recording, applied: Application, texts: list[str], happened: int
    ) -> None:
        names = {"y": script_name(recording, applied.card, happened)}
        for operand, text in zip(applied.operands, texts):
            self._phrases["indices" if operand.letter == "by" else operand.letter] = text
            is_card = operand.card != NONE
            names[operand.letter] = title(recording, operand.card, happened) if is_card else text
        by_card = {each.card: names[each.letter] for each in applied.operands}
        if len(set(by_card.values())) == len(by_card):
            self._names = names

    def _name_many(
        self, recording: Recording, applied: Application, texts: list[str], happened: int
    ) -> None:
        first = applied.operands[:MAX_NAMED]
        more = ["…"] if len(applied.operands) > MAX_NAMED else []
        self._phrases[applied.op.inputs[0]] = listed(texts + more)
        self._titles = {e.row: title(recording, e.card, happened) for e in first if e.card != NONE}

    def legend(self) -> str:
        """The legend, such as ``a = x_train, y = the result of pow, exponent = 3``."""
        pairs = ((self._written[letter], text) for letter, text in self._phrases.items())
        letters = [f"{letter} = {text}" for letter, text in pairs if letter != text]
        return listed(letters + self._settings + self._outputs() + self._words)

    def _outputs(self) -> list[str]:
        """What the letters of several outputs and gradients stand for."""
        found = []
        if re.search(r"g_\{?1", self._indexed):
            text = QCoreApplication.translate(
                "letters", "{g}₁, {g}₂, … = the gradients of the outputs"
            )
            found.append(text.format(g=self._written.get(_ARRIVED, _ARRIVED)))
        if re.search(r"y_\{?1", self._indexed):
            text = QCoreApplication.translate("letters", "{y}₁, {y}₂ = the outputs")
            found.append(text.format(y=self._written["y"]))
        return found

    def write(self, latex: str) -> str:
        """Write a declared formula in these letters."""
        parts = tokens(latex)
        written = [self._others.get(name_of(part), part) for part in parts]
        if written == parts:
            return latex
        return joined(written)

    def word(self, letter: str) -> str:
        """The name in the script of a letter, or its op, if these are unique; else the letter."""
        return self._names.get(letter) or self._written.get(letter, letter)

    def gradient(self, operand: Operand) -> str:
        """The name of the gradient of an input, such as ``grad_x``."""
        return f"grad_{self._titles.get(operand.row) or self.word(operand.letter)}"

    @property
    def arrived(self) -> str:
        """The name of the gradient that arrived: ``grad_out``, unless an input is called out."""
        inputs = {*self._names.values(), *self._titles.values()}
        return "grad_output" if "out" in inputs else "grad_out"


def _texts(recording: Recording, applied: Application, happened: int) -> list[str]:
    """The result and the first inputs of an operation: as they are called, or as numbers."""
    operands = applied.operands[:MAX_NAMED] if applied.op.is_variadic else applied.operands
    numbers = {operand.row: _number_of(recording, operand, happened) for operand in operands}
    cards = [e.card for e in operands if e.card != NONE and numbers[e.row] is None]
    called = iter(phrases(recording, [applied.card, *cards], happened))
    texts = [next(called)]
    for operand in operands:
        number = numbers[operand.row]
        if number is not None:
            texts.append(constant_text(number))
        else:
            texts.append("…" if operand.card == NONE else next(called))
    return texts


def _number_of(recording: Recording, operand: Operand, happened: int) -> complex | None:
    if operand.card == NONE:
        return operand.number
    return _constant(recording, operand.card, happened)


def _constant(recording: Recording, card: int, happened: int) -> float | None:
    """The number that a card without a name was made of, such as that of ``where``; else None."""
    value = _value(recording, card)
    is_made = recording.text(int(recording["cards"]["op"][card])) == "tensor"
    if not is_made or value is None or value.shape or script_name(recording, card, happened):
        return None
    needs_gradient = recording["cards"]["flags"][card] & CardFlag.REQUIRES_GRAD
    number = value.array.item()
    return None if needs_gradient or isinstance(number, bool | complex) else number


def _bound_phrases(recording: Recording, applied: Application, shown: set[str]) -> dict[str, str]:
    """The meanings of the letters that formulas have for settings and counts."""
    phrases = {}
    for name, setting in applied.settings.items():
        short = _SHORT.get(name, "")
        if short and short in shown and short not in (*applied.op.inputs, *applied.settings):
            phrases[short] = f"{name} = {_numbers_text(setting)}"
        elif len(name) == 1 and name in shown and _is_number(setting):
            phrases[name] = constant_text(setting)
    count = count_of(recording, applied) if "n" in shown and "n" not in phrases else None
    if count is not None:
        phrases["n"] = constant_text(count)
    return phrases


def _setting_texts(recording: Recording, applied: Application, shown: set[str]) -> list[str]:
    """The settings that a formula names, and the dimensions along which it goes."""
    first = applied.operands[0].card if applied.operands else NONE
    value = None if first == NONE else _value(recording, first)
    has_dimensions = value is not None and len(value.shape) > 1
    if r"^{\mathsf{T}}" in applied.formula or not has_dimensions:
        shown = shown - set(_DIMENSIONS)
    else:
        shown = shown | set(_DIMENSIONS)
    return [
        f"{_GREEK.get(name, name)} = {_numbers_text(setting)}"
        for name, setting in applied.settings.items()
        if len(name) > 1 and name in shown
        if _is_told(setting)
    ]


def _value(recording: Recording, card: int) -> Value | None:
    return recording.value(int(recording["cards"]["value"][card]))


def _is_told(setting: Any) -> bool:
    """Whether a setting has its value in the legend; the arrays of an index have not."""
    if isinstance(setting, tuple):
        return bool(setting) and not any(isinstance(each, np.ndarray) for each in setting)
    return _is_number(setting)


def _is_number(setting: Any) -> bool:
    return isinstance(setting, int | float) and not isinstance(setting, bool)


def _numbers_text(setting: Any) -> str:
    """A number, or several; of a single one in brackets the number."""
    if isinstance(setting, tuple) and len(setting) == 1:
        setting = setting[0]
    return constant_text(setting) if _is_number(setting) else str(setting)


def _written(phrases: dict[str, str], bound: set[str], script: frozenset[str]) -> dict[str, str]:
    """The text of each letter of a declaration: the script's, its own, or a free letter.

    Args:
        phrases: the names of the inputs in the script, by letter.
        bound: the letters that the formulas bind otherwise.
        script: the names of the script, which free letters must not be.
    """
    counts = Counter(phrases.values())
    own = {
        letter: text
        for letter, text in phrases.items()
        if len(text) == 1 and text.isalpha() and counts[text] == 1 and text not in bound
    }
    taken = bound | script | set(own.values())
    kept = {letter for letter in phrases if letter not in own and letter not in taken}
    free = (each for each in _FREE if each not in taken | kept)
    return {each: own.get(each) or (each if each in kept else next(free, each)) for each in phrases}


def _shown_letters(applied: Application) -> set[str]:
    """The letters of the shown formulas of an operation."""
    return {name_of(part) for latex in _shown(applied) for part in tokens(latex)}


def _shown(applied: Application) -> list[str]:
    """The formulas that are shown of an operation."""
    return [applied.formula, *(each.slope or each.sends for each in applied.rules.values())]


@lru_cache(maxsize=4)
def _script_names(source: str) -> frozenset[str]:
    """The names in a script; none if it is invalid."""
    module = parsed(source)
    parts = () if module is None else ast.walk(module)
    return frozenset(node.id for node in parts if isinstance(node, ast.Name))
