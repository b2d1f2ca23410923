"""Every gesture and every refusal has words, with the facts in them."""

import pytest

from engine.edit.edits import Gesture, Reason, Refusal
from engine.source import Place
from gui.builder.gesture_words import gesture_name, refusal_text


@pytest.mark.parametrize("gesture", Gesture)
def test_every_gesture_has_a_name(qapp, gesture: Gesture) -> None:
    assert gesture_name(gesture, "x")
    assert "{" not in gesture_name(gesture, "x")


def test_a_long_subject_is_cut(qapp) -> None:
    assert gesture_name(Gesture.DETACH, "x" * 100) == f"detach {'x' * 31}…"


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence(qapp, reason: Reason) -> None:
    assert refusal_text(Refusal(reason))
    assert "{" not in refusal_text(Refusal(reason))


def test_the_facts_are_told(qapp) -> None:
    shapes = Refusal(Reason.SHAPES, left=(2,), right=(3,), fitting=((2,), ()))
    assert refusal_text(shapes) == (
        "The shapes (2,) and (3,) do not fit together. This would fit: (2,), ()."
    )
    wrong = Refusal(Reason.SYNTAX_ERROR, Place(7, 0, 7, 0), message="invalid syntax")
    assert refusal_text(wrong).startswith("Line 7: ")
    assert "invalid syntax" in refusal_text(wrong)


def test_a_formula_says_what_is_wrong_and_what_was_meant(qapp) -> None:
    unknown = Refusal(Reason.FORMULA, problem="unknown_name", what="sinn", nearest=("sin", "sinh"))
    assert refusal_text(unknown) == ("There is no “sinn” in the script. Did you mean sin, sinh?")
    other = Refusal(Reason.FORMULA, problem="no such problem", what=")")
    assert refusal_text(other) == "“)” is not expected here."
