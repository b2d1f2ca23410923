"""The place of the ghost, which previews the card that a drop would make."""

import pytest
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QRegion

from gui.builder.overlay import NO_TARGET, Target, ghost_place

ROOM = QSize(600, 400)


@pytest.mark.parametrize("left", [10, 250, 500])
@pytest.mark.parametrize("top", [5, 180, 350])
@pytest.mark.parametrize("width", [100, 300, 450])
def test_the_ghost_does_not_cover_the_target_card(left: int, top: int, width: int):
    card = QRect(left, top, 90, 45)
    ghost = ghost_place(
        QSizeF(width, 40), Target(card), QPointF(card.center()), ROOM, QRegion(card)
    )
    assert not ghost.intersects(QRectF(card))
    assert QRectF(QPointF(), QSizeF(ROOM)).contains(ghost)


@pytest.mark.parametrize("x", [0, 300, 599])
@pytest.mark.parametrize("y", [0, 200, 399])
def test_the_ghost_is_inside_the_canvas_wherever_the_pointer_is(x: int, y: int):
    ghost = ghost_place(QSizeF(300, 60), NO_TARGET, QPointF(x, y), ROOM, QRegion())
    assert QRectF(QPointF(), QSizeF(ROOM)).contains(ghost)


def test_the_ghost_avoids_other_cards_if_it_can():
    card, right, left = QRect(250, 180, 90, 45), QRect(370, 180, 90, 45), QRect(130, 180, 90, 45)
    size, pointer = QSizeF(100, 40), QPointF(card.center())
    place = ghost_place(size, Target(card), pointer, ROOM, QRegion(card) + right)
    assert place.right() < card.left(), "to its left"
    place = ghost_place(size, Target(card), pointer, ROOM, QRegion(card) + right + left)
    assert place.top() > card.bottom(), "below it"


def test_without_a_target_the_ghost_avoids_a_card_near_the_pointer():
    neighbour = QRect(320, 210, 90, 45)
    place = ghost_place(QSizeF(150, 40), NO_TARGET, QPointF(300, 200), ROOM, QRegion(neighbour))
    assert not place.intersects(QRectF(neighbour))
