"""The shapes of results, and which shapes fit together, without running a script."""

from __future__ import annotations

from engine.edit.edits import Reason, Refusal, Shape
from engine.script.source import Place

ELEMENTWISE = frozenset(
    {"+", "-", "*", "/", "//", "%", "**", "<", "<=", ">", ">=", "==", "!=", "&"}
)
"""Operators whose operands are broadcast."""


def broadcast(left: Shape, right: Shape) -> Shape | None:
    """The broadcast of two shapes; None where they do not fit together."""
    size = max(len(left), len(right))
    pairs = list(zip((1,) * (size - len(left)) + left, (1,) * (size - len(right)) + right))
    if any(a != b and 1 not in (a, b) for a, b in pairs):
        return None
    return tuple(b if a == 1 else a for a, b in pairs)


def check_shapes(operator: str, left: Shape | None, right: Shape | None, place: Place) -> None:
    """Check that an operator can join tensors of two shapes, where these are known.

    Raises:
        Refusal: SHAPES: both shapes, and what would fit the left one.
    """
    if left is None or right is None:
        return
    if operator in ELEMENTWISE:
        fits, fitting = broadcast(left, right) is not None, _fitting_broadcast(left)
    elif operator == "@":
        fits, fitting = _product(left, right)
    else:
        return
    if not fits:
        raise Refusal(
            Reason.SHAPES, place, operation=operator, left=left, right=right, fitting=fitting
        )


def result_shape(operator: str, left: Shape | None, right: Shape | None) -> Shape | None:
    """The shape of an operator's result; None if unknown."""
    if left is None or right is None:
        return None
    if operator in ELEMENTWISE:
        return broadcast(left, right)
    if operator == "@" and max(len(left), len(right)) <= 2:
        return left[:-1] + right[1:]
    return None


def _fitting_broadcast(left: Shape) -> tuple[Shape, ...]:
    """Some shapes that broadcast with one: itself, a single number, and a row of it."""
    return tuple(dict.fromkeys((left, left[-1:], ())))


def _product(left: Shape, right: Shape) -> tuple[bool, tuple[Shape, ...]]:
    if not left:
        return False, ()
    inner = left[-1]
    fitting = tuple(dict.fromkeys(((inner,), (inner, 1), (inner, inner))))
    if not right or right[-min(2, len(right))] != inner:
        return False, fitting
    return broadcast(left[:-2], right[:-2]) is not None, fitting
