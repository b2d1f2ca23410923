"""What about an operation made a gradient zero or infinite, and for which of its elements."""

from __future__ import annotations

import pytest

from engine.diagnose.answer import diagnose
from engine.diagnose.finding import Cause, Finding
from engine.record.recording import Recording
from engine.record.schema import NONE, Cut
from tests.engine.diagnose.test_diagnose import LEAF, Case, check, named, recorded, script

A = "a = torch.tensor([1.0, 5.0, 2.0], requires_grad=True)"

OWN = script(
    "class Own(torch.autograd.Function):",
    "    @staticmethod",
    "    def forward(ctx, t): return t * 3",
    "    @staticmethod",
    "    def backward(ctx, g): return g * 0",
    LEAF,
)

OPERATION_CASES = [
    # other numbers were taken, or put in its place
    Case(
        script(A, "a.masked_fill(a > 0, 7.0).sum().backward()"),
        "a",
        Cause.OVERWRITTEN,
        "a masked_fill",
        (3,),
    ),
    Case(
        script(A, "h = a * 2", "h.zero_()", "(h + 1).sum().backward()"),
        "a",
        Cause.OVERWRITTEN,
        "a h zero",
        (5,),
    ),
    Case(
        script(A, "h = a * 2", "h[:] = 5.0", "h.sum().backward()"),
        "a",
        Cause.OVERWRITTEN,
        "a h fill_from",
        (5,),
    ),
    Case(script(A, "a[a > 9].sum().backward()"), "a", Cause.NOT_TAKEN, "a index", (3,)),
    # a function of the script
    Case(script(OWN, "Own.apply(x).sum().backward()"), "x", Cause.OWN_BACKWARD, "x Own", (8,)),
    Case(
        script(OWN, "h = x * 2", "Own.apply(h).sum().backward()"),
        "x",
        Cause.OWN_BACKWARD,
        "x h Own",
        (9,),
    ),
    Case(
        script(OWN, "y = Own.apply(x).sin()", "y.sum().backward()"),
        "x",
        Cause.OWN_BACKWARD,
        "x Own",
        (9,),
    ),
    # too small, too large
    Case(
        script(
            "w = torch.tensor([1e-4, 2e-4], dtype=torch.float16, requires_grad=True)",
            "y = w * 1e-4 * torch.tensor(1e-4, dtype=torch.float16)",
            "y.sum().backward()",
        ),
        "w",
        Cause.UNDERFLOWS,
        "w mul",
        (4,),
    ),
    Case(
        script("w = torch.ones(1000, requires_grad=True)", "(w * 1e-43).mean().backward()"),
        "w",
        Cause.UNDERFLOWS,
        "w mul",
        (3,),
    ),
    Case(
        script(
            "w = torch.tensor(0.5, requires_grad=True)",
            "u = w * 1e-20",
            "v = torch.sigmoid(u) * 1e-26",
            "v.backward()",
        ),
        "w",
        Cause.UNDERFLOWS,
        "w u",
        (5,),
    ),
    Case(
        script("w = torch.zeros(2, requires_grad=True)", "(w * 1e30 * 1e30).sum().backward()"),
        "w",
        Cause.GROWN,
        "w mul",
        (3,),
    ),
    Case(
        script(
            "W = torch.eye(2) * 1e20",
            "b = torch.zeros(2, requires_grad=True)",
            "h = W @ b",
            "(W @ h).sum().backward()",
        ),
        "b",
        Cause.GROWN,
        "b h",
        (5,),
    ),
    Case(
        script(
            "w = torch.tensor(3.0, requires_grad=True)",
            "for _ in range(4):",
            "    loss = (w ** 2 - 1) ** 2",
            "    loss.backward()",
            "    with torch.no_grad():",
            "        w -= 100.0 * w.grad",
            "        w.grad = None",
            "(w ** 2).backward()",
        ),
        "w",
        Cause.GROWN,
        "w pow_number w w mul grad pow_number",
        (5,),
    ),
    # terms that cancel within one operation
    Case(
        script(A, "torch.softmax(a, 0).sum().backward()"),
        "a",
        Cause.CANCELS_WITHIN,
        "a softmax",
        (3,),
    ),
    Case(
        script(
            "b = torch.zeros(1, requires_grad=True)",
            "(b.expand(2) * torch.tensor([1.0, -1.0])).sum().backward()",
        ),
        "b",
        Cause.CANCELS_WITHIN,
        "b expand",
        (3,),
    ),
    Case(
        script(
            "w = torch.ones(2, requires_grad=True)",
            "X = torch.tensor([[1.0, 2.0], [-1.0, -2.0]])",
            "(X @ w).sum().backward()",
        ),
        "w",
        Cause.CANCELS_WITHIN,
        "w mv",
        (4,),
    ),
    # neither far from zero nor cancelling
    Case(
        script(
            "w = torch.tensor([[2.0], [3.0]], requires_grad=True)",
            "(torch.softmax(w, dim=1) * 5).sum().backward()",
        ),
        "w",
        Cause.ZERO_SLOPE,
        "w softmax",
        (3,),
    ),
    Case(
        script(
            "w = torch.tensor([-200.0, -300.0], requires_grad=True)",
            "torch.nn.functional.elu(w).sum().backward()",
        ),
        "w",
        Cause.SATURATED,
        "w elu",
        (3,),
    ),
    Case(
        script(A, "alpha = 0.0", "(alpha * a).sum().backward()"),
        "a",
        Cause.ZERO_OPERAND,
        "a mul",
        (4,),
    ),
    # a mask of -inf is no mistake until nothing else is left
    Case(
        script(
            "w = torch.tensor([[1.0, 2.0]], requires_grad=True)",
            "s = w + torch.tensor([[float('-inf'), float('-inf')]])",
            "p = torch.softmax(s, dim=1)",
            "p[0, 0].backward()",
        ),
        "w",
        Cause.BROKEN_VALUE,
        "w s p",
        (4,),
    ),
    # gradients without a graph
    Case(
        script(
            LEAF,
            "w = torch.ones(2, requires_grad=True)",
            "b = torch.ones(2, requires_grad=True)",
            "y = (w * x).sum()",
            "g, = torch.autograd.grad(y, x)",
            "((g - 1) ** 2 + b).sum().backward()",
        ),
        "w",
        Cause.WITHOUT_GRAPH,
        "w mul y g",
        (6,),
    ),
    Case(
        script(
            LEAF,
            "w = torch.ones(2, requires_grad=True)",
            "b = torch.ones(2, requires_grad=True)",
            "y = (w * x).sum()",
            "y.backward(inputs=[x])",
            "(x.grad * b).sum().backward()",
        ),
        "w",
        Cause.WITHOUT_GRAPH,
        "w mul y grad",
        (6,),
    ),
    Case(
        script(
            LEAF,
            "w = torch.ones(2, requires_grad=True)",
            "b = torch.ones(2, requires_grad=True)",
            "h = w.exp()",
            "g = torch.autograd.grad((h * x).sum(), x)[0]",
            "(g.norm() * b).sum().backward()",
        ),
        "w",
        Cause.WITHOUT_GRAPH,
        "w h mul sum g",
        (6,),
    ),
    # what the script reads of a tensor that is no leaf
    Case(
        script(LEAF, "h = x * 2", "(h * h).sum().backward()", "print(h.grad)"),
        "h",
        Cause.NOT_KEPT,
        "h",
        (4,),
    ),
    # a conversion after a cut
    Case(
        script(
            LEAF,
            "v = torch.ones(2, requires_grad=True)",
            "with torch.inference_mode():",
            "    h = x * 2",
            "((v * v).sum() + h.sum().item()).backward()",
        ),
        "x",
        Cause.TAKEN_OUT,
        "x h sum",
        (6,),
        Cut.NO_GRAD,
    ),
]


