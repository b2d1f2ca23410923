"""Shows the graph of a state on the canvas: which part of it, and how it is arranged."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Signal

from engine.layout.messages import AnswerColumns
from engine.record.outline import Outline, ScopePath
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.state import EdgeStatus, State
from gui.canvas.canvas import Canvas
from gui.canvas.scene import Scene
from gui.canvas.view import View
from gui.drawing.arranger import Arranger
from gui.drawing.former_drawing import DrawingMemory
from gui.drawing.layout_client import LayoutClient
from gui.drawing.parts import Part, Parts
from gui.drawing.view_change import ViewChange, view_change

MIN_FIT_ZOOM = 0.65
READABLE_ZOOM = 0.85
"""A graph that would fit only below ``MIN_FIT_ZOOM`` is shown in part, at this zoom."""


class GraphView(QObject):
    """Draws the part of the graph that a state is about, and selects cards in it.

    A part is laid out when it is first shown, and again when it has grown. The last scene stays
    until the positions arrive. Cards that a previous run had, too, stay in place.

    Attributes:
        canvas: the widget.
        selected: the selected card of the recording, or NONE.
        memory: keeps what was drawn last.

    Signals:
        card_selected(int): the card of the recording that is selected now, or NONE.
        scene_shown: the canvas shows the part of the state.
        layout_failed(str): the part could not be laid out; the reason.
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
        self._still_frame: tuple[int, QPointF] | None = None
        self._recentres = False
        self._arranging.arranged.connect(self._on_arranged)
        self._arranging.failed.connect(self.layout_failed)
        self.canvas.card_selected.connect(self._on_canvas_card_selected)

    @property
    def is_settled(self) -> bool:
        """Whether the canvas shows the part of the state, with no layout awaited."""
        return self._arranging.is_idle

    def show_state(self, state: State) -> None:
        """Draw a state, and bring the card of its step into sight."""
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
        """Arrange the shown part again, without regard to earlier drawings."""
        self.memory.forget()
        self._parts = Parts(self._state.recording, self._parts.folded)
        self._shown = None
        self._show()

    @property
    def shown(self) -> Part | None:
        """The part on the canvas; None for none."""
        return self._shown

    def show_whole_run(self, shows_whole_run: bool) -> None:
        """Draw the whole run, or only the part of the current pass or segment."""
        self._shows_whole_run = shows_whole_run
        self._show()

    @property
    def outline(self) -> Outline | None:
        """The outline of the part on the canvas; None for none."""
        return None if self._shown is None else self._shown.cards.outline

    @property
    def counts(self) -> tuple[int, int]:
        """The number of drawn cards, including those in folded frames, and of all cards."""
        drawn = 0 if self._shown is None else len(self._shown.cards.outline.drawing.cards)
        return drawn, self._parts.card_count

    def place(self, card: int) -> int | None:
        """The card of the canvas that shows a card of the recording; None if it is not drawn."""
        return None if self._shown is None else self._shown.place(card)

    def central_card(self) -> int:
        """The card in sight that is nearest to the middle, a named one if there is any; or NONE.

        It is a card of the recording.
        """
        scene, shown, canvas = self.canvas.scene, self._shown, self.canvas
        if scene is None or shown is None:
            return NONE
        middle, recording = canvas.rect().center(), self._state.recording

        def distance(place: int) -> tuple[bool, int]:
            is_unnamed = not recording.names(shown.card_at(place))
            return is_unnamed, (canvas.rect_of(place).center() - middle).manhattanLength()

        nearest = min(canvas.visible_cards(), key=distance, default=None)
        return NONE if nearest is None else shown.card_at(nearest)

    def draws(self, card: int) -> bool:
        """Whether the part of the state contains a card, even if its layout is awaited."""
        return self._current_part().place(card) is not None

    @property
    def folded(self) -> frozenset[ScopePath]:
        """The calls, loops and iterations that are shown as one card each."""
        return self._parts.folded

    def fold(self, folded: frozenset[ScopePath], still: int = NONE) -> None:
        """Fold other frames; the frame of the scope ``still`` stays in place.

        Without ``still``, the step's card is brought to the middle, as far as the canvas stays
        filled. The zoom is kept if cards are readable at it; else the view begins anew.
        """
        self._recentres = still == NONE
        rect = None if self._shown is None or still == NONE else self._shown.rect_of(still)
        if rect is not None:
            self._still_frame = still, self.canvas.view.to_widget(rect).topLeft()
        self._parts.folded = folded
        self._show()

    def rename(self) -> None:
        """Draw everything again, in the current language."""
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
        self._recentres = False
        _bring_step_into_sight(self.canvas, part, scene, self._state)
        self.scene_shown.emit()

    def _replace_scene(self, part: Part, scene: Scene) -> None:
        """Show another part, with the same view where that makes sense."""
        scene.card_states[:] = part.cards.card_states
        scene.edge_states[:] = part.cards.edge_states
        was_at = _corner_in(self.canvas.view, self._shown, self._state)
        zoom = self.canvas.view.zoom
        was_readable = zoom >= MIN_FIT_ZOOM
        change = view_change(self._shown, part, recentres=self._recentres, is_readable=was_readable)
        # A card that the new scene lacks must not count as deselected by the user.
        self._shown = None
        self.canvas.set_scene(scene, keep_view=change is not ViewChange.ANEW)
        self._shown = part
        self.memory.note(part.cards, scene)
        match change:
            case ViewChange.CONTINUE:
                self._continue_in(part, scene, was_at)
            case ViewChange.RECENTRE if not self.canvas.follows_fit:
                self._look_at_current(part, scene, zoom)
            case ViewChange.RECENTRE | ViewChange.ANEW:
                self._make_readable(part, scene)
        if self._still_frame is not None:
            if was_readable:
                self._make_readable(part, scene)
            _keep_in_place(self.canvas, part, *self._still_frame)
            self._still_frame = None
        self._select_on_canvas()

    def _make_readable(self, part: Part, scene: Scene) -> None:
        """Show the graph in part if it fits only at a zoom at which it cannot be read."""
        if self.canvas.follows_fit and self.canvas.view.zoom < MIN_FIT_ZOOM:
            self._look_at_current(part, scene, READABLE_ZOOM)

    def _continue_in(self, part: Part, scene: Scene, was_at: QPointF | None) -> None:
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
        # A part that has grown since is shown with this layout until the next one.
        if self._current_part() is not part:
            self._put_on_canvas(part, scene)
        self._show()

    def _on_canvas_card_selected(self, place: int) -> None:
        if self._shown is None:
            return
        if place >= 0:
            self.select(self._shown.card_at(place))
        elif self._shown.place(self.selected) is not None:
            self.select(NONE)


def _keep_in_place(canvas: Canvas, part: Part, scope: int, corner: QPointF) -> None:
    """Keep the frame that was folded or opened in place, unless everything fits."""
    rect = part.rect_of(scope)
    if rect is not None and not canvas.follows_fit:
        canvas.pan(corner - canvas.view.to_widget(rect).topLeft())


def _corner_in(view: View, part: Part | None, state: State) -> QPointF | None:
    """The top left corner of the card of a step in the widget; None if it is not in the part."""
    place = None if part is None else part.place(state.current_card())
    if part is None or part.scene is None or place is None:
        return None
    return view.to_widget(part.scene.card_rect(place)).topLeft()


def _bring_step_into_sight(canvas: Canvas, part: Part, scene: Scene, state: State) -> None:
    """Show the cards that a step sends gradients to, and its own card, which stays in sight."""
    sending = scene.edges[scene.edge_states == EdgeStatus.SENDING, 0].tolist()
    current = part.place(state.current_card())
    for place in (*sending, current):
        if place is not None:
            canvas.ensure_visible(place)
    canvas.pinned_card = current
