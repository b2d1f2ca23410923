"""The summary of a check of several gradients."""

import pytest

from engine.finite_differences.verdict import Finding, Verdict
from gui.inspector.check_text import summary_text
from tests.samples import accumulation

pytestmark = pytest.mark.usefixtures("qapp")

X, Y = 0, 2


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (("agrees", "agrees"), "✓ Finite differences agree with every gradient (2)."),
        (("agrees", "kink"), "✓ Finite differences agree with 1 of 2 gradients;"),
        (("differs", "agrees"), "✗ Finite differences disagree with x.grad."),
        (("kink", "random"), "– No gradient could be checked; its leaf tells why."),
    ],
)
def test_the_summary_is_true_of_all_verdicts(found: tuple[Finding, Finding], words: str) -> None:
    recording = accumulation().recording()
    state = recording.at(recording.step_count)
    verdicts = [Verdict(card, finding) for card, finding in zip((X, Y), found)]
    assert summary_text(state, verdicts).startswith(words)
