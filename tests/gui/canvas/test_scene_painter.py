"""The scene painter and the backing store give the same picture however it came about."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QImage, QPainter

from engine.record.state import CardStatus, EdgeStatus
from gui.canvas.backing_store import BackingStore
from gui.canvas.scene import Scene
from gui.canvas.scene_painter import BOX_ZOOM, CARD_ZOOM, ScenePainter
from gui.canvas.view import View, fitting_view
from gui.canvas.view_picture import merged
from gui.theme import DARK, LIGHT, Theme
from tests.gui.canvas.scenes import (
    DOT,
    TWO,
    Faces,
    X,
    colourless,
    first_example,
    grid,
    make_scene,
    pixels,
)

pytestmark = pytest.mark.usefixtures("qapp")

SIZE = QSize(480, 320)
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Comparing pictures is too slow for shrinking."""
ZOOMS = [0.06, 0.2, 0.35, 0.45, 1.0, 1.3, 2.0]

PaintScene = Callable[[ScenePainter, QPainter, View, QRect], None]

areas = st.builds(
    QRect, st.integers(0, 400), st.integers(0, 300), st.integers(1, 90), st.integers(1, 60)
)


def painted(scene: Scene, view: View, theme: Theme = LIGHT) -> np.ndarray:
    """A scene painted at once. Shapes: -> (height, width, 4)."""
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    ScenePainter(scene, theme).paint(painter, view, image.rect())
    painter.end()
    return pixels(image)


def view_of(scene: Scene, zoom: float, ratio: float = 1.0) -> View:
    middle = QPointF(SIZE.width(), SIZE.height()) / 2
    return View(zoom, ratio=ratio).with_point_at(scene.bounds().center(), middle)


def shown(backing: BackingStore) -> np.ndarray:
    return pixels(backing.pixmap.toImage())


@pytest.mark.long
@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("zoom", ZOOMS)
@settings(max_examples=5, phases=QUICK)
@given(st.lists(st.tuples(st.integers(-90, 90), st.integers(-90, 90)), min_size=1, max_size=4))
def test_a_panned_picture_equals_a_new_one(
    zoom: float, ratio: float, pans: list[tuple[int, int]]
) -> None:
    scene = grid()
    view, backing, painter = view_of(scene, zoom, ratio), BackingStore(), ScenePainter(scene, LIGHT)
    for by in [(0, 0), *pans]:
        view = replace(view, left=view.left + by[0], top=view.top + by[1])
        backing.refresh(view, SIZE, [], painter.paint)
    difference = np.abs(np.subtract(shown(backing), painted(scene, view), dtype=int)).max(axis=-1)
    # Qt smooths a thin line a little differently where it begins beyond the picture.
    assert (difference > 80).mean() < 0.001


@pytest.mark.parametrize("zoom", ZOOMS)
@settings(max_examples=5, phases=QUICK)
@given(st.lists(areas, min_size=1, max_size=4))
def test_a_patched_picture_equals_a_new_one(zoom: float, dirty: list[QRect]) -> None:
    scene = grid()
    view, backing, painter = view_of(scene, zoom), BackingStore(), ScenePainter(scene, LIGHT)
    backing.refresh(view, SIZE, [], painter.paint)
    backing.refresh(view, SIZE, dirty, painter.paint)
    assert (shown(backing) == painted(scene, view)).all()


def test_patches_across_long_thick_edges_equal_a_new_picture() -> None:
    centres = [(0.0, 0.0), (900.0, 100.0), (0.0, 900.0), (900.0, 1000.0)]
    edges = [(0, 1), (0, 2), (0, 3), (2, 3)]
    scene = make_scene([DOT] * 4, centres, edges, edge_states=[EdgeStatus.SENT] * 4)
    view, backing, painter = view_of(scene, 0.5, 2.0), BackingStore(), ScenePainter(scene, LIGHT)
    backing.refresh(view, SIZE, [], painter.paint)
    for patch in (QRect(0, 0, 9, 320), QRect(200, 150, 60, 40), QRect(0, 170, 480, 7)):
        backing.refresh(view, SIZE, [patch], painter.paint)
        assert (shown(backing) == painted(scene, view)).all()


