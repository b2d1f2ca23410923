"""Editing the seed of a pass from the inspector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.builder.builder_loader import BuilderLoader
from gui.inspector.seed_view import SeedView

if TYPE_CHECKING:
    from engine.edit.edits import Edit
    from engine.edit.literals import Numbers


class SeedEditing(QObject):
    """Opens the number editor for the seed that the inspector shows."""

    def __init__(self, view: SeedView, entrance: BuilderLoader) -> None:
        super().__init__(view)
        self._view, self._entrance = view, entrance
        view.edit_requested.connect(self._on_edit_requested)

    def _on_edit_requested(self) -> None:
        seed = self._view.seed
        if seed is None:
            return
        # Imported late, like the builder, for a faster start of the window.
        from engine.edit.edits import Reason, Refusal
        from engine.edit.picking import picked_pass
        from engine.edit.seeds import with_seed
        from gui.builder.gesture_texts import refusal_text
        from gui.builder.value_editor import ValueEditor
        from gui.builder.value_gestures import is_editable

        builder = self._entrance.open().builder
        context = builder.context
        picked = picked_pass(context.recording, seed.pass_)
        array = seed.value.array

        def edit(source: str, numbers: Numbers) -> Edit:
            if not context.is_current:
                raise Refusal(Reason.STALE)
            return with_seed(source, picked, numbers, seed.place)

        def take(numbers: Numbers, _is_dragged: bool) -> bool:
            return builder.perform(lambda source: edit(source, numbers), seed.card)

        if not (seed.value.is_whole and is_editable(array)):
            text = self.tr("This seed is too large to be written as numbers.")
            builder.notify(text, seed.card, is_refusal=True)
            return
        try:
            builder.attempt(lambda source: edit(source, array.tolist()))
        except Refusal as refusal:
            builder.notify(refusal_text(refusal), seed.card, is_refusal=True)
            return
        canvas = context.graph.canvas
        editor = ValueEditor(canvas)
        editor.closed.connect(editor.deleteLater)
        title = self.tr("Seed of the pass from {name}").format(name=builder.code_of(seed.card))
        at = self._view.mapToGlobal(self._view.rect().bottomLeft())
        editor.edit(title, array, at, canvas.theme, take)
