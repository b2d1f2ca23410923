"""The commands that search for a step and move the cursor there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine.record.schema import NONE
from engine.walk.frames import step_back_over, step_out, step_over
from engine.walk.gradients import GradientChange, last_written, next_change
from engine.walk.not_finite import next_not_finite
from engine.walk.relatives import ancestors, descendants
from engine.walk.stops import following, line_cursors, node_cursors, preceding
from gui.drawing.graph_view import GraphView
from gui.editor.code_editor import CodeEditor
from gui.languages import finish_sentence
from gui.player import Player
from gui.pointing.canvas_marks import CanvasMarks
from gui.walk.breakpoint_resolver import BreakpointResolver
from gui.words.card_names import begin_sentence, grad_phrase, gradient_phrase, phrase

ShowMessage = Callable[[str], object]
"""Shows a message for some seconds."""


class Walker(QObject):
    """Goes to breakpoints, lines, nodes, ends of frames, and changes of a gradient.

    Commands about a card are about the selected one, else about that of the step. Where no step is
    found, the cursor stays and a message says so.
    """

    def __init__(
        self,
        player: Player,
        editor: CodeEditor,
        graph: GraphView,
        marks: CanvasMarks,
        resolver: BreakpointResolver,
        show_message: ShowMessage,
    ) -> None:
        super().__init__(player)
        self._player, self._editor, self._graph = player, editor, graph
        self._marks, self._resolver, self._show_message = marks, resolver, show_message

    @property
    def card(self) -> int:
        """The card that commands are about, or NONE."""
        selected = self._graph.selected
        return self._player.state.current_card() if selected == NONE else selected

    # -- frames --------------------------------------------------------------------------------

    def step_over(self) -> None:
        self._seek(step_over(self._player.recording, self._player.cursor))

    def step_back_over(self) -> None:
        self._seek(step_back_over(self._player.recording, self._player.cursor))

    def step_out(self) -> None:
        self._seek_or_explain(
            step_out(self._player.recording, self._player.cursor),
            self.tr("No call, iteration, loop or pass goes on after this step."),
        )

    # -- breakpoints and places ----------------------------------------------------------------

    def continue_(self) -> None:
        found = following(self._resolver.stops.cursors, self._player.cursor)
        self._seek(self._player.recording.step_count if found is None else found)
        if found is None:
            self._show_message(self.tr("No breakpoint was met: this is the end."))

    def continue_back(self) -> None:
        found = preceding(self._resolver.stops.cursors, self._player.cursor)
        self._seek(0 if found is None else found)
        if found is None:
            self._show_message(self.tr("No breakpoint was met: this is the beginning."))

    def run_to_line(self) -> None:
        """Go to the next step at the line of the text cursor."""
        line = self._editor.textCursor().blockNumber() + 1
        recorded, found = self._resolver.recorded_line(line), None
        if recorded is not None:
            found = following(line_cursors(self._player.recording, recorded), self._player.cursor)
        text = self.tr("No step after this one is at line {line}.")
        if recorded is None:
            text = self.tr("Line {line} is not as it was run. Press Run first.")
        self._seek_or_explain(found, text.format(line=line))

    def run_to_node(self) -> None:
        """Go to where the node of the card runs next."""
        if (card := self._card_or_explain()) == NONE:
            return
        found = following(node_cursors(self._player.recording, card), self._player.cursor)
        text = self.tr("The node of {card} does not run after this step.")
        self._seek_or_explain(found, text.format(card=self._phrase(card)))

    # -- gradients -----------------------------------------------------------------------------

    def run_to_change(self) -> None:
        self._run_to_change(GradientChange.ANY, self.tr("{grad} does not change after this step."))

    def run_to_non_zero(self) -> None:
        text = self.tr("{grad} does not become non-zero after this step.")
        self._run_to_change(GradientChange.TO_NON_ZERO, text)

    def run_to_nan(self) -> None:
        text = self.tr("{grad} does not become nan after this step.")
        self._run_to_change(GradientChange.TO_NAN, text)

    def run_to_not_finite(self) -> None:
        """Go to the next step that makes numbers nan or infinite that were not, and show it."""
        found = next_not_finite(self._player.recording, self._player.cursor)
        text = self.tr("No value or gradient newly becomes nan or infinite after this step.")
        self._seek_or_explain(found, text)
        if found is not None:
            self._graph.select(NONE)

    def _run_to_change(self, change: GradientChange, text: str) -> None:
        if (card := self._card_or_explain()) == NONE:
            return
        found = next_change(self._player.recording, card, change, self._player.cursor)
        self._seek_or_explain(found, text.format(grad=self._grad_phrase(card)))

    def ask_writer(self) -> None:
        """Go back to the step that wrote the gradient of the card last."""
        if (card := self._card_or_explain()) == NONE:
            return
        found = last_written(self._player.recording, card, self._player.cursor)
        grad = self._grad_phrase(card)
        if found is None:
            text = self.tr("Nothing has written {grad} by this step.")
        elif found == self._player.cursor:
            text = self.tr("This step has written {grad}.")
        else:
            text = self.tr("Step {step} has written {grad} last.")
        self._seek_or_explain(found, "")
        self._show_message(text.format(grad=grad, step=found))

    # -- relatives -----------------------------------------------------------------------------

    def ask_origin(self) -> None:
        """Mark the cards that the card was computed from; a second call removes the marks."""
        if (card := self._card_or_explain()) != NONE:
            found = ancestors(self._player.recording, card)
            text = self.tr("{card} came from: {cards}")
            self._mark_related(
                card, found, text, self.tr("{card} was computed from no other tensor.")
            )

    def ask_use(self) -> None:
        """Mark the cards computed from the card so far; a second call removes the marks."""
        if (card := self._card_or_explain()) != NONE:
            happened = self._player.state.happened
            found = descendants(self._player.recording, card, happened)
            text = self.tr("{card} goes to: {cards}")
            self._mark_related(card, found, text, self.tr("Nothing was computed from {card} yet."))

    def _mark_related(self, card: int, found: list[int], text: str, none: str) -> None:
        """Mark the found cards, the card itself first; where there is no other, show ``none``."""
        others = [each for each in found if each != card]
        if others:
            words = begin_sentence(text.replace("{card}", self._phrase(card)))
            self._marks.mark_answer([card, *others], finish_sentence(words))
        else:
            self._marks.mark_answer([], "")
            self._show_message(begin_sentence(none.format(card=self._phrase(card))))

    # -- moving --------------------------------------------------------------------------------

    def _seek(self, cursor: int) -> None:
        self._player.pause()
        self._player.seek(cursor)

    def _seek_or_explain(self, cursor: int | None, text: str) -> None:
        self._player.pause()
        if cursor is None:
            self._show_message(text)
        else:
            self._player.seek(cursor)

    def _card_or_explain(self) -> int:
        if self.card == NONE:
            self._show_message(self.tr("Select a card of the graph first."))
        return self.card

    def _phrase(self, card: int) -> str:
        return phrase(self._player.recording, card, self._player.state.happened)

    def _grad_phrase(self, card: int) -> str:
        state = self._player.state
        is_leaf = state.recording.index.is_leaf(card)
        told = grad_phrase if is_leaf else gradient_phrase
        return told(state.recording, card, state.happened)
