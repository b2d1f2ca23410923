"""Gestures that edit the numbers of a card or of the seed of a pass."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPoint

from engine.edit.asking import ask_backward
from engine.edit.edits import Change, Edit, Gesture, Picked, Reason, Refusal, ordered
from engine.edit.literals import Numbers
from engine.edit.picking import passes_through, picked_card
from engine.edit.rewriting import trimmed
from engine.edit.values import edit_value
from engine.record.values import Value
from gui.builder.builder import Builder
from gui.builder.gesture_texts import refusal_text
from gui.builder.number_grid import MAX_CELLS
from gui.builder.value_editor import ValueEditor
from gui.theme import Theme

MAX_DIMENSIONS = 2
NUMBER_KINDS = "fiu"
"""numpy's kinds of the numbers that cells can have."""

_FLOATING = ("float", "bfloat")


class ValueGestures(QObject):
    """Opens the value editor."""

    def __init__(self, builder: Builder) -> None:
        super().__init__(builder)
        self._builder = builder
        self._editor = ValueEditor(builder.context.graph.canvas)
        self._editor.closed.connect(builder.end_drag)

    def edit(self, card: int) -> None:
        """Edit the numbers of a card."""
        context = self._builder.context
        recording = context.recording
        value = recording.value(int(recording["cards"]["value"][card]))
        try:
            self.trial_change(context.editor.source(), context.picked(card))
        except Refusal as refusal:
            self._builder.notify(refusal_text(refusal), card, is_refusal=True)
            return
        obstacle = self._obstacle(value)
        if value is None or obstacle:
            self._builder.notify(obstacle, card, is_refusal=True)
            return
        title = self.tr("Values of {name}").format(name=self._builder.code_of(card))
        writer = self.writer(card)
        self._editor.edit(
            title,
            value.array,
            self._corner(card),
            self._theme,
            writer.write,
            writer.revert,
            may_resize=True,
        )

    def _obstacle(self, value: Value | None) -> str:
        """Why the numbers of a tensor cannot be edited in a grid; empty if they can."""
        if value is not None and 0 in value.shape:
            return self.tr("This tensor has no numbers.")
        if value is not None and len(value.shape) > MAX_DIMENSIONS:
            return self.tr("Only a number, a vector or a matrix can be written as numbers.")
        if value is not None and value.array.dtype.kind not in NUMBER_KINDS:
            return self.tr("What this tensor holds are no whole or floating-point numbers.")
        if value is None or value.array.shape != value.shape or not is_editable(value.array):
            return self.tr("This tensor is too large to be written as numbers.")
        return ""

    def number(self, card: int) -> float:
        """The editable number of a scalar's card.

        Raises:
            Refusal: NOT_SUITABLE, where it has several, or another reason.
        """
        context = self._builder.context
        recording = context.recording
        picked = context.picked(card)
        value = recording.value(int(recording["cards"]["value"][card]))
        if value is None or value.shape != () or not is_editable(value.array):
            raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.EDIT_VALUE)
        number = float(value.array)
        if not math.isfinite(number):
            raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.EDIT_VALUE)
        self.trial_change(context.editor.source(), picked)
        return number

    def is_whole(self, card: int) -> bool:
        """Whether the dtype of a card is an integer type."""
        return not picked_card(self._builder.context.recording, card).dtype.startswith(_FLOATING)

    def writer(self, card: int) -> ValueWriter:
        """A writer of the numbers of a card.

        Raises:
            Refusal
        """
        context = self._builder.context
        return ValueWriter(self._builder, context.editor.source(), context.picked(card), card)

    def trial_change(self, source: str, picked: Picked) -> Edit:
        """Change the value of a card to zero, to find out whether that is possible.

        Raises:
            Refusal
        """
        is_floating = picked.dtype.startswith(_FLOATING)
        return edit_value(source, picked, 0.0 if is_floating else 0)

    def trial_pass(self, source: str, picked: Picked) -> Edit:
        """Begin a pass from a card, to find out whether that is possible; a seed is all ones.

        Raises:
            Refusal
        """
        try:
            return ask_backward(source, picked)
        except Refusal as refusal:
            if refusal.reason is not Reason.NEEDS_SEED or picked.shape is None:
                raise
            return ask_backward(source, picked, np.ones(picked.shape).tolist())

    def backward(self, card: int) -> None:
        """Begin a pass from a card, asking for the seed if it needs one."""
        builder = self._builder
        through = passes_through(builder.context.recording, card)

        def edit(source: str, seed: Numbers | None = None) -> Edit:
            return ask_backward(source, builder.context.picked(card), seed, through=through)

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
        """Ask for a seed, if a pass with one of that shape is possible."""
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
        return self._builder.context.graph.canvas.theme

    def _corner(self, card: int) -> QPoint:
        return self._builder.context.graph.canvas.mapToGlobal(self._builder.point_of(card))


class ValueWriter:
    """Writes the numbers of one card repeatedly, as a single undo entry."""

    def __init__(self, builder: Builder, source: str, picked: Picked, card: int) -> None:
        self._builder, self._source, self._picked, self._card = builder, source, picked, card
        self._last_source = source
        self._has_written = False

    def write(self, numbers: Numbers, is_dragged: bool) -> bool:
        """Write numbers, and return whether that was possible."""
        done = self._builder.perform(
            lambda present: self._edit(present, numbers),
            self._card,
            joined=self._has_written,
            is_dragged=is_dragged,
        )
        if done:
            self._last_source, self._has_written = self._present(), True
        return done

    def revert(self) -> None:
        """Restore the script without an undo entry, unless it was changed otherwise."""
        if self._has_written and self._present() == self._last_source:
            self._has_written = False
            self._builder.revert()

    def _present(self) -> str:
        return self._builder.context.editor.source()

    def _edit(self, present: str, numbers: Numbers) -> Edit:
        """The edit of the original script, as an edit of the last one that this writer made.

        Raises:
            Refusal: STALE if the script was changed otherwise.
        """
        if present != self._last_source:
            raise Refusal(Reason.STALE)
        edit = edit_value(self._source, self._picked, numbers)
        if present == self._source:
            return edit
        change = trimmed(present, Change(0, len(present), edit.source))
        return Edit(edit.gesture, present, ordered([change]), edit.subject)


def is_editable(array: np.ndarray) -> bool:
    """Whether an array can be edited in a grid."""
    is_number = array.dtype.kind in NUMBER_KINDS
    return is_number and array.ndim <= MAX_DIMENSIONS and 0 < array.size <= MAX_CELLS
