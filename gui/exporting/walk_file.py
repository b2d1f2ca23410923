"""Makes the files that have all steps of a recording: pages and animations."""

from __future__ import annotations

import msgspec

from engine.record.recording import Recording
from gui.exporting.animation import Pace, animation_of, most_steps
from gui.exporting.drawn_walk import Walk, cursors_of
from gui.exporting.slides import MAX_SLIDES, page_of


class WalkFile(msgspec.Struct, frozen=True):
    """The content of a file, with the first and the last step that it shows."""

    data: bytes
    first: int
    last: int


def walk_file(recording: Recording, walk: Walk, pace: Pace | None) -> WalkFile:
    """The steps of a walk as an animation, or as a page where there is no pace.

    Raises:
        LayoutError: a graph could not be laid out.
    """
    if pace is None:
        cursors = cursors_of(recording, walk, MAX_SLIDES)
        data = page_of(recording, walk, cursors)
    else:
        cursors = cursors_of(recording, walk, most_steps(pace.scale))
        data = animation_of(recording, walk, cursors, pace)
    return WalkFile(data, cursors[0], cursors[-1])
