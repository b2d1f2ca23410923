"""The status bar: about the run, the graph, marked cards and the step."""

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStatusBar, QToolTip

from gui.languages import closed_up
from gui.theme import SPACE_8, SPACE_16, SPACE_24

TOLD_MS = 5_000
"""How long the status bar says what came of a command."""

translate = QCoreApplication.translate


class StatusLine:
    """The labels of a status bar, each for one thing.

    Attributes:
        run: how the newest run goes or ended.
        graph: that the graph is of another one.
        marks: how many cards are marked, and why.
    """

    def __init__(self, bar: QStatusBar) -> None:
        self._bar = bar
        self._is_of_place = False
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
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(SPACE_8, 0, SPACE_8, 0)

    def tell(self, text: str, *, is_of_place: bool = False) -> None:
        """Show a message for a while, in place of how the run went.

        What is of the place where one is says nothing of another one: it ends when that is left.
        """
        self._is_of_place = is_of_place
        self._bar.showMessage(closed_up(text), TOLD_MS)

    def _on_message_changed(self, text: str) -> None:
        """Qt hides what a message covers, but shows it again when it lays out the bar anew."""
        for label in (self.run, self.graph):
            label.setVisible(not text)

    def leave_place(self) -> None:
        """Another step, another card, or more or less of the graph is shown."""
        if self._is_of_place:
            self._bar.clearMessage()

    def show_step(self, step: int, count: int) -> None:
        """Show the cursor and the number of steps."""
        self.leave_place()
        text = translate("status", "Step {step} of {count}")
        self._step.setText(text.format(step=f"{step:,}", count=f"{count:,}") if count else "")

    def show_drawn(self, drawn: int, count: int) -> None:
        """Show how many cards are drawn, where that is not all."""
        text = translate("status", "{drawn} of {count} cards drawn")
        text = text.format(drawn=f"{drawn:,}", count=f"{count:,}")
        self._drawn.setText(text if drawn < count else "")


class _ShortenedLabel(QLabel):
    """A line whose end is left out where there is no room; its tool tip then has all of it."""

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
