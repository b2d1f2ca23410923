"""Turns gestures into edits of the script, or refuses them with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QPointF, QRect, QSize, Signal
from PySide6.QtGui import QCursor

from engine.edit.comments import keeping_comments
from engine.edit.edits import Edit, Gesture, Refusal
from engine.edit.picking import picked_card
from engine.edit.seeding import shifts_draws
from engine.edit.trial.check import check
from engine.edit.trial.recorded import kinds_of
from engine.record.schema import NONE
from engine.record.state import State
from gui.builder.builder_context import BuilderContext
from gui.builder.gesture_texts import refusal_text
from gui.builder.graph_lookups import (
    count_concerned,
    count_turns,
    edge_rows,
    is_detach,
    last_reset,
    named_cards,
)
from gui.builder.inline_field import InlineField
from gui.builder.notice import Notice
from gui.builder.script_writer import ScriptWriter
from gui.builder.selection_fallback import fallback_names
from gui.live.continuity import RunIntent

translate = QCoreApplication.translate


class Builder(QObject):
    """Applies edits to the script, runs it, and reports the outcome.

    Attributes:
        context: the parts of the window that it works on.
        picks: the picked cards, besides the selected one, in order.
        notice: shows refusals.
        field: the field for names and numbers.

    Signals:
        picks_changed: the picked cards have changed.
    """

    picks_changed = Signal()

    def __init__(self, context: BuilderContext, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self.picks: list[int] = []
        undo, redo = context.actions["undo"], context.actions["redo"]
        self._writer = ScriptWriter(context.editor, undo, redo)
        self._live_runner = context.live.runner
        self.notice = Notice(context.graph.canvas)
        self.field = InlineField(context.graph.canvas)
        self.field.committed.connect(self._on_field_committed)
        self._field_card = NONE
        context.session.player.state_changed.connect(self._on_state_changed)
        self._recording = context.recording
        self._fallback_names: list[str] = []
        self._reset_lines: Sequence[int] = ()
        context.live.continuity.graph_arrived.connect(self._on_graph_arrived)
        names = self._writer.names
        undo.triggered.connect(lambda: self._on_undo_or_redo(names.redoes_gesture))
        redo.triggered.connect(lambda: self._on_undo_or_redo(names.undoes_gesture))

    # -- picked cards --------------------------------------------------------------------------

    @property
    def picked(self) -> list[int]:
        """The cards of a gesture: the picked ones in order, then the selected one."""
        selected = self.context.graph.selected
        is_other = selected != NONE and selected not in self.picks
        return [*self.picks, selected] if is_other else self.picks

    def pick(self, card: int, is_picked: bool) -> None:
        """Pick a card besides the selected one, or unpick it."""
        self.picks = [each for each in self.picks if each != card] + [card] * is_picked
        self.picks_changed.emit()

    def rect_of(self, card: int) -> QRect | None:
        """The rectangle of a card on the canvas; None if it is not drawn."""
        place = None if card == NONE else self.context.graph.place(card)
        return None if place is None else self.context.graph.canvas.rect_of(place)

    def point_of(self, card: int) -> QPoint:
        """The place for a popup: below a card, or at the pointer, or in the centre."""
        canvas, rect = self.context.graph.canvas, self.rect_of(card)
        if rect is not None and canvas.rect().contains(rect.center()):
            return rect.bottomLeft()
        pointer = canvas.mapFromGlobal(QCursor.pos())
        return pointer if canvas.rect().contains(pointer) else canvas.rect().center()

    def pointer(self) -> QPointF:
        """The position of the mouse pointer on the canvas."""
        return QPointF(self.context.graph.canvas.mapFromGlobal(QCursor.pos()))

    # -- edits ---------------------------------------------------------------------------------

    def attempt(self, make: Callable[[str], Edit]) -> Edit:
        """Make the edit of a gesture without changing the script.

        Raises:
            Refusal
        """
        edit = make(self.context.editor.source())
        if edit.gesture is not Gesture.EDIT_VALUE:
            self._check(edit)
        return edit

    def _check(self, edit: Edit) -> None:
        """Check that the script can run after an edit, as far as known without running it.

        Raises:
            Refusal
        """
        is_recorded = self.context.recording.source == edit.before
        check(edit, kinds_of(self.context.recording) if is_recorded else {})

    def may_act(self, card: int) -> bool:
        """Whether the graph is that of the present script; if not, notify the user at a card."""
        try:
            self.context.check_current()
        except Refusal as refusal:
            self.notify(refusal_text(refusal), card, is_refusal=True)
            return False
        return True

    def perform(
        self,
        make: Callable[[str], Edit],
        card: int = NONE,
        *,
        joined: bool = False,
        is_dragged: bool = False,
    ) -> bool:
        """Edit the script and run it, or show at the card why not; return whether it was edited.

        Args:
            make: makes the edit.
            card: the card that messages are shown at.
            joined: whether it is one undo entry with the edit before it.
            is_dragged: whether it belongs to a drag, whose end is told by ``end_drag``.
        """
        self.notice.hide()
        try:
            edit = keeping_comments(self.attempt(make))
            consequence = "" if is_dragged else self._consequence(edit)
            shifts = not is_dragged and shifts_draws(edit)
            self._writer.write(edit, joined=joined)
        except Refusal as refusal:
            self.notify(refusal_text(refusal), card, is_refusal=True)
            return False
        concerned_count = count_concerned(self.context.recording, edit)
        if self._live_runner.is_trusted:
            self._run_after(edit, card, is_dragged=is_dragged)
        else:
            self.notify(self.tr("Press Ctrl+Enter to run the script."), card)
        if consequence:
            self.notify(consequence, card, is_refusal=True)
        elif concerned_count > 1:
            text = self.tr("This line made {count} cards; the edit concerns them all.")
            self.notify(text.format(count=concerned_count), card)
        elif (turn_count := count_turns(self.context.recording, edit, card)) > 1:
            text = self.tr("The new line is in a loop or a function: it runs {count} times.")
            self.notify(text.format(count=turn_count), card)
        elif shifts:
            text = self.tr("What the script draws at random further down is now other numbers.")
            self.notify(text, card)
        elif is_dragged and self._live_runner.is_slow:
            self.notify(self.tr("This script takes a while: it runs when you let go."), card)
        return True

    def _run_after(self, edit: Edit, card: int, *, is_dragged: bool) -> None:
        """Run the edited script, and go to what is new."""
        self._fallback_names = fallback_names(self.context.recording, self.context.graph.selected)
        is_reset = edit.gesture in (Gesture.ZERO_GRAD, Gesture.DROP_GRAD)
        self._reset_lines = edit.lines if is_reset else ()
        pass_lines = edit.lines if edit.gesture is Gesture.BACKWARD else ()
        intent = RunIntent(self._next_card(edit, card), edit.made or "", tuple(pass_lines))
        if is_dragged:
            self._live_runner.run_while_dragging(intent)
        else:
            self._live_runner.run_after(intent)

    def _next_card(self, edit: Edit, card: int) -> int:
        """The card to select after an edit: the first operand of a bypassed one, or ``card``."""
        is_gone = edit.gesture is Gesture.BYPASS or (
            edit.gesture is Gesture.ATTACH and is_detach(self.context, card)
        )
        rows = edge_rows(self.context, card) if is_gone else []
        return int(self.context.recording["operands"]["operand"][rows[0]]) if rows else card

    def _consequence(self, edit: Edit) -> str:
        """Why the script fails after an edit of a value; empty if it does not.

        Such an edit is allowed, as the next one may change the shape of another tensor.
        """
        try:
            self._check(edit)
        except Refusal as refusal:
            return refusal_text(refusal)
        return ""

    def end_drag(self) -> None:
        """End the drag of a value."""
        self._live_runner.end_drag()

    def revert(self) -> None:
        """Undo the last edit, without a redo entry, and update the graph."""
        self._writer.revert()
        self._rerun()

    def notify(self, text: str, card: int = NONE, *, is_refusal: bool = False) -> None:
        """Show a message at a card, or for NONE at the bottom of the canvas."""
        theme = self.context.graph.canvas.theme
        self.notice.show_text(text, theme, self.rect_of(card), is_refusal=is_refusal)

    def ask(self, title: str, text: str, card: int, take: Callable[[str], bool]) -> None:
        """Ask for a text on a card; ``take`` returns whether it is valid."""
        self.notice.hide()
        self._field_card = card
        canvas = self.context.graph.canvas
        around = self.rect_of(card) or QRect(self.point_of(card), QSize())
        self.field.ask(title, text, around, canvas.theme, take)

    def retranslate(self) -> None:
        """Take all texts from the current language."""
        self._writer.names.show()

    def _on_state_changed(self, state: State) -> None:
        """Clear the picked cards when the recording changes."""
        if state.recording is not self._recording:
            self._recording = state.recording
            self.picks = []
            self.picks_changed.emit()

    def _on_field_committed(self) -> None:
        """Keep the card that the user selected by leaving the field."""
        selected = self.context.graph.selected
        if selected != self._field_card:
            self.context.live.continuity.reselect(selected)

    def _on_graph_arrived(self) -> None:
        """Adapt the selection, the cursor and the notice to the graph of an edit.

        If the selected card is gone, a fallback is selected. After an edit that resets a gradient,
        the cursor goes to the reset. The notice moves to the selected card.
        """
        reset = last_reset(self.context.recording, self._reset_lines)
        if reset != NONE:
            self.context.session.player.seek(self.context.recording.cursor_of_event(reset))
        self._reset_lines = ()
        cards = dict(named_cards(self.context))
        left = [cards[name] for name in self._fallback_names if name in cards]
        if self.context.graph.selected == NONE and left:
            self.context.graph.select(left[0])
        self._fallback_names = []
        rect = self.rect_of(self.context.graph.selected)
        if rect is not None:
            self.notice.follow(rect)

    def _on_undo_or_redo(self, was_gesture: bool) -> None:
        """Update the graph if a gesture was undone or redone."""
        self.notice.hide()
        if was_gesture:
            self._rerun()

    def _rerun(self) -> None:
        """Run the script to update the graph."""
        self._fallback_names = fallback_names(self.context.recording, self.context.graph.selected)
        if self._live_runner.is_trusted:
            self._live_runner.run_after(RunIntent())

    def code_of(self, card: int) -> str:
        """The name of a card, or else its expression, for questions."""
        picked = picked_card(self.context.recording, card)
        return picked.names[-1] if picked.names else picked.code
