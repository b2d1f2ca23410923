r"""Numbers for formulas of single elements with sums over all: ``y_i (g_i - \sum_j g_j y_j)``."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from engine.explain.latex import number_latex, with_values

_ELEMENT = re.compile(r"([a-z])_i\b")
_SUM = re.compile(r"\\sum_j((?: ?(?:e\^\{[a-z]_j\}|[a-z]_j))+)")
_TERM = re.compile(r"(e\^\{)?([a-z])_j")


def of_each_element(formula: str, vectors: Mapping[str, np.ndarray]) -> list[str] | None:
    """The formula with the numbers of each element, given vectors by their letters.

    None where it is no formula of single elements, or refers to anything else.
    """
    letters = {match[1] for match in _ELEMENT.finditer(formula)}
    letters |= {term[2] for found in _SUM.finditer(formula) for term in _TERM.finditer(found[1])}
    if not letters or not letters <= set(vectors):
        return None
    sums: dict[str, str] = {}

    def summed(found: re.Match[str]) -> str:
        name = f"sum{len(sums)}"
        terms = [_numbers(term, vectors) for term in _TERM.finditer(found[1])]
        sums[name] = number_latex(float(np.prod(terms, axis=0).sum()))
        return rf"\mathrm{{{name}}}"

    plain = _ELEMENT.sub(r"\1", _SUM.sub(summed, formula))
    if not sums or "_" in plain:
        return None
    count = len(next(iter(vectors.values())))
    of_all = [
        {letter: number_latex(vector[at].item()) for letter, vector in vectors.items()} | sums
        for at in range(count)
    ]
    lines = [with_values(plain, values) for values in of_all]
    return [line for line in lines if line is not None]


def _numbers(term: re.Match[str], vectors: Mapping[str, np.ndarray]) -> np.ndarray:
    numbers = vectors[term[2]].astype(np.float64)
    return np.exp(numbers) if term[1] else numbers
