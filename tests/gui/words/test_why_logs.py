"""What is told to write instead of the log of a sigmoid or softmax."""

import pytest

from tests.gui.words.test_why_text import answer_on

A = "a = torch.tensor([-200.0, 200.0], requires_grad=True)\nF = torch.nn.functional\n"
TARGET = "torch.tensor([1.0, 0.0])"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("a.sigmoid().log().sum()", "Give the numbers before sigmoid to binary_cross_entropy_wi"),
        ("(1 - a.sigmoid()).log().sum()", "Give the numbers before sigmoid to binary_cross_entr"),
        (
            f"F.binary_cross_entropy(a.sigmoid(), {TARGET})",
            "its slope is 0. Give the numbers before sigmoid to binary_cross_entropy_with_logits:",
        ),
        ("a.softmax(0)[0].log()", "Give the numbers before softmax to cross_entropy, log_softmax"),
        (
            "F.cross_entropy(a.softmax(0), torch.tensor(0))",
            "its slope is 0. log_softmax, as in cross_entropy, takes a softmax itself: give it",
        ),
        ("(a * 0).log().sum()", "Keep the input of log where it is defined."),
        ("a.sigmoid().square().sum()", "its slope is 0. Let it take smaller numbers."),
        ("a.softmax(0)[0]", "Let it take numbers that are closer together."),
    ],
)
def test_the_advice_depends_on_what_the_log_is_taken_of(code: str, told: str) -> None:
    assert told in answer_on(f"{A}({code}).backward()", "a")


def test_a_tensor_that_was_made_without_is_told_how_to_require_a_gradient() -> None:
    told = answer_on("c = torch.ones(2)\n", "c")
    assert told.endswith("Where it shall get a gradient, call c.requires_grad_() before its use.")
