"""In the recorded scripts, formulas with numbers equal the sent gradients."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.explain.derivatives import explanation
from engine.record.recording import Recording
from tests.engine.ops.latex import evaluate
from tests.engine.recorder.watching import run

CASES = sorted((Path(__file__).parents[2] / "conformance" / "cases").glob("*.py"))

CONSTANTS = {"nan": np.nan, "true": 1.0, "false": 0.0}

RELATIVE, ABSOLUTE = 4e-3, 2e-3
"""Numbers are shown with four digits."""


def lines_of(recording: Recording) -> list[str]:
    """Every line with numbers at the end of every pass, except those of matrices."""
    found = []
    for pass_ in range(len(recording["passes"])):
        state = recording.at(recording.index.pass_end(pass_))
        cards = [card for card in range(len(recording["cards"])) if state.exists(card)]
        explained = [each for card in cards if (each := explanation(state, card)) is not None]
        found += [line for each in explained for d in each.derivatives for line in d.numbers]
    return [line for line in found if "matrix" not in line]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_both_sides_of_a_formula_with_numbers_are_equal(case: Path):
    for line in lines_of(run(case.read_text(encoding="utf-8")).recording):
        product, _, result = line.rpartition("=")
        with np.errstate(all="ignore"):
            found, sent = (float(evaluate(side, CONSTANTS)) for side in (product, result))
        np.testing.assert_allclose(found, sent, rtol=RELATIVE, atol=ABSOLUTE, err_msg=line)


def test_the_scripts_have_formulas_with_numbers():
    case = next(each for each in CASES if each.stem == "arith_four_operators")
    assert len(lines_of(run(case.read_text(encoding="utf-8")).recording)) > 5
