"""The commands of the Help menu: guide, keys, tour and About."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer
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
"""How long after the first graph the tour begins by itself: a person looks first."""
_MOST_SPARED = 50
"""Of more cards than these some are covered, wherever the words are."""


class Help(QObject):
    """Shows the guide, the keys and the tour, each made when first asked for.

    Attributes:
        tour: None until it begins for the first time.
    """

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

    def offer_tour(self) -> None:
        """Begin the tour in a moment, unless it was seen already."""
        if not self._settings.is_tour_seen:
            QTimer.singleShot(TOUR_AFTER_MS, self, self._start_unless_asked)

    def start_tour(self) -> None:
        """Begin the tour, from its first step."""
        # The window starts without what may never be asked for.
        from gui.help.tour import Tour

        self._settings.is_tour_seen = True
        if self.tour is None:
            self.tour = Tour(self._targets(), self._spared, self._key_of, self._window)
        self.tour.start()

    def show_keys(self) -> None:
        """Show the page of keys, or bring it to the front."""
        from gui.help.keys_page import KeysPage

        self._bring("keys", KeysPage)

    def show_guide(self) -> None:
        """Show the guide, or bring it to the front."""
        from gui.help.guide_page import GuidePage

        self._bring("guide", GuidePage)

    def _bring(self, name: str, make: Callable[[QWidget], QDialog]) -> None:
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = make(self._window)
            page.destroyed.connect(lambda *_: self._pages.pop(name, None))
        page.show()
        page.raise_()
        page.activateWindow()

    def _targets(self) -> dict[str, QWidget]:
        """The parts of the window that the tour points at."""
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

    def _spared(self) -> list[QRect]:
        """Where the cards and the sentence are: the tour speaks of them."""
        canvas = self._window.findChild(Canvas)
        sentence = self._window.findChild(SentenceBar)
        assert isinstance(canvas, Canvas)
        assert isinstance(sentence, SentenceBar)
        cards = canvas.visible_cards()[:_MOST_SPARED]
        shown: list[tuple[QWidget, QRect]] = [
            (canvas, canvas.rect_of(card) & canvas.rect()) for card in cards
        ]
        shown.append((sentence, sentence.contentsRect()))
        return [QRect(part.mapTo(self._window, at.topLeft()), at.size()) for part, at in shown]

    def _key_of(self, name: str) -> str:
        return self._actions[name].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def _start_unless_asked(self) -> None:
        """Begin the tour unless a question waits for its answer: then there is a next start."""
        if QApplication.activeModalWidget() is None and self._window.isVisible():
            self.start_tour()
