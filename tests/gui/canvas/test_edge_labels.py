"""The places of labels: off the cards and off each other, in full where there is room."""

from collections.abc import Mapping

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from engine.record.state import CardStatus, EdgeStatus
from gui.canvas.canvas import Canvas
from gui.canvas.curves import curve_points
from gui.canvas.edge_labels import LABEL_REACH_PX, EdgeLabels, LabelPlace
from gui.canvas.metrics import card_fonts, frame_title_size
from gui.canvas.scene import Scene, SceneFrames
from gui.canvas.scene_painter import ScenePainter
from gui.canvas.view import View
from gui.theme import LIGHT
from tests.gui.canvas.scenes import DOT, X, make_scene, pixels

pytestmark = pytest.mark.usefixtures("qapp")

RANGE = "-0.03652 to 0.02661"
TOP, BOTTOM, BETWEEN = range(3)
AROUND_THE_MIDDLE = View(zoom=1.4, left=-350, top=-100)


def passing_by(label: str, *beside: float, length: float = 300.0) -> Scene:
    """A long edge, and cards beside it at its height, at distances from it to their middles."""
    faces = [X, DOT, *[X] * len(beside)]
    centres = [(0.0, 0.0), (0.0, length), *((aside, 0.43 * length) for aside in beside)]
    return make_scene(
        faces, centres, [(TOP, BOTTOM)], labels={0: label}, edge_states=[EdgeStatus.SENDING]
    )


def labels_of(scene: Scene) -> EdgeLabels:
    return EdgeLabels(scene, card_fonts().small, lambda edge: curve_points(scene.route(edge)))


def placed(scene: Scene) -> Mapping[int, tuple[LabelPlace, QRectF]]:
    """The labels and their rectangles, by edge."""
    labels = labels_of(scene)
    found = {edge: labels.place(edge) for edge in range(scene.edge_count)}
    return {edge: (place, labels.area(edge)) for edge, place in found.items() if place is not None}


def areas_of(scene: Scene) -> list[QRectF]:
    return [area for _, area in placed(scene).values()]


def touching(areas: list[QRectF]) -> bool:
    return any(
        area.intersects(other) for number, area in enumerate(areas) for other in areas[:number]
    )


def test_a_label_is_in_the_middle_of_its_edge_where_no_card_is() -> None:
    place, area = placed(passing_by("2"))[0]
    assert (place.text, place.share, place.aside) == ("2", 0.42, 0.0)
    assert area.center().x() == 0.0


@pytest.mark.parametrize("label", ["2", RANGE, "[[-0.07708] [-0.1495] [-0.2833] [0.04211]]"])
@pytest.mark.parametrize("beside", [(80.0,), (-80.0,), (-100.0, 90.0)])
def test_a_label_hides_no_card(label: str, beside: tuple[float, ...]) -> None:
    scene = passing_by(label, *beside)
    place, area = placed(scene)[0]
    assert not len(scene.cards_in(area))
    assert abs(place.aside) + place.width / 2 <= LABEL_REACH_PX


def test_a_label_hides_no_title_of_a_frame() -> None:
    scene = passing_by("2")
    usual = placed(scene)[0][1]
    left, top = usual.left() - 8, usual.top() - 8
    scene.frames = SceneFrames(np.array([[left, top, left + 300, top + 200]]), ["Linear()"])
    _, area = placed(scene)[0]
    width, height = frame_title_size("Linear()")
    assert not area.intersects(QRectF(left, top, width, height))


def test_a_range_is_told_to_its_end_where_there_is_room() -> None:
    assert placed(passing_by(RANGE))[0][0].text == RANGE
    assert placed(passing_by(RANGE, 80.0))[0][0].text == RANGE
    assert placed(passing_by("[[-0.07708] [-0.1495] [-0.2833]]"))[0][0].text.endswith("…")


def test_without_any_room_a_label_hides_as_little_as_possible() -> None:
    scene = passing_by(RANGE, 0.0, 120.0, -120.0, length=150.0)
    place, area = placed(scene)[0]
    assert place.text.endswith("…")
    height = min((area & scene.card_rect(card)).height() for card in (2, 3, 4))
    assert height < area.height()


def test_labels_of_parallel_edges_are_on_both_sides() -> None:
    scene = make_scene(
        [X, DOT], [(0, 0), (0, 300)], [(0, 1)] * 2, labels=dict.fromkeys((0, 1), "2")
    )
    (left, _), (right, _) = placed(scene).values()
    assert left.aside < 0 < right.aside


