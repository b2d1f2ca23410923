"""Causes that lie before the step where they show: hooks, lists, relus, calls that failed."""

from __future__ import annotations

import pytest

from engine.diagnose.answer import diagnose
from engine.diagnose.finding import Cause, Finding
from tests.engine.diagnose.test_diagnose import LEAF, Case, check, named, recorded, script

W = "w = torch.ones(2, requires_grad=True)"
DEAD = "x = torch.tensor([-1.0, -2.0], requires_grad=True)"

HOOKS = [
    (script(LEAF, "x.register_hook(lambda g: g * 0)", "x.sum().backward()"), 3),
    (
        script(
            *(LEAF, "h = x * 2", "def kill(g):", "    return g * 0", "h.register_hook(kill)"),
            "h.sum().backward()",
        ),
        6,
    ),
    (
        script(
            *(LEAF, W, "w.register_hook(print)", "x.register_hook(lambda g: g / 0)"),
            "(x * w).sum().backward()",
        ),
        5,
    ),
    (
        script(
            *(LEAF, "def mute(t):", "    t.register_hook(lambda g: g * 0)", "    return t"),
            "mute(x * 2).sum().backward()",
        ),
        4,
    ),
    (
        script(
            *(LEAF, "x.register_hook(lambda g: g * 0)", "x.register_hook(lambda g: g * 2)"),
            "x.sum().backward()",
        ),
        0,
    ),
]


def why(code: str, about: str = "x") -> Finding:
    recording = recorded(code)
    found = diagnose(recording.at(recording.step_count), named(recording, about))
    assert found is not None
    return found


@pytest.mark.parametrize(("code", "line"), HOOKS)
def test_a_hook_is_found_where_the_script_registers_it(code: str, line: int) -> None:
    found = why(code)
    assert (found.cause, found.line) == (Cause.HOOKED, line)


@pytest.mark.parametrize(
    ("first", "second", "lines"),
    [
        ("lambda g: g * 1", "lambda g: g * 0", (6,)),
        ("lambda g: g * 0", "lambda g: g * 2", (5,)),
        ("lambda g: print(g)", "lambda g: g * 0", (6,)),
        ("lambda g: g.clamp(-1, 1)", "to_zero", (6,)),
        ("lambda g: none", "lambda g: none", (5, 6)),
    ],
)
def test_of_several_hooks_the_one_that_replaced_the_gradient_is_found(
    first: str, second: str, lines: tuple[int, ...]
) -> None:
    found = why(
        script(
            LEAF,
            "h, none = x * 2, torch.zeros(2)",
            "def to_zero(g): return torch.zeros_like(g)",
            f"h.register_hook({first})",
            f"h.register_hook({second})",
            "(h * h).sum().backward()",
        )
    )
    assert (found.cause, found.lines) == (Cause.HOOKED, lines)
    assert found.line == (lines[0] if len(lines) == 1 else 0)


def test_of_several_hooks_of_a_module_the_one_that_computed_is_found() -> None:
    found = why(
        script(
            LEAF,
            "net = torch.nn.Linear(2, 2)",
            "net.register_full_backward_hook(lambda m, i, o: None)",
            "net.register_full_backward_hook(lambda m, i, o: (i[0] * 0,))",
            "net(x[None]).sum().backward()",
        )
    )
    assert (found.cause, found.line) == (Cause.HOOKED, 5)


MODEL = "model = torch.nn.Linear(2, 1)"
RUN = "model(torch.ones(1, 2)).sum().backward()"


