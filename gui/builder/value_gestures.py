"""Editing the numbers of a card, and of the seed of a pass."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPoint

from engine.edit.asking import ask_backward
from engine.edit.edits import Change, Edit, Gesture, Picked, Reason, Refusal, ordered
from engine.edit.literals import Numbers
from engine.edit.picking import picked_card
from engine.edit.rewriting import trimmed
from engine.edit.values import edit_value
from engine.record.values import Value
from gui.builder.builder import Builder
from gui.builder.gesture_texts import refusal_text
from gui.builder.number_grid import MOST_CELLS
from gui.builder.value_editor import ValueEditor
from gui.theme import Theme

MOST_DIMENSIONS = 2
NUMBER_KINDS = "fiu"
"""What numpy calls the kinds of numbers that can be written into a cell."""

_FLOATING = ("float", "bfloat")


class ValueGestures(QObject):
    """Opens the editor of numbers where a gesture asks for some."""

    def __init__(self, builder: Builder) -> None:
        super().__init__(builder)
        self._builder = builder
        self._editor = ValueEditor(builder.desk.graph.canvas)
        self._editor.closed.connect(builder.finish)

    def edit(self, card: int) -> None:
        """Show the numbers of a card, to be changed."""
        desk = self._builder.desk
        recording = desk.recording
        value = recording.value(int(recording["cards"]["value"][card]))
        try:
            self.same_value(desk.editor.source(), desk.picked(card))
        except Refusal as refusal:
            self._builder.notify(refusal_text(refusal), card, is_refusal=True)
            return
        obstacle = self._obstacle(value)
        if value is None or obstacle:
            self._builder.notify(obstacle, card, is_refusal=True)
            return
        title = self.tr("Values of {name}").format(name=self._builder.code_of(card))
        writing = self.writing(card)
        self._editor.edit(
            title,
            value.array,
            self._corner(card),
            self._theme,
            writing.write,
            writing.take_back,
            may_resize=True,
        )

    def _obstacle(self, value: Value | None) -> str:
        """Why the numbers of a tensor cannot be shown in a grid; empty where they can."""
        if value is not None and 0 in value.shape:
            return self.tr("This tensor has no numbers.")
        if value is not None and len(value.shape) > MOST_DIMENSIONS:
            return self.tr("Only a number, a vector or a matrix can be written as numbers.")
        if value is not None and value.array.dtype.kind not in NUMBER_KINDS:
            return self.tr("What this tensor holds are no whole or floating-point numbers.")
        if value is None or value.array.shape != value.shape or not is_editable(value.array):
            return self.tr("This tensor is too large to be written as numbers.")
        return ""

    def number(self, card: int) -> float:
        """The one number of a card that can be changed in the script.

        Raises: Refusal (NOT_SUITABLE, where it has several, and what else there may be).
        """
        desk = self._builder.desk
        recording = desk.recording
        picked = desk.picked(card)
        value = recording.value(int(recording["cards"]["value"][card]))
        if value is None or value.shape != () or not is_editable(value.array):
            raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.EDIT_VALUE)
        number = float(value.array)
        if not math.isfinite(number):
            raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.EDIT_VALUE)
        self.same_value(desk.editor.source(), picked)
        return number

    def is_whole(self, card: int) -> bool:
        """Whether the numbers of a card are whole by their dtype."""
        return not picked_card(self._builder.desk.recording, card).dtype.startswith(_FLOATING)

    def writing(self, card: int) -> ValueWriter:
        """The way of other numbers into a card, as one edit.

        Raises: Refusal.
        """
        desk = self._builder.desk
        return ValueWriter(self._builder, desk.editor.source(), desk.picked(card), card)

    def same_value(self, source: str, picked: Picked) -> Edit:
        """What is written for a value, with other numbers: to see whether that can be.

        Raises: Refusal.
        """
        is_floating = picked.dtype.startswith(_FLOATING)
        return edit_value(source, picked, 0.0 if is_floating else 0)

    def pass_from(self, source: str, picked: Picked) -> Edit:
        """A pass from a card, with a seed of ones where it needs one: to see whether that can be.

        Raises: Refusal.
        """
        try:
            return ask_backward(source, picked)
        except Refusal as refusal:
            if refusal.reason is not Reason.NEEDS_SEED or picked.shape is None:
                raise
            return ask_backward(source, picked, np.ones(picked.shape).tolist())

    def backward(self, card: int) -> None:
        """Begin a pass from a card; where it needs a seed, ask for its numbers first."""
        builder = self._builder
        again = bool(builder.desk.recording.index.pass_count)

        def edit(source: str, seed: Numbers | None = None) -> Edit:
            return ask_backward(source, builder.desk.picked(card), seed, again=again)

        try:
            builder.attempt(edit)
        except Refusal as refusal:
            shape = refusal.facts.get("shape")
            if refusal.reason is Reason.NEEDS_SEED and isinstance(shape, tuple):
                self._ask_seed(card, shape, edit)
                return
        builder.perform(edit, card)

    def _ask_seed(
        self, card: int, shape: tuple[int, ...], edit: Callable[[str, Numbers], Edit]
    ) -> None:
        """Ask for the numbers that a pass begins with, where one of that shape can begin."""
        builder, ones = self._builder, np.ones(shape, np.float32)
        try:
            builder.attempt(lambda source: edit(source, ones.tolist()))
        except Refusal as refusal:
            builder.notify(refusal_text(refusal), card, is_refusal=True)
            return
        if not is_editable(ones):
            text = self.tr("This tensor is too large for a seed to be written.")
            builder.notify(text, card, is_refusal=True)
            return

        def take(numbers: Numbers, _is_dragged: bool) -> bool:
            return builder.perform(lambda source: edit(source, numbers), card)

        title = self.tr("Seed of the pass from {name}").format(name=builder.code_of(card))
        self._editor.edit(title, ones, self._corner(card), self._theme, take)

    @property
    def _theme(self) -> Theme:
        return self._builder.desk.graph.canvas.theme

    def _corner(self, card: int) -> QPoint:
        return self._builder.desk.graph.canvas.mapToGlobal(self._builder.point_of(card))


class ValueWriter:
    """Writes the numbers of one card repeatedly, as a single undo entry."""

    def __init__(self, builder: Builder, source: str, picked: Picked, card: int) -> None:
        self._builder, self._source, self._picked, self._card = builder, source, picked, card
        self._left = source
        self._has_written = False

    def write(self, numbers: Numbers, is_dragged: bool) -> bool:
        """Write numbers; those that are dragged are followed by the graph where it is quick."""
        done = self._builder.perform(
            lambda present: self._edit(present, numbers),
            self._card,
            joined=self._has_written,
            is_dragged=is_dragged,
        )
        if done:
            self._left, self._has_written = self._present(), True
        return done

    def take_back(self) -> None:
        """The script as it was, and no entry of the undo; nothing where another hand changed it."""
        if self._has_written and self._present() == self._left:
            self._has_written = False
            self._builder.take_back()

    def _present(self) -> str:
        return self._builder.desk.editor.source()

    def _edit(self, present: str, numbers: Numbers) -> Edit:
        """The edit of the script as it was, as one of what it has become by this very hand.

        Raises: Refusal (STALE) where another hand, or program, has changed it meanwhile.
        """
        if present != self._left:
            raise Refusal(Reason.STALE)
        edit = edit_value(self._source, self._picked, numbers)
        if present == self._source:
            return edit
        change = trimmed(present, Change(0, len(present), edit.source))
        return Edit(edit.gesture, present, ordered([change]), edit.subject)


def is_editable(array: np.ndarray) -> bool:
    """Whether an array can be shown as a grid of numbers and written back."""
    is_number = array.dtype.kind in NUMBER_KINDS
    return is_number and array.ndim <= MOST_DIMENSIONS and 0 < array.size <= MOST_CELLS
