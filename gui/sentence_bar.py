"""The line under the graph that says in words what the shown step does."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFontMetrics
from PySide6.QtWidgets import QLabel, QWidget

from engine.record.recording import Recording
from engine.record.state import State
from gui.sentences import sentence
from gui.theme import SPACE_12, SPACE_16, TITLE_PX, Theme, ui_font

_LINES = 2
"""Room for so many lines, also while there is only one: nothing jumps."""


class SentenceBar(QLabel):
    """Shows, and speaks, one sentence for each step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: State = Recording("").at(0)
        self.setObjectName("sentence")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.setContentsMargins(SPACE_16, SPACE_12, SPACE_16, SPACE_12)

    def set_theme(self, theme: Theme) -> None:
        """Take the font, and the surface's colour, from a theme."""
        self.setFont(ui_font(TITLE_PX))
        self.setStyleSheet(f"background: {theme.surface.name()};")
        line_px = QFontMetrics(self.font()).lineSpacing()
        self.setMinimumHeight(_LINES * line_px + 2 * SPACE_12)

    def show_state(self, state: State) -> None:
        """Say what the step of a state does."""
        self._state = state
        text = sentence(state) if state.recording.step_count else ""
        if text == self.text():
            return
        self.setText(text)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_state(self._state)