@pytest.mark.parametrize(
    ("code", "about", "line"),
    [
        (script(MODEL, "model.weight = torch.nn.Parameter(torch.ones(1, 2))", RUN), "weight", 3),
        (
            script(
                "model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 1))",
                "model[1] = torch.nn.Linear(2, 1)",
                RUN,
            ),
            "1.weight",
            3,
        ),
        (script(MODEL, "model.bias = None", RUN), "bias", 0),
        (script(MODEL, "net = torch.nn.Linear(2, 1)", RUN.replace("model", "net")), "weight", 0),
    ],
)
def test_a_parameter_that_was_replaced_is_told_from_one_that_is_not_used(
    code: str, about: str, line: int
) -> None:
    recording = recorded(code)
    card = min(
        card for card in range(len(recording["cards"])) if f"model.{about}" in recording.names(card)
    )
    found = diagnose(recording.at(recording.step_count), card)
    assert found is not None
    cause = Cause.REPLACED if line else Cause.NOT_REACHED
    assert (found.cause, found.line) == (cause, line)


def test_a_name_that_was_given_to_another_tensor_has_the_line() -> None:
    code = script(LEAF, "first = x", "x = torch.ones(2, requires_grad=True)", "x.sum().backward()")
    found = why(code, "first")
    assert (found.cause, found.line) == (Cause.REPLACED, 4)


@pytest.mark.parametrize(
    ("made", "how", "line"),
    [
        ("torch.tensor((x * 2).sum().item(), requires_grad=True)", ".item()", 3),
        ("torch.tensor([v.item() for v in vals], requires_grad=True)", ".item()", 4),
        ("torch.tensor([float(v) for v in vals], requires_grad=True)", "float()", 4),
        ("torch.tensor([v.tolist() for v in vals], requires_grad=True)", ".tolist()", 4),
        ("torch.tensor(sum(v.item() for v in vals), requires_grad=True)", ".item()", 4),
        ("torch.tensor(vals, requires_grad=True)", "torch.tensor()", 4),
    ],
)
def test_what_took_the_numbers_within_tensor_is_told(made: str, how: str, line: int) -> None:
    vals = ("vals = [(x * k).sum() for k in range(2)]",) if "vals" in made else ()
    found = why(script(LEAF, *vals, f"y = {made}", "y.sum().backward()"))
    assert (found.cause, found.op, found.line) == (Cause.TAKEN_OUT, how, line)


@pytest.mark.parametrize("change", ["* 0", "/ 0"])
def test_a_hook_of_a_module_is_no_function_of_the_script(change: str) -> None:
    code = script(
        LEAF,
        "net = torch.nn.Linear(2, 1)",
        f"net.register_full_backward_hook(lambda m, gi, go: tuple(g {change} for g in gi))",
        "net(x[None]).sum().backward()",
    )
    found = why(code)
    assert (found.cause, found.line) == (Cause.HOOKED, 4)


@pytest.mark.parametrize(
    ("code", "cards", "line"),
    [
        ("(torch.relu(x) ** 2).sum().backward()", "x relu", 3),
        ("((torch.relu(x) - 0.0) ** 2).mean().backward()", "x relu", 3),
        ("h = x.relu()\n(h * h).sum().backward()", "x h", 4),
        (
            "h = x.relu()\ntorch.nn.functional.mse_loss(h, torch.zeros(2)).backward()",
            "x h",
            4,
        ),
    ],
)
def test_a_square_behind_a_dead_relu_is_not_to_blame(code: str, cards: str, line: int) -> None:
    check(Case(script(DEAD, code), "x", Cause.DEAD_RELU, cards, (line,)))


@pytest.mark.parametrize(
    ("code", "about"),
    [
        ("x = torch.zeros(2, requires_grad=True)\n(x ** 2).sum().backward()", "x"),
        (script(LEAF, "h = x.relu()", "((h - h.detach()) ** 2).sum().backward()"), "x"),
        (script(DEAD, "h = x.relu()", "h.retain_grad()", "(h ** 2).sum().backward()"), "h"),
    ],
)
def test_without_a_dead_relu_on_the_way_the_square_is(code: str, about: str) -> None:
    assert why(code, about).cause is Cause.ZERO_SLOPE


