"""Shows breakpoints beside lines, on cards and along the timeline."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from gui.drawing.graph_view import GraphView
from gui.editor.gutter import Gutter
from gui.timeline.timeline import Timeline
from gui.walk.breakpoint_resolver import BreakpointResolver
from gui.walk.breakpoints import Breakpoints


class BreakpointMarks(QObject):
    """Updates the marks as breakpoints, their stops or the drawn cards change."""

    def __init__(
        self,
        breakpoints: Breakpoints,
        resolver: BreakpointResolver,
        gutter: Gutter,
        graph: GraphView,
        timeline: Timeline,
    ) -> None:
        super().__init__(resolver)
        self._breakpoints, self._resolver = breakpoints, resolver
        self._gutter, self._graph, self._timeline = gutter, graph, timeline
        breakpoints.changed.connect(self._show_lines)
        resolver.changed.connect(self._on_resolver_changed)
        graph.scene_shown.connect(self._show_cards)

    def _show_lines(self) -> None:
        lines: dict[int, bool] = {}
        for each in self._breakpoints.items:
            if each.site is None:
                lines[each.line] = bool(each.condition)
        self._gutter.mark_stops(lines)

    def _show_cards(self) -> None:
        places = map(self._graph.place, self._resolver.stops.cards.tolist())
        drawn = [place for place in places if place is not None]
        self._graph.canvas.mark_stops(np.array(drawn, np.int64))

    def _on_resolver_changed(self) -> None:
        self._timeline.mark_stops(self._resolver.stops.cursors)
        self._show_cards()
