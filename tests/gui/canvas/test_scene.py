"""The scene: hit-testing at points and in rectangles."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

from gui.canvas.scene import CardHit, Numbers, Scene
from tests.gui.canvas.scenes import first_example, grid, make_scene

pytestmark = pytest.mark.usefixtures("qapp")


def test_card_at_finds_the_card_under_a_point() -> None:
    scene = first_example()
    for card in range(4):
        rect = scene.card_rect(card)
        assert scene.card_at(rect.center()) == CardHit(card, rect)
        assert scene.card_at(rect.topLeft() - QPointF(1, 1)) is None


def test_edge_at_finds_the_nearest_edge() -> None:
    scene = first_example()
    between = QPointF(0, 70)
    left = scene.edge_at(between - QPointF(5, 0))
    right = scene.edge_at(between + QPointF(4, 0))
    assert left is not None and right is not None
    assert (left.edge, right.edge) == (0, 1)
    assert left.distance_px == pytest.approx(0.0, abs=0.1)
    assert right.distance_px == pytest.approx(1.0, abs=0.1)
    assert scene.edge_at(QPointF(60, 70)) is None


def test_edges_in_a_rectangle_include_all_that_cross_it() -> None:
    scene = grid()
    rect = QRectF(300, 300, 200, 200)
    crossing = {edge for edge in range(scene.edge_count) if scene.edge_rect(edge).intersects(rect)}
    assert crossing <= set(scene.edges_in(rect).tolist())


def test_parallel_edges_have_separate_positions() -> None:
    assert first_example().twins.tolist() == [-1.0, 1.0, 0.0, 0.0]


def test_bounds_contain_every_card() -> None:
    scene = grid()
    assert all(scene.bounds().contains(scene.card_rect(card)) for card in range(scene.card_count))


def test_nothing_is_found_in_an_empty_scene() -> None:
    scene = make_scene([], [], [])
    everywhere = QRectF(-1e6, -1e6, 2e6, 2e6)
    assert scene.bounds().isNull()
    assert scene.card_at(QPointF()) is None
    assert scene.edge_at(QPointF()) is None
    assert not len(scene.cards_in(everywhere)) and not len(scene.edges_in(everywhere))


def test_making_a_large_scene_reads_no_face(qtbot: QtBot) -> None:
    class Silent:
        def face(self, card: int):
            pytest.fail("asked for a face")

        def stamps(self, cards: np.ndarray):
            pytest.fail("asked for stamps")

        def edge_label(self, edge: int):
            pytest.fail("asked for a label")

    count = 100_000
    scene = Scene(
        source=Silent(),
        x=np.zeros(count),
        y=np.arange(count) * 100.0,
        widths=np.full(count, 112.0),
        heights=np.full(count, 80.0),
        kinds=np.zeros(count, np.uint8),
        edges=np.stack((np.arange(count - 1), np.arange(1, count)), axis=1),
        route_starts=np.arange(count) * 2,
        route_points=np.repeat(np.arange(count)[:, None] * [0.0, 100.0], 2, axis=0)[1:-1],
        card_states=np.zeros(count, np.uint8),
        edge_states=np.zeros(count - 1, np.uint8),
    )
    assert scene.cards_in(QRectF(-10, 5_000_000 - 10, 20, 20)).tolist() == [50_000]


def test_numbers_are_equal_if_texts_and_heat_are() -> None:
    heat = np.array([[0.5, np.nan]])
    assert Numbers(("1.",), heat) == Numbers(("1.",), heat.copy())
    assert Numbers(("1.",)) == Numbers(("1.",))
    assert Numbers(("1.",), heat) != Numbers(("1.",), np.zeros((1, 2)))
    assert Numbers(("1.",), heat) != Numbers(("1.",))
    assert Numbers(("1.",)) != Numbers(("2.",))
    assert Numbers(("1.",), heat, "nan") != Numbers(("1.",), heat)