@pytest.mark.parametrize(
    "case", OPERATION_CASES, ids=lambda each: f"{each.cause.name}: {each.cards}"
)
def test_the_cause_is_found_with_its_cards_and_lines(case: Case) -> None:
    check(case)


def found(code: str, name: str) -> Finding | None:
    recording = recorded(code)
    return diagnose(recording.at(recording.step_count), named(recording, name))


@pytest.mark.parametrize(
    ("code", "cause", "element", "at"),
    [
        ("(torch.relu(a - 3)).sum().backward()", Cause.DEAD_RELU, (0,), (0,)),
        ("torch.relu(3 - a).sum().backward()", Cause.DEAD_RELU, (1,), (1,)),
        ("a.clamp(1.5, 4).sum().backward()", Cause.OUT_OF_BOUNDS, (0,), (0,)),
        ("torch.sigmoid(a * 50 - 100).sum().backward()", Cause.SATURATED, (1,), (1,)),
        ("(a * torch.tensor([1.0, 0.0, 1.0])).sum().backward()", Cause.ZERO_OPERAND, (1,), (1,)),
        ("torch.where(a > 1, a, 0.0).sum().backward()", Cause.NOT_TAKEN, (0,), (0,)),
        ("a.max().backward()", Cause.NOT_TAKEN, (0,), None),
        ("a.topk(2).values.sum().backward()", Cause.NOT_TAKEN, (0,), None),
        ("a[1:].sum().backward()", Cause.NOT_TAKEN, (0,), None),
        ("a.gather(0, torch.tensor([0, 1])).sum().backward()", Cause.NOT_TAKEN, (2,), None),
        ("(a[0] * 2 + a[2]).backward()", Cause.NOT_TAKEN, (1,), None),
        ("h = a * 2\nh[0] = 5.0\nh.sum().backward()", Cause.OVERWRITTEN, (0,), None),
        ("((a - 2) ** 2).sum().backward()", Cause.ZERO_SLOPE, (2,), (2,)),
        ("(a[0] + (a - a.detach() * 0).sum() - a[0] - a[0]).backward()", Cause.CANCELS, (0,), None),
        ("(a * 2).backward(torch.tensor([1.0, 0.0, 1.0]))", Cause.ZERO_SEED, (1,), None),
        ("a.sum().backward()\na.grad[1] = 0", Cause.ZEROED, (1,), None),
        (
            "h = a * 2\nh.register_hook(lambda g: g * torch.tensor([0.0, 1.0, 1.0]))\n"
            "h.sum().backward()",
            Cause.HOOKED,
            (0,),
            None,
        ),
    ],
)
def test_zeros_among_other_numbers_are_explained_for_the_first_of_them(
    code: str, cause: Cause, element: tuple[int, ...], at: tuple[int, ...] | None
) -> None:
    finding = found(script(A, code), "a")
    assert finding is not None
    assert (finding.cause, finding.element, finding.at) == (cause, element, at)


