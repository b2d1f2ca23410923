"""Folding and unfolding the frames of calls, loops and iterations on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QObject

from engine.record.outline import Outline, scope_path
from engine.record.schema import NONE
from gui.drawing.graph_view import GraphView
from gui.player import Player


class Folding(QObject):
    """Handles clicks on frame titles, and the commands that fold and unfold.

    Folded frames stay folded when the script runs again.
    """

    def __init__(self, graph: GraphView, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._graph, self._player = graph, player
        graph.canvas.card_activated.connect(self._on_card_activated)
        graph.canvas.frame_clicked.connect(self._on_frame_clicked)

    def toggle_frame(self) -> None:
        """Open the selected folded frame, or fold the innermost one around the selected card.

        Where no card is selected, that of the step is meant.
        """
        selected = self._graph.selected
        card = self._player.state.current_card() if selected == NONE else selected
        place = self._graph.place(card)
        if place is not None:
            self._on_card_activated(place)

    def fold_all(self) -> None:
        """Show every outermost frame as one card."""
        outline = self._graph.outline
        if outline is not None:
            scopes: list[int] = outline.frames.scopes.tolist()
            paths = {scope_path(self._player.recording, scope) for scope in scopes}
            self._graph.fold(self._graph.folded | paths)

    def unfold_all(self) -> None:
        """Show all cards."""
        self._graph.fold(frozenset())

    def _toggle(self, scope: int) -> None:
        path = scope_path(self._player.recording, scope)
        self._graph.fold(self._graph.folded ^ {path}, still=scope)

    def _on_card_activated(self, place: int) -> None:
        outline = self._graph.outline
        if outline is not None:
            scope = _scope_to_toggle(outline, place)
            if scope != NONE:
                self._toggle(scope)

    def _on_frame_clicked(self, frame: int) -> None:
        outline = self._graph.outline
        if outline is not None:
            self._toggle(int(outline.frames.scopes[frame]))


def _scope_to_toggle(outline: Outline, place: int) -> int:
    """The scope of a folded frame, or of the innermost one around a card; NONE for neither."""
    scope = int(outline.scopes[place])
    if scope != NONE:
        return scope
    frames = outline.frames
    around = frames.scopes[(frames.starts <= place) & (place < frames.ends)]
    return int(around[-1]) if len(around) else NONE
