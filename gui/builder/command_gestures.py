"""The commands of the menu Build, also for the card or edge under the pointer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QPoint

from engine.edit import asking, edges, modes, naming, operators, removing, requiring
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


def _renamed_somehow(source: str, picked: Picked) -> Edit:
    """A card with another name, or with one, to see whether that can be.

    Raises: Refusal.
    """
    change = naming.rename if picked.names else naming.name_expression
    return change(source, picked, FREE_NAME)


FREE_NAME = "a_name_that_nobody_uses"

SIMPLE: Mapping[str, Callable[[str, Picked], Edit]] = {
    "attach": edges.attach,
    "bypass": edges.bypass,
    "inline": naming.inline,
    "swap": operators.swap,
    "toggle_requires_grad": _toggle_requires_grad,
    "zero_grad": asking.zero_grad,
    "drop_grad": asking.drop_grad,
    "print_card": asking.print_card,
}
"""The commands that are about one card and ask for nothing more."""

_OF_NO_CARD = ("search_ops", "write_formula")


class CommandGestures(QObject):
    """Carries out commands on the selected card."""

    def __init__(self, builder: Builder) -> None:
        super().__init__(builder)
        self._builder, self._desk = builder, builder.desk
        self.operating = OperationGestures(builder)
        self.formula_bar = FormulaBar(builder)
        self.valuing = ValueGestures(builder)
        self._edge = NONE
        self._search = QuickSearch(builder.desk.graph.canvas)
        self._search.chosen.connect(self._on_item_chosen)
        self._edges = EdgeGestures(builder, self.operating, self.search)
        self._special: Mapping[str, Callable[[int], None]] = {
            "edit_value": self.valuing.edit,
            "call_backward": self.valuing.backward,
            "change_operation": self._change_operation,
            "detach": self._detach,
            "insert": self._edges.insert,
            "rewire": self._edges.rewire,
            "remove_card": self._remove,
            "rename": self._rename,
            "wrap_no_grad": self._wrap,
        }

    def do(self, name: str) -> None:
        """Do what a command of the table says."""
        if name == "search_ops":
            self.search()
        elif name == "write_formula":
            self.formula_bar.open()
        elif name in asking.FLAGS:
            self._toggle_flag(name)
        elif self._desk.graph.selected == NONE:
            self._builder.notify(_no_card(self._desk), is_refusal=True)
        elif name == "pick_card":
            self._pick()
        else:
            self._do_to(name, self._desk.graph.selected)

    def _do_to(self, name: str, card: int) -> None:
        if name in SIMPLE:
            subject = _subject(self._desk, name, card)
            self._builder.perform(
                lambda source: SIMPLE[name](source, self._desk.picked(subject)), card
            )
        else:
            self._special[name](card)

    def reason_against(self, name: str) -> str:
        """Why a command cannot be done now; empty where it can, or more is asked for first."""
        if name in _OF_NO_CARD or self._desk.is_graph_coming:
            return ""
        if name in asking.FLAGS:
            shown = self._desk.session.player.state.pass_
            if shown == NONE:
                return _no_pass()
            return reason_against(lambda: self._builder.attempt(self._flag_edit(name, shown)))
        if self._desk.graph.selected == NONE:
            return _no_card(self._desk)
        attempt = self._attempt(name, self._desk.graph.selected)
        return "" if attempt is None else reason_against(attempt)

    def is_on(self, name: str) -> bool | None:
        """Whether a command that turns something on and off has turned it on; None for others.

        None also where there is nothing that it could be about.
        """
        shown, card = self._desk.session.player.state.pass_, self._desk.graph.selected
        if name in asking.FLAGS:
            return None if shown == NONE else self._has_flag(name, shown)
        return None if card == NONE else self._is_on(name, card)

    # -- menus ---------------------------------------------------------------------------------

    def ask_about_card(self, card: int, at: QPoint, *, is_pressed: bool = False) -> None:
        """Show all that can be done to a card; see ``ask`` for the rest."""
        self._desk.graph.select(card)
        choices: list[Choice | None] = []
        for command in BUILD_COMMANDS:
            if command.name in asking.FLAGS:
                continue  # they are about the pass, not about a card
            if command.begins_section:
                choices.append(None)
            text = translate("Command", command.text)
            shown = native_name((command.keys or command.canvas_keys)[0])
            do = partial(self.do, command.name)
            attempt = self._attempt(command.name, card)
            choices.append(Choice(text, do, attempt, shown, self._is_on(command.name, card)))
        ask(self._desk.graph.canvas, "card_menu", choices, at, is_pressed=is_pressed)

    def ask_about_edge(self, row: int, at: QPoint) -> None:
        """Show all that can be done to an edge."""
        user = int(self._desk.recording["operands"]["card"][row])
        detached = detach_at(self._desk, row)

        def attach(source: str) -> Edit:
            return edges.attach(source, self._desk.picked(detached))

        choices: list[Choice | None] = [
            self._detaching(row, self.tr("Detach this edge")),
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
        self._desk.graph.select(user)
        ask(self._desk.graph.canvas, "edge_menu", choices, at, is_pressed=True)

    def _attempt(self, name: str, card: int) -> Callable[[], Edit] | None:
        """The edit that a command would be; None where more is asked for first."""
        attempts = {
            **SIMPLE,
            "remove_card": removing.remove,
            "edit_value": self.valuing.same_value,
            "detach": self._detached,
            "insert": self._edges.changed_somehow,
            "rewire": self._edges.changed_somehow,
            "call_backward": self.valuing.pass_from,
            "change_operation": self.operating.changed_somehow,
            "rename": _renamed_somehow,
            "wrap_no_grad": self._wrapped,
        }
        if name not in attempts:
            return None
        subject = _subject(self._desk, name, card)
        return lambda: self._builder.attempt(
            lambda source: attempts[name](source, self._desk.picked(subject))
        )

    def _is_on(self, name: str, card: int) -> bool | None:
        """Whether something that a command turns on and off is on for a card."""
        picked = picked_card(self._desk.recording, card)
        if name == "toggle_requires_grad":
            return picked.requires_grad
        if name == "wrap_no_grad":
            return not reason_against(lambda: modes.unwrap(self._desk.editor.source(), picked))
        return None

    def _detached(self, source: str, picked: Picked) -> Edit:
        """The selected card with the first of its operands detached.

        Raises: Refusal, also where it has none.
        """
        rows = edge_rows(self._desk, self._desk.graph.selected)
        if not rows:
            raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.DETACH)
        return self._detach_edit(rows[0])(source)

    # -- the palette ---------------------------------------------------------------------------

    def search(self, edge: int = NONE) -> None:
        """Show the palette at the pointer, else by the selected card; ``edge`` is one to put on."""
        self._edge = edge
        canvas, selected = self._desk.graph.canvas, self._desk.graph.selected
        at = self._builder.pointer().toPoint()
        if not canvas.rect().contains(at):
            at = self._builder.point_of(selected)
        self._search.search_at(canvas.mapToGlobal(at), canvas.theme)

    def use(self, item: PaletteItem) -> None:
        """Make a tensor, or apply an operation to what is picked."""
        self.operating.use(item, self._builder.picked)

    def _on_item_chosen(self, item: PaletteItem) -> None:
        if self._edge == NONE:
            self.use(item)
        else:
            self.operating.put_on_edge(item, self._edge)

    def _pick(self) -> None:
        """Pick the selected card, or unpick it."""
        card, picks = self._desk.graph.selected, self._builder.picks
        self._builder.pick(card, card not in picks)

    def _toggle_flag(self, flag: str) -> None:
        """Set a flag of the pass that is shown, or take it off."""
        shown = self._desk.session.player.state.pass_
        if shown == NONE:
            self._builder.notify(_no_pass(), is_refusal=True)
            return
        self._builder.perform(self._flag_edit(flag, shown))

    def _flag_edit(self, flag: str, shown: int) -> Callable[[str], Edit]:
        is_set = self._has_flag(flag, shown)
        return lambda source: asking.set_flag(
            source, self._desk.picked_pass(shown), flag, not is_set
        )

    def _has_flag(self, flag: str, shown: int) -> bool:
        """Whether a pass was asked for with a flag."""
        return bool(self._desk.recording["passes"][flag][shown])

    # -- gestures that ask ---------------------------------------------------------------------

    def _change_operation(self, card: int) -> None:
        self.operating.ask_change(card, self._builder.point_of(card))

    def _detach(self, card: int) -> None:
        rows = edge_rows(self._desk, card)
        if len(rows) == 1:
            self._builder.perform(self._detach_edit(rows[0]), card)
            return
        texts = [self._edges.operand_text(row) for row in rows]
        choices = [
            self._detaching(row, self.tr("Detach {name}").format(name=text))
            for row, text in zip(rows, texts)
        ]
        reasons = [refusal_of(choice) for choice in choices]
        if all(reasons):
            nothing = self.tr("This card takes nothing that could be detached.")
            self._builder.notify(reasons[0] if reasons else nothing, card, is_refusal=True)
            return
        ask(self._desk.graph.canvas, "detach_menu", [*choices], self._builder.point_of(card))

    def _detaching(self, row: int, text: str) -> Choice:
        user = int(self._desk.recording["operands"]["card"][row])
        edit = self._detach_edit(row)
        return Choice(
            text,
            lambda: self._builder.perform(edit, user),
            lambda: self._builder.attempt(edit),
        )

    def _detach_edit(self, row: int) -> Callable[[str], Edit]:
        return lambda source: edges.detach(source, edge_of(self._desk, row))

    def _remove(self, card: int) -> None:
        """Remove a card; where others depend on it, show which and ask."""

        def edit(source: str) -> Edit:
            return removing.remove(source, self._desk.picked(card))

        try:
            source = self._desk.editor.source()
            places = removing.dependants_of(source, self._desk.picked(card))
        except Refusal:
            places = []  # the gesture itself says why
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
        ask(self._desk.graph.canvas, "remove_menu", choices, self._builder.point_of(card))

    def _rename(self, card: int) -> None:
        """Ask for another name of a card, or for one where its expression has none."""
        reason = self.reason_against("rename")
        if reason:
            self._builder.notify(reason, card, is_refusal=True)
            return
        picked = picked_card(self._desk.recording, card)
        name = picked.names[-1] if picked.names else ""

        def edit(source: str, new: str) -> Edit:
            picked = self._desk.picked(card)
            if picked.names:
                return naming.rename(source, picked, new)
            return naming.name_expression(source, picked, new)

        def take(new: str) -> bool:
            return new == name or self._builder.perform(lambda source: edit(source, new), card)

        self._builder.ask(self.tr("A name for this card"), name, card, take)

    def _wrap(self, card: int) -> None:
        """Put the picked cards into ``no_grad``, or take one out that is in it."""
        self._builder.perform(lambda source: self._wrapped(source, self._desk.picked(card)), card)

    def _wrapped(self, source: str, picked: Picked) -> Edit:
        """One card taken out of ``no_grad``, else all that are picked put into it.

        Raises: Refusal.
        """
        try:
            return modes.unwrap(source, picked)
        except Refusal:
            cards = self._builder.picked
            return modes.wrap(source, [self._desk.picked(each) for each in cards] or [picked])


def _subject(desk: BuilderContext, name: str, card: int) -> int:
    """The card whose expression a command is about: to attach, the detach that one takes."""
    return detach_of(desk, card) if name == "attach" else card


def _no_pass() -> str:
    return translate("CommandGestures", "Go to a step of a backward pass first.")


def _no_card(desk: BuilderContext) -> str:
    """What to do before a command can be about a card."""
    if not desk.graph.counts[0]:
        return translate(
            "CommandGestures", "There is no card yet: run a script that makes a tensor."
        )
    return translate("CommandGestures", "Select a card first: press it, or go to it by Tab.")
