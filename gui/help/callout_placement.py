"""Places a callout beside its target, as pure geometry."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPoint, QRect, QSize

from gui.theme import SPACE_4, SPACE_8, SPACE_12

ARROW_PX = SPACE_12
"""The length of the arrow outside of the body."""
_MARGIN_PX = SPACE_8
_SLIDE_PX = SPACE_4
"""The distance of the tried places along a side."""


class Side(Enum):
    """The side of the target that a callout is on; NONE without a target."""

    RIGHT = "right"
    LEFT = "left"
    BELOW = "below"
    ABOVE = "above"
    NONE = "none"


@dataclass(frozen=True)
class Placement:
    """The place of a callout.

    Attributes:
        body: its rectangle, without the arrow.
        side: the side of the target.
        tip: the end of its arrow.
    """

    body: QRect
    side: Side
    tip: QPoint


def place_callout(
    size: QSize, target: QRect | None, room: QRect, side: Side, avoided: Sequence[QRect] = ()
) -> Placement:
    """Place a callout on a side of its target if it fits there, or else on another side.

    Of the places beside the target, it takes the one that covers least of the ``avoided`` areas. If
    it fits on no side, it is at the bottom of the target; without a target, it is in the centre.
    """
    inside = room.adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
    if target is not None:
        sides = (side, *(each for each in Side if each not in (side, Side.NONE)))
        beside = [
            Placement(body, each, _tip(body, target, each))
            for each in sides
            for body in _all_beside(size, target, inside, each)
            if inside.contains(body) and not body.intersects(target)
        ]
        if beside:
            return min(beside, key=lambda each: _covered_px2(each.body, avoided))
    body = QRect(QPoint(), size)
    body.moveCenter(room.center())
    if target is not None:
        body.moveCenter(target.center())
        body.moveBottom(target.bottom() - _MARGIN_PX)
    return Placement(_clamped(body, inside), Side.NONE, room.center())


def _covered_px2(body: QRect, avoided: Sequence[QRect]) -> int:
    covered = (body & each for each in avoided)
    return sum(each.width() * each.height() for each in covered if not each.isEmpty())


def _all_beside(size: QSize, target: QRect, inside: QRect, side: Side) -> list[QRect]:
    """The possible bodies on a side of the target, the best one first, then by distance from it.

    The arrow of each is straight.
    """
    best = _beside(size, target, inside, side)
    if side in (Side.RIGHT, Side.LEFT):
        low, high, half = target.top(), target.bottom(), size.height() // 2
        moved = [best.translated(0, at - half - best.top()) for at in range(low, high, _SLIDE_PX)]
    else:
        low, high, half = target.left(), target.right(), size.width() // 2
        moved = [best.translated(at - half - best.left(), 0) for at in range(low, high, _SLIDE_PX)]
    middle = best.center()
    return [best, *sorted(moved, key=lambda body: (body.center() - middle).manhattanLength())]


def _beside(size: QSize, target: QRect, inside: QRect, side: Side) -> QRect:
    """A body on a side of the target, moved along that side into the room."""
    body = QRect(QPoint(), size)
    body.moveCenter(target.center())
    if side in (Side.RIGHT, Side.LEFT):  # at the top, where the content begins
        body.moveTop(min(body.top(), target.top() + 2 * ARROW_PX))
    free = _clamped(body, inside)
    match side:
        case Side.RIGHT:
            free.moveLeft(target.right() + 1 + ARROW_PX)
        case Side.LEFT:
            free.moveRight(target.left() - 1 - ARROW_PX)
        case Side.BELOW:
            free.moveTop(target.bottom() + 1 + ARROW_PX)
        case Side.ABOVE:
            free.moveBottom(target.top() - 1 - ARROW_PX)
    return free


def _tip(body: QRect, target: QRect, side: Side) -> QPoint:
    """The end of the arrow on the border of the target, opposite the body if possible."""
    across = QPoint(
        _within(body.center().x(), target.left(), target.right()),
        _within(body.center().y(), target.top(), target.bottom()),
    )
    return {
        Side.RIGHT: QPoint(target.right() + 1, across.y()),
        Side.LEFT: QPoint(target.left() - 1, across.y()),
        Side.BELOW: QPoint(across.x(), target.bottom() + 1),
        Side.ABOVE: QPoint(across.x(), target.top() - 1),
    }[side]


def _clamped(body: QRect, inside: QRect) -> QRect:
    moved = QRect(body)
    moved.moveLeft(_within(body.left(), inside.left(), inside.right() + 1 - body.width()))
    moved.moveTop(_within(body.top(), inside.top(), inside.bottom() + 1 - body.height()))
    return moved


def _within(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))
