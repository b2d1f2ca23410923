"""Marks on the canvas what the selection in the script, or an answer, is about."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from engine.record.outline import Outline
from gui.editor.code_editor import CodeEditor
from gui.editor.positions import selected_site
from gui.frame_titles import card_count
from gui.graph_view import GraphView
from gui.session import Session

REST_MS = 150
"""A selection that is still growing marks nothing yet."""

_NO_CARDS = np.empty(0, np.int64)


class ScriptMarks(QObject):
    """Follows the selection in the editor, while its text is the script of the recording.

    A mere text cursor marks nothing: it is always somewhere.

    Signals:
        changed: other cards are marked, or others of them are drawn.
    """

    changed = Signal()

    def __init__(self, session: Session, editor: CodeEditor, graph: GraphView) -> None:
        super().__init__(graph)
        self._session, self._editor, self._graph = session, editor, graph
        self._cards = self._lit = _NO_CARDS
        self._outline: Outline | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._on_rested)
        editor.selectionChanged.connect(self._on_selection_changed)
        editor.stale_changed.connect(self._renew)
        session.changed.connect(self._renew)
        graph.scene_shown.connect(self._on_scene_shown)

    @property
    def text(self) -> str:
        """How many cards the selection is about, and how many of them are drawn."""
        count = len(self._cards)
        if not count:
            return ""
        outline = self._graph.outline
        drawn = 0 if outline is None else int(self._are_selected(outline).sum())
        text = self.tr("Selection: {cards}, {drawn} drawn")
        if drawn == count:
            text = self.tr("Selection: {cards}")
        return text.format(cards=card_count(count), drawn=drawn)

    def light(self, cards: list[int]) -> None:
        """Mark the cards of an answer beside those of the selection."""
        self._lit = np.array(cards, np.int64)
        self._show()

    def _are_selected(self, outline: Outline) -> np.ndarray:
        """Which of the drawn cards are selected, be it in folded frames (a mask)."""
        return np.isin(outline.drawing.cards, self._cards)

    def _selected_cards(self) -> np.ndarray:
        selected = selected_site(self._editor.textCursor())
        if selected is None or self._editor.is_stale or not self._session.is_newest_shown:
            return _NO_CARDS
        from engine.record.pointing import cards_selected

        return cards_selected(self._session.player.recording, selected)

    def _show(self) -> None:
        outline = self._outline = self._graph.outline
        nodes = _NO_CARDS
        if outline is not None and (len(self._cards) or len(self._lit)):
            is_lit = np.isin(outline.drawing.cards, self._lit)
            nodes = outline.node_of[is_lit | self._are_selected(outline)]
            nodes = np.unique(nodes)
        self._graph.canvas.mark(nodes)
        self.changed.emit()

    # -- slots ---------------------------------------------------------------------------------

    def _on_selection_changed(self) -> None:
        if self._editor.textCursor().hasSelection():
            self._rest.start()
        else:
            self._rest.stop()
            self._renew()

    def _on_rested(self) -> None:
        self._renew()
        drawn = self._graph.canvas.marked
        if len(drawn):
            self._graph.canvas.ensure_visible(int(drawn[0]))

    def _renew(self) -> None:
        cards = self._selected_cards()
        if not np.array_equal(cards, self._cards):
            self._cards = cards
            self._show()

    def _on_scene_shown(self) -> None:
        if self._outline is not self._graph.outline:
            self._show()
