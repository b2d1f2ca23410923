"""The causes of gradients in scripts of other forms, and combined causes."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.diagnose.answer import diagnose
from engine.diagnose.finding import Cause
from engine.record.schema import Cut
from tests.engine.diagnose import test_diagnose as simple
from tests.engine.diagnose.test_diagnose import LEAF, Case, check, named, recorded, script
from tests.engine.diagnose.test_more_zeros import MORE_ZEROS
from tests.engine.diagnose.test_operations import OPERATION_CASES
from tests.engine.diagnose.test_values import VALUE_CASES
from tests.engine.diagnose.test_ways_without_gradient import WAYS

W = "w = torch.ones(2, requires_grad=True)"

NONE_CASES = [
    Case(
        script(
            "l = torch.nn.Linear(2, 1)", "h = l(torch.ones(3, 2))", "h.mean().backward()", "h + 1"
        ),
        "h",
        Cause.NOT_KEPT,
        "h",
        (4,),
    ),
    Case(
        script(LEAF, "h = x * 2", "(h * h).sum().backward()", "y = x.exp()"),
        "h",
        Cause.NOT_KEPT,
        "h",
        (4,),
    ),
    Case(
        script(LEAF, "i = x.long()", W, "(i * w).sum().backward()"),
        "x",
        Cause.CUT,
        "x i mul sum",
        (5,),
        cut=Cut.NOT_DIFFERENTIABLE,
    ),
    Case(
        script(LEAF, "i = x.argmax()", W, "w[i].backward()"),
        "x",
        Cause.TAKEN_OUT,
        "x i",
        (5,),
        Cut.NOT_DIFFERENTIABLE,
    ),
    Case(script(LEAF, "m = (x * 2).round().long()"), "m", Cause.WHOLE_NUMBERS, "m"),
    Case(
        script(
            "a = torch.ones(2, requires_grad=True)",
            "def f(t):",
            "    return t.sin()",
            "b = f(a)",
            "for _ in range(2):",
            "    (b * 3).sum().backward(retain_graph=True)",
            "c = a + 1",
        ),
        "b",
        Cause.NOT_KEPT,
        "b",
        (7,),
    ),
    Case(
        script(
            LEAF,
            "x.sum().backward()",
            "for k in range(2):",
            "    w = torch.ones(2, requires_grad=True)",
        ),
        "w",
        Cause.MADE_AFTER,
        "w",
        (3,),
    ),
    Case(
        script(
            LEAF,
            "(x * x).sum().backward()",
            "x.sum().backward()",
            "w = torch.ones(3).requires_grad_()",
            "z = w * 2",
        ),
        "w",
        Cause.MADE_AFTER,
        "w",
        (4,),
    ),
    Case(
        script(LEAF, W, "y = (x * w).sum()", "gx, gw = torch.autograd.grad(y, [x, w])"),
        "x",
        Cause.RETURNED,
        "x",
        (5,),
    ),
    Case(
        script(
            "x = torch.tensor(2.0, requires_grad=True)",
            "g = torch.autograd.grad(x ** 3, x, create_graph=True)[0]",
            "h = torch.autograd.grad(g, x)[0]",
        ),
        "x",
        Cause.RETURNED,
        "x",
        (4,),
    ),
    Case(
        script(
            LEAF, W, "y = (x * w).sum()", "y.backward()", "for p in [x, w]:", "    p.grad = None"
        ),
        "x",
        Cause.SET_TO_NONE,
        "x",
        (7,),
    ),
    Case(
        script(
            LEAF,
            "opt = torch.optim.SGD([x], lr=0.1)",
            "x.sum().backward()",
            "opt.step()",
            "opt.zero_grad()",
        ),
        "x",
        Cause.SET_TO_NONE,
        "add_scaled",
        (6,),
    ),
    Case(
        script(
            LEAF,
            W,
            "with torch.no_grad():",
            "    h = x * 2",
            "z = h.detach()",
            "(z * w).sum().backward()",
        ),
        "x",
        Cause.CUT,
        "x h z mul sum",
        (7,),
        cut=Cut.NO_GRAD,
    ),
    Case(
        script(LEAF, "x.sum().backward()", "x.grad = None", W, "(x.detach() * w).sum().backward()"),
        "x",
        Cause.SET_TO_NONE,
        "x",
        (4,),
    ),
    Case(
        script(LEAF, "h = (x * 2).detach()", "n = h.long()", "x.sum().backward()"),
        "h",
        Cause.CUT,
        "h mul",
        cut=Cut.DETACH,
    ),
    Case(script(LEAF, "n = x.detach().long()"), "n", Cause.WHOLE_NUMBERS, "n"),
    Case(
        script(LEAF, W, "w.sum().backward()", "print(x.sum().item())"),
        "x",
        Cause.NOT_REACHED,
        "x sum",
        (4,),
    ),
]

DATA_CASES = [
    Case(script(LEAF, "u = x.data * 2"), "u", Cause.CUT, "u data x", (), Cut.DATA_READ),
    Case(
        script(LEAF, W, "u = x.data", "v = u + 1", "(v * w).sum().backward()"),
        "x",
        Cause.CUT,
        "x u v mul sum",
        (6,),
        Cut.DATA_READ,
    ),
    Case(script(LEAF, "u = x.data", "v = u * 2"), "u", Cause.CUT, "u x", (), Cut.DATA_READ),
    Case(
        script(LEAF, "h = x * 2", "u = h.data.exp()"), "u", Cause.CUT, "u data h", (), Cut.DATA_READ
    ),
    Case(
        script(LEAF, "k = x.data.tolist()", W, "(w * k[0]).sum().backward()"),
        "x",
        Cause.TAKEN_OUT,
        "x",
        (5,),
    ),
]

TAKEN_CASES = [
    Case(
        script(LEAF, "k = x[0].item()", W, "y = w * k", "y.sum().backward()"),
        "x",
        Cause.TAKEN_OUT,
        "x select",
        (6,),
    ),
    Case(
        script(LEAF, "a = x.detach().numpy()", W, "(torch.tensor(a) * w).sum().backward()"),
        "x",
        Cause.TAKEN_OUT,
        "x",
        (5,),
    ),
    Case(
        script(
            LEAF, "a = torch.from_numpy((x * 2).detach().numpy())", W, "(a * w).sum().backward()"
        ),
        "x",
        Cause.TAKEN_OUT,
        "x mul",
        (5,),
    ),
    Case(
        script(LEAF, "u = torch.from_numpy(x.detach().numpy())"), "u", Cause.TAKEN_OUT, "u detach"
    ),
    Case(
        script(LEAF, "k = float(x.sum())", W, "(w * k).sum().backward()"),
        "x",
        Cause.TAKEN_OUT,
        "x sum",
        (5,),
    ),
    Case(
        script(LEAF, "k = (x * 2).tolist()", W, "(w * torch.tensor(k)).sum().backward()"),
        "x",
        Cause.TAKEN_OUT,
        "x mul",
        (5,),
    ),
    Case(
        script(LEAF, "h = x.exp().detach()", "k = h.sum().item()", W, "(w * k).sum().backward()"),
        "x",
        Cause.TAKEN_OUT,
        "x exp h sum",
        (6,),
        Cut.DETACH,
    ),
]

ZERO_CASES = [
    Case(
        script(LEAF, "for _ in range(2):", "    (x * x).sum().backward()", "    x.grad.zero_()"),
        "x",
        Cause.ZEROED,
        "x",
        (5,),
    ),
    Case(
        script(
            LEAF,
            "opt = torch.optim.SGD([x], lr=0.1)",
            "x.sum().backward()",
            "opt.zero_grad(set_to_none=False)",
        ),
        "x",
        Cause.ZEROED,
        "x",
        (5,),
    ),
    Case(
        script(LEAF, "(x * 2).sum().backward()", "x.grad = torch.zeros(2)"),
        "x",
        Cause.ZEROED,
        "x",
        (4,),
    ),
    Case(
        script(LEAF, "y = x.exp()", "y.backward(gradient=torch.zeros(2))"),
        "x",
        Cause.ZERO_SEED,
        "x y",
    ),
    Case(
        script(LEAF, "y = (x * 3).sum()", "torch.autograd.backward([y], [torch.tensor(0.0)])"),
        "x",
        Cause.ZERO_SEED,
        "x mul y",
    ),
    Case(
        script(LEAF, "s = x.sum()", "y = s * 2 - 2 * s", "y.backward()"),
        "x",
        Cause.CANCELS,
        "x s",
        (5, 5),
    ),
    Case(
        script(LEAF, "a = x * 3", "b = x * -3", "(a + b).sum().backward()"),
        "x",
        Cause.CANCELS,
        "x",
        (5, 5),
    ),
    Case(
        script(
            "x = torch.tensor([-1.0, -2.0], requires_grad=True)",
            W,
            "def layer(t):",
            "    return torch.relu(t * w)",
            "layer(x).sum().backward()",
        ),
        "x",
        Cause.DEAD_RELU,
        "x mul relu",
        (6,),
    ),
    Case(
        script(
            "x = torch.tensor([[-9.0, -8.0]], requires_grad=True)",
            "h = torch.nn.functional.relu(x)",
            "(h @ torch.ones(2, 1)).sum().backward()",
        ),
        "x",
        Cause.DEAD_RELU,
        "x h",
        (4,),
    ),
    Case(
        script(
            "x = torch.tensor([200.0, -200.0], requires_grad=True)",
            "p = torch.sigmoid(x * 2)",
            "loss = (p - 1).pow(2).sum()",
            "loss.backward()",
        ),
        "x",
        Cause.SATURATED,
        "x mul p",
        (5,),
    ),
    Case(
        script(LEAF, "y = x.clamp(5, 9)", "y.sum().backward()"),
        "x",
        Cause.OUT_OF_BOUNDS,
        "x y",
        (4,),
    ),
    Case(
        script(LEAF, "y = (x * 2).round()", "y.sum().backward()"),
        "x",
        Cause.STEPWISE,
        "x mul y",
        (4,),
    ),
    Case(script(LEAF, "torch.sign(x).sum().backward()"), "x", Cause.STEPWISE, "x sign", (3,)),
    Case(
        script(LEAF, "y = x.floor() * x.detach()", "y.sum().backward()"),
        "x",
        Cause.STEPWISE,
        "x floor",
        (4,),
    ),
    Case(
        script(
            "x = torch.tensor([0.0, 4.0], requires_grad=True)", "n = (x * 0).norm()", "n.backward()"
        ),
        "x",
        Cause.ZERO_SLOPE,
        "x mul n",
        (4,),
    ),
    Case(
        script(
            "x = torch.tensor([-1.0, -2.0], requires_grad=True)",
            "h = torch.relu(x)",
            "z = h * torch.zeros(2)",
            "z.sum().backward()",
        ),
        "x",
        Cause.ZERO_OPERAND,
        "x h z zeros",
        (5,),
    ),
    Case(
        script(
            "x = torch.tensor([-1.0, -2.0], requires_grad=True)",
            "for _ in range(2):",
            "    torch.relu(x).sum().backward()",
        ),
        "x",
        Cause.DEAD_RELU,
        "x relu",
        (4,),
    ),
    Case(
        script(LEAF, "x.sum().backward()", "x.grad.zero_()", "torch.relu(x - 9).sum().backward()"),
        "x",
        Cause.DEAD_RELU,
        "x sub relu",
        (5,),
    ),
    Case(
        script(LEAF, "a = x * 3", "b = a - a.clone()", "b.sum().backward()"),
        "x",
        Cause.CANCELS,
        "x a",
        (5, 5),
    ),
    Case(
        script(LEAF, "x.sum().backward()", "(-x).sum().backward()"), "x", Cause.CANCELS, "x", (3, 4)
    ),
]

HOOKED_CASES = [
    Case(
        script(LEAF, "h = x * 2", "h.register_hook(lambda g: g * 0)", "h.sum().backward()"),
        "x",
        Cause.HOOKED,
        "x h",
        (5,),
    ),
    Case(
        script(LEAF, "x.register_hook(lambda g: torch.zeros(2))", "(x * x).sum().backward()"),
        "x",
        Cause.HOOKED,
        "x",
        (4,),
    ),
    Case(
        script(
            LEAF,
            "h = x * 2",
            "h.register_hook(lambda g: g * float('nan'))",
            "(h * 3).sum().backward()",
        ),
        "x",
        Cause.HOOKED,
        "x h",
        (5,),
    ),
    Case(
        script(LEAF, "x.register_hook(lambda g: g / 0)", "x.sum().backward()"),
        "x",
        Cause.HOOKED,
        "x",
        (4,),
    ),
    Case(
        script(
            LEAF,
            "x.register_hook(lambda g: g * 0)",
            "h = torch.relu(x)",
            "for _ in range(2):",
            "    (h * 3).sum().backward(retain_graph=True)",
        ),
        "x",
        Cause.HOOKED,
        "x",
        (6,),
    ),
]

BROKEN_CASES = [
    Case(
        script("x = torch.tensor(0.0, requires_grad=True)", "y = x.abs().pow(0.5)", "y.backward()"),
        "x",
        Cause.BROKEN_SLOPE,
        "x abs y",
        (4,),
    ),
    Case(
        script(
            "x = torch.tensor([3.0, 0.0], requires_grad=True)", "y = (1 / x).sum()", "y.backward()"
        ),
        "x",
        Cause.BROKEN_VALUE,
        "x reciprocal",
        (3,),
    ),
    Case(
        script("x = torch.tensor(100.0, requires_grad=True)", "y = torch.exp(x)", "y.backward()"),
        "x",
        Cause.BROKEN_VALUE,
        "x y",
        (3,),
    ),
    Case(
        script(LEAF, "y = (x * float('nan')).sum()", "y.backward()"),
        "x",
        Cause.BROKEN_VALUE,
        "x mul",
        (3,),
    ),
    Case(
        script(LEAF, "x.sum().backward(torch.tensor(float('inf')))"),
        "x",
        Cause.BROKEN_SEED,
        "x sum",
    ),
    Case(
        script(
            "x = torch.tensor(0.0, requires_grad=True)",
            "for _ in range(2):",
            "    torch.sqrt(x).backward()",
        ),
        "x",
        Cause.BROKEN_SLOPE,
        "x sqrt",
        (4,),
    ),
    Case(
        script(
            "x = torch.tensor(0.0, requires_grad=True)",
            "h = torch.log(x)",
            "y = torch.sqrt(h * 0)",
            "y.backward()",
        ),
        "x",
        Cause.BROKEN_VALUE,
        "x h mul y mul h",
        (3,),
    ),
    Case(
        script(LEAF, "x.sum().backward()", "x.grad = torch.tensor([float('inf'), 0.0])"),
        "x",
        Cause.BROKEN_BY_SCRIPT,
        "x",
        (4,),
    ),
    Case(script(LEAF, "x.sum().backward()", "x.grad /= 0"), "x", Cause.BROKEN_BY_SCRIPT, "x", (4,)),
    Case(
        script(
            LEAF, "for _ in range(2):", "    x.sum().backward()", "    x.grad.mul_(float('nan'))"
        ),
        "x",
        Cause.BROKEN_BY_SCRIPT,
        "x",
        (5,),
    ),
    Case(
        script(
            "x = torch.tensor(1.0, requires_grad=True)", "y = x * 3e38 + x * 3e38", "y.backward()"
        ),
        "x",
        Cause.OVERFLOWS,
        "x",
        (4, 4),
    ),
    Case(
        script(
            "x = torch.tensor(1.0, requires_grad=True)",
            "h = x * 1",
            "y = h * 3e38 + h * 2e38",
            "y.backward()",
        ),
        "x",
        Cause.OVERFLOWS,
        "x h",
        (5, 5),
    ),
    Case(
        script(
            "x = torch.tensor([1.0, 1.0], requires_grad=True)",
            "for _ in range(2):",
            "    (x * 3e38).sum().backward()",
        ),
        "x",
        Cause.OVERFLOWS,
        "x",
        (4, 4),
    ),
    Case(
        script(LEAF, "y = x.exp()", "y.backward(torch.tensor([1.0, float('nan')]))"),
        "x",
        Cause.BROKEN_SEED,
        "x y",
    ),
    Case(
        script(LEAF, "y = (x * 2).sum()", "torch.autograd.backward(y, torch.tensor(float('inf')))"),
        "x",
        Cause.BROKEN_SEED,
        "x mul y",
    ),
]

ALL_CASES = [*NONE_CASES, *DATA_CASES, *TAKEN_CASES, *ZERO_CASES, *HOOKED_CASES, *BROKEN_CASES]


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: f"{case.cause.name}: {case.cards}")
def test_the_cause_is_found_with_its_cards_and_lines(case: Case) -> None:
    check(case)


def test_each_cause_occurs_in_three_scripts() -> None:
    cases = [*simple.ALL_CASES, *ALL_CASES, *VALUE_CASES, *WAYS, *OPERATION_CASES, *MORE_ZEROS]
    shown = Counter(case.cause for case in cases)
    of_errors = list(Cause)[list(Cause).index(Cause.FREED) :]
    few = {cause for cause in Cause if shown[cause] < 3}
    of_size = {Cause.VANISHED, Cause.EXPLODED}
    own = {Cause.NOT_YET, Cause.NOT_BEGUN, Cause.REPLACED, *of_size, *of_errors}
    assert few == own, "these have tests of their own"


def test_numbers_that_were_only_printed_are_not_the_cause() -> None:
    code = script(LEAF, W, "w.sum().backward()", "print(x.sum().item())")
    recording = recorded(code)
    found = diagnose(recording.at(recording.step_count), named(recording, "x"))
    assert found is not None
    assert found.cause is Cause.NOT_REACHED


def test_conversions_are_named_as_the_script_writes_them() -> None:
    for how, code in {".item()": "x.sum().item()", "float()": "float(x.sum())"}.items():
        recording = recorded(script(LEAF, f"k = {code}", W, "(w * k).sum().backward()"))
        found = diagnose(recording.at(recording.step_count), named(recording, "x"))
        assert found is not None
        assert found.op == how
