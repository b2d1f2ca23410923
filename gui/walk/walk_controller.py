"""The commands of the menu Walk: what each does, and when it is enabled."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from engine.record.schema import NONE
from engine.record.state import State
from gui.commands.action_set import ActionSet
from gui.commands.walk_commands import SPEEDS_MS
from gui.documents.document import Document
from gui.languages import QT_TRANSLATE_NOOP
from gui.pointing.canvas_marks import CanvasMarks
from gui.runs.session import Session
from gui.walk.breakpoint_marks import BreakpointMarks
from gui.walk.breakpoint_resolver import BreakpointResolver
from gui.walk.breakpoints import Breakpoint, Breakpoints
from gui.walk.context_menus import ContextMenus
from gui.walk.walk_settings import WalkSettings
from gui.window.views import Views
from gui.words.card_names import phrase

if TYPE_CHECKING:
    from gui.walk.walker import Walker

_WALKER_COMMANDS = (
    "step_over",
    "step_back_over",
    "step_out",
    "continue_back",
    "run_to_line",
    "run_to_node",
    "run_to_change",
    "run_to_non_zero",
    "run_to_nan",
    "run_to_not_finite",
    "ask_writer",
    "ask_origin",
    "ask_use",
)
"""The commands that call the method of the same name of the walker."""
_NEED_STEPS_BEFORE = ("first", "step_back", "step_back_over", "continue_back")
_NEED_STEPS_AFTER = (
    "step",
    "last",
    "step_over",
    "step_out",
    "continue",
    "run_to_line",
    "run_to_not_finite",
)
_NEED_CARD_AND_STEPS_AFTER = ("run_to_node", "run_to_change", "run_to_non_zero", "run_to_nan")
_NEED_CARD = ("ask_writer", "ask_origin", "ask_use")

_NO_STEPS = QT_TRANSLATE_NOOP("Command", "There are no steps yet: run a script first.")
_AT_BEGINNING = QT_TRANSLATE_NOOP("Command", "This is the beginning, before the first step.")
_AT_END = QT_TRANSLATE_NOOP("Command", "This is the end, after the last step.")
_NO_CARD = QT_TRANSLATE_NOOP("Command", "This step is about no card: select one in the graph.")
_NO_NEXT_PASS = QT_TRANSLATE_NOOP("Command", "No backward pass begins after this step.")
_NO_PREVIOUS_PASS = QT_TRANSLATE_NOOP("Command", "No backward pass begins before this step.")
_NO_BREAKPOINTS = QT_TRANSLATE_NOOP("Command", "This script has no breakpoints.")
_SLOWEST = QT_TRANSLATE_NOOP("Command", "This is the slowest.")
_FASTEST = QT_TRANSLATE_NOOP("Command", "This is the fastest.")
"""Why a command is disabled."""


class WalkController(QObject):
    """Handles the commands of the menu Walk, and clicks in the gutter.

    Attributes:
        breakpoints: the breakpoints of the script in the editor.
        resolver: where they stop a walk.
    """

    def __init__(
        self,
        session: Session,
        views: Views,
        marks: CanvasMarks,
        document: Document,
        settings: WalkSettings,
        actions: ActionSet,
    ) -> None:
        editor, graph = views.editor, views.graph
        super().__init__(graph)
        self._player, self._editor, self._graph = session.player, editor, graph
        self._marks, self._settings, self._actions = marks, settings, actions
        self._status = views.status
        self.breakpoints = Breakpoints(editor, document, settings)
        self.resolver = BreakpointResolver(session, editor, self.breakpoints, document)
        BreakpointMarks(self.breakpoints, self.resolver, editor.gutter, graph, views.timeline)
        self._menus = ContextMenus(editor, graph, views.timeline, actions)
        editor.gutter.line_clicked.connect(self._on_line_clicked)
        editor.gutter.setCursor(Qt.CursorShape.PointingHandCursor)
        self._player.cursor_changed.connect(self._on_cursor_changed)
        graph.card_selected.connect(lambda _: self.show_state(self._player.state))
        self.breakpoints.changed.connect(lambda: self.show_state(self._player.state))
        self._connect_commands()
        self._set_interval(settings.play_interval_ms)

    def show_state(self, state: State) -> None:
        """Enable the commands that are possible at a state."""
        count = state.recording.step_count
        has_card = self._graph.selected != NONE or state.current_card() != NONE
        at_end = (state.cursor < count, _AT_END)
        for names, *needs in (
            (_NEED_STEPS_BEFORE, (state.cursor > 0, _AT_BEGINNING)),
            (_NEED_STEPS_AFTER, at_end),
            (_NEED_CARD_AND_STEPS_AFTER, at_end, (has_card, _NO_CARD)),
            (_NEED_CARD, (has_card, _NO_CARD)),
            (("play",),),
            (("next_pass",), (self._player.has_next_pass, _NO_NEXT_PASS)),
            (("previous_pass",), (self._player.has_previous_pass, _NO_PREVIOUS_PASS)),
        ):
            missing = [
                reason for is_there, reason in ((count > 0, _NO_STEPS), *needs) if not is_there
            ]
            for name in names:
                self._actions.set_enabled(name, not missing, missing[0] if missing else "")
        has_breakpoints = bool(self.breakpoints.items)
        self._actions.set_enabled("clear_breakpoints", has_breakpoints, _NO_BREAKPOINTS)

    @cached_property
    def _walker(self) -> Walker:
        from gui.walk.walker import Walker

        return Walker(
            self._player, self._editor, self._graph, self._marks, self.resolver, self._show_message
        )

    def _connect_commands(self) -> None:
        player = self._player
        commands: dict[str, Callable[[], object]] = {
            "first": player.first,
            "step_back": player.step_back,
            "play": player.toggle_play,
            "last": player.last,
            "next_pass": player.next_pass,
            "previous_pass": player.previous_pass,
            "continue": lambda: self._walker.continue_(),
            "toggle_breakpoint": self._toggle_breakpoint,
            "edit_condition": self._ask_for_condition,
            "clear_breakpoints": self.breakpoints.clear,
            "play_slower": lambda: self._change_speed(-1),
            "play_faster": lambda: self._change_speed(1),
            **{name: partial(self._walk, name) for name in _WALKER_COMMANDS},
            **{f"speed_{ms}": partial(self._set_interval, ms) for ms in SPEEDS_MS},
        }
        self._actions.connect_commands(commands)
        self._actions["loop"].toggled.connect(self._on_loop_toggled)

    def _walk(self, name: str) -> None:
        getattr(self._walker, name)()

    def _show_message(self, text: str, *, until_moved: bool = True) -> None:
        """Show a message, and announce it to screen readers."""
        self._status.show_message(text, until_moved=until_moved)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._editor, text))

    # -- breakpoints ---------------------------------------------------------------------------

    def _target(self) -> Breakpoint | None:
        """The place of a new breakpoint: the text cursor's line or, in the graph, a card's node."""
        if self._editor.hasFocus():
            return Breakpoint(self._editor.textCursor().blockNumber() + 1)
        card = self._walker.card
        place = None if card == NONE else self.resolver.place_of_card(card)
        if place is None:
            self._show_message(self.tr("Select a card that a line of the script has made first."))
        return place

    def _toggle_breakpoint(self) -> None:
        target = self._target()
        if target is not None:
            self._toggle(target)

    def _on_line_clicked(self, line: int) -> None:
        self._toggle(Breakpoint(line))

    def _toggle(self, place: Breakpoint) -> None:
        text = self.tr("No breakpoint at {where} any more.")
        if self.breakpoints.toggle(place):
            text = self.tr("Breakpoint at {where}.")
            if place.site is None and self.resolver.has_no_steps(place.line):
                text = self.tr("Breakpoint at {where}, but this run has no step there.")
        self._show_message(text.format(where=self._place_text(place)))

    def _ask_for_condition(self) -> None:
        target = self._target()
        if target is None:
            return
        self._player.pause()
        from gui.walk.condition_dialog import ConditionDialog

        known = self.breakpoints.at(target)
        dialog = ConditionDialog(
            self._place_text(target), known.condition if known else "", self._editor
        )
        dialog.accepted.connect(lambda: self._set_condition(target, dialog.condition))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _set_condition(self, place: Breakpoint, condition: str) -> None:
        self.breakpoints.add(
            Breakpoint(place.line, condition, site=place.site, number=place.number)
        )

    def _place_text(self, place: Breakpoint) -> str:
        if place.site is None:
            return self.tr("line {line}").format(line=place.line)
        card = phrase(self._player.recording, self._walker.card, self._player.state.happened)
        return self.tr("the node of {card}").format(card=card)

    # -- playing -------------------------------------------------------------------------------

    def _set_interval(self, interval_ms: int) -> None:
        interval_ms = min(SPEEDS_MS, key=lambda ms: abs(ms - interval_ms))
        self._player.interval_ms = self._settings.play_interval_ms = interval_ms
        self._actions[f"speed_{interval_ms}"].setChecked(True)
        place = SPEEDS_MS.index(interval_ms)
        self._actions.set_enabled("play_slower", place > 0, _SLOWEST)
        self._actions.set_enabled("play_faster", place < len(SPEEDS_MS) - 1, _FASTEST)

    def _change_speed(self, by: int) -> None:
        self._set_interval(SPEEDS_MS[SPEEDS_MS.index(self._player.interval_ms) + by])
        speed = self._actions[f"speed_{self._player.interval_ms}"].text()
        self._show_message(self.tr("Speed: {speed}").format(speed=speed), until_moved=False)

    def _on_loop_toggled(self, loops: bool) -> None:
        self._player.loops = loops

    def _on_cursor_changed(self) -> None:
        """While playing, pause where a breakpoint stops."""
        if self._player.is_playing:
            cursors, cursor = self.resolver.stops.cursors, self._player.cursor
            place = int(cursors.searchsorted(cursor))
            if place < len(cursors) and cursors[place] == cursor:
                self._player.pause()
