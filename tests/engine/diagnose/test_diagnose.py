"""Why a gradient is None, zero, not finite or larger than expected: by cause, cards and lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from engine.diagnose.answer import diagnose
from engine.diagnose.finding import Cause, Finding
from engine.record.recording import Recording
from engine.record.schema import Cut
from engine.record.state import State
from engine.record.validate import validate
from tests.engine.recorder.watching import run


class Case(NamedTuple):
    """A script, and the expected diagnosis at its end.

    Attributes:
        code: below ``import torch``, which is line 1.
        about: the name of the tensor that is asked about.
        cause: the expected cause.
        cards: the expected path: names, or ops of unnamed cards.
        lines: the lines of the steps.
        cut: what cuts the path.
    """

    code: str
    about: str
    cause: Cause
    cards: str
    lines: tuple[int, ...] = ()
    cut: Cut = Cut.OPEN


LEAF = "x = torch.tensor([1.0, 2.0], requires_grad=True)"


def script(*lines: str) -> str:
    return "\n".join(lines)


NONE_CASES = [
    Case(script(LEAF, "y = x * 2"), "x", Cause.NO_PASS, "x"),
    Case(script(LEAF), "x", Cause.NO_PASS, "x"),
    Case(script("w = torch.ones(2, requires_grad=True)", "b = w.exp()"), "b", Cause.NO_PASS, "b"),
    Case(script("w = torch.ones(2)", "v = w + 1"), "v", Cause.CONSTANT, "v w"),
    Case(script("w = torch.ones(2)"), "w", Cause.CONSTANT, "w"),
    Case(script("w = torch.ones(2)", "u = w * 2", "v = u.sin()"), "v", Cause.CONSTANT, "v u w"),
    Case(script("n = torch.arange(3)"), "n", Cause.WHOLE_NUMBERS, "n"),
    Case(script(LEAF, "m = x > 1"), "m", Cause.WHOLE_NUMBERS, "m"),
    Case(script("n = torch.tensor([1, 2]) * 3"), "n", Cause.WHOLE_NUMBERS, "n"),
    Case(script(LEAF, "u = x.detach()", "v = u * 3"), "v", Cause.CUT, "v u x", cut=Cut.DETACH),
    Case(
        script(LEAF, "with torch.no_grad():", "    u = x * 2"),
        "u",
        Cause.CUT,
        "u x",
        cut=Cut.NO_GRAD,
    ),
    Case(script(LEAF, "u = (x * x).detach()"), "u", Cause.CUT, "u mul", cut=Cut.DETACH),
    Case(
        script(
            LEAF,
            "w = torch.ones(2, requires_grad=True)",
            "y = (x.detach() * w).sum()",
            "y.backward()",
        ),
        "x",
        Cause.CUT,
        "x detach mul y",
        (5,),
        Cut.DETACH,
    ),
    Case(
        script(
            LEAF,
            "w = torch.ones(2, requires_grad=True)",
            "with torch.no_grad():",
            "    h = x * 2",
            "(h * w).sum().backward()",
        ),
        "x",
        Cause.CUT,
        "x h mul sum",
        (6,),
        Cut.NO_GRAD,
    ),
    Case(
        script(
            LEAF,
            "w = torch.ones(2, requires_grad=True)",
            "(torch.sign(x).detach() * w).sum().backward()",
        ),
        "x",
        Cause.CUT,
        "x sign detach mul sum",
        (4,),
        Cut.DETACH,
    ),
    Case(
        script(LEAF, "w = torch.ones(2, requires_grad=True)", "w.sum().backward()"),
        "x",
        Cause.NOT_REACHED,
        "x sum",
        (4,),
    ),
    Case(
        script(
            LEAF,
            "w = torch.ones(2, requires_grad=True)",
            "z = x * 2",
            "y = w.exp().sum()",
            "y.backward()",
        ),
        "x",
        Cause.NOT_REACHED,
        "x y",
        (6,),
    ),
    Case(
        script(
            LEAF,
            "k = x.sum().item()",
            "w = torch.ones(2, requires_grad=True)",
            "(k * w).sum().backward()",
        ),
        "x",
        Cause.TAKEN_OUT,
        "x sum",
        (5,),
    ),
    Case(
        script(LEAF, "y = x * 2", "y.sum().backward()", "z = x + 1"), "y", Cause.NOT_KEPT, "y", (4,)
    ),
    Case(
        script(LEAF, "x.sum().backward()", "w = torch.ones(2, requires_grad=True)"),
        "w",
        Cause.MADE_AFTER,
        "w",
        (3,),
    ),
    Case(script(LEAF, "x.sum().backward()", "x.grad = None"), "x", Cause.SET_TO_NONE, "x", (4,)),
    Case(
        script(LEAF, "for _ in range(2):", "    x.sum().backward()", "    x.grad = None"),
        "x",
        Cause.SET_TO_NONE,
        "x",
        (5,),
    ),
    Case(script(LEAF, "g = torch.autograd.grad(x.sum(), x)"), "x", Cause.RETURNED, "x", (3,)),
]

ZERO_CASES = [
    Case(script(LEAF, "x.sum().backward()", "x.grad.zero_()"), "x", Cause.ZEROED, "x", (4,)),
    Case(
        script(LEAF, "y = (x * torch.zeros(2)).sum()", "y.backward()"),
        "x",
        Cause.ZERO_OPERAND,
        "x mul zeros",
        (4,),
    ),
    Case(
        script(
            LEAF,
            "w = torch.zeros(2, requires_grad=True)",
            "h = x.sin()",
            "(h * w).sum().backward()",
        ),
        "x",
        Cause.ZERO_OPERAND,
        "x h mul w",
        (5,),
    ),
    Case(
        script("x = torch.zeros((), requires_grad=True)", "(x * x).backward()"),
        "x",
        Cause.ZERO_OPERAND,
        "x mul x",
        (3,),
    ),
    Case(
        script(
            "x = torch.tensor([-1.0, -2.0], requires_grad=True)", "torch.relu(x).sum().backward()"
        ),
        "x",
        Cause.DEAD_RELU,
        "x relu",
        (3,),
    ),
    Case(
        script(LEAF, "h = torch.relu(x - 5)", "(h * 3).sum().backward()"),
        "x",
        Cause.DEAD_RELU,
        "x sub h",
        (4,),
    ),
    Case(
        script("x = torch.tensor(200.0, requires_grad=True)", "torch.sigmoid(x).backward()"),
        "x",
        Cause.SATURATED,
        "x sigmoid",
        (3,),
    ),
    Case(
        script(
            "x = torch.tensor(50.0, requires_grad=True)",
            "y = torch.tanh(2 * x) + 1",
            "y.backward()",
        ),
        "x",
        Cause.SATURATED,
        "x mul tanh",
        (4,),
    ),
    Case(script(LEAF, "(x * 2).backward(torch.zeros(2))"), "x", Cause.ZERO_SEED, "x mul"),
    Case(script(LEAF, "(x - x).sum().backward()"), "x", Cause.CANCELS, "x", (3, 3)),
    Case(
        script("x = torch.zeros(2, requires_grad=True)", "(x ** 2).sum().backward()"),
        "x",
        Cause.ZERO_SLOPE,
        "x pow_number",
        (3,),
    ),
]

BROKEN_CASES = [
    Case(
        script("x = torch.tensor(0.0, requires_grad=True)", "torch.sqrt(x).backward()"),
        "x",
        Cause.BROKEN_SLOPE,
        "x sqrt",
        (3,),
    ),
    Case(
        script("x = torch.tensor(0.0, requires_grad=True)", "y = torch.log(x)", "y.backward()"),
        "x",
        Cause.BROKEN_VALUE,
        "x y",
        (3,),
    ),
    Case(
        script(
            "x = torch.tensor([1.0, -1.0], requires_grad=True)",
            "h = torch.log(x)",
            "z = h * x",
            "z.sum().backward()",
        ),
        "x",
        Cause.BROKEN_VALUE,
        "x z h",
        (3,),
    ),
    Case(
        script(
            "x = torch.tensor(0.0, requires_grad=True)", "y = 0 * torch.sqrt(x)", "y.backward()"
        ),
        "x",
        Cause.BROKEN_SLOPE,
        "x sqrt",
        (4,),
    ),
]

LARGER_CASES = [
    Case(
        script(LEAF, "x.sum().backward()", "x.sum().backward()"),
        "x",
        Cause.ACCUMULATED,
        "x",
        (3, 4),
    ),
    Case(
        script(LEAF, "for _ in range(3):", "    (x * x).sum().backward()"),
        "x",
        Cause.ACCUMULATED,
        "x",
        (4, 4, 4),
    ),
    Case(
        script(
            LEAF,
            "x.sum().backward()",
            "x.grad.zero_()",
            "x.sum().backward()",
            "(2 * x).sum().backward()",
        ),
        "x",
        Cause.ACCUMULATED,
        "x",
        (5, 6),
    ),
]

ALL_CASES = [*NONE_CASES, *ZERO_CASES, *BROKEN_CASES, *LARGER_CASES]


def recorded(code: str) -> Recording:
    recording = run("import torch\n" + code).recording
    validate(recording)
    return recording


def named(recording: Recording, name: str) -> int:
    return max(card for card in range(len(recording["cards"])) if name in recording.names(card))


def word(recording: Recording, card: int) -> str:
    names = recording.names(card)
    return names[-1] if names else recording.text(int(recording["cards"]["op"][card]))


def line(recording: Recording, cursor: int) -> int:
    step = recording.at(cursor).step
    assert step is not None
    site = recording.site(step.site)
    assert site is not None
    return site.line


def check(case: Case, find: Callable[[State, int], Finding | None] = diagnose) -> None:
    """Assert that the diagnosis is as expected."""
    recording = recorded(case.code)
    found = find(recording.at(recording.step_count), named(recording, case.about))
    assert found is not None
    assert found.cause is case.cause
    assert " ".join(word(recording, card) for card in found.cards) == case.cards
    assert tuple(line(recording, step) for step in found.steps) == case.lines
    assert found.cut is case.cut


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: f"{case.cause.name}: {case.cards}")
def test_the_cause_is_found_with_its_cards_and_lines(case: Case) -> None:
    check(case)


def test_before_the_pass_the_cause_is_that_no_pass_has_run() -> None:
    recording = recorded(script(LEAF, "y = x * x", "y.sum().backward()"))
    x = named(recording, "x")
    begun = recording.index.pass_start(0)
    for cursor in range(begun - 1, recording.step_count):
        assert diagnose(recording.at(cursor), x) == Finding(
            Cause.NOT_YET, (x,), (recording.step_count,)
        )
    assert diagnose(recording.at(recording.step_count), x) is None


def test_an_ordinary_gradient_has_no_diagnosis() -> None:
    recording = recorded(script(LEAF, "y = (x * x).sum()", "y.backward()"))
    state = recording.at(recording.step_count)
    assert diagnose(state, named(recording, "x")) is None
    assert diagnose(state, named(recording, "y")) is None


def test_a_future_card_has_no_diagnosis() -> None:
    recording = recorded(script(LEAF, "y = x * x"))
    with pytest.raises(ValueError, match="not made yet"):
        diagnose(recording.at(0), named(recording, "y"))


def test_diagnosing_every_card_at_every_step_raises_no_error() -> None:
    for case in ALL_CASES:
        recording = recorded(case.code)
        for cursor in range(recording.step_count + 1):
            state = recording.at(cursor)
            for card in range(len(recording["cards"])):
                if state.exists(card):
                    found = diagnose(state, card)
                    assert found is None or set(found.steps) <= set(range(recording.step_count + 1))
