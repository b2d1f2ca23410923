"""Zeros of operations at special numbers, of random draws, and of several things at once."""

from __future__ import annotations

import pytest

from engine.diagnose.answer import diagnose
from engine.diagnose.finding import Cause, Finding
from tests.engine.diagnose.test_diagnose import LEAF, Case, check, line, named, recorded, script

A = "a = torch.tensor([1.0, 0.5, 0.0], requires_grad=True)"
CLASSES = script("F = torch.nn.functional", "w = torch.ones(3, 2, requires_grad=True)")

MORE_ZEROS = [
    Case(script(A, "a.bernoulli().sum().backward()"), "a", Cause.DRAWN, "a bernoulli", (3,)),
    Case(script(A, "torch.poisson(a).sum().backward()"), "a", Cause.DRAWN, "a poisson", (3,)),
    Case(
        script(A, "torch.normal(a, torch.ones(3)).sum().backward()"),
        "a",
        Cause.DRAWN,
        "a normal_of_both",
        (3,),
    ),
    Case(
        script(CLASSES, "F.cross_entropy(w, torch.tensor([1, -100, 0])).backward()"),
        "w",
        Cause.IGNORED,
        "w log_softmax nll_loss",
        (4,),
    ),
    Case(
        script(CLASSES, "F.cross_entropy(w, torch.full((3,), -100)).backward()"),
        "w",
        Cause.IGNORED,
        "w log_softmax nll_loss",
        (4,),
    ),
    Case(
        script(CLASSES, "F.nll_loss(w, torch.tensor([1, 0, 1]), ignore_index=0).backward()"),
        "w",
        Cause.NOT_TAKEN,
        "w nll_loss",
        (4,),
    ),
    Case(
        script(
            CLASSES,
            "F.cross_entropy(w[:, :, None], torch.tensor([[1], [2], [0]]), ignore_index=2)"
            ".backward()",
        ),
        "w",
        Cause.IGNORED,
        "w unsqueeze log_softmax view nll_loss2d",
        (4,),
    ),
    # what wrote over a number last is to blame, not what wrote it
    Case(
        script(
            LEAF,
            "out = torch.zeros(2)",
            "out[0] = x[0]",
            "out[0] = 5.0",
            "(out + x[1]).sum().backward()",
        ),
        "x",
        Cause.OVERWRITTEN,
        "x select copy_from copy_from",
        (6,),
    ),
]


@pytest.mark.parametrize("case", MORE_ZEROS, ids=lambda case: f"{case.cause.name}: {case.cards}")
def test_the_cause_is_found_with_its_cards_and_lines(case: Case) -> None:
    check(case)


def found(code: str, name: str) -> tuple[Finding, int]:
    """The diagnosis of the last tensor of a name at the end of a script, and its line."""
    recording = recorded(code)
    finding = diagnose(recording.at(recording.step_count), named(recording, name))
    assert finding is not None
    return finding, line(recording, recording.at(finding.steps[0]).cursor)


@pytest.mark.parametrize(
    ("view", "overwritten"),
    [("out[0]", 5), ("out.view(2, 2)[0][:1]", 5), ("out[::3]", 5), ("out[1:3].flip(0)", 6)],
)
def test_a_number_is_followed_through_changes_of_views(view: str, overwritten: int) -> None:
    code = script(
        "w = torch.arange(1.0, 5.0, requires_grad=True)",
        "out = torch.zeros(4)",
        "out[:2] = w[:2]",
        f"part = {view}" if "flip" in view else f"{view} = 7.0",
        "out[0:1] = 8.0" if "flip" in view else "out[3] = 9.0",
        "(out * out + 1).sum().backward()",
    )
    finding, line_of_cause = found(code, "w")
    assert (finding.cause, finding.element) == (Cause.OVERWRITTEN, (0,))
    assert line_of_cause == 7
    recording = recorded(code)
    site = recording.card_site(finding.cards[-1])
    assert site is not None
    assert site.line == overwritten


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("(a.round() - a.round().detach()).pow(2).sum()", Cause.STEPWISE),
        ("((a * 999 + 99).sigmoid() - 1).square().sum()", Cause.SATURATED),
        ("(a.bernoulli() * 0).sum()", Cause.DRAWN),
        ("(torch.relu(-a - 1) * 0).sum()", Cause.DEAD_RELU),
    ],
)
def test_a_flat_operation_further_up_is_told_as_well(code: str, cause: Cause) -> None:
    finding, _ = found(script(A, f"({code}).backward()"), "a")
    assert finding.also is not None
    assert finding.also.cause is cause
    assert finding.also.cards == finding.cards[: len(finding.also.cards)]


