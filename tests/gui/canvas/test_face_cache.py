"""Faces are read once, and again when their stamps change."""

from dataclasses import replace

import numpy as np

from gui.canvas.face_cache import FaceCache
from tests.gui.canvas.scenes import DOT, TWO, Faces, X


def test_a_face_is_read_once() -> None:
    source = Faces([X, TWO], {})
    faces = FaceCache(source)
    assert faces[1] is faces[1]
    assert source.asked == [1]


def test_renew_returns_the_changed_cards_and_forgets_the_others() -> None:
    source = Faces([X, TWO, DOT], {})
    faces = FaceCache(source)
    before = [faces[card] for card in range(3)]
    source.faces = [replace(face) for face in source.faces]  # equal, but other objects
    source.faces[1] = replace(TWO, title="three")
    assert faces.renew(np.array([0, 1])) == [1]
    assert faces[0] is before[0]
    assert faces[1].title == "three"
    assert faces.cards().tolist() == [0, 1]


def test_only_cards_with_changed_stamps_are_read_again() -> None:
    source = Faces([X, TWO, DOT], {})
    faces = FaceCache(source)
    before = [faces[card] for card in range(3)]
    source.asked.clear()
    source.faces[2] = replace(DOT, badge="1/2")
    assert faces.renew(np.array([0, 1, 2])) == [2]
    assert source.asked == [2]
    assert [faces[0], faces[1]] == before[:2]
    assert faces[2].badge == "1/2"
