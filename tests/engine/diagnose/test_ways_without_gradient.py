"""Why no gradient, or zeros, came along a path without a cut."""

from __future__ import annotations

import pytest

from engine.diagnose.answer import diagnose
from engine.diagnose.finding import Cause
from engine.diagnose.remarkable import asks_why
from tests.engine.diagnose.test_diagnose import LEAF, Case, check, named, recorded, script, word

W = "w = torch.ones(2, requires_grad=True)"
KEEPS = (
    "class Keeps(torch.autograd.Function):",
    "    @staticmethod",
    "    def forward(ctx, a, b): return a * b",
    "    @staticmethod",
    "    def backward(ctx, g): return None, g",
)
LAYER = "layer = torch.nn.Linear(2, 1)"

LATE = [
    Case(
        script("x = torch.ones(2)", W, "h = x * w", "x.requires_grad_()", "h.sum().backward()"),
        "x",
        Cause.SET_LATE,
        "x h",
        (6, 5),
    ),
    Case(
        script(
            "x = torch.ones(2)",
            W,
            "h = x.exp()",
            "y = (h * w).sum()",
            "x.requires_grad = True",
            "y.backward()",
        ),
        "x",
        Cause.SET_LATE,
        "x h",
        (7, 6),
    ),
    Case(
        script(
            LAYER,
            "layer.requires_grad_(False)",
            "h = layer(torch.ones(2))",
            "layer.requires_grad_(True)",
            W,
            "(h * w).sum().backward()",
        ),
        "layer.bias",
        Cause.SET_LATE,
        "layer.bias addmm",
        (7, 5),
    ),
]
FROZEN = [
    Case(script(W, "w.requires_grad = False"), "w", Cause.FROZEN, "w", (3,)),
    Case(
        script(LAYER, "layer.requires_grad_(False)"), "layer.bias", Cause.FROZEN, "layer.bias", (3,)
    ),
    Case(script(W, "w.requires_grad_(False)", "h = w * 2"), "h", Cause.FROZEN, "h w", (3,)),
]
OTHERS_ASKED_FOR = [
    Case(
        script(LEAF, W, "(x * w).sum().backward(inputs=[w])"),
        "x",
        Cause.NOT_ASKED,
        "x mul sum",
        (4,),
    ),
    Case(
        script(LEAF, W, "y = (x * w).sum()", "g = torch.autograd.grad(y, w)"),
        "x",
        Cause.NOT_ASKED,
        "x mul y",
        (5,),
    ),
    Case(
        script(LEAF, "h = x * 2", "y = h.sum()", "g = torch.autograd.grad(y, h)"),
        "x",
        Cause.NOT_ASKED,
        "x h y",
        (5,),
    ),
]
NOTHING_SENT = [
    Case(
        script(*KEEPS, LEAF, W, "Keeps.apply(x, w).sum().backward()"),
        "x",
        Cause.NOTHING_SENT,
        "x Keeps",
        (9,),
    ),
    Case(
        script(*KEEPS, LEAF, W, "y = Keeps.apply(x * 3, w)", "y.sum().backward()"),
        "x",
        Cause.NOTHING_SENT,
        "x a y",
        (10,),
    ),
    Case(
        script(*KEEPS, LEAF, W, "y = Keeps.apply(x, w).exp() * 2", "y.sum().backward()"),
        "x",
        Cause.NOTHING_SENT,
        "x Keeps",
        (10,),
    ),
]
FAILED = [
    Case(
        script(LEAF, "h = x.exp()", "h += 1", "h.sum().backward()"),
        "x",
        Cause.PASS_FAILED,
        "x",
        (5,),
    ),
    Case(
        script(LEAF, "h = x * 2", "h.register_hook(lambda g: 1 / 0)", "h.sum().backward()"),
        "x",
        Cause.PASS_FAILED,
        "x",
        (5,),
    ),
    Case(
        script(LEAF, "h = x.exp()", "y = h.sin()", "h.zero_()", "y.sum().backward()"),
        "x",
        Cause.PASS_FAILED,
        "x",
        (6,),
    ),
]
TAKEN_OUT = [
    Case(
        script(LEAF, "y = torch.tensor(x.sum(), requires_grad=True)", "y.backward()"),
        "x",
        Cause.TAKEN_OUT,
        "x sum",
        (4,),
    ),
    Case(script(LEAF, "y = torch.tensor(x * 2)"), "y", Cause.TAKEN_OUT, "y mul"),
]
IN_A_MODULE = (
    "class Net(torch.nn.Module):",
    "    def __init__(self):",
    "        super().__init__()",
    "        self.heat = torch.nn.Parameter(torch.ones(1))",
    "        self.layer = torch.nn.Linear(2, 1)",
    "    def forward(self, x):",
    "        return self.layer(x) / self.heat.item()",
    "net = Net()",
    "net(torch.ones(1, 2)).backward()",
)
TAKEN_OUT += [
    Case(
        script(LEAF, W, "real = x * 2", "k = w.real.tolist()", "w.sum().backward()"),
        "x",
        Cause.NOT_REACHED,
        "x sum",
        (6,),
    ),
    Case(script(*IN_A_MODULE), "net.heat", Cause.TAKEN_OUT, "net.heat", (10,)),
    Case(
        script(
            LEAF, W, "print(x.sum().item())", "print(f'{x.sum().item()}')", "w.sum().backward()"
        ),
        "x",
        Cause.NOT_REACHED,
        "x sum",
        (6,),
    ),
]
BEYOND_BOUNDS = [
    Case(
        script(LEAF, "torch.nn.functional.hardtanh(x * 9).sum().backward()"),
        "x",
        Cause.OUT_OF_BOUNDS,
        "x mul hardtanh",
        (3,),
    ),
    Case(
        script(LEAF, "torch.nn.functional.relu6(x + 9).sum().backward()"),
        "x",
        Cause.OUT_OF_BOUNDS,
        "x add hardtanh",
        (3,),
    ),
]
FACTORS = [
    Case(
        script(LEAF, "y = torch.maximum(x, torch.zeros(2) + 9)", "y.sum().backward()"),
        "x",
        Cause.NOT_TAKEN,
        "x y",
        (4,),
    ),
    Case(
        script(LEAF, "y = torch.where(x > 9, x, torch.zeros(2))", "y.sum().backward()"),
        "x",
        Cause.NOT_TAKEN,
        "x y",
        (4,),
    ),
    Case(
        script(LEAF, "k = torch.zeros(2, 1)", "torch.addmm(torch.zeros(1), x[None], k).backward()"),
        "x",
        Cause.ZERO_OPERAND,
        "x unsqueeze addmm k",
        (4,),
    ),
]
SCALED = [
    Case(
        script(
            "x = torch.tensor(0.0, requires_grad=True)",
            "torch.sqrt(x * 0).backward()",
            "torch.nn.utils.clip_grad_norm_([x], 1.0)",
        ),
        "x",
        Cause.BROKEN_SLOPE,
        "x mul sqrt",
        (3,),
    ),
    Case(
        script(LEAF, "torch.relu(-x).sum().backward()", "x.grad *= 0.5"),
        "x",
        Cause.DEAD_RELU,
        "x neg relu",
        (3,),
    ),
]

