"""A value of a card: its aligned numbers and a heat map."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from engine.record.values import Value
from gui.inspector.heat_map import HeatMap
from gui.inspector.section import Section
from gui.theme import BASE_PX, SPACE_4, Theme
from gui.widgets.labels import code_label, muted_label
from gui.words.number_texts import full_text, summary_text

MAX_HEIGHT_PX = 12 * (BASE_PX + SPACE_4)


class NumbersView(Section):
    """A section with numbers, a note of those left out, and a heat map."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        content = QWidget()
        super().__init__(name, content, parent)
        self._text = code_label(name)
        self._scroll = _WideArea(self._text)
        self._summary = muted_label(f"{name}_summary")
        self._heat = HeatMap(f"{name}_heat")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_4)
        for part in (self._scroll, self._summary, self._heat):
            layout.addWidget(part)

    def show_value(self, title: str, value: Value | None, instead: str = "") -> None:
        """Show a value, or a text instead if there is none."""
        self.set_title(title)
        self._text.setAccessibleName(title)
        self._text.setText(instead if value is None else full_text(value))
        self._scroll.fit()
        summary = "" if value is None else summary_text(value)
        self._summary.setText(summary)
        self._summary.setVisible(bool(summary))
        self._heat.show_value(value)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._heat.set_theme(theme)


class _WideArea(QScrollArea):
    """A scroll area as high as its text, up to a limit."""

    def __init__(self, text: QLabel) -> None:
        super().__init__()
        self._text = text
        self.setObjectName("wide_numbers")
        self.setWidget(text)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        text.setAutoFillBackground(False)

    def fit(self) -> None:
        """Take the height of the text."""
        self._text.adjustSize()
        height = min(self._text.height(), MAX_HEIGHT_PX)
        is_wide = self._text.width() > self.width()
        scrolls = is_wide or self._text.height() > height
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(height + is_wide * self.horizontalScrollBar().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
