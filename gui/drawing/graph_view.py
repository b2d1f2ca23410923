"""Shows the graph of a state on the canvas: which part of it, and how it is arranged."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Signal

from engine.layout.messages import AnswerColumns
from engine.record.outline import Outline, ScopePath
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.state import State
from gui.canvas.canvas import Canvas
from gui.canvas.scene import EdgeState, Scene
from gui.canvas.view import View
from gui.drawing.arranger import Arranger
from gui.drawing.former_drawing import DrawingMemory
from gui.drawing.layout_client import LayoutClient
from gui.drawing.parts import Part, Parts

LEAST_FIT = 0.65
READABLE_ZOOM = 0.85
"""A graph that fits only smaller than ``LEAST_FIT`` is shown in part, at this zoom."""


class GraphView(QObject):
    """Draws the part of the graph that a state is about, and selects cards in it.

    A part is laid out when it is first shown, and again when it has grown. Until its positions
    arrive the last scene stays. Of another run of the same script, old cards stay where they were.

    Attributes:
        canvas: the widget.
        selected: the selected card of the recording, or NONE.
        memory: of what was drawn last.

    Signals:
        card_selected(int): a card of the recording, or NONE.
        scene_shown: the canvas shows what the state is about.
        layout_failed(str): it cannot, because of this.
    """

    card_selected = Signal(int)
    scene_shown = Signal()
    layout_failed = Signal(str)

    def __init__(self, layouter: LayoutClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.canvas = Canvas()
        self.selected = NONE
        self.memory = DrawingMemory()
        self._state: State = Recording("").at(0)
        self._shows_whole_run = False
        self._parts = Parts(self._state.recording)
        self._shown: Part | None = None
        self._arranging = Arranger(layouter, self)
        self._still: tuple[int, QPointF] | None = None
        self._loses_place = False
        self._arranging.arranged.connect(self._on_arranged)
        self._arranging.failed.connect(self.layout_failed)
        self.canvas.card_selected.connect(self._on_canvas_card_selected)

    @property
    def is_settled(self) -> bool:
        """Whether the canvas shows what the state is about, with no positions awaited."""
        return self._arranging.is_idle

    def show_state(self, state: State) -> None:
        """Draw a state; a card that its step is about is brought into sight."""
        if state.recording is not self._state.recording:
            self._parts = Parts(state.recording, self._parts.folded, self.memory.former())
            self._arranging.forget()
            self._shown = None
            self.select(NONE)
        is_next = state.recording is self._state.recording and (
            state.cursor == self._state.cursor + 1
        )
        self._state = state
        self._show()
        if is_next and self.is_settled:
            self.canvas.slide_contributions()

    def arrange_anew(self) -> None:
        """Arrange what is shown afresh, ignoring earlier drawings."""
        self.memory.forget()
        self._parts = Parts(self._state.recording, self._parts.folded)
        self._shown = None
        self._show()

    @property
    def shown(self) -> Part | None:
        """What is on the canvas; None for nothing."""
        return self._shown

    def show_whole_run(self, shows_whole_run: bool) -> None:
        """Draw the whole run, or only what the pass or the script's segment is about."""
        self._shows_whole_run = shows_whole_run
        self._show()

    @property
    def outline(self) -> Outline | None:
        """What is on the canvas; None for nothing."""
        return None if self._shown is None else self._shown.cards.outline

    @property
    def counts(self) -> tuple[int, int]:
        """How many cards are drawn, those in folded frames included, and of how many."""
        drawn = 0 if self._shown is None else len(self._shown.cards.outline.drawing.cards)
        return drawn, self._parts.card_count

    def place(self, card: int) -> int | None:
        """Which card of the canvas shows a card of the recording; None where it is not drawn."""
        return None if self._shown is None else self._shown.place(card)

    def central_card(self) -> int:
        """The card of the recording that is nearest to the middle of the canvas, named if any is.

        NONE where there is none in sight.
        """
        scene, shown, canvas = self.canvas.scene, self._shown, self.canvas
        if scene is None or shown is None:
            return NONE
        middle, recording = canvas.rect().center(), self._state.recording

        def distance(place: int) -> tuple[bool, int]:
            is_unnamed = not recording.names(int(shown.cards.rows[place]))
            return is_unnamed, (canvas.rect_of(place).center() - middle).manhattanLength()

        nearest = min(canvas.visible_cards(), key=distance, default=None)
        return NONE if nearest is None else int(shown.cards.rows[nearest])

    def draws(self, card: int) -> bool:
        """Whether the part of the state has a card, even if its positions are still awaited."""
        return self._current_part().place(card) is not None

    @property
    def folded(self) -> frozenset[ScopePath]:
        """The calls, loops and iterations that are shown as one card each."""
        return self._parts.folded

    def fold(self, folded: frozenset[ScopePath], still: int = NONE) -> None:
        """Show others as one card each; the frame of the scope ``still`` stays where it is.

        Without one, the step's card is brought to the middle, as far as the canvas stays filled.
        Cards that were readable stay so; what was looked at from afar is seen as if it were new.
        """
        self._loses_place = still == NONE
        rect = None if self._shown is None or still == NONE else self._shown.rect_of(still)
        if rect is not None:
            self._still = still, self.canvas.view.to_widget(rect).topLeft()
        self._parts.folded = folded
        self._show()

    def rename(self) -> None:
        """Draw everything anew, in the current language."""
        self._parts = Parts(self._state.recording, self._parts.folded, self.memory.former())
        self._arranging.forget()
        self._show()

    def select(self, card: int) -> None:
        """Select a card of the recording, also one that is not drawn at present; or NONE."""
        if card == self.selected:
            return
        self.selected = card
        self._select_on_canvas()
        self.card_selected.emit(card)

    # -- the part to draw ----------------------------------------------------------------------

    def _show(self) -> None:
        part = self._current_part()
        if not len(part.cards.rows):
            self._arranging.forget()
            self._shown = None
            self.canvas.set_scene(None)
            self.scene_shown.emit()
        elif part.scene is not None:
            self._arranging.forget()
            self._put_on_canvas(part, part.scene)
        else:
            self._arranging.begin(part)

    def _current_part(self) -> Part:
        return self._parts.at(self._state, whole_run=self._shows_whole_run)

    # -- the canvas ----------------------------------------------------------------------------

    def _put_on_canvas(self, part: Part, scene: Scene) -> None:
        part.cards.show_state(self._state)
        if self._shown is part:
            self.canvas.set_states(part.cards.card_states, part.cards.edge_states)
        else:
            self._replace_scene(part, scene)
        self._loses_place = False
        _bring_step_into_sight(self.canvas, part, scene, self._state)
        self.scene_shown.emit()

    def _replace_scene(self, part: Part, scene: Scene) -> None:
        """Show another part, looking at the same place where that makes sense."""
        scene.card_states[:] = part.cards.card_states
        scene.edge_states[:] = part.cards.edge_states
        has_grown = self._shown is not None and self._shown.key.is_of(part.key)
        is_beside = self._shown is not None and self._shown.key.is_beside(part.key)
        was_at = _corner_in(self.canvas.view, self._shown, self._state)
        zoom = self.canvas.view.zoom
        is_readable = zoom >= LEAST_FIT
        is_folding = self._loses_place or self._still is not None
        begins_anew = not (has_grown or is_beside) or (self._loses_place and not is_readable)
        self._shown = None  # that the canvas lets go a card which it has no more is no wish
        self.canvas.set_scene(scene, keep_view=not begins_anew)
        self._shown = part
        if is_beside and not has_grown:
            self._go_on_in(part, scene, was_at)
        self.memory.note(part.cards, scene)
        if begins_anew or (is_folding and is_readable and self.canvas.follows_fit):
            if self.canvas.view.zoom < LEAST_FIT:
                self._look_at_current(part, scene, READABLE_ZOOM)
        elif self._loses_place and not self.canvas.follows_fit:
            self._look_at_current(part, scene, zoom)
        self._keep_still(part)
        self._select_on_canvas()

    def _keep_still(self, part: Part) -> None:
        """Keep the frame that was folded or opened in place, unless everything fits."""
        if self._still is not None and not self.canvas.follows_fit:
            scope, point = self._still
            rect = part.rect_of(scope)
            if rect is not None:
                self.canvas.pan(point - self.canvas.view.to_widget(rect).topLeft())
        self._still = None

    def _go_on_in(self, part: Part, scene: Scene, was_at: QPointF | None) -> None:
        """Show another excerpt at the same zoom, with the step's card where it was."""
        if self.canvas.follows_fit:
            return
        now_at = _corner_in(self.canvas.view, part, self._state)
        if was_at is None or now_at is None:
            self._look_at_current(part, scene, self.canvas.view.zoom)
        else:
            self.canvas.pan(was_at - now_at)

    def _look_at_current(self, part: Part, scene: Scene, zoom: float) -> None:
        card = self._state.current_card()
        rect = scene.bounds() if card == NONE else scene.card_rect(part.nearest(card))
        self.canvas.look_at(rect.center(), zoom, fills=True)

    def _select_on_canvas(self) -> None:
        if self._shown is not None:
            self.canvas.select(self._shown.place(self.selected))

    # -- slots ---------------------------------------------------------------------------------

    def _on_arranged(self, part: Part, columns: AnswerColumns) -> None:
        scene = part.set_layout(columns)
        if self._current_part() is not part:  # it has grown meanwhile: show what there is
            self._put_on_canvas(part, scene)
        self._show()

    def _on_canvas_card_selected(self, place: int) -> None:
        if self._shown is None:
            return
        if place >= 0:
            self.select(int(self._shown.cards.rows[place]))
        elif self._shown.place(self.selected) is not None:
            self.select(NONE)


def _corner_in(view: View, part: Part | None, state: State) -> QPointF | None:
    """Where the card of a step begins in the widget that shows a part; None if it is not there."""
    place = None if part is None else part.place(state.current_card())
    if part is None or part.scene is None or place is None:
        return None
    return view.to_widget(part.scene.card_rect(place)).topLeft()


def _bring_step_into_sight(canvas: Canvas, part: Part, scene: Scene, state: State) -> None:
    """Show the cards that a step sends gradients to, and above all its own card; hold that."""
    sending = scene.edges[scene.edge_states == EdgeState.SENDING, 0].tolist()
    current = part.place(state.current_card())
    for place in (*sending, current):
        if place is not None:
            canvas.ensure_visible(place)
    canvas.held = current
