"""The replies to answers say what the right one follows from."""

from __future__ import annotations

from engine.predict.answer import Verdict
from engine.predict.question import Subject, question_at
from engine.record.recording import Recording
from gui.predict.predict_texts import question_text, value_verdict
from tests.engine.explain.scripts import recorded


def replies(recording: Recording) -> list[str]:
    """The replies to the right answers of all questions for values."""
    states = [recording.at(cursor) for cursor in range(recording.step_count + 1)]
    asked = [(state, question_at(state)) for state in states]
    return [
        value_verdict(state, question, Verdict.RIGHT)
        for state, question in asked
        if question is not None and question.subject is Subject.VALUE
    ]


def questions(recording: Recording) -> list[str]:
    """The questions for values."""
    states = [recording.at(cursor) for cursor in range(recording.step_count + 1)]
    asked = [(state, question_at(state)) for state in states]
    return [
        question_text(state, question)
        for state, question in asked
        if question is not None and question.subject is Subject.VALUE
    ]


def test_what_is_sent_twice_is_asked_for_once():
    recording = recorded("x = torch.tensor(3.0, requires_grad=True)\ny = x * x\ny.backward()\n")
    assert questions(recording) == [
        "MulBackward0 of y runs next. It sends the same to AccumulateGrad of x twice: what is that?"
    ]


def test_what_is_sent_differently_to_one_node_is_not_asked_for():
    recording = recorded("x = torch.tensor(3.0, requires_grad=True)\ny = x**x\ny.backward()\n")
    assert questions(recording) == []


def test_of_one_gradient_the_derivative_is_a_factor():
    recording = recorded("x = torch.tensor(3.0, requires_grad=True)\ny = x * 2\ny.backward()\n")
    assert replies(recording) == [
        "Right: it sends 2. That is what it received, 1, times its local derivative."
    ]


def test_of_several_gradients_all_are_told():
    recording = recorded(
        "x = torch.tensor([3.0, 1.0], requires_grad=True)\n"
        "a, b = x.unbind()\n"
        "(a * 2 + b * 5).backward()\n"
    )
    assert replies(recording)[-1] == (
        "Right: it sends [2 5]. It is made from what the outputs received: 2, 5."
    )