def test_of_some_numbers_the_one_before_a_dead_relu_is_told() -> None:
    found = why(
        "x = torch.tensor([3.0, -1.0], requires_grad=True)\n(x.relu() ** 2).sum().backward()"
    )
    assert (found.cause, found.element, found.at) == (Cause.DEAD_RELU, (1,), (1,))


@pytest.mark.parametrize(
    "made",
    [
        "parts = [x[0] * 2, x[1] * 3]",
        "parts = []\nfor each in x:\n    parts.append(each * 2)",
        "parts = [each * 2 for each in x]",
    ],
)
def test_a_list_of_tensors_made_a_tensor_has_lost_the_graph(made: str) -> None:
    code = script(LEAF, W, made, "t = torch.tensor(parts)", "(t * w).sum().backward()")
    found = why(code)
    assert (found.cause, found.op) == (Cause.TAKEN_OUT, "torch.tensor()")
    assert found.line == code.count("\n") + 1
    recording = recorded(code)
    assert recording.text(int(recording["cards"]["op"][found.cards[-1]])) == "mul"


@pytest.mark.parametrize(
    "call",
    ["(x * 2).backward()", "x.sum().backward(torch.ones(2))", "torch.autograd.grad(x * 2, x)"],
)
def test_a_call_that_failed_before_its_pass_is_told(call: str) -> None:
    found = why(script(LEAF, call))
    assert (found.cause, found.line) == (Cause.NOT_BEGUN, 3)


STEPS = """
opt = torch.optim.SGD([w], lr=0.1)
for _ in range(3):
    (x * w).sum().backward()
    opt.step()
    opt.zero_grad()
"""


def test_a_clearing_that_leaves_a_tensor_out_is_told() -> None:
    found = why(LEAF + "\n" + W + STEPS)
    assert (found.cause, found.line) == (Cause.ACCUMULATED, 8)
    assert why(LEAF + "\n" + W + STEPS.replace("opt.zero_grad()", "")).line == 0


def test_another_error_leaves_it_at_no_pass() -> None:
    assert why(script(LEAF, "x + torch.ones(3)")).cause is Cause.NO_PASS


NOTES = [
    ("history = []", "history.append(l1.item())", "print(history)"),
    ("", "shown = l1.item()", 'print(f"{shown:.3f}")'),
    ("total = 0.0", "total += l1.item()\nmean = total / 2", 'print("mean", mean)'),
    ("", "x.data.mul_(2)", ""),
    ("", "x.data[0] = 2.0", ""),
]


@pytest.mark.parametrize(("before", "note", "after"), NOTES)
def test_numbers_that_are_only_noted_down_are_not_the_cause(before: str, note: str, after: str):
    code = (LEAF, before, "l1 = (x * 2).sum()", note, "v = torch.ones(2, requires_grad=True)")
    found = why(script(*code, "v.sum().backward()", after))
    assert found.cause is Cause.NOT_REACHED


@pytest.mark.parametrize(
    "used", ["v * k", "v * total", "torch.tensor(history) * v", "v * sum(history)"]
)
def test_numbers_that_are_noted_and_computed_with_are_the_cause(used: str):
    code = (
        *(LEAF, "history, total = [], 0.0", "k = (x * 2).sum().item()", "total += k"),
        *("history.append(k)", "v = torch.ones(1, requires_grad=True)"),
    )
    found = why(script(*code, f"({used}).sum().backward()", "print(history)"))
    assert (found.cause, found.op, found.line) == (Cause.TAKEN_OUT, ".item()", 4)


def test_functions_of_math_take_numbers():
    found = why(
        script(
            "import math",
            "x = torch.tensor(2.0, requires_grad=True)",
            "y = torch.tensor(math.sin(x), requires_grad=True)",
            "y.backward()",
        )
    )
    assert (found.cause, found.op, found.line) == (Cause.TAKEN_OUT, "math.sin()", 4)
