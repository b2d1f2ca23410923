"""A cache of the faces of cards, so that they are not read at each painting."""

from typing import NamedTuple

import numpy as np

from gui.canvas.scene import CardFace, CardSource


class _Known(NamedTuple):
    """A face, and its stamp when it was read."""

    face: CardFace
    stamp: int


class FaceCache:
    """Caches faces of cards until they are forgotten or outdated."""

    def __init__(self, source: CardSource) -> None:
        self._source = source
        self._known: dict[int, _Known] = {}

    def __getitem__(self, card: int) -> CardFace:
        """The face of a card: the same object while the content is the same."""
        known = self._known.get(card)
        if known is None:
            (stamp,) = self._source.stamps(np.array([card])).tolist()
            known = self._known[card] = _Known(self._source.face(card), stamp)
        return known.face

    def cards(self) -> np.ndarray:
        """The cards whose faces are cached. Shapes: -> (k,), int64."""
        return np.fromiter(self._known, np.int64, len(self._known))

    def renew(self, cards: np.ndarray) -> list[int]:
        """Read the outdated faces of these cached cards again, and forget all others.

        Returns the cards whose face changed. Shapes: cards (k,), int.
        """
        before, self._known = self._known, {}
        changed = []
        for card, stamp in zip(cards.tolist(), self._source.stamps(cards).tolist()):
            known = before[card]
            if stamp != known.stamp:
                face = self._source.face(card)
                if face != known.face:
                    changed.append(card)
                else:
                    face = known.face
                known = _Known(face, stamp)
            self._known[card] = known
        return changed