@given(st.lists(areas, max_size=8))
def test_merged_areas_cover_all_areas(some: list[QRect]) -> None:
    result = merged(some)
    assert len(result) <= len(some)
    assert all(any(whole.contains(area) for whole in result) for area in some)


def test_distant_areas_are_not_merged() -> None:
    far = [QRect(0, 0, 100, 100), QRect(5000, 5000, 100, 100)]
    assert merged(far) == far


@pytest.mark.parametrize("paint", [ScenePainter.paint, ScenePainter.sketch])
def test_painting_stays_inside_its_area(paint: PaintScene) -> None:
    scene = grid()
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(0x123456)
    painter = QPainter(image)
    paint(ScenePainter(scene, LIGHT), painter, view_of(scene, 1.0), QRect(100, 80, 60, 50))
    painter.end()
    outside = pixels(image)[:, :, 2] == 0x12
    outside[80:130, 100:160] = True
    assert outside.all()


@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_sketch_reads_no_contents_and_resembles_the_picture(zoom: float) -> None:
    scene = grid()
    assert isinstance(scene.source, Faces)
    view = view_of(scene, zoom)
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        ScenePainter(scene, LIGHT).sketch(painter, view, image.rect())
    assert scene.source.asked == []
    difference = np.abs(np.subtract(pixels(image), painted(scene, view), dtype=int))
    assert (difference.max(axis=-1) > 64).mean() < 0.2


def test_only_visible_cards_are_read() -> None:
    scene = grid()
    assert isinstance(scene.source, Faces)
    painted(scene, view_of(scene, 1.0))
    assert 0 < len(set(scene.source.asked)) < scene.card_count / 4
    scene.source.asked.clear()
    painted(scene, view_of(scene, CARD_ZOOM * 0.4))
    assert scene.source.asked == [], "boxes so small have no names"


def test_zooming_reads_no_card_again() -> None:
    scene = first_example()
    assert isinstance(scene.source, Faces)
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    painter, scene_painter = QPainter(image), ScenePainter(scene, LIGHT)
    for zoom in (1.0, 1.1, 0.5, 0.4, 0.35):
        scene_painter.paint(painter, view_of(scene, zoom), image.rect())
    painter.end()
    assert sorted(scene.source.asked) == [0, 1, 2, 3]


def test_cards_that_share_a_blank_picture_keep_their_own_text() -> None:
    scene = make_scene([DOT, replace(DOT, title="sum")], [(0.0, 0.0), (0.0, 100.0)], [])
    view, image = view_of(scene, 1.0), QImage(SIZE, QImage.Format.Format_RGB32)
    painter, scene_painter = QPainter(image), ScenePainter(scene, LIGHT)
    for _ in range(2):
        scene_painter.paint(painter, view, image.rect())
    painter.end()
    one, other = (view.to_device(scene.card_rect(card)) for card in (0, 1))
    assert image.copy(one) != image.copy(other)
    assert (pixels(image) == painted(scene, view)).all()


def test_a_card_without_gradient_has_no_gradient_sign() -> None:
    faces = [X, replace(X, title="y", gradient=None)]
    scene = make_scene(faces, [(0, 0), (0, 160)], [])
    scene.heights[:] = scene.heights.max()
    apart = make_scene(faces[1:], [(0, 160)], [])
    apart.heights[:] = scene.heights.max()
    view = view_of(apart, 1.0)
    area = view.to_device(apart.card_rect(0))
    rows, columns = slice(area.top(), area.bottom()), slice(area.left(), area.right())
    together, alone = painted(scene, view), painted(apart, view)
    assert (together[rows, columns] == alone[rows, columns]).all()


def test_an_edge_longer_than_a_dot_is_visible() -> None:
    for zoom, is_seen in ((0.01, False), (0.05, True)):
        scene, view = first_example(), view_of(first_example(), zoom)
        idle = painted(scene, view)
        scene.edge_states[2] = EdgeStatus.SENDING
        assert (painted(scene, view) != idle).any() == is_seen


