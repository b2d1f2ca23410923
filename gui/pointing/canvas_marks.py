"""Marks cards on the canvas: those of the selected code, of an answer, of a path."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from engine.record.outline import Outline
from gui.drawing.graph_view import GraphView
from gui.editor.code_editor import CodeEditor
from gui.editor.positions import selected_site
from gui.runs.session import Session
from gui.words.frame_titles import card_count

REST_MS = 150
"""How long a selection stays unchanged before its cards are marked."""

_NO_CARDS = np.empty(0, np.int64)


class CanvasMarks(QObject):
    """Marks the cards of the editor's selection, while its text is the script of the recording.

    Other features add marks of their own. A text cursor without a selection marks nothing.

    Signals:
        changed: other cards are marked, or other ones of them are drawn.
    """

    changed = Signal()

    def __init__(self, session: Session, editor: CodeEditor, graph: GraphView) -> None:
        super().__init__(graph)
        self._session, self._editor, self._graph = session, editor, graph
        self._cards = self._path = self._counterparts = self._answer = _NO_CARDS
        self._answer_text = ""
        self._answer_recording = session.player.recording
        self._outline: Outline | None = None
        self._rest_timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest_timer.timeout.connect(self._on_rested)
        editor.selectionChanged.connect(self._on_selection_changed)
        editor.stale_changed.connect(self._update_selected_cards)
        session.changed.connect(self._update_selected_cards)
        session.player.recording_changed.connect(self._on_recording_changed)
        graph.scene_shown.connect(self._on_scene_shown)

    @property
    def text(self) -> str:
        """The text for the status bar: how many cards are marked, and how many are drawn."""
        if len(self._answer):
            others = self._answer[1:]  # without the card that was asked about
            return self._answer_text.replace("{cards}", self._count_text(others))
        if not len(self._cards):
            return ""
        if not self._drawn_count(self._cards):
            text = self.tr("Selection: {cards}, not drawn; Ctrl+I inspects")
            return text.format(cards=card_count(len(self._cards)))
        return self.tr("Selection: {cards}").format(cards=self._count_text(self._cards))

    def _count_text(self, cards: np.ndarray) -> str:
        drawn = self._drawn_count(cards)
        if drawn == len(cards):
            return card_count(len(cards))
        text = self.tr("{cards}, {drawn} drawn")
        return text.format(cards=card_count(len(cards)), drawn=f"{drawn:,}")

    def _drawn_count(self, cards: np.ndarray) -> int:
        """The number of the cards that are drawn."""
        outline = self._graph.outline
        return 0 if outline is None else int(np.isin(outline.drawing.cards, cards).sum())

    def mark_path(self, cards: list[int]) -> None:
        """Mark the cards of the path that explains a gradient, a value or an error."""
        self._path = np.array(cards, np.int64)
        self._show()

    def mark_counterparts(self, cards: list[int]) -> None:
        """Mark the counterparts of a card: between a graph and the graph of its gradients."""
        self._counterparts = np.array(cards, np.int64)
        self._show()

    def mark_answer(self, cards: list[int], words: str) -> None:
        """Mark the cards of an answer; the same answer again removes the marks.

        Args:
            cards: the one that was asked about, then those found.
            words: the text for the status bar, with ``{cards}`` for their number.
        """
        found = np.array(cards, np.int64)
        is_same = words == self._answer_text and np.array_equal(found, self._answer)
        self._answer, self._answer_text = (_NO_CARDS, "") if is_same else (found, words)
        self._show()
        if len(self._answer):
            self._graph.canvas.bring_into_sight(self._graph.canvas.marked)

    def _selected_cards(self) -> np.ndarray:
        selected = selected_site(self._editor.textCursor())
        if selected is None or self._editor.is_stale or not self._session.is_newest_shown:
            return _NO_CARDS
        from engine.record.pointing import cards_selected

        return cards_selected(self._session.player.recording, selected)

    def _show(self) -> None:
        outline = self._outline = self._graph.outline
        nodes = _NO_CARDS
        marked = np.concatenate((self._cards, self._path, self._counterparts, self._answer))
        if outline is not None and len(marked):
            is_marked = np.isin(outline.drawing.cards, marked)
            nodes = np.unique(outline.node_of[is_marked])
        self._graph.canvas.mark(nodes)
        self.changed.emit()

    # -- slots ---------------------------------------------------------------------------------

    def _on_selection_changed(self) -> None:
        if self._editor.textCursor().hasSelection():
            self._rest_timer.start()
        else:
            self._rest_timer.stop()
            self._update_selected_cards()

    def _on_rested(self) -> None:
        self._update_selected_cards()
        drawn = self._graph.canvas.marked
        if len(drawn):
            self._graph.canvas.ensure_visible(int(drawn[0]))

    def _update_selected_cards(self) -> None:
        cards = self._selected_cards()
        if not np.array_equal(cards, self._cards):
            self._cards = cards
            self._show()

    def _on_recording_changed(self) -> None:
        """Drop answers about another recording."""
        if self._answer_recording is not self._session.player.recording:
            self._answer_recording = self._session.player.recording
            self._answer, self._answer_text = _NO_CARDS, ""
            self._show()

    def _on_scene_shown(self) -> None:
        if self._outline is not self._graph.outline:
            self._show()
