"""What is told of tensors that a pass did not start from, and where their results end."""

import pytest

from tests.gui.words.test_why_text import A, answer_on

V = "v = torch.ones(3, requires_grad=True)\n"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", "Nothing was computed from a at all."),
        ("b = a * 2\nb = b.sum()\n", "What was computed from a ends in line 5, with b"),
        ("a.exp()\n", "What was computed from a ends in line 4, with the result of exp."),
        ("(a > 1).all()\n", "What was computed from a ends in line 4, with the result of all."),
        ("a.data.mul_(2)\na * 2\nwith torch.no_grad(): a += 1\n", "with the result of mul."),
    ],
)
def test_the_end_of_what_was_computed_is_told(code: str, told: str) -> None:
    assert told in answer_on(f"{A}{V}{code}v.sum().backward()", "a")
