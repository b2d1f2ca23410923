"""The formula bar below the graph, which translates a formula to Python."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QTextCharFormat,
)
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QLabel, QLineEdit, QVBoxLayout

from engine.edit.edits import Edit, Reason, Refusal
from engine.edit.formulas import add_formula, parsed
from engine.edit.picking import picked_card
from gui.builder.builder import Builder
from gui.builder.gesture_texts import refusal_text
from gui.builder.graph_lookups import named_cards
from gui.theme import BASE_PX, SPACE_4, SPACE_8, SPACE_12, Theme, code_font, palette, ui_font


class FormulaBar(QFrame):
    """Translates a formula while it is typed; Enter adds it to the script, Escape closes."""

    def __init__(self, builder: Builder) -> None:
        canvas = builder.context.graph.canvas
        centre = canvas.parentWidget()
        super().__init__(centre)
        self.setObjectName("formula_bar")
        self._builder, self._canvas = builder, canvas
        self._field, self._answer = _Field(), QLabel()
        self._field.setObjectName("formula_field")
        self._field.setFont(code_font(BASE_PX))
        self._answer.setObjectName("formula_answer")
        self._answer.setTextFormat(Qt.TextFormat.PlainText)
        self._answer.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_12, SPACE_8, SPACE_12, SPACE_8)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self._field)
        layout.addWidget(self._answer)
        self._field.textEdited.connect(self._read)
        self._field.returnPressed.connect(self._add)
        builder.context.editor.textChanged.connect(self._on_script_changed)
        self._retranslate()
        self.hide()
        around = None if centre is None else centre.layout()
        assert isinstance(around, QBoxLayout)
        around.insertWidget(around.indexOf(canvas) + 1, self)
        actions = builder.context.actions
        self.addActions([actions["undo"], actions["redo"]])  # for the shortcuts

    def set_theme(self, theme: Theme) -> None:
        """Take colours and fonts from a theme."""
        self.setPalette(palette(theme))
        self.setStyleSheet(
            f"#formula_bar {{ background: {theme.surface.name()};"
            f" border-top: 1px solid {theme.line.name()}; }}"
        )
        self._read()

    def open(self) -> None:
        """Show and focus the bar, with its last text."""
        self.set_theme(self._canvas.theme)
        self.show()
        self._field.setFocus()
        self._field.selectAll()

    def _close(self) -> None:
        self._canvas.setFocus()
        self.hide()

    # -- the formula ---------------------------------------------------------------------------

    def _shapes(self) -> Mapping[str, tuple[int, ...]]:
        """The known shapes of the script's tensors, by name."""
        context = self._builder.context
        kinds = (
            (name, picked_card(context.recording, card)) for name, card in named_cards(context)
        )
        return {name: kind.shape for name, kind in kinds if kind.shape is not None}

    def _read(self) -> None:
        """Show the translation of the formula, or its error."""
        text = self._field.text()
        self._underline(None)
        if not text.strip():
            self._answer_with(self.tr("For example: y = 2x·x,  σ(w·x + b),  sin(x²)"), False)
            return
        try:
            formula = parsed(self._builder.context.editor.source(), text, self._shapes())
        except Refusal as refusal:
            reason = refusal_text(refusal)
            if refusal.place is not None and refusal.reason is not Reason.SYNTAX_ERROR:
                self._underline((refusal.place.column, refusal.place.end_column))
                at = self.tr("Column {column}: {reason}")
                reason = at.format(column=refusal.place.column + 1, reason=reason)
            self._answer_with(reason, True)
            return
        try:
            self._builder.attempt(self._edit)
        except Refusal as refusal:  # valid syntax, but not computable
            self._answer_with(refusal_text(refusal), True)
        else:
            self._answer_with(formula.statement, False, is_code=True)

    def _answer_with(self, text: str, is_wrong: bool, *, is_code: bool = False) -> None:
        theme = self._canvas.theme
        colour = theme.cut if is_wrong else theme.text if is_code else theme.muted
        self._answer.setFont(code_font(BASE_PX) if is_code else ui_font(BASE_PX))
        self._answer.setStyleSheet(f"color: {colour.name()};")
        self._answer.setText(text)
        self._field.setAccessibleDescription(text)

    def _underline(self, columns: tuple[int, int] | None) -> None:
        """Underline the error with a wave, which ``QLineEdit`` supports only for input methods."""
        attributes = []
        if columns is not None:
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(self._canvas.theme.cut)
            start = columns[0] - self._field.cursorPosition()
            kind = QInputMethodEvent.AttributeType.TextFormat
            length = max(columns[1] - columns[0], 1)
            attributes = [QInputMethodEvent.Attribute(kind, start, length, wave)]
        QApplication.sendEvent(self._field, QInputMethodEvent("", attributes))

    def _edit(self, source: str) -> Edit:
        return add_formula(source, self._field.text(), self._shapes())

    def _add(self) -> None:
        if self._field.text().strip() and self._builder.perform(self._edit):
            self._field.setText("")  # with nothing left in it to undo
            self._read()

    def _on_script_changed(self) -> None:
        if self.isVisible():
            self._read()

    def _retranslate(self) -> None:
        name = self.tr("A formula, as it is written in mathematics")
        self._field.setPlaceholderText(name)
        self._field.setAccessibleName(name)
        self._read()

    # -- Qt ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self._close()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()  # keeps the keys from the canvas

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


class _Field(QLineEdit):
    """A field that leaves undo and redo to the script when it has nothing of its own to undo."""

    # -- Qt ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            key = QKeySequence.StandardKey
            undoes = event.matches(key.Undo) and not self.isUndoAvailable()
            redoes = event.matches(key.Redo) and not self.isRedoAvailable()
            if undoes or redoes:
                event.ignore()
                return True
        return super().event(event)
