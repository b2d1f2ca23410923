"""The tour of six steps through the window, which can be used meanwhile as ever."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDockWidget, QWidget

from gui.commands.command import QT_TRANSLATE_NOOP
from gui.help.callout import Callout, Ring, ring_rect
from gui.help.callout_placement import Side, placed

KeyOf = Callable[[str], str]
"""The key of a command, by its name, as the platform writes it."""
Spared = Callable[[], list[QRect]]
"""Where in the window is what the words should not cover."""


@dataclass(frozen=True)
class TourStep:
    """One stop of the tour.

    Attributes:
        target: the part of the window that it is about.
        side: where its words are best.
        title, text: what it says, English, to be translated; `{run}` stands for the key of that
            command.
    """

    target: str
    side: Side
    title: str
    text: str


STEPS = (
    TourStep(
        "script",
        Side.RIGHT,
        QT_TRANSLATE_NOOP("Tour", "The script"),
        QT_TRANSLATE_NOOP(
            "Tour",
            "Write PyTorch here, or change what is there. After a run, values stand beside their "
            "lines, and errors at their place.",
        ),
    ),
    TourStep(
        "run",
        Side.BELOW,
        QT_TRANSLATE_NOOP("Tour", "Run"),
        QT_TRANSLATE_NOOP(
            "Tour",
            "{run} runs the script from the beginning, in a process of its own: an endless loop "
            "costs a run, never your work.",
        ),
    ),
    TourStep(
        "graph",
        Side.LEFT,
        QT_TRANSLATE_NOOP("Tour", "The graph"),
        QT_TRANSLATE_NOOP(
            "Tour",
            "Each card is a tensor: its name, its value and, after ∂, its gradient. Arrows lead "
            "from what a tensor was made of to the tensor. Click a card to look closer.",
        ),
    ),
    TourStep(
        "step",
        Side.BELOW,
        QT_TRANSLATE_NOOP("Tour", "Step"),
        QT_TRANSLATE_NOOP(
            "Tour",
            "{step} goes on by one step, {step_back} goes back. Try it now: gradients cross the "
            "edges, and the line under the graph says what happens.",
        ),
    ),
    TourStep(
        "inspector",
        Side.LEFT,
        QT_TRANSLATE_NOOP("Tour", "The inspector"),
        QT_TRANSLATE_NOOP(
            "Tour",
            "All about the selected card, or the one of the step: its numbers, and what adds up "
            "to its gradient.",
        ),
    ),
    TourStep(
        "timeline",
        Side.ABOVE,
        QT_TRANSLATE_NOOP("Tour", "The timeline"),
        QT_TRANSLATE_NOOP(
            "Tour",
            "Every step of the run; click or drag to go to one. The gallery, {gallery}, has more "
            "scripts, and {keys} shows all keys.",
        ),
    ),
)


class Tour(QObject):
    """Walks a person through the window, with words that point at its parts.

    Nothing waits for it: keys and clicks do what they always do, but for Escape, which ends it. A
    part that is closed is told of in the middle of the window.

    Attributes:
        callout, ring: what is shown while it runs.
        number: the step that is shown, counting from 0; None while it does not run.
    """

    ended = Signal()

    def __init__(
        self, targets: Mapping[str, QWidget], spared: Spared, key_of: KeyOf, window: QWidget
    ) -> None:
        super().__init__(window)
        self._window, self._targets, self._key_of = window, targets, key_of
        self._spared = spared
        self.number: int | None = None
        self.callout, self.ring = Callout(window), Ring(window)
        self.callout.next_requested.connect(lambda: self._go(1))
        self.callout.back_requested.connect(lambda: self._go(-1))
        self.callout.skip_requested.connect(self.end)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.end)
        self._placing = QTimer(self, singleShot=True, interval=0)
        self._placing.timeout.connect(self._place)
        self._watched: list[QWidget] = []

    def start(self) -> None:
        """Begin with the first step."""
        self._escape.setEnabled(True)
        self._show(0)

    def end(self) -> None:
        """End the tour."""
        if self.number is None:
            return
        self.number = None
        self._escape.setEnabled(False)
        self._watch([])
        if self.callout.isAncestorOf(self._window.window().focusWidget() or self._window):
            self._window.setFocus()
        self.callout.hide()
        self.ring.hide()
        self.ended.emit()

    def _go(self, by: int) -> None:
        assert self.number is not None
        if self.number + by < len(STEPS):
            self._show(self.number + by)
        else:
            self.end()

    def _show(self, number: int) -> None:
        self.number = number
        target = self._targets[STEPS[number].target]
        if isinstance(target, QDockWidget):
            target.raise_()  # another panel may be tabbed with it, and before it
        self._say()
        self._watch(self._between_target_and_window())
        self._place()
        self.callout.show()
        self.callout.raise_()
        self.callout.announce()

    def _say(self) -> None:
        assert self.number is not None
        step = STEPS[self.number]
        title, text = (
            QCoreApplication.translate("Tour", words) for words in (step.title, step.text)
        )
        keys = {
            name: self._key_of(name) for name in ("run", "step", "step_back", "gallery", "keys")
        }
        self.callout.show_step(self.number, len(STEPS), title, text.format(**keys))

    # -- the place -----------------------------------------------------------------------------

    def _place(self) -> None:
        if self.number is None:
            return
        step, target = STEPS[self.number], self._target_rect()
        room = self._window.rect()
        self.ring.setVisible(target is not None)
        if target is not None:
            self.ring.setGeometry(ring_rect(target, room))
            self.ring.raise_()
        size = self.callout.body_size()
        self.callout.place(placed(size, target, room, step.side, self._spared()))
        self.callout.raise_()

    def _target_rect(self) -> QRect | None:
        """Where the target is in the window; None where it cannot be seen there."""
        assert self.number is not None
        target = self._targets[STEPS[self.number].target]
        is_here = target.isVisible() and target.window() is self._window.window()
        if not is_here or target.visibleRegion().isEmpty():
            return None
        return QRect(target.mapTo(self._window, QPoint()), target.size()) & self._window.rect()

    def _between_target_and_window(self) -> list[QWidget]:
        """The target, the window, and what is between them: all that can move the target."""
        assert self.number is not None
        widget: QWidget | None = self._targets[STEPS[self.number].target]
        between = [self._window]
        while widget is not None and widget is not self._window:
            between.append(widget)
            widget = widget.parentWidget()
        return between

    def _watch(self, widgets: list[QWidget]) -> None:
        for widget in self._watched:
            widget.removeEventFilter(self)
        for widget in widgets:
            widget.installEventFilter(self)
        self._watched = widgets

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide):
            self._placing.start()
        elif kind == QEvent.Type.LanguageChange and watched is self._window:
            self._say()
            self._placing.start()
        return False
