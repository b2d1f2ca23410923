"""The tour of the window, in six steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDockWidget, QWidget

from gui.help.callout import Callout, Ring, ring_rect
from gui.help.callout_placement import Side, place_callout
from gui.languages import QT_TRANSLATE_NOOP
from gui.widgets.enter_button import is_enter

_MAX_SCRIPTS_BESIDE = 3
"""At so many changed scripts that are run without a use of its callout, the tour ends by itself."""

KeyOf = Callable[[str], str]
"""Returns the native name of a command's key."""
AvoidedAreas = Callable[[], list[QRect]]
"""Returns the areas of the window that the callout should not cover."""


@dataclass(frozen=True)
class TourStep:
    """A step of the tour.

    Attributes:
        target: the name of its part of the window.
        side: the preferred side for the callout.
        title, text: English, to be translated; ``{run}`` stands for the key of that command.
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


_MOVING = (
    *(QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide),
    QEvent.Type.ZOrderChange,
)
"""Events after which the callout may be in the wrong place, or covered."""


class Tour(QObject):
    """Shows callouts that point at parts of the window, one after the other.

    The window stays usable, but Escape ends the tour, and Enter on the graph goes on. Where
    somebody works beside it, it ends by itself. The callout of a closed part is in the centre of
    the window.

    Attributes:
        callout, ring: shown during the tour.
        number: the current step, counting from 0; None before and after the tour.

    Signals:
        ended: it is over.
        stepped_aside: it ended by itself.
    """

    ended = Signal()
    stepped_aside = Signal()

    def __init__(
        self, targets: Mapping[str, QWidget], avoided: AvoidedAreas, key_of: KeyOf, window: QWidget
    ) -> None:
        super().__init__(window)
        self._window, self._targets, self._key_of = window, targets, key_of
        self._avoided = avoided
        self.number: int | None = None
        self.callout, self.ring = Callout(window), Ring(window)
        self.callout.next_requested.connect(lambda: self._go(1))
        self.callout.back_requested.connect(lambda: self._go(-1))
        self.callout.skip_requested.connect(self.end)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.end)
        self._place_timer = QTimer(self, singleShot=True, interval=0)
        self._place_timer.timeout.connect(self._place)
        self._watched: list[QWidget] = []
        self._script, self._scripts_beside = "", 0

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

    def note_script(self, source: str) -> None:
        """Note that a script was run, to end the tour where somebody works beside it."""
        if self.number is None or source == self._script:
            return
        self._script = source
        self._scripts_beside += 1
        if self._scripts_beside == _MAX_SCRIPTS_BESIDE:
            self.end()
            self.stepped_aside.emit()

    def _go(self, by: int) -> None:
        assert self.number is not None
        if self.number + by < len(STEPS):
            self._show(self.number + by)
        else:
            self.end()

    def _show(self, number: int) -> None:
        self.number = number
        self._scripts_beside = 0
        target = self._targets[STEPS[number].target]
        if isinstance(target, QDockWidget):
            target.raise_()  # it may be hidden behind another tab
        self._update_texts()
        # Qt raises the middle of the window, too, when panels take more room.
        self._watch([*self._around(target), *self._around(self._targets["graph"])])
        self._place()
        self.callout.show()
        self.callout.raise_()
        self.callout.announce()

    def _update_texts(self) -> None:
        assert self.number is not None
        step = STEPS[self.number]
        title, text = (
            QCoreApplication.translate("Tour", words) for words in (step.title, step.text)
        )
        keys = {
            name: self._key_of(name) for name in ("run", "step", "step_back", "gallery", "keys")
        }
        self.callout.show_step(self.number, len(STEPS), title, text.format(**keys))

    # -- placement -----------------------------------------------------------------------------

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
        self.callout.place(place_callout(size, target, room, step.side, self._avoided()))
        self.callout.raise_()

    def _target_rect(self) -> QRect | None:
        """The rectangle of the target in the window; None if it is out of sight."""
        assert self.number is not None
        target = self._targets[STEPS[self.number].target]
        is_here = target.isVisible() and target.window() is self._window.window()
        if not is_here or target.visibleRegion().isEmpty():
            return None
        return QRect(target.mapTo(self._window, QPoint()), target.size()) & self._window.rect()

    def _around(self, part: QWidget) -> list[QWidget]:
        """A part of the window, the window and all widgets between, which may move or cover it."""
        widget: QWidget | None = part
        around = [self._window]
        while widget is not None and widget is not self._window:
            around.append(widget)
            widget = widget.parentWidget()
        return around

    def _watch(self, widgets: list[QWidget]) -> None:
        for widget in self._watched:
            widget.removeEventFilter(self)
        for widget in widgets:
            widget.installEventFilter(self)
        self._watched = widgets

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _MOVING:
            self._place_timer.start()
        elif kind == QEvent.Type.LanguageChange and watched is self._window:
            self._update_texts()
            self._place_timer.start()
        elif isinstance(event, QKeyEvent) and watched is self._targets["graph"]:
            return self._take_enter(event)
        return False

    def _take_enter(self, event: QKeyEvent) -> bool:
        """Go on if it is Enter, before the shortcuts of the graph; return whether it is."""
        if not is_enter(event):
            return False
        if event.type() == QEvent.Type.KeyPress:
            self._go(1)
        event.accept()
        return True
