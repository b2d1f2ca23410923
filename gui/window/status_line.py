"""The status bar: the state of the run, how old the graph is, marked cards and the step."""

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStatusBar, QToolTip

from engine.record.state import State
from gui.languages import finish_sentence
from gui.theme import SPACE_16, SPACE_24

MESSAGE_MS = 5_000
"""How long a message is shown."""

translate = QCoreApplication.translate


class StatusLine:
    """The labels of a status bar, one for each kind of information.

    Attributes:
        run: the state or the outcome of the newest run.
        graph: says so when the graph is not of the newest run or of the current script.
        marks: how many cards are marked, and why.
    """

    def __init__(self, bar: QStatusBar) -> None:
        self._bar = bar
        self._is_until_moved = False
        self.run, self.graph, self.marks = _ShortenedLabel(), _ShortenedLabel(), QLabel()
        self._drawn, self._step = QLabel(), QLabel()
        for label, name in (
            (self.run, "run_state"),
            (self.graph, "graph_age"),
            (self.marks, "marked_cards"),
            (self._drawn, "drawn_cards"),
            (self._step, "step_count"),
        ):
            label.setObjectName(name)
        bar.addWidget(self.run)
        bar.addWidget(self.graph, 1)
        self.graph.setIndent(SPACE_24)
        for label in (self.marks, self._drawn, self._step):
            bar.addPermanentWidget(label)
        for label in (self.marks, self._drawn):
            label.setContentsMargins(0, 0, SPACE_16, 0)  # apart from what comes after it
        bar.messageChanged.connect(self._on_message_changed)

    def show_message(self, text: str, *, until_moved: bool = False) -> None:
        """Show a message for some seconds, in place of the state of the run.

        Args:
            until_moved: end it earlier, as soon as ``note_move`` is called: it is about this step,
                this card or this part of the graph.
        """
        self._is_until_moved = until_moved
        self._bar.showMessage(finish_sentence(text), MESSAGE_MS)

    def _on_message_changed(self, text: str) -> None:
        """Hide the labels that a message covers; Qt shows them again when it lays out the bar."""
        for label in (self.run, self.graph):
            label.setVisible(not text)

    def note_move(self) -> None:
        """Note that another step, another card, or another part of the graph is shown."""
        if self._is_until_moved:
            self._bar.clearMessage()

    def show_state(self, state: State) -> None:
        """Show a state's cursor and the number of steps."""
        self.note_move()
        step, count = state.cursor, state.recording.step_count
        text = translate("status", "Step {step} of {count}")
        self._step.setText(text.format(step=f"{step:,}", count=f"{count:,}") if count else "")

    def show_layout_failure(self, reason: str) -> None:
        """Say that there are no positions for the graph, and why."""
        text = translate("status", "The graph could not be laid out: {reason}")
        self.run.setText(text.format(reason=reason))

    def show_drawn(self, drawn: int, count: int) -> None:
        """Show how many cards are drawn, where that is not all."""
        text = translate("status", "{drawn} of {count} cards drawn")
        text = text.format(drawn=f"{drawn:,}", count=f"{count:,}")
        self._drawn.setText(text if drawn < count else "")


class _ShortenedLabel(QLabel):
    """A single line, elided at the end if it is too long; its tool tip then has all of it."""

    @property
    def _shown(self) -> str:
        room = self.contentsRect().width() - max(self.indent(), 0)
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    # -- Qt ------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            room = self.contentsRect().adjusted(max(self.indent(), 0), 0, 0, 0)
            painter.drawText(room, self.alignment(), self._shown)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            is_whole = self._shown == self.text()
            QToolTip.showText(event.globalPos(), "" if is_whole else self.text(), self)
            return True
        return super().event(event)
