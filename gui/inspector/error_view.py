"""The error that ended a run: its message, line, causes, advice and cards."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.diagnose.raised import why_raised
from engine.record.recording import Recording, Site
from gui.inspector.links import CardLink, CardLinks
from gui.theme import LIGHT, SPACE_4, SPACE_12, Theme
from gui.widgets.labels import LinkButton, answer_label, heading
from gui.words.advice_text import advice_on
from gui.words.card_names import phrase
from gui.words.why_text import why_text

BAR_PX = 3


class ErrorView(QWidget):
    """Shown above the inspector after a run that ended by an error, hidden otherwise.

    Signals:
        card_requested: a card of the error.
        step_requested: the cursor of a cause of the error.
        site_requested: the expression that raised the error.
        path_found: the cards of the error; empty for no error.
    """

    card_requested = Signal(int)
    step_requested = Signal(int)
    site_requested = Signal(Site)
    path_found = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recording: Recording | None = None
        self._shown: tuple[Recording | None, bool] = (None, False)
        self._is_drawn = False
        self._site: Site | None = None
        self._step = 0
        self._theme = LIGHT
        self._title = heading("error_title")
        self._line = LinkButton("error_line")
        self._why = answer_label("error_why")
        self._advice = answer_label("error_advice")
        self._cards = CardLinks("error_card")
        self._go = LinkButton("error_step")
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_12, SPACE_12, SPACE_12, SPACE_12)
        layout.setSpacing(SPACE_4)
        layout.addLayout(top)
        for part in (self._why, self._advice, self._cards):
            layout.addWidget(part)
        layout.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        self._line.clicked.connect(self._on_line_clicked)
        self._cards.card_requested.connect(self.card_requested)
        self._go.clicked.connect(lambda: self.step_requested.emit(self._step))
        self.hide()

    def show_error(self, recording: Recording | None, *, is_drawn: bool) -> None:
        """Show the error that ended a run; None for no error.

        If another run is drawn, there are no links to cards and steps: they would be of that run.
        """
        if (recording, is_drawn) == self._shown:
            return
        self._shown = (recording, is_drawn)
        self._recording, self._is_drawn = recording, is_drawn
        self._show_error()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        for part in (self._line, self._cards, self._go):
            part.set_theme(theme)
        self.update()

    def _show_error(self) -> None:
        recording = self._recording
        self.setVisible(recording is not None)
        if recording is None:
            self.path_found.emit([])
            return
        error = recording["errors"][-1]
        self._site = Site(*(int(error[name]) for name in Site._fields))
        kind = recording.text(int(error["type"]))
        self._title.setText(self.tr("Ended by {error}").format(error=kind))
        self._line.setText(self.tr("Line {line}").format(line=self._site.line))
        self._line.setVisible(self._site.line > 0)
        finding, end = why_raised(recording), recording.at(recording.step_count)
        why = "" if finding is None else why_text(end, finding)
        advice = advice_on(recording, error)
        for label, text in ((self._why, why), (self._advice, "" if advice == why else advice)):
            label.setText(text)
            label.setVisible(bool(text))
        cards = list(finding.cards) if finding is not None and self._is_drawn else []
        self._cards.show_links([self._link(recording, card) for card in cards])
        steps = finding.steps if finding is not None and self._is_drawn else ()
        self._go.setVisible(bool(steps))
        if steps:
            self._step = steps[max(0, len(steps) - 2)]
            self._go.setText(self.tr("Go to step {step}").format(step=f"{self._step:,}"))
        self.path_found.emit(cards)

    def _link(self, recording: Recording, card: int) -> CardLink:
        """A link to a card, with its shape and line, as several may have the same name."""
        value = recording.value(int(recording["cards"]["value"][card]))
        site = recording.card_site(card)
        shape = "?" if value is None else value.shape
        text = self.tr("{shape}, line {line}")
        after = str(shape) if site is None else text.format(shape=shape, line=site.line)
        return CardLink(card, phrase(recording, card), after=after)

    def _on_line_clicked(self) -> None:
        if self._site is not None:
            self.site_requested.emit(self._site)

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_error()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, BAR_PX, self.height(), self._theme.cut)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.line)
