"""The commands of the Help menu: guide, keys, tour and About."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QToolBar, QWidget

from gui.canvas.canvas import Canvas
from gui.commands.action_set import ActionSet
from gui.help.about import about_box
from gui.settings import Settings
from gui.window.dock import Dock
from gui.window.sentence_bar import SentenceBar

if TYPE_CHECKING:
    from gui.help.tour import Tour

TOUR_AFTER_MS = 900
"""The delay of the tour after the first graph."""
_MAX_AVOIDED_CARDS = 50
"""With more cards, the rest may be covered by the callout."""


class Help(QObject):
    """Shows the guide, the keys and the tour, each created on first use.

    Attributes:
        tour: the tour, or None before its first start.

    Signals:
        message_requested(str): a message to show for some seconds.
    """

    message_requested = Signal(str)

    def __init__(self, settings: Settings, actions: ActionSet, window: QWidget) -> None:
        super().__init__(window)
        self._settings, self._actions, self._window = settings, actions, window
        self._pages: dict[str, QDialog] = {}
        self.tour: Tour | None = None
        actions.connect_commands(
            {
                "guide": self.show_guide,
                "keys": self.show_keys,
                "tour": self.start_tour,
                "about": lambda: about_box(window).open(),
            }
        )

    def schedule_tour(self) -> None:
        """Start the tour after a delay, unless it was seen before."""
        if not self._settings.is_tour_seen:
            QTimer.singleShot(TOUR_AFTER_MS, self, self._start_if_idle)

    def start_tour(self) -> None:
        """Start the tour at its first step."""
        # Imported late, for a faster start of the window.
        from gui.help.tour import Tour

        self._settings.is_tour_seen = True
        if self.tour is None:
            self.tour = Tour(self._targets(), self._avoided, self._key_of, self._window)
            self.tour.stepped_aside.connect(self._on_tour_stepped_aside)
        self.tour.start()

    def end_tour(self) -> None:
        """End the tour if there is one at present."""
        if self.tour is not None:
            self.tour.end()

    def note_script(self, source: str) -> None:
        """Note that a script was run, beside which the tour may not stay for long."""
        if self.tour is not None:
            self.tour.note_script(source)

    def show_keys(self) -> None:
        """Show the page of keys, or bring it to the front."""
        from gui.help.keys_page import KeysPage

        self._show_page("keys", KeysPage)

    def show_guide(self) -> None:
        """Show the guide, or bring it to the front."""
        from gui.help.guide_page import GuidePage

        self._show_page("guide", GuidePage)

    def _show_page(self, name: str, make: Callable[[QWidget], QDialog]) -> None:
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = make(self._window)
            page.destroyed.connect(lambda *_: self._pages.pop(name, None))
        page.show()
        page.raise_()
        page.activateWindow()

    def _targets(self) -> dict[str, QWidget]:
        """The parts of the window that the tour points at, by name."""
        window, actions = self._window, self._actions
        bar = window.findChild(QToolBar, "transport")
        assert isinstance(bar, QToolBar)
        targets: dict[str, QWidget | None] = {"graph": window.findChild(Canvas)}
        targets |= {name: bar.widgetForAction(actions[name]) for name in ("run", "step")}
        targets |= {
            name: window.findChild(Dock, f"{name}_dock")
            for name in ("script", "inspector", "timeline")
        }
        return {name: target for name, target in targets.items() if target is not None}

    def _avoided(self) -> list[QRect]:
        """The rectangles of the cards and of the sentence, which the callout should not cover."""
        canvas = self._window.findChild(Canvas)
        sentence = self._window.findChild(SentenceBar)
        assert isinstance(canvas, Canvas)
        assert isinstance(sentence, SentenceBar)
        cards = canvas.visible_cards()[:_MAX_AVOIDED_CARDS]
        shown: list[tuple[QWidget, QRect]] = [
            (canvas, canvas.rect_of(card) & canvas.rect()) for card in cards
        ]
        shown.append((sentence, sentence.contentsRect()))
        return [QRect(part.mapTo(self._window, at.topLeft()), at.size()) for part, at in shown]

    def _key_of(self, name: str) -> str:
        return self._actions[name].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def _start_if_idle(self) -> None:
        """Start the tour unless a modal dialog is open."""
        if QApplication.activeModalWidget() is None and self._window.isVisible():
            self.start_tour()

    def _on_tour_stepped_aside(self) -> None:
        text = self.tr("The tour is over; Help ▸ Tour of the window begins it again.")
        self.message_requested.emit(text)
