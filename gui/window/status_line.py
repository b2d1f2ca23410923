"""The status bar: about the run, the graph, marked cards and the step."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QStatusBar

from gui.languages import trim_cjk_spaces
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
        self.run, self.graph, self.marks = QLabel(), QLabel(), QLabel()
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
        self._bar.showMessage(trim_cjk_spaces(text), TOLD_MS)

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
