"""The texts about a slope, its piece and gaps."""

import math

import numpy as np
import pytest

from engine.sweep.curve import Curve
from engine.sweep.sample import Failure, Sample
from gui.plots.plot_texts import failure_text, point_text, progress_text


def line(slope: float, value_slope: float | None = None) -> Curve:
    rise = slope if value_slope is None else value_slope
    return Curve(Sample(x, rise * x, slope) for x in np.linspace(-4, 4, 65).tolist())


def say(curve: Curve, number: float) -> str:
    return point_text(curve, number, "x", "y")


def test_the_text_of_a_slope_depends_on_its_sign() -> None:
    assert "when x grows a little, y grows 3 times as much" in say(line(3.0), 1)
    assert "when x grows a little, y falls 3 times as much" in say(line(-3.0), 1)
    assert "The tangent is level, its slope 0." in say(line(0.0), 1)
    assert "No gradient reaches x from y here" in say(line(math.nan, 0.1), 1)


def test_a_straight_line_is_named_with_its_value() -> None:
    text = say(line(2.0), 1.5)
    assert text.startswith("At x = 1.5, y is 3. ")
    assert text.endswith("the curve is a straight line.")


def test_a_piece_is_named_with_its_ends() -> None:
    samples = [Sample(x, x + 9 * (x > 1), 1.0) for x in np.linspace(0, 2, 400).tolist()]
    assert "This piece, from 0 to 0.997, is straight" in say(Curve(samples), 0.5)
    assert "piece" not in point_text(Curve(samples), 0.5, "x", "y", is_complete=False)
    bent = [Sample(x, x * x + 9 * (x > 1), 2 * x) for x in np.linspace(0, 2, 400).tolist()]
    assert "This piece of the curve goes from 1.003 to 2." in say(Curve(bent), 1.5)


def test_a_gap_at_the_point_is_named() -> None:
    curve = Curve([Sample(0, 0, 1), Sample(1, failure="error", detail="no"), Sample(2, 2, 1)])
    assert say(curve, 1) == "At x = 1 the script gave no value of y."


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("timeout", "perhaps a loop has no end"),
        ("unset", "before y had a value"),
        ("size", "y was no single real number"),
        ("slope", "its backward pass failed: E: no"),
        ("error", "E: no (line 7)"),
    ],
)
def test_each_kind_of_failure_has_a_reason(failure: Failure, words: str) -> None:
    curve = line(1.0).grown([Sample(0.01, failure=failure, detail="E: no", line=7)])
    assert failure_text(curve, "y").startswith("The run with 0.01 left a gap: ")
    assert words in failure_text(curve, "y")


def test_of_many_failures_the_most_frequent_is_named() -> None:
    late = [Sample(x, failure="timeout") for x in (5.0, 6.0)]
    curve = line(1.0).grown([*late, Sample(7.0, failure="unset")])
    assert failure_text(curve, "y").startswith("3 of 68 runs left gaps. Mostly: it took too long")
    assert failure_text(line(1.0), "y") == ""


def test_an_error_without_a_line_is_shown_unchanged() -> None:
    curve = Curve([Sample(1.0, failure="error", detail="SyntaxError: {x}")])
    assert failure_text(curve, "y").endswith("gap: SyntaxError: {x}")


def test_each_end_of_a_sweep_has_a_text() -> None:
    texts = {how: progress_text(how, 7) for how in ("", "done", "stopped", "too_long", "lost")}
    assert texts.pop("done") == ""
    assert all("7" in text for text in texts.values())
    assert len(set(texts.values())) == 4
