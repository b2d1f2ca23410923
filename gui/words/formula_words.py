"""What the words of formulas mean that are no input and no number of the script."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from engine.explain.latex import name_of, tokens, with_else
from gui.languages import QT_TRANSLATE_NOOP

_MEANINGS = {
    "copies": QT_TRANSLATE_NOOP("letters", "the places that each number was copied to"),
    "inside": QT_TRANSLATE_NOOP("letters", "the places that are no padding"),
    "part": QT_TRANSLATE_NOOP("letters", "the places that the input was put into"),
    "shuffled": QT_TRANSLATE_NOOP("letters", "the channel that comes to a place"),
    "shares": QT_TRANSLATE_NOOP("letters", "how much each row counts in its bag"),
    "bags": QT_TRANSLATE_NOOP("letters", "the bag of each row"),
    "places": QT_TRANSLATE_NOOP("letters", "the places that were looked at"),
    "indices": QT_TRANSLATE_NOOP("letters", "the places of what was taken"),
    "rows": QT_TRANSLATE_NOOP("letters", "the rows of the numbers that are stored"),
    "cols": QT_TRANSLATE_NOOP("letters", "the columns of the numbers that are stored"),
    "kept": QT_TRANSLATE_NOOP("letters", "1 where a number is kept, and 0 where it is dropped"),
}
"""By names; those of inputs, and of numbers among the settings, mean these instead."""

_OF_OPERATIONS = {
    ("adaptive_avg_pool", "P"): QT_TRANSLATE_NOOP("letters", "the matrix of averages of rows"),
    ("adaptive_avg_pool", "Q"): QT_TRANSLATE_NOOP("letters", "the matrix of averages of columns"),
    ("multi", "C"): QT_TRANSLATE_NOOP("letters", "the number of classes"),
}
"""By beginnings of operations' names, and letters."""

_WORDS = (
    QT_TRANSLATE_NOOP("letters", "else"),
    QT_TRANSLATE_NOOP("letters", "then"),
    QT_TRANSLATE_NOOP("letters", "with"),
    QT_TRANSLATE_NOOP("letters", "at"),
    QT_TRANSLATE_NOOP("letters", "for"),
    QT_TRANSLATE_NOOP("letters", "or"),
    QT_TRANSLATE_NOOP("letters", "-th smallest"),
    QT_TRANSLATE_NOOP("letters", "at the indices, else"),
)
"""Words between formulas, which are typeset as they stand."""

_TEXT = re.compile(r"\\text\{([^}]*)\}")


def meanings(op: str, formulas: Iterable[str], known: Iterable[str]) -> list[str]:
    """The parts of a legend on the words of an operation's formulas, such as ``part = …``.

    In another language than theirs, also on those between formulas, as ``else``.
    """
    complete = [with_else(latex) for latex in formulas]
    names = dict.fromkeys(name_of(part) for latex in complete for part in tokens(latex))
    found = []
    for name in (each for each in names if each not in known):
        ops = (each for each, letter in _OF_OPERATIONS if letter == name and op.startswith(each))
        meaning = _OF_OPERATIONS.get((next(ops, ""), name)) or _MEANINGS.get(name, "")
        if meaning:
            found.append(f"{name} = {QCoreApplication.translate('letters', meaning)}")
    words = {word.strip(" ,") for latex in complete for word in _TEXT.findall(latex)}
    for word in (each for each in _WORDS if each in words):
        translated = QCoreApplication.translate("letters", word)
        if translated != word:
            found.append(f"{word} = {translated}")
    return found