def test_nothing_else_is_told_where_the_rest_of_the_way_is_open() -> None:
    finding, _ = found(script(A, "((a * 2 - a.detach() * 2) ** 2).sum().backward()"), "a")
    assert (finding.cause, finding.also) == (Cause.ZERO_SLOPE, None)


def test_of_several_ways_the_one_that_takes_the_number_is_followed() -> None:
    finding, _ = found(script(A, "h = torch.relu(a[0] - 1)", "(a[1] + h).backward()"), "a")
    assert (finding.cause, finding.element) == (Cause.DEAD_RELU, (0,))


@pytest.mark.parametrize("picked", ["a[1]", "a.select(0, 1)", "a.gather(0, torch.tensor([1]))"])
def test_a_number_that_was_picked_is_not_told_as_passed_over(picked: str) -> None:
    finding, _ = found(script(A, f"({picked} * 0).sum().backward()"), "a")
    assert finding.cause is Cause.ZERO_OPERAND
    assert finding.also is None


def test_the_line_of_a_backward_of_the_script_is_found() -> None:
    code = script(
        "class Own(torch.autograd.Function):",
        "    @staticmethod",
        "    def forward(ctx, t): return t * 3",
        "    @staticmethod",
        "    def backward(ctx, g): return g * 0",
        LEAF,
        "Own.apply(x).sum().backward()",
    )
    assert found(code, "x")[0].line == 6


@pytest.mark.parametrize(
    "norm", ["batch_norm(h, None, None, weight, training=True)", "layer_norm(h, (3,), weight)"]
)
def test_a_weight_of_zeros_of_a_normalisation_is_a_factor(norm: str) -> None:
    code = script(
        "h = torch.tensor([[1.0, 2.0, 4.0], [3.0, 1.0, 0.0]], requires_grad=True)",
        "weight = torch.zeros(3)",
        f"((torch.nn.functional.{norm} - 1) ** 2).sum().backward()",
    )
    finding, _ = found(code, "h")
    assert finding.cause is Cause.ZERO_OPERAND
    assert recorded(code).names(finding.cards[-1]) == ["weight"]


def test_the_weights_of_classes_are_a_factor() -> None:
    code = script(
        CLASSES,
        "weights = torch.tensor([0.0, 1.0])",
        "F.cross_entropy(w, torch.tensor([1, 0, -100]), weights, reduction='sum').backward()",
    )
    finding, _ = found(code, "w")
    assert (finding.cause, finding.element) == (Cause.ZERO_OPERAND, (1, 0))
    assert recorded(code).names(finding.cards[-1]) == ["weights"]


def test_attention_to_a_single_place_is_flat() -> None:
    code = script(
        "k = torch.ones(1, 2, 3, requires_grad=True)",
        "mask = torch.tensor([[True, False], [True, False]])",
        "q, v = torch.randn(1, 2, 3), torch.randn(1, 2, 3)",
        "torch.nn.functional.scaled_dot_product_attention(q, k, v, mask).sum().backward()",
    )
    assert found(code, "k")[0].cause is Cause.SATURATED


@pytest.mark.parametrize(
    ("code", "cause", "at_fault"),
    [
        ("torch.where(m > 0, torch.relu(x - 1.5), 3.0).sum()", Cause.DEAD_RELU, 4),
        ("(torch.sigmoid(x * 200 - 399) * m).sum()", Cause.SATURATED, 4),
        ("((x * (1 - m)) * m).sum()", Cause.ZERO_OPERAND, 4),
        ("(torch.stack([x, x]).mean(0) * (1 - m))[0]", Cause.ZERO_OPERAND, 4),
    ],
)
def test_zeros_of_several_causes_are_told_by_the_first(
    code: str, cause: Cause, at_fault: int
) -> None:
    finding, at = found(script(LEAF, "m = torch.tensor([1.0, 0.0])", f"{code}.backward()"), "x")
    assert (finding.cause, finding.element, at) == (cause, (0,), at_fault)


@pytest.mark.parametrize(("picked", "element"), [("[0, 0]", None), ("[0, 0, 1]", (0,))])
def test_what_is_picked_twice_and_cancels_is_not_told_as_passed_over(
    picked: str, element: tuple[int, ...] | None
) -> None:
    code = (
        f"(x[torch.tensor({picked})] * torch.tensor([1.0, -1.0, 1.0])[:{len(picked) // 3}]).sum()"
    )
    finding, _ = found(script(LEAF, f"{code}.backward()"), "x")
    assert (finding.cause, finding.element) == (Cause.CANCELS_WITHIN, element)
