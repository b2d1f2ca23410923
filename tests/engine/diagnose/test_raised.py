"""The causes of errors that end a run, with cards and lines."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from engine.diagnose.finding import Cause
from engine.diagnose.raised import why_raised
from engine.record.recording import Recording
from engine.record.schema import Cut
from tests.engine.diagnose.test_diagnose import LEAF, line, recorded, script, word


class Case(NamedTuple):
    """A script that ends with an error, and the expected diagnosis.

    Attributes:
        code: below ``import torch``, which is line 1.
        cause: the expected cause.
        cards: the expected path: names, or ops of unnamed cards.
        lines: the lines of the steps.
        op: the node that raised.
        cut: what cuts the path.
    """

    code: str
    cause: Cause
    cards: str
    lines: tuple[int, ...] = ()
    op: str = ""
    cut: Cut = Cut.OPEN


FREED_CASES = [
    Case(
        script(LEAF, "y = (x * x).sum()", "y.backward()", "y.backward()"),
        Cause.FREED,
        "y mul",
        (4, 5),
        "MulBackward0",
    ),
    Case(
        script(LEAF, "h = x.exp()", "h.sum().backward()", "h.mean().backward()"),
        Cause.FREED,
        "mean h",
        (4, 5),
        "ExpBackward0",
    ),
    Case(
        script(
            LEAF,
            "h = x.sin()",
            "y = (h * 2).sum()",
            "y.backward(retain_graph=True)",
            "y.backward()",
            "torch.autograd.grad(y, x)",
        ),
        Cause.FREED,
        "y mul",
        (6, 7),
        "MulBackward0",
    ),
]

IN_PLACE_CASES = [
    Case(
        script(LEAF, "h = x.exp()", "h += 1", "h.sum().backward()"),
        Cause.CHANGED_IN_PLACE,
        "h h",
        (3, 4, 5),
        "ExpBackward0",
    ),
    Case(
        script(
            "w = torch.ones(2)", LEAF, "y = (x * w).sum()", "w.zero_()", "z = y * 2", "z.backward()"
        ),
        Cause.CHANGED_IN_PLACE,
        "mul w zero",
        (4, 5, 7),
        "MulBackward0",
    ),
    Case(
        script(
            LEAF,
            "h = x * 1",
            "y = (h * h).sum()",
            "part = h[:1]",
            "part.mul_(3)",
            "y.backward()",
        ),
        Cause.CHANGED_IN_PLACE,
        "mul h mul",
        (4, 6, 7),
        "MulBackward0",
    ),
]

OWN = (
    "class Own(torch.autograd.Function):",
    "    @staticmethod",
    "    def forward(ctx, x):",
    "        return x * 2",
    "    @staticmethod",
    "    def backward(ctx, g):",
)
NODE_CASES = [
    Case(
        script(LEAF, *OWN, "        return g, g", "h = Own.apply(x)", "h.sum().backward()"),
        Cause.NODE_FAILED,
        "h",
        (11,),
        "OwnBackward",
    ),
    Case(
        script(LEAF, "h = x * 2", "h.register_hook(lambda g: g[:1])", "h.sum().backward()"),
        Cause.NODE_FAILED,
        "h",
        (5,),
        "MulBackward0",
    ),
]

START_CASES = [
    Case(script(LEAF, "y = x * 2", "y.backward()"), Cause.NOT_SCALAR, "y"),
    Case(script(LEAF, "(x * 2).backward()"), Cause.NOT_SCALAR, "mul"),
    Case(script(LEAF, "y = x.exp()", "torch.autograd.grad(y, x)"), Cause.NOT_SCALAR, "y"),
    Case(
        script("w = torch.ones(2)", "y = (w * 2).sum()", "y.backward()"), Cause.NO_GRAPH, "y mul w"
    ),
    Case(
        script(LEAF, "y = (x * 2).detach().sum()", "y.backward()"),
        Cause.NO_GRAPH,
        "y detach mul",
        cut=Cut.DETACH,
    ),
    Case(
        script(LEAF, "with torch.no_grad():", "    y = x.sum()", "torch.autograd.backward(y)"),
        Cause.NO_GRAPH,
        "y x",
        cut=Cut.NO_GRAD,
    ),
    Case(script(LEAF, "n = x > 1", "n.sum().backward()"), Cause.NO_GRAPH, "sum"),
]

OTHER_CASES = [
    Case(script(LEAF, "w = torch.ones(3)", "y = x + w"), Cause.INVOLVED, "x w"),
    Case(script("a = torch.ones(2, 3)", "b = torch.ones(2)", "c = a @ b"), Cause.INVOLVED, "a b"),
    Case(
        script("def f(p, q):", "    return p @ q", "f(torch.ones(2, 3), torch.ones(2))"),
        Cause.INVOLVED,
        "p q",
    ),
]

NONE_CASES = [
    Case(script(LEAF, "print(x.grad.norm())"), Cause.NO_PASS, "x"),
    Case(
        script(LEAF, "w = x * 2", "w.sum().backward()", "w.grad.norm()"), Cause.NOT_KEPT, "w", (4,)
    ),
    Case(
        script(LEAF, "w = torch.ones(2)", "(w * x).sum().backward()", "n = -w.grad"),
        Cause.CONSTANT,
        "w",
    ),
    Case(script(LEAF, "n = None", "m = n + x"), Cause.INVOLVED, "x"),
]

ALL_CASES = FREED_CASES + NODE_CASES + IN_PLACE_CASES + START_CASES + OTHER_CASES + NONE_CASES


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: f"{case.cause.name}: {case.cards}")
def test_the_cause_is_found_with_its_cards_and_lines(case: Case):
    recording = recorded(case.code)
    found = why_raised(recording)
    assert found is not None
    assert found.cause is case.cause
    assert " ".join(word(recording, card) for card in found.cards) == case.cards
    assert tuple(line(recording, step) for step in found.steps) == case.lines
    assert found.op == case.op
    assert found.cut is case.cut


def test_a_caught_error_is_not_diagnosed():
    code = script(
        LEAF,
        "y = (x * x).sum()",
        "y.backward()",
        "try:",
        "    y.backward()",
        "except RuntimeError:",
        "    pass",
        "raise ValueError('enough')",
    )
    assert why_raised(recorded(code)) is None


@pytest.mark.parametrize("code", ["1 / 0", "x = torch.ones(2) +", "%%"])
def test_an_error_without_tensors_has_no_diagnosis(code: str):
    assert why_raised(recorded(code)) is None


def test_a_run_without_an_error_has_no_diagnosis():
    assert why_raised(recorded(LEAF)) is None
    assert why_raised(Recording("")) is None