def test_labels_that_are_sent_together_do_not_hide_each_other() -> None:
    labels = {0: RANGE, 1: RANGE, 2: RANGE}
    centres = [(-90.0, 0.0), (0.0, 0.0), (90.0, 0.0), (0.0, 400.0)]
    scene = make_scene([DOT, DOT, DOT, X], centres, [(0, 3), (1, 3), (2, 3)], labels=labels)
    areas = areas_of(scene)
    assert len(areas) == 3
    assert not touching(areas)


@pytest.mark.parametrize("label", ["1", "-0.25"])
@pytest.mark.parametrize("count", [3, 4, 5])
def test_labels_of_many_parallel_edges_are_apart(label: str, count: int) -> None:
    edges = [(0, 1)] * count
    labels = dict.fromkeys(range(count), label)
    areas = areas_of(make_scene([X, DOT], [(0, 0), (0, 140)], edges, labels=labels))
    assert len(areas) == count
    assert not touching(areas)


@pytest.mark.parametrize("count", [13, 24])
def test_labels_at_a_card_with_very_many_edges_do_not_touch(count: int) -> None:
    centres = [(180.0 * number, 0.0) for number in range(count)]
    edges = [(number, count) for number in range(count)]
    faces = [X] * (count + 1)
    scene = make_scene(
        faces, [*centres, (90.0 * count, 160.0)], edges, labels=dict.fromkeys(range(count), RANGE)
    )
    assert not touching(areas_of(scene))
    assert not any(len(scene.cards_in(area)) for area in areas_of(scene))


def test_where_many_edges_meet_each_label_is_near_the_other_end() -> None:
    centres = [(180.0 * number, 0.0) for number in range(12)]
    edges = [(number, 12) for number in range(12)]
    scene = make_scene(
        [X] * 13, [*centres, (990.0, 160.0)], edges, labels=dict.fromkeys(range(12), "[2 2]")
    )
    for sender, area in enumerate(areas_of(scene)):
        assert abs(area.center().x() - scene.x[sender]) < 90


def test_the_label_of_a_far_edge_is_near_the_card_whose_node_sends() -> None:
    scene = passing_by("2", length=2000.0)
    _, area = placed(scene)[0]
    assert scene.card_rect(BOTTOM).top() - area.bottom() < 200


def test_edges_without_a_contribution_have_no_label() -> None:
    assert placed(passing_by("")) == {}


@pytest.mark.parametrize("zoom", [1.0, 1.4])
def test_a_label_that_was_moved_comes_and_goes_without_a_trace(qtbot: QtBot, zoom: float) -> None:
    def shown(states: list[EdgeStatus]) -> np.ndarray:
        canvas = Canvas()
        qtbot.addWidget(canvas)
        canvas.resize(500, 500)
        canvas.set_animated(False)
        canvas.set_scene(passing_by(RANGE, -100.0, 90.0))
        canvas.look_at(QPointF(0, 150), zoom)
        for state in states:
            canvas.set_states(np.full(4, CardStatus.IDLE, np.uint8), np.array([state], np.uint8))
            picture = pixels(canvas.grab().toImage())
        return picture

    idle, sending = EdgeStatus.IDLE, EdgeStatus.SENDING
    assert (shown([idle, sending]) == shown([sending])).all()
    assert (shown([sending, idle]) == shown([idle])).all()
    assert (shown([sending]) != shown([idle])).any()


@pytest.mark.parametrize("first", [EdgeStatus.SENDING, EdgeStatus.SENT])
def test_the_label_of_the_present_step_is_over_the_others(first: EdgeStatus) -> None:
    sending, sent = EdgeStatus.SENDING, EdgeStatus.SENT
    second = sent if first == sending else sending
    centres = [(-120.0, 0.0), (120.0, 0.0), (165.7, 300.0), (-165.7, 300.0)]  # the edges cross

    def labels_painted(labels: dict[int, str]) -> tuple[np.ndarray, Scene]:
        scene = make_scene(
            [X, X, DOT, DOT], centres, [(0, 2), (1, 3)], labels=labels, edge_states=[first, second]
        )
        image = QImage(700, 700, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        ScenePainter(scene, LIGHT).paint(painter, AROUND_THE_MIDDLE, image.rect())
        painter.end()
        return pixels(image), scene

    both, scene = labels_painted({0: "1.", 1: "2."})
    areas = areas_of(scene)
    assert touching(areas)
    present = 0 if first == sending else 1
    alone, _ = labels_painted({present: "1." if present == 0 else "2."})
    # The painted line is shorter by its arrow head, and its label a little higher.
    pill = AROUND_THE_MIDDLE.to_device(areas[present].adjusted(8, 5, -8, -5))
    inside = np.s_[pill.top() : pill.bottom(), pill.left() : pill.right()]
    assert (both[inside] == alone[inside]).all()
