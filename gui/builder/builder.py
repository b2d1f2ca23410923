"""Carries out gestures: each becomes an edit of the script, or is refused with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QPoint, QPointF, QRect, QSize, Signal
from PySide6.QtGui import QCursor

from engine.edit.edits import Edit, Gesture, Refusal
from engine.edit.picking import picked_card
from engine.edit.trial.check import check
from engine.edit.trial.recorded import kinds_of
from engine.record.schema import NONE
from engine.record.state import State
from gui.builder.builder_context import BuilderContext
from gui.builder.gesture_texts import refusal_text
from gui.builder.graph_lookups import edge_rows, is_detach, last_reset, named_cards
from gui.builder.inline_field import InlineField
from gui.builder.notice import Notice
from gui.builder.script_writer import ScriptWriter
from gui.builder.selection_fallback import fallback_names
from gui.live.continuity import RunIntent

translate = QCoreApplication.translate


class Builder(QObject):
    """Applies edits to the script, runs it, and reports the outcome.

    Attributes:
        desk: what it works on.
        picks: cards that were picked besides the selected one, in order.
        notice: where it tells of refusals.
        field: where names and numbers are written.

    Signals:
        picks_changed: others are picked.
    """

    picks_changed = Signal()

    def __init__(self, desk: BuilderContext, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self.picks: list[int] = []
        undo, redo = desk.actions["undo"], desk.actions["redo"]
        self._writer = ScriptWriter(desk.editor, undo, redo)
        self._live_runner = desk.live.runner
        self.notice = Notice(desk.graph.canvas)
        self.field = InlineField(desk.graph.canvas)
        self.field.left.connect(self._on_field_left)
        self._asked = NONE
        desk.session.player.state_changed.connect(self._on_state_changed)
        self._recording = desk.recording
        self._fallback_names: list[str] = []
        self._reset_lines: Sequence[int] = ()
        desk.live.continuity.graph_arrived.connect(self._on_arrived)
        names = self._writer.names
        undo.triggered.connect(lambda: self._on_history(names.redoes_gesture))
        redo.triggered.connect(lambda: self._on_history(names.undoes_gesture))

    # -- what is picked ------------------------------------------------------------------------

    @property
    def picked(self) -> list[int]:
        """The cards that a gesture is about, in the order in which they were picked."""
        selected = self.desk.graph.selected
        is_other = selected != NONE and selected not in self.picks
        return [*self.picks, selected] if is_other else self.picks

    def pick(self, card: int, is_picked: bool) -> None:
        """Pick a card besides the selected one, or unpick it."""
        self.picks = [each for each in self.picks if each != card] + [card] * is_picked
        self.picks_changed.emit()

    def rect_of(self, card: int) -> QRect | None:
        """Where a card is on the canvas; None where it is not drawn."""
        place = None if card == NONE else self.desk.graph.place(card)
        return None if place is None else self.desk.graph.canvas.rect_of(place)

    def point_of(self, card: int) -> QPoint:
        """Where to ask about a card: at its foot, else at the pointer, else in the middle."""
        canvas, rect = self.desk.graph.canvas, self.rect_of(card)
        if rect is not None and canvas.rect().contains(rect.center()):
            return rect.bottomLeft()
        pointer = canvas.mapFromGlobal(QCursor.pos())
        return pointer if canvas.rect().contains(pointer) else canvas.rect().center()

    def pointer(self) -> QPointF:
        """Where the pointer is on the canvas."""
        return QPointF(self.desk.graph.canvas.mapFromGlobal(QCursor.pos()))

    # -- edits ---------------------------------------------------------------------------------

    def attempt(self, make: Callable[[str], Edit]) -> Edit:
        """The edit that a gesture would be; the script stays as it is.

        Raises: Refusal.
        """
        edit = make(self.desk.editor.source())
        if edit.gesture is not Gesture.EDIT_VALUE:
            self._check(edit)
        return edit

    def _check(self, edit: Edit) -> None:
        """Check that the script can be run after an edit, as far as that can be told.

        Raises: Refusal.
        """
        is_recorded = self.desk.recording.source == edit.before
        check(edit, kinds_of(self.desk.recording) if is_recorded else {})

    def may_act(self, card: int) -> bool:
        """Whether the graph is of the script as it is now; where it is not, say so by a card."""
        try:
            self.desk.check_current()
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
        """Make an edit of the script and run it; where it is refused, say why by the card.

        A joined edit is one entry of the undo with the one before it.
        """
        self.notice.hide()
        try:
            edit = self.attempt(make)
            consequence = "" if is_dragged else self._consequence(edit)
            self._writer.write(edit, joined=joined)
        except Refusal as refusal:
            self.notify(refusal_text(refusal), card, is_refusal=True)
            return False
        concerned = self._concerned(edit)
        if self._live_runner.is_trusted:
            self._run_after(edit, card, is_dragged=is_dragged)
        else:
            self.notify(self.tr("Press Ctrl+Enter to run the script."), card)
        if consequence:
            self.notify(consequence, card, is_refusal=True)
        elif concerned > 1:
            text = self.tr("This line made {count} cards; the edit concerns them all.")
            self.notify(text.format(count=concerned), card)
        elif is_dragged and self._live_runner.is_slow:
            self.notify(self.tr("This script takes a while: it runs when you let go."), card)
        return True

    def _run_after(self, edit: Edit, card: int, *, is_dragged: bool) -> None:
        """Run the edited script, and look at what is new."""
        self._fallback_names = fallback_names(self.desk.recording, self.desk.graph.selected)
        is_reset = edit.gesture in (Gesture.ZERO_GRAD, Gesture.DROP_GRAD)
        self._reset_lines = edit.lines if is_reset else ()
        pass_lines = edit.lines if edit.gesture is Gesture.BACKWARD else ()
        intent = RunIntent(self._left_by(edit, card), edit.made or "", tuple(pass_lines))
        if is_dragged:
            self._live_runner.run_while_dragging(intent)
        else:
            self._live_runner.run_after(intent)

    def _left_by(self, edit: Edit, card: int) -> int:
        """The card to go on with: where one is bypassed, the first that it was made from."""
        is_gone = edit.gesture is Gesture.BYPASS or (
            edit.gesture is Gesture.ATTACH and is_detach(self.desk, card)
        )
        rows = edge_rows(self.desk, card) if is_gone else []
        return int(self.desk.recording["operands"]["operand"][rows[0]]) if rows else card

    def _consequence(self, edit: Edit) -> str:
        """What can no longer be computed after an edit of a value; empty where everything can.

        Such an edit is made nevertheless: another tensor is to be made as long, or shorter, next.
        """
        try:
            self._check(edit)
        except Refusal as refusal:
            return refusal_text(refusal)
        return ""

    def finish(self) -> None:
        """Finish the dragging of a value."""
        self._live_runner.end_drag()

    def take_back(self) -> None:
        """Undo the last edit without a trace; the graph follows."""
        self._writer.take_back()
        self._show_again()

    def notify(self, text: str, card: int = NONE, *, is_refusal: bool = False) -> None:
        """Say something by a card, or at the foot of the canvas."""
        theme = self.desk.graph.canvas.theme
        self.notice.show_text(text, theme, self.rect_of(card), is_refusal=is_refusal)

    def ask(self, title: str, text: str, card: int, take: Callable[[str], bool]) -> None:
        """Ask for a text on a card; ``take`` says whether it could be used."""
        self.notice.hide()
        self._asked = card
        canvas = self.desk.graph.canvas
        around = self.rect_of(card) or QRect(self.point_of(card), QSize())
        self.field.ask(title, text, around, canvas.theme, take)

    def retranslate(self) -> None:
        """Take all texts from the language that is installed now."""
        self._writer.names.show()

    def _concerned(self, edit: Edit) -> int:
        """How many cards were made where the edit changes the script."""
        recording = self.desk.recording
        if recording.source != edit.before or not edit.sites:
            return 0
        sites = recording["sites"]
        numbers = [
            number for number, site in enumerate(sites.tolist()) if tuple(site) in edit.sites
        ]
        made_at = recording["events"]["site"][recording["cards"]["event"]]
        return int(np.count_nonzero(np.isin(made_at, numbers)))

    def _on_state_changed(self, state: State) -> None:
        """Forget picked cards when the recording changes."""
        if state.recording is not self._recording:
            self._recording = state.recording
            self.picks = []
            self.picks_changed.emit()

    def _on_field_left(self) -> None:
        """Keep the selection of a user who went to another card while a field was open."""
        selected = self.desk.graph.selected
        if selected != self._asked:
            self.desk.live.continuity.reselect(selected)

    def _on_arrived(self) -> None:
        """The graph of an edit is there: what is said of its card goes where that is now.

        Where the selected card is gone, what it was made from is selected. A gradient that was to
        be zero, or gone, is seen to be so.
        """
        reset = last_reset(self.desk.recording, self._reset_lines)
        if reset != NONE:
            self.desk.session.player.seek(self.desk.recording.cursor_of_event(reset))
        self._reset_lines = ()
        cards = dict(named_cards(self.desk))
        left = [cards[name] for name in self._fallback_names if name in cards]
        if self.desk.graph.selected == NONE and left:
            self.desk.graph.select(left[0])
        self._fallback_names = []
        rect = self.rect_of(self.desk.graph.selected)
        if rect is not None:
            self.notice.follow(rect)

    def _on_history(self, was_gesture: bool) -> None:
        """Where a gesture was undone or made again, show the graph of the script as it is."""
        self.notice.hide()
        if was_gesture:
            self._show_again()

    def _show_again(self) -> None:
        """Show the graph of the script as it is."""
        self._fallback_names = fallback_names(self.desk.recording, self.desk.graph.selected)
        if self._live_runner.is_trusted:
            self._live_runner.run_after(RunIntent())

    def code_of(self, card: int) -> str:
        """What to call a card in questions: its name, else its expression."""
        picked = picked_card(self.desk.recording, card)
        return picked.names[-1] if picked.names else picked.code
