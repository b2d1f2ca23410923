"""What cards were said to show, so that their source is asked once and not at each painting."""

from collections.abc import Iterable

import numpy as np

from gui.canvas.scene import CardFace, CardSource


class KnownFaces:
    """Remembers faces of cards until they are asked for anew."""

    def __init__(self, source: CardSource) -> None:
        self._source = source
        self._faces: dict[int, CardFace] = {}

    def __getitem__(self, card: int) -> CardFace:
        """What a card shows: always the same object while that stays so."""
        face = self._faces.get(card)
        if face is None:
            face = self._faces[card] = self._source.face(card)
        return face

    def forget(self, cards: Iterable[int]) -> None:
        """Ask for some cards anew when they are next painted."""
        for card in cards:
            self._faces.pop(card, None)

    def cards(self) -> np.ndarray:
        """The cards whose faces are known. Shapes: -> (k,), int64."""
        return np.fromiter(self._faces, np.int64, len(self._faces))

    def renew(self, cards: np.ndarray) -> list[int]:
        """Ask for known cards anew, and forget all others; returns which show something else.

        Shapes: cards (k,), int.
        """
        known, ask = self._faces, self._source.face
        self._faces, changed = {}, []
        for card in cards.tolist():
            face = ask(card)
            if face == known[card]:
                face = known[card]
            else:
                changed.append(card)
            self._faces[card] = face
        return changed
