"""Each cause in scripts of other forms: loops, functions, modules, and two causes at once."""

from __future__ import annotations

import pytest

from engine.diagnose.answer import diagnose
from engine.diagnose.finding import Cause
from engine.record.schema import Cut
from tests.engine.diagnose.test_diagnose import LEAF, Case, line, named, recorded, script, word

W = "w = torch.ones(2, requires_grad=True)"

CASES = [
    # detach, no_grad, item(), integers, in functions and loops
    Case(
        script(LEAF, W, "def f(t):", "    return t.detach() * 2", "(f(x) * w).sum().backward()"),
        "x",
        Cause.CUT,
        "x detach mul mul sum",
        (6,),
        Cut.DETACH,
    ),
    Case(
        script(
            LEAF,
            W,
            "h = x",
            "for _ in range(2):",
            "    with torch.no_grad():",
            "        h = h * 2",
            "(h * w).sum().backward()",
        ),
        "x",
        Cause.CUT,
        "x h h mul sum",
        (8,),
        Cut.NO_GRAD,
    ),
    Case(
        script(LEAF, W, "k = x.argmax()", "(w * k).sum().backward()"),
        "x",
        Cause.CUT,
        "x k mul sum",
        (5,),
        Cut.NOT_DIFFERENTIABLE,
    ),
    Case(
        script(LEAF, W, "m = (x > 0).float()", "(w * m).sum().backward()"),
        "x",
        Cause.CUT,
        "x gt m mul sum",
        (5,),
        Cut.NOT_DIFFERENTIABLE,
    ),
    Case(
        script(LEAF, W, "n = x.long()", "(w * n).sum().backward()"),
        "x",
        Cause.CUT,
        "x n mul sum",
        (5,),
        Cut.NOT_DIFFERENTIABLE,
    ),
    Case(
        script(LEAF, W, "(torch.tensor(x.tolist()) * w).sum().backward()"),
        "x",
        Cause.TAKEN_OUT,
        "x",
        (4,),
    ),
    Case(
        script(LEAF, W, "a = torch.from_numpy(x.detach().numpy())", "(a * w).sum().backward()"),
        "x",
        Cause.TAKEN_OUT,
        "x",
        (5,),
    ),
    # not retained for results
    Case(
        script(
            LEAF,
            "def f(t):",
            "    h = t.exp()",
            "    return h",
            "y = f(x)",
            "y.sum().backward()",
            "z = x + 1",
        ),
        "y",
        Cause.NOT_KEPT,
        "y",
        (7,),
    ),
    Case(
        script(
            "layer = torch.nn.Linear(2, 1)",
            "h = layer(torch.ones(1, 2))",
            "loss = (h ** 2).mean()",
            "loss.backward()",
            "done = torch.ones(1)",
        ),
        "h",
        Cause.NOT_KEPT,
        "h",
        (5,),
    ),
    # created afterwards, returned by grad, set to None
    Case(
        script(LEAF, "y = (x * x).sum()", "y.backward()", "v = x.detach().requires_grad_()"),
        "v",
        Cause.MADE_AFTER,
        "v",
        (4,),
    ),
    Case(
        script(LEAF, "for k in range(2):", "    x.sum().backward()", W, "w.exp()"),
        "w",
        Cause.MADE_AFTER,
        "w",
        (4,),
    ),
    Case(
        script(LEAF, "y = (x ** 3).sum()", "g, = torch.autograd.grad(y, [x])"),
        "x",
        Cause.RETURNED,
        "x",
        (4,),
    ),
    Case(
        script(
            LEAF, W, "y = (x * w).sum()", "g = torch.autograd.grad(y, (x, w), create_graph=True)"
        ),
        "w",
        Cause.RETURNED,
        "w",
        (5,),
    ),
    Case(
        script(
            LEAF,
            "sgd = torch.optim.SGD([x], lr=0.1)",
            "x.sum().backward()",
            "sgd.step()",
            "sgd.zero_grad()",
        ),
        "x",
        Cause.SET_TO_NONE,
        "add_scaled",
        (6,),
    ),
    # zero
    Case(
        script(LEAF, "x.sum().backward()", "with torch.no_grad():", "    x.grad *= 0"),
        "x",
        Cause.ZEROED,
        "x",
        (5,),
    ),
    Case(
        script(
            LEAF,
            "sgd = torch.optim.SGD([x], lr=0.1)",
            "x.sum().backward()",
            "sgd.zero_grad(set_to_none=False)",
        ),
        "x",
        Cause.ZEROED,
        "x",
        (5,),
    ),
    Case(
        script(
            "x = torch.tensor(-3.0, requires_grad=True)",
            "h = x",
            "for _ in range(2):",
            "    h = torch.relu(h)",
            "h.backward()",
        ),
        "x",
        Cause.DEAD_RELU,
        "x h h",
        (6,),
    ),
    Case(
        script(
            "x = torch.full((3,), -90.0, requires_grad=True)",
            "p = torch.sigmoid(x * 3)",
            "p.sum().backward()",
        ),
        "x",
        Cause.SATURATED,
        "x mul p",
        (4,),
    ),
    Case(
        script(LEAF, "seed = torch.zeros(2)", "y = x.exp()", "y.backward(gradient=seed)"),
        "x",
        Cause.ZERO_SEED,
        "x y",
    ),
    Case(
        script(LEAF, "y = x.sin()", "torch.autograd.backward([y], [torch.zeros(2)])"),
        "x",
        Cause.ZERO_SEED,
        "x y",
    ),
    Case(
        script(LEAF, "a = x * 3", "b = x * -3", "(a + b).sum().backward()"),
        "x",
        Cause.CANCELS,
        "x",
        (5, 5),
    ),
    Case(
        script(LEAF, "x.sum().backward()", "(-x).sum().backward()"),
        "x",
        Cause.CANCELS,
        "x",
        (3, 4),
    ),
    # nan and infinite
    Case(
        script(
            "x = torch.tensor([1e30], requires_grad=True)",
            "y = x * x",
            "z = y * x",
            "z.sum().backward()",
        ),
        "x",
        Cause.BROKEN_VALUE,
        "x z y",
        (3,),
    ),
    Case(
        script(
            "x = torch.tensor([0.0, 4.0], requires_grad=True)",
            "n = (x - x).norm()",
            "h = x / x",
            "h.sum().backward()",
        ),
        "x",
        Cause.BROKEN_VALUE,
        "x h",
        (4,),
    ),
    Case(
        script("x = torch.zeros(2, requires_grad=True)", "y = (x ** 0.5).sum()", "y.backward()"),
        "x",
        Cause.BROKEN_SLOPE,
        "x pow_number",
        (4,),
    ),
    # two causes at once: the first one on the path counts
    Case(
        script(LEAF, W, "y = (torch.relu(x.detach() - 9) * w).sum()", "y.backward()"),
        "x",
        Cause.CUT,
        "x detach sub relu mul y",
        (5,),
        Cut.DETACH,
    ),
    Case(
        script(LEAF, W, "y = (torch.relu(x.detach() - 9) * w).sum()", "y.backward()"),
        "w",
        Cause.ZERO_OPERAND,
        "w mul relu",
        (5,),
    ),
    Case(
        script(
            LEAF,
            "x.sum().backward()",
            "x.grad = None",
            "y = torch.relu(x - 9).sum()",
            "y.backward()",
        ),
        "x",
        Cause.DEAD_RELU,
        "x sub relu",
        (6,),
    ),
    Case(
        script(LEAF, "y = torch.sigmoid(x * 0 + 300).sum()", "y.backward()"),
        "x",
        Cause.SATURATED,
        "x mul add sigmoid",
        (4,),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.cause.name}: {case.cards}")
def test_the_cause_is_found_with_its_cards_and_lines(case: Case):
    recording = recorded(case.code)
    found = diagnose(recording.at(recording.step_count), named(recording, case.about))
    assert found is not None
    assert found.cause is case.cause
    assert " ".join(word(recording, card) for card in found.cards) == case.cards
    assert tuple(line(recording, step) for step in found.steps) == case.lines
    assert found.cut is case.cut
