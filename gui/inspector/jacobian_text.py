"""The texts of a Jacobian and its gradient."""

from __future__ import annotations

from math import prod

from PySide6.QtCore import QCoreApplication

from engine.finite_differences.jacobian import MOST_ENTRIES, Jacobian
from engine.finite_differences.verdict import CheckTarget
from engine.record.seeds import seeds
from engine.record.state import State
from gui.languages import finish_sentence
from gui.words.card_names import phrase
from gui.words.number_texts import MINUS, number_text

translate = QCoreApplication.translate

_MAX_ROWS = 8


def jacobian_title(found: Jacobian, state: State, target: CheckTarget) -> str:
    """The title of the grid, with the names of output and leaf."""
    recording, happened = state.recording, state.happened
    leaf = phrase(recording, target.card, happened)
    output = _output(state, target.accumulations[-1], is_summed=found.is_of_sum)
    text = translate("Jacobian", "Jacobian of {output} by {leaf}")
    return finish_sentence(text.format(output=phrase(recording, output, happened), leaf=leaf))


def _output(state: State, accumulation: int, *, is_summed: bool) -> int:
    """The card that a pass with one start begins from, or the one whose sum that is."""
    recording, started = state.recording, seeds(state.recording)
    started = started[started["pass_"] == recording["accumulations"]["pass_"][accumulation]]
    card = state.card_of_node(int(started["target"][0]))
    return int(recording.operands_of(card)["operand"][0]) if is_summed else card


def combination_text(found: Jacobian, name: str) -> str:
    """How the seed combines the rows to the gradient, or why there are no rows."""
    match found.outcome:
        case "found":
            return _combination(found, name)
        case "too_large":
            text = translate(
                "Jacobian",
                "The Jacobian has {rows} rows of {columns} entries; no more than {most} entries "
                "are shown.",
            )
        case "complex":
            text = translate("Jacobian", "No Jacobian is shown of complex numbers.")
        case "random":
            text = translate(
                "Jacobian", "The script computes other numbers each time it runs: no Jacobian."
            )
        case _:
            text = translate("Jacobian", "The script could not be run again up to this pass.")
    return text.format(
        rows=prod(found.output_shape), columns=prod(found.leaf_shape), most=MOST_ENTRIES
    )


def _combination(found: Jacobian, name: str) -> str:
    what = translate(
        "Jacobian", "A row for each element of the output, a column for each of {name}."
    )
    if len(found.seed) == 1 and found.seed[0] == 1:
        how = translate("Jacobian", "The output is one number: its row is the gradient.")
    elif found.is_of_sum and set(found.seed) == {1.0}:
        how = translate("Jacobian", "A sum sends all ones: the gradient is the sum of all rows.")
    elif set(found.seed) == {1.0}:
        how = translate(
            "Jacobian", "The seed is all ones: the gradient is the sum of all rows, as of a sum."
        )
    elif len(found.seed) <= _MAX_ROWS:
        how = translate("Jacobian", "The gradient is each row times its element of the seed:")
        how = f"{how} {_sum_text(found.seed)}"
    else:
        how = translate("Jacobian", "The gradient is each row times its element of the seed.")
    return finish_sentence(f"{what} {how}".format(name=name))


def _sum_text(seed: tuple[float, ...]) -> str:
    """The combination, such as ``2 · row 0 − 1 · row 2``; rows count from 0."""
    row = translate("Jacobian", "row {number}")
    text = ""
    for number, each in enumerate(seed):
        sign = (f"{MINUS} " if each < 0 else "+ ") if text else ("-" if each < 0 else "")
        term = f"{sign}{number_text(abs(each))} · {row.format(number=number)}"
        text = f"{text} {term}" if text else term
    return text
