"""Which shapes go together, told before a script is run."""

from __future__ import annotations

from collections.abc import Sequence

from engine.edit.edits import Reason, Refusal, Shape
from engine.edit.operations import Form, Operation
from engine.source import Place

_ELEMENTWISE = {"+", "-", "*", "/", "//", "%", "**", "<", "<=", ">", ">=", "==", "!="}
_ELEMENTWISE_NAMES = {
    "add", "sub", "mul", "div", "pow", "maximum", "minimum", "atan2", "eq", "ne", "lt", "le", "gt",
    "ge", "remainder", "fmod", "hypot", "floor_divide", "mse_loss", "l1_loss", "logaddexp",
}  # fmt: skip
_PRODUCTS = {"@": "matmul", "matmul": "matmul", "dot": "dot", "mv": "mv", "mm": "mm"}


def broadcast(left: Shape, right: Shape) -> Shape | None:
    """The shape of two tensors together; None where they do not go together."""
    size = max(len(left), len(right))
    pairs = list(zip((1,) * (size - len(left)) + left, (1,) * (size - len(right)) + right))
    if any(a != b and 1 not in (a, b) for a, b in pairs):
        return None
    return tuple(b if a == 1 else a for a, b in pairs)


def check_shapes(operation: Operation, shapes: Sequence[Shape | None], place: Place | None) -> None:
    """Whether an operation can be applied to tensors of these shapes, where that is known.

    Raises: Refusal (SHAPES): both shapes, and what would fit the left one.
    """
    if len(shapes) != 2 or shapes[0] is None or shapes[1] is None:
        return
    left, right = shapes[0], shapes[1]
    name = operation.short_name
    is_operator = operation.form is Form.OPERATOR
    if (name in _ELEMENTWISE) if is_operator else (name in _ELEMENTWISE_NAMES):
        fits, fitting = broadcast(left, right) is not None, _fitting_broadcast(left)
    elif name in _PRODUCTS:
        fits, fitting = _product(_PRODUCTS[name], left, right)
    else:
        return
    if not fits:
        raise Refusal(Reason.SHAPES, place, operation=name, left=left, right=right, fitting=fitting)


def result_shape(operator: str, left: Shape | None, right: Shape | None) -> Shape | None:
    """The shape of what an operator makes; None where it is not known."""
    if left is None or right is None:
        return None
    if operator in _ELEMENTWISE:
        return broadcast(left, right)
    if operator == "@" and max(len(left), len(right)) <= 2:
        return left[:-1] + right[1:]
    return None


def _fitting_broadcast(left: Shape) -> tuple[Shape, ...]:
    """Some shapes that go together with one: itself, one number, and a row of it."""
    return tuple(dict.fromkeys((left, left[-1:], ())))


def _product(name: str, left: Shape, right: Shape) -> tuple[bool, tuple[Shape, ...]]:
    if name == "dot":
        return len(left) == 1 and left == right, (left[-1:],)
    if name == "mv":
        return len(left) == 2 and right == left[-1:], (left[-1:],)
    if not left or (name == "mm" and len(left) != 2):
        return False, ()
    inner = left[-1]
    if name == "mm":
        return len(right) == 2 and right[0] == inner, ((inner, 1), (inner, inner))
    fitting = ((inner,), (inner, 1), (inner, inner))
    if not right or right[-min(2, len(right))] != inner:
        return False, fitting
    return broadcast(left[:-2], right[:-2]) is not None, fitting
