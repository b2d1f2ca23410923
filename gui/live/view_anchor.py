"""Keeps old cards in place on the screen when another run brings new ones."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from engine.record.schema import NONE
from gui.drawing.graph_view import MIN_FIT_ZOOM, GraphView
from gui.theme import SPACE_16


class ViewAnchor:
    """Keeps most cards in place, or else a remembered card if most of them moved apart.

    If all of the old graph was in sight and all of the new one is not, the new one is fitted; where
    it could not be read at that zoom, the selected card is brought into sight instead. The card of
    the step stays in sight, if it was. A graph that shares little with the old one gets a new view.
    """

    def __init__(self, graph: GraphView) -> None:
        self._graph = graph
        self._point: QPointF | None = None
        self._centre: QPointF | None = None
        self._zoom = 1.0
        self._had_all_in_sight = self._had_step_in_sight = True

    def remember(self, card: int) -> None:
        """Remember, before the run, the view and a card, or NONE."""
        canvas = self._graph.canvas
        place = None if card == NONE else self._graph.place(card)
        self._point = None
        if place is not None:
            self._point = QPointF(canvas.rect_of(place).topLeft())
        middle = QRectF(canvas.rect()).center()
        self._centre = None if canvas.scene is None else canvas.view.to_scene(middle)
        self._zoom = canvas.view.zoom
        self._had_all_in_sight = self._has_all_in_sight()
        step = canvas.pinned_card
        self._had_step_in_sight = step is None or canvas.rect().contains(canvas.rect_of(step))

    def restore(self, card: int) -> None:
        """Restore the view for the new graph; ``card`` is the remembered one in it, or NONE."""
        canvas = self._graph.canvas
        shown = self._graph.shown
        centre = None if shown is None or shown.is_another else self._new_centre(card)
        if centre is None:
            return
        canvas.look_at(centre, self._zoom)
        if self._had_all_in_sight and not self._has_all_in_sight():
            canvas.fit()
            if canvas.view.zoom < min(MIN_FIT_ZOOM, self._zoom):
                canvas.look_at(centre, self._zoom)
                selected = self._graph.place(self._graph.selected)
                if selected is not None:
                    canvas.ensure_visible(selected)
                    return
        if self._had_step_in_sight and canvas.pinned_card is not None:
            canvas.ensure_visible(canvas.pinned_card)

    def _new_centre(self, card: int) -> QPointF | None:
        """The point of the new scene that belongs in the middle of the canvas; None if unknown."""
        canvas, shown = self._graph.canvas, self._graph.shown
        move = None if shown is None else shown.common_move
        if self._centre is not None and move is not None:
            return self._centre + move
        place = None if card == NONE else self._graph.place(card)
        if self._point is None or place is None or canvas.scene is None:
            return None
        corner = canvas.scene.card_rect(place).topLeft()
        return corner + (QRectF(canvas.rect()).center() - self._point) / self._zoom

    def _has_all_in_sight(self) -> bool:
        canvas = self._graph.canvas
        if canvas.scene is None:
            return True
        room = QRectF(canvas.rect()).adjusted(SPACE_16, SPACE_16, -SPACE_16, -SPACE_16)
        return room.contains(canvas.view.to_widget(canvas.scene.bounds()))
