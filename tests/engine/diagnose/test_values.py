"""The causes of nan and infinite values, with cards and lines."""

import pytest

from engine.diagnose.answer import diagnose_value
from engine.diagnose.finding import Cause
from tests.engine.diagnose.test_diagnose import LEAF, Case, check, named, recorded, script

STEP = script(
    "w = torch.tensor([1.0, 0.0], requires_grad=True)",
    "opt = torch.optim.SGD([w], lr=0.1)",
    "for _ in range(3):",
    "    loss = torch.sqrt(w).sum()",
    "    opt.zero_grad()",
    "    loss.backward()",
    "    opt.step()",
)

VALUE_CASES = [
    Case(
        script(LEAF, "y = torch.log(x - 1)", "loss = (y * 2).mean()"),
        "loss",
        Cause.BROKEN_VALUE,
        "loss mul y",
        (3,),
    ),
    Case(
        script(LEAF, "e = (x * 100).exp()", "p = e / e.sum()"),
        "p",
        Cause.BROKEN_VALUE,
        "p e",
        (3,),
    ),
    Case(STEP, "loss", Cause.BROKEN_SLOPE, "loss sqrt add_scaled add_scaled grad sqrt", (7,)),
    Case(
        script(LEAF, "x.grad = torch.tensor([float('nan'), 1.0])", "u = x.grad * 2"),
        "u",
        Cause.BROKEN_FROM_START,
        "u tensor",
        (3,),
    ),
    Case(
        script("x = torch.tensor([1.0, float('nan')])", "y = x.sum()"),
        "y",
        Cause.BROKEN_FROM_START,
        "y x",
        (2,),
    ),
    Case(
        script("m = torch.full((2,), float('-inf'))"),
        "m",
        Cause.BROKEN_FROM_START,
        "m",
        (2,),
    ),
    Case(
        script(
            "x = torch.tensor(0.0, requires_grad=True)",
            "torch.sqrt(x).backward()",
            "u = x.grad * 2",
            "v = u + 1",
        ),
        "v",
        Cause.BROKEN_SLOPE,
        "v u grad sqrt",
        (3,),
    ),
]


@pytest.mark.parametrize("case", VALUE_CASES, ids=lambda case: f"{case.cause.name}: {case.cards}")
def test_the_first_nan_or_infinite_number_is_found(case: Case) -> None:
    check(case, diagnose_value)


def test_finite_values_have_no_diagnosis() -> None:
    recording = recorded(LEAF)
    assert diagnose_value(recording.at(recording.step_count), named(recording, "x")) is None
