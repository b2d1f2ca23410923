"""What becomes of the view when the canvas shows another part of a recording."""

from __future__ import annotations

from enum import Enum, auto

from gui.drawing.parts import Part


class ViewChange(Enum):
    """How the view of one part follows from that of the part before."""

    KEEP = auto()  # the same excerpt, which has grown or is folded differently
    CONTINUE = auto()  # another excerpt, with the step's card where it was
    RECENTRE = auto()  # the same zoom, with the step's card in the middle
    ANEW = auto()  # a view of its own


def view_change(
    shown: Part | None, part: Part, *, recentres: bool, is_readable: bool
) -> ViewChange:
    """The change of the view from the shown part, if any, to another one.

    Args:
        recentres: whether the step's card is to come to the middle.
        is_readable: whether cards can be read at the present zoom, so that it may stay.
    """
    is_same = shown is not None and shown.key.is_of(part.key)
    is_beside = shown is not None and shown.key.is_beside(part.key)
    if not (is_same or is_beside) or (recentres and not is_readable):
        return ViewChange.ANEW
    if recentres:
        return ViewChange.RECENTRE
    return ViewChange.KEEP if is_same else ViewChange.CONTINUE
