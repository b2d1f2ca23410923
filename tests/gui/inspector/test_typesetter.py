"""Formulas as pictures."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

import engine.ops  # noqa: F401  (it fills the registry)
from engine.explain.derivatives import formula_of
from engine.explain.latex import in_lines
from engine.op import Op
from engine.registry import traced
from gui.inspector.formula_label import MIN_SCALE, FormulaLabel
from gui.inspector.typesetter import INK, Typesetter, svg_of

OPS = [each for each in vars(traced).values() if isinstance(each, Op)]


@pytest.mark.long
@pytest.mark.parametrize("op", OPS, ids=repr)
def test_every_formula_of_every_operation_is_typeset(op: Op):
    for latex in [op.formula, *(formula_of(rule, wrt) for wrt, rule in op.rules.items())]:
        svg = svg_of(latex)
        assert QSvgRenderer(svg).isValid()
        assert INK.encode() in svg
        most = 100 if in_lines(latex) == latex else 200
        assert QSvgRenderer(svg).defaultSize().height() < most


def test_a_function_name_is_set_apart_from_its_argument():
    def width(latex: str) -> int:
        return QSvgRenderer(svg_of(latex)).defaultSize().width()

    assert width(r"\operatorname{Re} g") > width(r"\mathrm{Re} g")
    assert width(r"\det a") > width(r"\mathrm{det} a")
    assert width(r"\operatorname{sgn}(a)") == width(r"\mathrm{sgn}(a)")


@pytest.mark.parametrize(
    ("signed", "taken_away"),
    [
        (r"\sigma(-a)", r"\sigma(b-a)"),
        ("y = -a", "y = b-a"),
        ("y = - a", "y = b - a"),
        (r"2 \cdot -3", r"2 \cdot 4-3"),
        (r"\begin{cases} -a & b \\ 0 \end{cases}", r"\begin{cases} b-a & b \\ 0 \end{cases}"),
    ],
)
def test_a_minus_sign_is_close_to_its_operand(signed: str, taken_away: str):
    def width(latex: str) -> float:
        return QSvgRenderer(svg_of(latex)).viewBoxF().width()

    assert width(signed) < width(taken_away) - 12, "a letter and the room around a minus"


@pytest.mark.parametrize(
    "latex",
    [
        r"y_i \left(g_i - \sum_j g_j y_j\right)",
        r"s _ i \left ( u _ i - \sum _ j u _ j s _ j \right )",
        r"\left(\prod_{i} a_i\right)^2",
        r"\left[\sum_{i < j}^n a_i\right]",
    ],
)
def test_brackets_are_as_high_as_the_sum_in_them(latex: str):
    assert 35 < QSvgRenderer(svg_of(latex)).defaultSize().height() < 50


def test_definitions_in_a_wide_formula_have_lines_of_their_own():
    def size(latex: str) -> tuple[int, int]:
        found = QSvgRenderer(svg_of(latex)).defaultSize()
        return found.width(), found.height()

    term = r"a^2 + b^2 + c^2 + d^2 + e^2 + f^2 + g^2 + h^2"
    one, two = size(term), size(rf"{term},\, a = {term}")
    assert two[1] > 1.8 * one[1]
    assert two[0] < 1.5 * one[0]
    assert size(r"t + 1,\, t = a b")[1] < 1.5 * one[1]


def test_invalid_latex_has_no_picture():
    assert svg_of(r"\frac{1}{") == b""


def test_a_picture_is_made_once_requested(qtbot: QtBot):
    typesetter = Typesetter()
    assert typesetter.picture("a b") is None
    with qtbot.waitSignal(typesetter.typeset):
        typesetter.request(["a b", "a + b"])
    assert typesetter.picture("a b")
    assert typesetter.picture("a + b")


def test_only_the_last_request_is_typeset(qtbot: QtBot):
    typesetter = Typesetter()
    typesetter.request(["a - b"])
    with qtbot.waitSignal(typesetter.typeset):
        typesetter.request(["a b"])
    assert typesetter.picture("a b")
    assert typesetter.picture("a - b") is None


def test_more_formulas_than_a_batch_are_all_typeset(qtbot: QtBot):
    typesetter = Typesetter()
    formulas = [f"a + {number}" for number in range(11)]
    typesetter.request(formulas)
    qtbot.waitUntil(lambda: all(map(typesetter.picture, formulas)))


def test_a_wide_formula_is_scaled_down(qtbot: QtBot):
    label = FormulaLabel("formula")
    qtbot.addWidget(label)
    label.show_formula("a + b" * 9, svg_of("a + b" * 9))
    wide, narrow = label.heightForWidth(2000), label.heightForWidth(200)
    assert narrow < wide
    assert label.heightForWidth(1) >= wide * MIN_SCALE - 2


def test_what_cannot_be_typeset_is_shown_as_latex(qtbot: QtBot):
    label = FormulaLabel("formula")
    qtbot.addWidget(label)
    label.show_formula(r"\frac{1}{", b"")
    label.resize(200, 40)
    assert not label.is_drawn
    assert label.accessibleName() == r"\frac{1}{"
    colours = {label.grab().toImage().pixelColor(x, 20).name() for x in range(100)}
    assert len(colours) > 1


def test_several_threads_may_typeset_at_once_from_the_start():
    program = """
import sys
from concurrent.futures import ThreadPoolExecutor
from gui.inspector.typesetter import svg_of
sys.setswitchinterval(1e-6)
with ThreadPoolExecutor(8) as pool:
    pictures = list(pool.map(svg_of, ["a + b"] * 8))
print(len(set(pictures)), pictures[0][:4])
"""
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("1 b'<svg'\n", "")
