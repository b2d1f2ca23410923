"""Every gesture and every refusal has a text, with the facts filled in."""

from typing import Any

import pytest

from engine.edit.edits import Gesture, Reason, Refusal
from engine.script.source import Place
from gui.builder.gesture_texts import gesture_name, refusal_text


@pytest.mark.parametrize("gesture", Gesture)
def test_every_gesture_has_a_name(qapp, gesture: Gesture) -> None:
    assert gesture_name(gesture, "x")
    assert "{" not in gesture_name(gesture, "x")


def test_a_long_subject_is_abbreviated(qapp) -> None:
    assert gesture_name(Gesture.REMOVE, "x = f(\n    1\n)") == "remove x = f( 1 )"
    assert gesture_name(Gesture.DETACH, "x" * 100) == f"detach {'x' * 31}…"


@pytest.mark.parametrize("reason", Reason)
def test_every_refusal_has_a_text(qapp, reason: Reason) -> None:
    assert refusal_text(Refusal(reason))
    assert "{" not in refusal_text(Refusal(reason))


def test_an_impossible_gesture_is_named_in_its_refusal(qapp) -> None:
    swap = refusal_text(Refusal(Reason.NOT_SUITABLE, gesture=Gesture.SWAP))
    assert swap == "This card is not made from two operands that could be swapped."
    assert refusal_text(Refusal(Reason.NOT_SUITABLE)) == "That cannot be done to this card."


def test_refusals_contain_their_facts(qapp) -> None:
    facts: dict[str, Any] = {"operation": "+", "left": (2,), "right": (3,), "fitting": ((2,), ())}
    why = "The shapes (2,) and (3,) do not fit together in +. This would fit: (2,), ()."
    assert refusal_text(Refusal(Reason.SHAPES, **facts)) == why
    elsewhere = Refusal(Reason.SHAPES, **facts, line=4, code="x + y")
    assert refusal_text(elsewhere) == f"Line 4, x + y: {why}"
    misfit = Refusal(
        Reason.MISFIT,
        operation="dot",
        kinds=(((2, 2), "float32"), ((2,), "int64")),
        message="1D tensors expected.",
        fitting=(),
        fitting_first=((2,),),
    )
    assert refusal_text(misfit) == (
        "dot cannot take (2, 2) float32, (2,) int64. PyTorch says: 1D tensors expected. "
        "The first one would have to be (2,)."
    )
    wrong = Refusal(Reason.SYNTAX_ERROR, Place(7, 0, 7, 0), message="invalid syntax")
    assert refusal_text(wrong).startswith("Line 7: ")
    assert "invalid syntax" in refusal_text(wrong)


def test_formula_errors_name_the_problem_and_similar_names(qapp) -> None:
    unknown = Refusal(Reason.FORMULA, problem="unknown_name", what="sinn", nearest=("sin", "sinh"))
    assert refusal_text(unknown) == ("There is no “sinn” in the script. Did you mean sin, sinh?")
    other = Refusal(Reason.FORMULA, problem="no such problem", what=")")
    assert refusal_text(other) == "“)” is not expected here."