@pytest.mark.parametrize("state", list(CardStatus))
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_boxes_with_enough_room_have_names(state: CardStatus, theme: Theme) -> None:
    scene = first_example()
    assert isinstance(scene.source, Faces)
    scene.card_states[2] = state
    view = view_of(scene, 0.4)
    named = painted(scene, view, theme)
    scene.source.faces[2] = replace(scene.source.faces[2], title="W")
    renamed = painted(scene, view, theme)
    changed = np.argwhere((named != renamed).any(axis=-1))
    box = view.to_device(scene.card_rect(2))
    assert len(changed)
    assert all(box.contains(int(x), int(y)) for y, x in changed), "and it is written within"
    assert (painted(scene, view_of(scene, 0.15), theme) == _unnamed(scene, 0.15, theme)).all()


def _unnamed(scene: Scene, zoom: float, theme: Theme) -> np.ndarray:
    assert isinstance(scene.source, Faces)
    scene.source.faces = [replace(face, title="") for face in scene.source.faces]
    return painted(scene, view_of(scene, zoom), theme)


def test_a_renamed_box_is_repainted() -> None:
    scene = first_example()
    assert isinstance(scene.source, Faces)
    view, image = view_of(scene, 0.4), QImage(400, 400, QImage.Format.Format_RGB32)
    scene_painter = ScenePainter(scene, LIGHT)
    painter = QPainter(image)
    scene_painter.paint(painter, view, image.rect())
    painter.end()
    assert scene_painter.outdated_cards(view, image.rect()) == []
    scene.source.faces[1] = replace(scene.source.faces[1], title="total")
    assert scene_painter.outdated_cards(view, image.rect()) == [1]


@pytest.mark.parametrize("zoom", [BOX_ZOOM, 0.3, 1.0])
@pytest.mark.parametrize(("one", "other"), list(combinations(EdgeStatus, 2)))
def test_edge_states_look_different(zoom: float, one: EdgeStatus, other: EdgeStatus) -> None:
    # In detail without colour; when small, the current one is wider.
    theme = colourless() if zoom == 1.0 else LIGHT
    pictures = [with_edge_state(state, zoom, theme) for state in (one, other)]
    is_same_when_small = {one, other} == {EdgeStatus.IDLE, EdgeStatus.CUT} and zoom < CARD_ZOOM
    assert (pictures[0] != pictures[1]).any() != is_same_when_small


def with_edge_state(state: EdgeStatus, zoom: float, theme: Theme) -> np.ndarray:
    scene = first_example()
    scene.edge_states[2] = state
    return painted(scene, view_of(scene, zoom), theme)


@pytest.mark.parametrize("zoom", [BOX_ZOOM, 0.3])
@pytest.mark.parametrize(("one", "other"), list(combinations(CardStatus, 2)))
def test_box_states_look_different(zoom: float, one: CardStatus, other: CardStatus) -> None:
    pictures = []
    for state in (one, other):
        scene = first_example()
        scene.card_states[2] = state
        pictures.append(painted(scene, view_of(scene, zoom)))
    assert (pictures[0] != pictures[1]).any()


@pytest.mark.parametrize("state", [CardStatus.CURRENT, CardStatus.READY, CardStatus.DONE])
def test_important_states_are_visible_even_as_dots(state: CardStatus) -> None:
    scene = first_example()
    before = painted(scene, view_of(scene, 0.05))
    scene.card_states[2] = state
    assert (painted(scene, view_of(scene, 0.05)) != before).any()


def test_edges_to_a_future_card_are_faint() -> None:
    scene = first_example()
    before = painted(scene, view_of(scene, 1.0))
    scene.card_states[3] = CardStatus.FUTURE
    edge = scene.edge_rect(3).center()
    at = view_of(scene, 1.0).to_widget(scene.card_rect(3).united(scene.edge_rect(3))).toRect()
    assert not edge.isNull()
    region = (slice(at.top(), at.bottom()), slice(at.left(), at.right()))
    after = painted(scene, view_of(scene, 1.0))
    assert after[region].mean() > before[region].mean()


def test_labels_of_earlier_steps_stay_when_zoomed_in() -> None:
    assert label_changes(EdgeStatus.SENDING, 1.0)
    assert not label_changes(EdgeStatus.SENT, 1.0)
    assert label_changes(EdgeStatus.SENT, 1.5)
    assert not label_changes(EdgeStatus.IDLE, 1.5)


