"""A question that stays open while a pass is walked: each step has the answer it has alone."""

from __future__ import annotations

import pytest

from engine.diagnose.answer import diagnose
from engine.diagnose.finding import Cause, Finding
from engine.diagnose.local import Local, local_of
from engine.record.recording import Recording
from engine.record.schema import NONE
from tests.engine.diagnose.test_diagnose import recorded, script

X = "x = torch.tensor([2.0, -3.0], requires_grad=True)"

WALKS = {
    "a dead relu": script(
        X, "y = x", "for i in range(3): y = y * 2", "(y - 9).relu().sum().backward()"
    ),
    "one element": script(
        X,
        "y = x",
        "for i in range(3): y = y * 2",
        "(y * torch.tensor([1.0, 0.0])).sum().backward()",
    ),
    "another element on each branch": script(
        X,
        "a = x * 2",
        "b = a * torch.tensor([0.0, 1.0])",
        "c = a.flip(0).relu()",
        "c[1].backward()",
    ),
    "zeros and nan": script(
        X, "y = (x * 0).sqrt() * x", "for i in range(2): y = y * 1", "(y * 0).sum().backward()"
    ),
    "a seed of zeros": script(X, "y = (x * 2).exp()", "y.backward(torch.zeros(2))"),
    "parts": script(X, "a, b = (x * 2).split(1)", "(a.relu() + b.relu()).backward()"),
    "two passes": script(X, "for i in range(2): (x - 3).relu().exp().sum().backward()"),
}


def answers(recording: Recording, cursors: range) -> list[Finding | None]:
    """What is said about the card of each step, and about the leaf."""
    found = []
    for cursor in cursors:
        state = recording.at(cursor)
        for card in (state.current_card(), 0):
            found.append(diagnose(state, card) if card != NONE and state.exists(card) else None)
    return found


@pytest.mark.parametrize("code", WALKS.values(), ids=WALKS)
def test_each_step_of_a_walk_has_the_answer_that_it_has_alone(code: str) -> None:
    walked = recorded(code)
    steps = walked.step_count + 1
    told = answers(walked, range(steps))
    alone = [
        answer for step in range(steps) for answer in answers(recorded(code), range(step, step + 1))
    ]
    assert told == alone
    assert any(told)
    assert answers(walked, range(steps)[::-1]) == answers(recorded(code), range(steps)[::-1])


def test_the_way_of_the_step_before_is_not_followed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = recorded(
        script(X, "y = x", "for i in range(200): y = y * 1", "(y - 9).relu().sum().backward()")
    )
    asked = []

    def counted(recording: Recording, contribution: int) -> Local | None:
        asked.append(contribution)
        return local_of(recording, contribution)

    monkeypatch.setattr("engine.diagnose.culprit.local_of", counted)
    for cursor in (recording.step_count - 1, recording.step_count):
        asked.clear()
        state = recording.at(cursor)
        finding = diagnose(state, state.current_card())
        assert finding is not None
        assert (finding.cause, len(finding.cards) > 200) == (Cause.DEAD_RELU, True)
    assert len(asked) < 5