NET = script(
    "torch.manual_seed(0)",
    "W = torch.randn(2, 3, requires_grad=True)",
    "b = torch.tensor([1.0, -100.0, 1.0])",
    "X = torch.rand(4, 2) * {mask}",
    "h = torch.addmm(b, X, W).relu()",
    "(h * 2).mean().backward()",
)


def test_a_dead_unit_of_a_layer_is_found_through_the_product_of_matrices() -> None:
    finding = found(NET.format(mask="1"), "W")
    assert finding is not None
    assert (finding.cause, finding.element) == (Cause.DEAD_RELU, (0, 1))


def test_an_input_that_is_always_zero_is_the_factor_to_blame() -> None:
    code = NET.format(mask="torch.tensor([1.0, 0.0])").replace("-100.0", "1.0")
    finding = found(code, "W")
    assert finding is not None
    assert (finding.cause, finding.element) == (Cause.ZERO_OPERAND, (1, 0))


@pytest.mark.parametrize(
    ("code", "cause", "element", "is_zero_times"),
    [
        ("torch.sqrt(a - 1).sum().backward()", Cause.BROKEN_SLOPE, (0,), False),
        ("torch.log(a - 5).sum().backward()", Cause.BROKEN_VALUE, (1,), False),
        ("torch.where(a > 1, (a - 1).sqrt(), a).sum().backward()", Cause.BROKEN_SLOPE, (0,), True),
        ("torch.where(a > 1, (a - 1).log(), a).sum().backward()", Cause.BROKEN_VALUE, (0,), True),
    ],
)
def test_the_first_element_that_is_not_finite_is_told(
    code: str, cause: Cause, element: tuple[int, ...], is_zero_times: bool
) -> None:
    finding = found(script(A, code), "a")
    assert finding is not None
    assert (finding.cause, finding.element) == (cause, element)
    assert finding.is_zero_times is is_zero_times