def label_changes(state: EdgeStatus, zoom: float) -> bool:
    """Whether the label of an edge can be seen."""
    pictures = []
    for label in ("", "2."):
        scene = first_example()
        scene.edge_states[2] = state
        assert isinstance(scene.source, Faces)
        scene.source.labels[2] = label
        pictures.append(painted(scene, view_of(scene, zoom)))
    return bool((pictures[0] != pictures[1]).any())


@pytest.mark.parametrize("zoom", [0.6, 1.0, 2.0])
@pytest.mark.parametrize("aside", [0.0, 200.0])
def test_a_sent_gradient_makes_its_edge_thicker_over_its_whole_length(
    zoom: float, aside: float
) -> None:
    ends = [(0.0, 0.0), (aside, 800.0)]
    idle, sent = (
        painted(make_scene([DOT, DOT], ends, [(0, 1)], edge_states=[state]), view)
        for state in (EdgeStatus.IDLE, EdgeStatus.SENT)
        for view in [View(zoom).with_point_at(QPointF(aside / 2, 400.0), QPointF(240, 160))]
    )
    assert (idle != sent).any(axis=(1, 2)).all()


@pytest.mark.parametrize("is_in_the_way", [False, True])
def test_a_cut_reason_is_beside_the_edge_where_no_card_is(is_in_the_way: bool) -> None:
    aside = (60.0, 105.0) if is_in_the_way else (400.0, 300.0)
    plain, told = (
        painted(scene, View(1.0).with_point_at(QPointF(0.0, 100.0), QPointF(240, 160)))
        for reason in ("", "no derivative")
        for scene in [
            make_scene(
                [X, DOT, TWO],
                [(0.0, 0.0), (0.0, 200.0), aside],
                [(0, 1)],
                edge_states=[EdgeStatus.CUT],
                cut_reasons={0: reason},
            )
        ]
    )
    columns = np.flatnonzero((plain != told).any(axis=(0, 2)))
    assert len(columns)
    assert (columns < 240).all() if is_in_the_way else (columns > 240).all()


def test_a_cut_reason_covers_neither_numbers_nor_cards() -> None:
    pictures = {}
    for label, reason in product("12", ("", "no derivative")):
        scene = make_scene(
            [X, DOT, DOT, TWO],
            [(0.0, 0.0), (100.0, 200.0), (-100.0, 200.0), (110.0, 105.0)],
            [(0, 1), (0, 2)],
            labels={0: label},
            edge_states=[EdgeStatus.SENDING, EdgeStatus.CUT],
            cut_reasons={1: reason},
        )
        view = view_of(scene, 1.0)
        pictures[label, reason] = painted(scene, view)
    plain, told = ([pictures[label, why] for label in "12"] for why in ("", "no derivative"))
    assert (plain[0] != told[0]).any(), "the word is seen where there is room"
    number = plain[0] != plain[1]
    assert number.any()
    assert (number == (told[0] != told[1])).all()
    card = view.to_widget(scene.card_rect(3)).toRect()
    inside = slice(card.top(), card.bottom()), slice(card.left(), card.right())
    assert (plain[0][inside] == told[0][inside]).all()


def test_an_edge_to_a_card_not_made_yet_has_no_gap_where_it_will_be_cut() -> None:
    idle, cut = (
        painted(scene, view_of(scene, 1.0))
        for state in (EdgeStatus.IDLE, EdgeStatus.CUT)
        for scene in [
            make_scene(
                [X, replace(DOT, state=CardStatus.FUTURE)],
                [(0.0, 0.0), (0.0, 200.0)],
                [(0, 1)],
                edge_states=[state],
                cut_reasons={0: "no_grad"},
            )
        ]
    )
    assert (idle == cut).all()


def test_parallel_edges_are_drawn_side_by_side() -> None:
    scene = first_example()
    view = fitting_view(scene.bounds(), SIZE, 1.0)
    gap = view.to_widget(scene.edge_rect(0).united(scene.edge_rect(1)))
    row = painted(scene, view)[
        round(gap.center().y()), round(gap.left()) - 3 : round(gap.right()) + 4
    ]
    assert strokes((row[:, 0] != LIGHT.ground.blue()).tolist()) == 2


def strokes(inked: Iterable[bool]) -> int:
    """The number of separate runs of ink."""
    padded = np.array([False, *inked])
    return int((~padded[:-1] & padded[1:]).sum())
