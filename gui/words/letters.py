"""Renames the letters of a declared formula after the tensors of the script."""

from __future__ import annotations

import ast
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from engine.explain.latex import name_of, tokens
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.state import State
from engine.script.notebook import without_commands
from gui.words.card_names import listed, phrase, script_name, title
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


class Letters:
    """The letters of a formula and their meanings in the script.

    A tensor whose name is one letter is written with it. No other letter of the formula is a name
    in the script, as it would seem to stand for that.
    """

    def __init__(self, state: State, applied: Application) -> None:
        recording, happened = state.recording, state.happened
        self._phrases = {"y": phrase(recording, applied.card, happened)}
        self._names: dict[str, str] = {}
        self._titles: dict[int, str] = {}
        if applied.op.is_variadic:
            self._name_many(recording, applied, happened)
        else:
            self._name_each(recording, applied, happened)
        shown, script = _shown_letters(applied), _script_names(recording.source)
        self._settings = [
            f"{_GREEK.get(name, name)} = {constant_text(setting)}"
            for name, setting in applied.settings.items()
            if name in shown and isinstance(setting, int | float) and not isinstance(setting, bool)
        ]
        if _ARRIVED in shown & script:
            text = QCoreApplication.translate("letters", "the gradient that arrived")
            self._phrases[_ARRIVED] = text
        self._written = _written(self._phrases, shown - self._phrases.keys(), script)
        self._others = {each: now for each, now in self._written.items() if now != each}

    def _name_each(self, recording: Recording, applied: Application, happened: int) -> None:
        names = {"y": script_name(recording, applied.card, happened)}
        for operand in applied.operands:
            text = self._phrases[operand.letter] = _operand_text(recording, operand, happened)
            is_card = operand.card != NONE
            names[operand.letter] = title(recording, operand.card, happened) if is_card else text
        by_card = {each.card: names[each.letter] for each in applied.operands}
        if len(set(by_card.values())) == len(by_card):
            self._names = names

    def _name_many(self, recording: Recording, applied: Application, happened: int) -> None:
        first = applied.operands[:MAX_NAMED]
        texts = [_operand_text(recording, each, happened) for each in first]
        more = ["…"] if len(applied.operands) > MAX_NAMED else []
        self._phrases[applied.op.inputs[0]] = listed(texts + more)
        self._titles = {e.row: title(recording, e.card, happened) for e in first if e.card != NONE}

    def legend(self) -> str:
        """The legend, such as ``a = x_train, y = the result of pow, exponent = 3``."""
        pairs = ((self._written[letter], text) for letter, text in self._phrases.items())
        letters = [f"{letter} = {text}" for letter, text in pairs if letter != text]
        return listed(letters + self._settings)

    def write(self, latex: str) -> str:
        """Write a declared formula in these letters."""
        parts = tokens(latex)
        written = [self._others.get(name_of(part), part) for part in parts]
        if written == parts:
            return latex
        return " ".join(written).replace("{ ", "{").replace(" }", "}")

    def word(self, letter: str) -> str:
        """The name in the script of a letter, or its op, if these are unique; else the letter."""
        return self._names.get(letter) or self._written.get(letter, letter)

    def gradient(self, operand: Operand) -> str:
        """The name of the gradient of an input, such as ``grad_x``."""
        return f"grad_{self._titles.get(operand.row) or self.word(operand.letter)}"


def _operand_text(recording: Recording, operand: Operand, happened: int) -> str:
    if operand.card != NONE:
        return phrase(recording, operand.card, happened)
    return constant_text(operand.number) if operand.number is not None else "…"


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
    formulas = [applied.formula, *(each.slope or each.sends for each in applied.rules.values())]
    return {name_of(part) for latex in formulas for part in tokens(latex)}


@lru_cache(maxsize=4)
def _script_names(source: str) -> frozenset[str]:
    """The names in a script; none if it is invalid."""
    try:
        tree = ast.parse(without_commands(source))
    except SyntaxError:
        return frozenset()
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