def test_infinities_elsewhere_in_a_result_are_not_to_blame() -> None:
    """The logarithm of 0 does no harm where the number is replaced; the square root does."""
    code = script(
        "a = torch.tensor([0.0, 4.0], requires_grad=True)",
        "b = torch.tensor([1.0, 0.0])",
        "(torch.sqrt(a) + torch.log(b)).sum().backward()",
    )
    finding = found(code, "a")
    assert finding is not None
    assert (finding.cause, finding.op) == (Cause.BROKEN_SLOPE, "SqrtBackward0")


@pytest.mark.parametrize("code", ["h.retain_grad()", "pass"])
def test_a_gradient_that_is_kept_or_never_read_is_not_asked_about(code: str) -> None:
    reading = "print(h.grad)" if code != "pass" else "pass"
    assert found(script(LEAF, "h = x * 2", code, "(h * h).sum().backward()", reading), "h") is None


def diagnose_every_card(code: str) -> Recording:
    """Diagnose every card at the end of a run; an answer leads to steps that there are."""
    recording = recorded(code)
    state = recording.at(recording.step_count)
    for card in range(len(recording["cards"])):
        finding = diagnose(state, card)
        assert finding is None or set(finding.steps) <= set(range(recording.step_count + 1))
    return recording


def test_diagnosing_every_card_at_the_end_raises_no_error() -> None:
    for case in OPERATION_CASES:
        diagnose_every_card(case.code)


@pytest.mark.parametrize(
    ("code", "cause", "cards"),
    [
        (
            "t = torch.cat([a, b])\n(t * torch.tensor([1., 1., 1., 0., 1., 1.])).sum().backward()",
            Cause.ZERO_OPERAND,
            4,
        ),
        ("t = torch.stack([a, b])\nt[0].sum().backward()", Cause.NOT_TAKEN, 3),
        ("s, i = b.sort()\ns[:2].sum().backward()", Cause.NOT_TAKEN, 3),
        ("torch.relu((a * 0 - b).sum(0, keepdim=True)).backward()", Cause.DEAD_RELU, 4),
        ("u, v, w = b.unbind()\n(u + v).backward()", Cause.NOT_TAKEN, 2),
    ],
)
def test_elements_are_followed_through_operations_that_move_or_add_them(
    code: str, cause: Cause, cards: int
) -> None:
    finding = found(script(A, "b = torch.tensor([3.0, 1.0, 2.0], requires_grad=True)", code), "b")
    assert finding is not None
    assert (finding.cause, len(finding.cards)) == (cause, cards)


def test_a_view_that_was_written_to_has_a_node_without_a_card() -> None:
    code = script(
        "x = torch.ones(2, 2, requires_grad=True)",
        "h = x[torch.tensor([0, 0])]",
        "part = h[0]",
        "with torch.no_grad():",
        "    part.cumsum_(0)",
        "part.norm().backward()",
    )
    recording = diagnose_every_card(code)
    assert (recording["nodes"]["card"] == NONE).any()
