"""What is told of operations whose slope is zero."""

import pytest

from tests.gui.words.test_why_text import answer_on

A = "a = torch.tensor([1.0, 2.0, 0.0], requires_grad=True)\n"
F = "F = torch.nn.functional\n"
NORMED = (
    "w = torch.ones(2, requires_grad=True)\n"
    "x = torch.tensor([[1.0, 2.0], [1.0, 3.0]])\n"
    "y = torch.nn.functional.batch_norm(x, None, None, w, training=True)\n"
)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("((a - a.detach()) ** 2).sum()", "its slope is 0 where its input is 0."),
        ("(a * 0).abs().sum()", "its slope is 0 where its input is 0."),
        ("(a - a.detach()).norm()", "its slope is 0 where its input is 0."),
        ("a.norm()", "first at [2]: LinalgVectorNormBackward0 of line 3 received a gradient and"),
        ("(a * 0).prod()", "its slope is the product of the other numbers, and at least one"),
        ("(a * 0 + 1).std()", "its slope is 0 where a number equals the mean."),
        ("F.mse_loss(a, a.detach())", "its slope is 0 where input and target are equal."),
        ("torch.cdist(a[None], a[None]).sum()", "two points have equal numbers, as a point and"),
        ("F.dropout(a, 1.0).sum()", "dropout of line 4 dropped it: there, its factor is 0."),
        ("a[a > 9].sum()", "index of line 3 took no numbers at all: its result is empty."),
        ("torch.linalg.vector_norm(a, float('inf'))", "only the number of the largest magnitude"),
        ("a.norm(-float('inf'))", "number of the smallest magnitude has a slope, and none at 0."),
        (
            "(a - a.detach()).cumprod(0)[1:].sum()",
            "its slope is the product of the other numbers, and at least",
        ),
        ("(a * 0 * a[:, None]).det()", "the determinant of the other rows and columns, and that"),
        ("torch.normal(a, 1.0).sum()", "Write mean + std * torch.randn_like(std) for it."),
        ("(a / (a * 1e30).norm()).sum()", "divided what it received by a number that is infinite."),
        ("(a / 2).bernoulli().sum()", "the log of the probability of what was drawn."),
        (
            "F.cross_entropy(a[None] * 400, torch.tensor([1]))",
            "the share of what was asked for is 1 already",
        ),
        (
            "F.cross_entropy(a[:, None] * torch.tensor([1.0, 3.0]), torch.tensor([0, 1, -100]))",
            "nll_loss of line 4 does not count it: its target is the ignore_index.",
        ),
        (
            "(a.round() - a.detach()).square().sum()",
            "Even if it were not so: RoundBackward0 of line 4 has slope 0 everywhere",
        ),
    ],
)
def test_the_reason_depends_on_the_operation_and_its_numbers(code: str, told: str) -> None:
    setup = F if "F." in code or "round" in code else ""
    assert told in answer_on(f"{A}{setup}({code}).backward()", "a")


@pytest.mark.parametrize(
    ("of_matrix", "told"),
    [
        ("w.logdet()", "its slope is what the inverse of the matrix has at the mirrored place"),
        ("torch.slogdet(w)[1]", "its slope is what the inverse of the matrix has at the mirrored"),
        ("torch.linalg.norm(w, 2)", "each singular value changes with a number by the product of"),
        ("torch.linalg.svdvals(w)[0]", "each singular value changes with a number by the product"),
        ("torch.linalg.svd(w)[0][0, 0]", "received a gradient and sent zeros: its slope here is 0"),
    ],
)
def test_the_reason_for_zeros_of_a_diagonal_matrix(of_matrix: str, told: str) -> None:
    setup = "w = torch.diag(torch.tensor([3.0, 2.0])).requires_grad_()\n"
    assert told in answer_on(f"{setup}{of_matrix}.backward()", "w")


def test_rows_that_are_equal_leave_nothing_for_the_weight_of_a_normalisation() -> None:
    told = answer_on(f"{NORMED}(y[:, :1] - 3).pow(2).sum().backward()", "w")
    assert "how far its input is from its mean, and that is 0, as where all rows are equal." in told


def test_the_weight_of_a_normalisation_is_not_told_as_its_input() -> None:
    told = answer_on(f"{NORMED}(y[:, 1:] ** 3).sum().backward()", "w")
    assert "grow alike" not in told


def test_a_backward_of_the_script_is_told_with_its_line() -> None:
    code = (
        "class Own(torch.autograd.Function):\n    @staticmethod\n"
        "    def forward(ctx, t): return t * 3\n    @staticmethod\n"
        "    def backward(ctx, g): return g * 0\n"
    )
    told = answer_on(f"{code}{A}Own.apply(a).sum().backward()", "a")
    assert "its backward() of line 6 received a gradient and returned zeros." in told
