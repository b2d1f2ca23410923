"""The commands of the menu Build, and the context menus of cards and edges."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QPoint
from PySide6.QtGui import QAction

from engine.edit import asking, duplicating, edges, modes, naming, operators, removing, requiring
from engine.edit.edits import Edit, Gesture, Picked, Reason, Refusal
from engine.edit.picking import picked_card
from engine.record.schema import NONE
from gui.builder.builder import Builder
from gui.builder.builder_context import BuilderContext
from gui.builder.choice_menu import Choice, ask, reason_against, refusal_of
from gui.builder.edge_gestures import EdgeGestures
from gui.builder.formula_bar import FormulaBar
from gui.builder.graph_lookups import detach_at, detach_of, edge_of, edge_rows
from gui.builder.operation_gestures import OperationGestures
from gui.builder.palette_items import PaletteItem
from gui.builder.quick_search import QuickSearch
from gui.builder.value_gestures import ValueGestures
from gui.commands.build_commands import BUILD_COMMANDS
from gui.commands.key_names import native_name

translate = QCoreApplication.translate


def _toggle_requires_grad(source: str, picked: Picked) -> Edit:
    if picked.requires_grad:
        return requiring.require_no_grad(source, picked)
    return requiring.require_grad(source, picked)


def _trial_rename(source: str, picked: Picked) -> Edit:
    """Rename a card to an unused name, to find out whether that is possible.

    Raises:
        Refusal
    """
    change = naming.rename if picked.names else naming.name_expression
    return change(source, picked, FREE_NAME)


FREE_NAME = "a_name_that_nobody_uses"

SIMPLE: Mapping[str, Callable[[str, Picked], Edit]] = {
    "attach": edges.attach,
    "bypass": edges.bypass,
    "duplicate": duplicating.duplicate,
    "inline": naming.inline,
    "swap": operators.swap,
    "toggle_requires_grad": _toggle_requires_grad,
    "zero_grad": asking.zero_grad,
    "drop_grad": asking.drop_grad,
    "print_card": asking.print_card,
}
"""The commands that change one card without a question."""

_ABOUT_CARDS = ("run_to_node", "ask_writer", "ask_origin", "ask_use", "toggle_breakpoint")
"""The commands that ask about a card, or go to it, and are first in its context menu."""

_WITHOUT_CARD = ("search_ops", "write_formula")


class CommandGestures(QObject):
    """Carries out commands, mostly on the selected card."""

    def __init__(self, builder: Builder) -> None:
        super().__init__(builder)
        self._builder, self._context = builder, builder.context
        self.operations = OperationGestures(builder)
        self.formula_bar = FormulaBar(builder)
        self.values = ValueGestures(builder)
        self._edge = NONE
        self._search = QuickSearch(builder.context.graph.canvas)
        self._search.chosen.connect(self._on_item_chosen)
        self._edges = EdgeGestures(builder, self.operations, self.search)
        self._interactive: Mapping[str, Callable[[int], None]] = {
            "edit_value": self.values.edit,
            "call_backward": self.values.backward,
            "change_operation": self._change_operation,
            "detach": self._detach,
            "insert": self._edges.insert,
            "rewire": self._edges.rewire,
            "remove_card": self._remove,
            "rename": self._rename,
            "wrap_no_grad": self._wrap,
        }

    def do(self, name: str) -> None:
        """Carry out a command of the table."""
        if name == "search_ops":
            self.search()
        elif name == "write_formula":
            self.formula_bar.open()
        elif name in asking.FLAGS:
            self._toggle_flag(name)
        elif self._context.graph.selected == NONE:
            self._builder.notify(_no_card(self._context), is_refusal=True)
        elif name == "pick_card":
            self._pick()
        else:
            self._do_to(name, self._context.graph.selected)

    def _do_to(self, name: str, card: int) -> None:
        if name in SIMPLE:
            subject = _subject(self._context, name, card)
            self._builder.perform(
                lambda source: SIMPLE[name](source, self._context.picked(subject)), card
            )
        else:
            self._interactive[name](card)

    def reason_against(self, name: str) -> str:
        """Why a command is impossible now; empty if it is possible or asks a question first."""
        if name in _WITHOUT_CARD or self._context.is_graph_coming:
            return ""
        if name in asking.FLAGS:
            shown = self._context.session.player.state.pass_
            if shown == NONE:
                return _no_pass()
            return reason_against(lambda: self._builder.attempt(self._flag_edit(name, shown)))
        if self._context.graph.selected == NONE:
            return _no_card(self._context)
        attempt = self._attempt(name, self._context.graph.selected)
        return "" if attempt is None else reason_against(attempt)

    def is_on(self, name: str) -> bool | None:
        """Whether a command is checked; None if it is not checkable, or has no subject."""
        shown, card = self._context.session.player.state.pass_, self._context.graph.selected
        if name in asking.FLAGS:
            return None if shown == NONE else self._has_flag(name, shown)
        return None if card == NONE else self._is_on(name, card)

    # -- menus ---------------------------------------------------------------------------------

    def ask_about_card(self, card: int, at: QPoint, *, is_pressed: bool = False) -> None:
        """Show the context menu of a card; see ``choice_menu.ask`` for ``is_pressed``."""
        self._context.graph.select(card)
        actions = self._context.actions
        choices: list[Choice | QAction | None] = [actions[name] for name in _ABOUT_CARDS]
        choices.append(None)
        for command in BUILD_COMMANDS:
            if command.name in asking.FLAGS:
                continue  # about the pass, not about a card
            if command.begins_section:
                choices.append(None)
            text = translate("Command", command.text)
            shown = native_name((command.keys or command.canvas_keys)[0])
            do = partial(self.do, command.name)
            attempt = self._attempt(command.name, card)
            choices.append(Choice(text, do, attempt, shown, self._is_on(command.name, card)))
        ask(self._context.graph.canvas, "card_menu", choices, at, is_pressed=is_pressed)

    def ask_about_edge(self, row: int, at: QPoint) -> None:
        """Show the context menu of an edge."""
        user = int(self._context.recording["operands"]["card"][row])
        detached = detach_at(self._context, row)

        def attach(source: str) -> Edit:
            return edges.attach(source, self._context.picked(detached))

        choices: list[Choice | None] = [
            self._detach_choice(row, self.tr("Detach this edge")),
            Choice(
                self.tr("Attach this edge again"),
                lambda: self._builder.perform(attach, user),
                lambda: self._builder.attempt(attach),
            ),
            Choice(
                self.tr("Put an operation on this edge…"),
                lambda: self.search(edge=row),
                lambda: self._builder.attempt(self._detach_edit(row)),
            ),
        ]
        self._context.graph.select(user)
        ask(self._context.graph.canvas, "edge_menu", choices, at, is_pressed=True)

    def _attempt(self, name: str, card: int) -> Callable[[], Edit] | None:
        """A function that makes the edit of a command; None if it asks a question first."""
        attempts = {
            **SIMPLE,
            "remove_card": removing.remove,
            "edit_value": self.values.trial_change,
            "detach": self._trial_detach,
            "insert": self._edges.trial_change,
            "rewire": self._edges.trial_change,
            "call_backward": self.values.trial_pass,
            "change_operation": self.operations.trial_change,
            "rename": _trial_rename,
            "wrap_no_grad": self._wrap_edit,
        }
        if name not in attempts:
            return None
        subject = _subject(self._context, name, card)
        return lambda: self._builder.attempt(
            lambda source: attempts[name](source, self._context.picked(subject))
        )

    def _is_on(self, name: str, card: int) -> bool | None:
        """Whether a command is checked for a card; None if it is not checkable."""
        picked = picked_card(self._context.recording, card)
        if name == "toggle_requires_grad":
            return picked.requires_grad
        if name == "wrap_no_grad":
            return not reason_against(lambda: modes.unwrap(self._context.editor.source(), picked))
        return None

    def _trial_detach(self, source: str, picked: Picked) -> Edit:
        """Detach the first operand of the selected card, to find out whether that is possible.

        Raises:
            Refusal: also if it has none.
        """
        rows = edge_rows(self._context, self._context.graph.selected)
        if not rows:
            raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.DETACH)
        return self._detach_edit(rows[0])(source)

    # -- the palette ---------------------------------------------------------------------------

    def search(self, edge: int = NONE) -> None:
        """Show the palette at the pointer or the selected card; ``edge`` is one to insert into."""
        self._edge = edge
        canvas, selected = self._context.graph.canvas, self._context.graph.selected
        at = self._builder.pointer().toPoint()
        if not canvas.rect().contains(at):
            at = self._builder.point_of(selected)
        self._search.search_at(canvas.mapToGlobal(at), canvas.theme)

    def use(self, item: PaletteItem) -> None:
        """Make a tensor, or apply an operation to the picked cards."""
        self.operations.use(item, self._builder.picked)

    def _on_item_chosen(self, item: PaletteItem) -> None:
        if self._edge == NONE:
            self.use(item)
        else:
            self.operations.put_on_edge(item, self._edge)

    def _pick(self) -> None:
        """Pick the selected card, or unpick it."""
        card, picks = self._context.graph.selected, self._builder.picks
        self._builder.pick(card, card not in picks)

    def _toggle_flag(self, flag: str) -> None:
        """Set or remove a flag of the current pass."""
        shown = self._context.session.player.state.pass_
        if shown == NONE:
            self._builder.notify(_no_pass(), is_refusal=True)
            return
        self._builder.perform(self._flag_edit(flag, shown))

    def _flag_edit(self, flag: str, shown: int) -> Callable[[str], Edit]:
        is_set = self._has_flag(flag, shown)
        return lambda source: asking.set_flag(
            source, self._context.picked_pass(shown), flag, not is_set
        )

    def _has_flag(self, flag: str, shown: int) -> bool:
        """Whether the call of a pass has a flag."""
        return bool(self._context.recording["passes"][flag][shown])

    # -- gestures that ask ---------------------------------------------------------------------

    def _change_operation(self, card: int) -> None:
        self.operations.ask_change(card, self._builder.point_of(card))

    def _detach(self, card: int) -> None:
        rows = edge_rows(self._context, card)
        if len(rows) == 1:
            self._builder.perform(self._detach_edit(rows[0]), card)
            return
        texts = [self._edges.operand_text(row) for row in rows]
        choices = [
            self._detach_choice(row, self.tr("Detach {name}").format(name=text))
            for row, text in zip(rows, texts)
        ]
        reasons = [refusal_of(choice) for choice in choices]
        if all(reasons):
            nothing = self.tr("This card takes nothing that could be detached.")
            self._builder.notify(reasons[0] if reasons else nothing, card, is_refusal=True)
            return
        ask(self._context.graph.canvas, "detach_menu", [*choices], self._builder.point_of(card))

    def _detach_choice(self, row: int, text: str) -> Choice:
        user = int(self._context.recording["operands"]["card"][row])
        edit = self._detach_edit(row)
        return Choice(
            text,
            lambda: self._builder.perform(edit, user),
            lambda: self._builder.attempt(edit),
        )

    def _detach_edit(self, row: int) -> Callable[[str], Edit]:
        return lambda source: edges.detach(source, edge_of(self._context, row))

    def _remove(self, card: int) -> None:
        """Remove a card; if others depend on it, show which and ask."""

        def edit(source: str) -> Edit:
            return removing.remove(source, self._context.picked(card))

        try:
            source = self._context.editor.source()
            places = removing.dependants_of(source, self._context.picked(card))
        except Refusal:
            places = []  # ``perform`` shows the reason
        if not places:
            self._builder.perform(edit, card)
            return
        lines = list(dict.fromkeys(str(place.line) for place in places))
        sure = self.tr("Remove it, and lines {lines} that depend on it")
        if len(lines) == 1:
            sure = self.tr("Remove it, and line {lines} that depends on it")
        sure = sure.format(lines=", ".join(lines))
        choices: list[Choice | None] = [
            Choice(self.tr("Keep it"), lambda: None),
            Choice(sure, lambda: self._builder.perform(edit, card)),
        ]
        ask(self._context.graph.canvas, "remove_menu", choices, self._builder.point_of(card))

    def _rename(self, card: int) -> None:
        """Ask for another name of a card, or for a first one."""
        reason = self.reason_against("rename")
        if reason:
            self._builder.notify(reason, card, is_refusal=True)
            return
        picked = picked_card(self._context.recording, card)
        name = picked.names[-1] if picked.names else ""

        def edit(source: str, new: str) -> Edit:
            picked = self._context.picked(card)
            if picked.names:
                return naming.rename(source, picked, new)
            return naming.name_expression(source, picked, new)

        def take(text: str) -> bool:
            new = unicodedata.normalize("NFKC", text.strip())  # as Python reads names
            return new == name or self._builder.perform(lambda source: edit(source, new), card)

        self._builder.ask(self.tr("A name for this card"), name, card, take)

    def _wrap(self, card: int) -> None:
        """Move the picked cards into ``no_grad``, or a card out of it."""
        self._builder.perform(
            lambda source: self._wrap_edit(source, self._context.picked(card)), card
        )

    def _wrap_edit(self, source: str, picked: Picked) -> Edit:
        """Move one card out of ``no_grad``, or else all picked ones into it.

        Raises:
            Refusal
        """
        try:
            return modes.unwrap(source, picked)
        except Refusal:
            cards = self._builder.picked
            return modes.wrap(source, [self._context.picked(each) for each in cards] or [picked])


def _subject(context: BuilderContext, name: str, card: int) -> int:
    """The subject of a command: for ``attach``, the ``detach()`` that a card takes."""
    return detach_of(context, card) if name == "attach" else card


def _no_pass() -> str:
    return translate("CommandGestures", "Go to a step of a backward pass first.")


def _no_card(context: BuilderContext) -> str:
    """A hint for commands that need a selected card."""
    if not context.graph.is_settled:  # the canvas still shows the graph before
        return translate(
            "CommandGestures", "The graph is being arranged. Try again when it is there."
        )
    if not context.graph.counts[1]:
        return translate(
            "CommandGestures", "There is no card yet: run a script that makes a tensor."
        )
    return translate("CommandGestures", "Select a card first: press it, or go to it by Tab.")
