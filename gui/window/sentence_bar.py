"""The line below the graph with a sentence about the current step."""

import re

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QFontMetrics,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QWidget

from engine.record.recording import Recording
from engine.record.state import State
from gui.languages import plain_sentence
from gui.theme import BASE_PX, SENTENCE_PX, SPACE_4, SPACE_12, SPACE_16, TITLE_PX, Theme, ui_font
from gui.words.sentences import sentence

_MIN_LINES, _MAX_LINES = 2, 3
_MARGIN_PX, _COMPACT_MARGIN_PX = SPACE_12, SPACE_4
_ELLIPSIS = "…"
_SHORT_VECTOR = re.compile(r"\[[^\[\]]{1,40}\]")
_NO_BREAK_SPACE = "\u00a0"


class SentenceBar(QLabel):
    """Shows one sentence for each step, and announces it to screen readers.

    It has two lines, and a third from the first sentence of a run that needs it, so that its height
    does not change from step to step. A longer sentence gets a smaller font, or else ends in "…".
    Without a run, muted text says what the bar is for. A compact bar has a third line only in the
    smallest font.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: State = Recording("").at(0)
        self._sentence = ""
        self._font_px = TITLE_PX
        self._max_lines, self._room_px = _MAX_LINES, 0
        self.setObjectName("sentence")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.setContentsMargins(SPACE_16, _MARGIN_PX, SPACE_16, _MARGIN_PX)

    def set_theme(self, theme: Theme) -> None:
        """Take font and colours from a theme."""
        self.setStyleSheet(f"background: {theme.surface.name()};")
        self._fit()

    def set_large(self, is_large: bool) -> None:
        """Switch to large text, for full screen, or back."""
        self._font_px = SENTENCE_PX if is_large else TITLE_PX
        self._room_px = 0
        self._fit()

    def set_compact(self, is_compact: bool) -> None:
        """Limit the bar to tight room, or go back to normal."""
        self._room_px = 0
        self._max_lines = _MIN_LINES if is_compact else _MAX_LINES
        margin = _COMPACT_MARGIN_PX if is_compact else _MARGIN_PX
        self.setContentsMargins(SPACE_16, margin, SPACE_16, margin)
        self._fit()

    def show_state(self, state: State) -> None:
        """Show the sentence about the step of a state."""
        if state.recording is not self._state.recording:
            self._room_px = 0
        self._state = state
        text = sentence(state) if state.recording.step_count else ""
        if text == self._sentence:
            return
        self._sentence = text
        self._fit()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(
                QAccessibleAnnouncementEvent(self, plain_sentence(text))
            )

    def _fit(self) -> None:
        """Show as much of the sentence as fits; the tool tip has all of it."""
        placeholder = self.tr("Each step of a run is told here in one sentence.")
        whole = _with_unbroken_vectors(self._sentence) or placeholder
        usual_px = self._lines_height(whole, self._font_px, _MIN_LINES, self._max_lines)
        small_px = self._lines_height(whole, BASE_PX, 1, _MAX_LINES)
        self._room_px = max(self._room_px, usual_px, small_px)
        margins = self.contentsMargins()
        self.setFixedHeight(self._room_px + margins.top() + margins.bottom())
        sizes = [px for px in (SENTENCE_PX, TITLE_PX, BASE_PX) if px <= self._font_px]
        fitting = next((px for px in sizes if self._fits(whole, ui_font(px))), 0)
        self.setFont(ui_font(fitting or BASE_PX))
        role = (
            QPalette.ColorRole.WindowText if self._sentence else QPalette.ColorRole.PlaceholderText
        )
        self.setForegroundRole(role)
        self.setText(whole if fitting else self._beginning(whole))
        self.setToolTip("" if fitting else self._sentence)

    def _fits(self, text: str, font: QFont) -> bool:
        return self._height_of(text, font) <= self._room_px

    def _height_of(self, text: str, font: QFont) -> int:
        room = QRect(0, 0, max(self.width() - 2 * SPACE_16, 1), 0)
        wraps = Qt.TextFlag.TextWordWrap
        return QFontMetrics(font).boundingRect(room, wraps, text).height()

    def _lines_height(self, text: str, font_px: int, min_lines: int, max_lines: int) -> int:
        """The height of the lines that a text needs, within limits."""
        font = ui_font(font_px)
        line_px, height = QFontMetrics(font).lineSpacing(), self._height_of(text, font)
        # Text may be a little higher than its lines.
        fits = round(height / line_px) <= max_lines
        return max(min_lines * line_px, height if fits else max_lines * line_px)

    def _beginning(self, text: str) -> str:
        """The longest beginning of the text that fits."""
        fitting, too_long = 0, len(text)
        while too_long - fitting > 1:
            middle = (fitting + too_long) // 2
            if self._fits(text[:middle] + _ELLIPSIS, self.font()):
                fitting = middle
            else:
                too_long = middle
        return text[:fitting].rstrip() + _ELLIPSIS

    # -- Qt ------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._room_px = 0
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_state(self._state)
            self._fit()


def _with_unbroken_vectors(text: str) -> str:
    """A text in which short bracketed numbers are not broken across lines."""
    return _SHORT_VECTOR.sub(lambda found: found[0].replace(" ", _NO_BREAK_SPACE), text)
