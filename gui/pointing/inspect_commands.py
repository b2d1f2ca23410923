"""The commands that select the card of a piece of code, or search for a tensor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent, QTextCursor

from engine.record.schema import NONE
from gui.drawing.graph_view import GraphView
from gui.editor.code_editor import CodeEditor
from gui.editor.geometry import character_at
from gui.editor.positions import place_of, selected_site
from gui.pointing.latest_card import latest_card
from gui.runs.session import Session
from gui.window.status_line import StatusLine
from gui.words.card_names import begin_sentence, phrase

if TYPE_CHECKING:
    from gui.pointing.tensor_search import TensorSearch


class InspectCommands(QObject):
    """Handles the commands to inspect code and to find a tensor, and Ctrl+click on code.

    Signals:
        inspector_requested: the inspector is to come into sight.
    """

    inspector_requested = Signal()

    def __init__(
        self, session: Session, editor: CodeEditor, graph: GraphView, status: StatusLine
    ) -> None:
        super().__init__(graph)
        self._session, self._editor, self._graph = session, editor, graph
        self._status = status
        self._search: TensorSearch | None = None
        editor.viewport().installEventFilter(self)

    @property
    def commands(self) -> dict[str, Callable[[], object]]:
        """The handlers of the commands, by their names in the table of commands."""
        return {"inspect_code": self.inspect_code, "find_tensor": self.find_tensor}

    def find_tensor(self) -> None:
        """Search for a tensor of the run that is shown."""
        canvas, state = self._graph.canvas, self._session.player.state
        if self._search is None:
            # Imported late, for a faster start of the window.
            from gui.pointing.tensor_search import TensorSearch

            self._search = TensorSearch(canvas)
            self._search.chosen.connect(self._select)
        if len(state.recording["cards"]):
            self._search.search_at(canvas.mapToGlobal(QPoint()), canvas.theme, state)
        else:
            self._show_message(self.tr("There is no tensor to find yet: run a script first."))

    def inspect_code(self) -> None:
        """Select the card of the selected code, or else of the code at the cursor.

        Between words, it is the last card of the cursor's line.
        """
        if not self._check_current():
            return
        cursor = self._editor.textCursor()
        cards = self._cards_selected(cursor)
        if selected_site(cursor) is None:
            cards = self._cards_at(place_of(cursor))
            if not cards:
                cursor.select(QTextCursor.SelectionType.LineUnderCursor)
                cards = self._cards_selected(cursor)
        self._select(cards)

    def _cards_selected(self, cursor: QTextCursor) -> list[int]:
        from engine.record.pointing import cards_selected

        selected = selected_site(cursor)
        if selected is None:
            return []
        cards: list[int] = cards_selected(self._session.player.recording, selected).tolist()
        return cards

    def _cards_at(self, place: tuple[int, int]) -> list[int]:
        from engine.record.pointing import cards_at

        cards: list[int] = cards_at(self._session.player.recording, *place).tolist()
        return cards

    def _check_current(self) -> bool:
        """Whether the graph is of the present script; if not, a message says so."""
        is_current = self._session.is_newest_shown and not self._editor.is_stale
        if not is_current:
            self._show_message(self.tr("The script is not as it was run. Press Run first."))
        return is_current

    def _select(self, cards: list[int]) -> None:
        state = self._session.player.state
        card = latest_card(state, cards)
        if card == NONE:
            self._show_message(self.tr("This code made no tensor, and is about none."))
            return
        self._graph.select(card)
        self.inspector_requested.emit()
        place = self._graph.place(card)
        if place is not None:
            self._graph.canvas.ensure_visible(place)
        if not self._graph.draws(card):
            text = self.tr("{card} is not drawn: this part of the run does not touch it.")
            text = text.format(card=phrase(state.recording, card, state.happened))
            self._show_message(begin_sentence(text))

    def _show_message(self, text: str) -> None:
        self._status.show_message(text, until_moved=True)

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.MouseButtonPress or not isinstance(event, QMouseEvent):
            return False
        is_left = event.button() == Qt.MouseButton.LeftButton
        if not is_left or event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            return False
        place = character_at(self._editor, QPoint(event.position().toPoint()))
        if place is not None and self._check_current():
            self._select(self._cards_at(place))
        return place is not None