WAYS = [
    *(*LATE, *FROZEN, *OTHERS_ASKED_FOR, *NOTHING_SENT, *FAILED, *TAKEN_OUT),
    *(*BEYOND_BOUNDS, *FACTORS, *SCALED),
]


@pytest.mark.parametrize("case", WAYS, ids=lambda case: f"{case.cause.name}: {case.cards}")
def test_the_cause_on_an_uncut_path_is_found(case: Case):
    check(case)


@pytest.mark.parametrize(
    ("code", "how", "cards"),
    [
        ("torch.nonzero(x > 1.5)", "torch.nonzero()", "x gt"),
        ("(x * 2).argsort()", ".argsort()", "x mul"),
        ("torch.bincount(x.long())", "torch.bincount()", "x to_copy"),
        ("torch.searchsorted(x, torch.tensor([1.5]))", "torch.searchsorted()", "x"),
        ("torch.histc(x, 2)", "torch.histc()", "x"),
    ],
)
def test_results_without_an_edge_to_their_inputs_are_told(code: str, how: str, cards: str) -> None:
    recording = recorded(script(LEAF, W, f"n = {code}", "(w * n.sum()).sum().backward()"))
    found = diagnose(recording.at(recording.step_count), named(recording, "x"))
    assert found is not None
    assert (found.cause, found.op, found.line) == (Cause.TAKEN_OUT, how, 4)
    assert " ".join(word(recording, card) for card in found.cards) == cards


def test_the_whole_expression_that_was_converted_is_told() -> None:
    code = script(
        "net = torch.nn.Linear(2, 1)",
        "n = net(torch.ones(1, 2)).mean().item()",
        "torch.tensor(n, requires_grad=True).backward()",
    )
    recording = recorded(code)
    found = diagnose(recording.at(recording.step_count), named(recording, "net.weight"))
    assert found is not None
    assert word(recording, found.cards[-1]) == "mean"


def test_nothing_is_asked_of_an_old_content_of_a_leaf_that_has_a_gradient() -> None:
    code = script(
        LEAF, "(x * x).sum().backward()", "torch.optim.SGD([x], lr=0.1).step()", "y = x * 2"
    )
    recording = recorded(code)
    state = recording.at(recording.step_count)
    assert not asks_why(state, named(recording, "x"))
    assert diagnose(state, named(recording, "x")) is None


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("h = x * 2\n(h.detach() * w).sum().backward()\nu = w * 1", Cause.CUT),
        ("h = x * 2\n(w * w).sum().backward()\nu = w * 1", Cause.NOT_REACHED),
        ("(x * w).sum().backward()\nh = x * 2\nu = w * 1", Cause.MADE_AFTER),
        ("h = x * 2\nh.sum().backward()\n(w * w).sum().backward()\nu = w * 1", Cause.NOT_KEPT),
    ],
)
def test_after_a_pass_a_result_is_not_kept_only_if_a_pass_came_to_it(
    code: str, cause: Cause
) -> None:
    recording = recorded(script(LEAF, W, code))
    found = diagnose(recording.at(recording.step_count), named(recording, "h"))
    assert found is not None
    assert found.cause is cause


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("torch.as_tensor([x[0], x[1]])", "torch.as_tensor()"),
        ("torch.Tensor([x[0], x[1]])", "torch.Tensor()"),
        ("torch.FloatTensor([x[0], x[1]])", "torch.FloatTensor()"),
        ("torch.from_numpy(np.array(x.detach()))", "np.array()"),
    ],
)
def test_what_makes_tensors_of_plain_numbers_is_told(code: str, how: str) -> None:
    recording = recorded(script(LEAF, W, "import numpy as np", f"(w * {code}).sum().backward()"))
    found = diagnose(recording.at(recording.step_count), named(recording, "x"))
    assert found is not None
    assert (found.cause, found.op, found.line) == (Cause.TAKEN_OUT, how, 5)


def test_a_tensor_that_is_kept_as_it_is_is_not_taken_out() -> None:
    recording = recorded(script(LEAF, W, "h = torch.as_tensor(x) * 2", "(w * w).sum().backward()"))
    found = diagnose(recording.at(recording.step_count), named(recording, "x"))
    assert found is not None
    assert found.cause is Cause.NOT_REACHED
