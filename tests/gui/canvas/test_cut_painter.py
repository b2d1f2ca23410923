"""The places of cuts: where the reason covers no card."""

import pytest

from engine.record.state import EdgeStatus
from gui.canvas.curves import curve_points
from gui.canvas.cut_painter import CUT_RISE_PX, CutPainter, CutPlace
from gui.canvas.edge_labels import LABEL_REACH_PX
from gui.canvas.metrics import card_fonts
from gui.canvas.scene import Scene
from gui.theme import LIGHT
from tests.gui.canvas.scenes import DOT, X, make_scene

pytestmark = pytest.mark.usefixtures("qapp")


def cut_edge(reason: str, *beside: tuple[float, float], aside: float = 0.0) -> Scene:
    """An edge of 300 px that is cut, and cards with their middles at points beside it."""
    return make_scene(
        [X, DOT, *[X] * len(beside)],
        [(0.0, 0.0), (aside, 300.0), *beside],
        [(0, 1)],
        edge_states=[EdgeStatus.CUT],
        cut_reasons={0: reason},
    )


def place_in(scene: Scene) -> CutPlace:
    font = card_fonts().small
    return CutPainter(scene, LIGHT, font, lambda edge: curve_points(scene.route(edge))).place(0)


@pytest.mark.parametrize("reason", ["no_grad", "an integer result", "不可微的运算", ""])
@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ([], "in the middle, right"),
        ([(-140.0, 150.0)], "in the middle, right"),
        ([(140.0, 150.0)], "in the middle, left"),
        ([(-140.0, 150.0), (140.0, 150.0)], "elsewhere"),
        ([(-140.0, 150.0), (140.0, 150.0), (-140.0, 210.0), (140.0, 210.0)], "elsewhere"),
    ],
)
def test_a_reason_is_near_the_middle_where_it_covers_no_card(
    reason: str, beside: list[tuple[float, float]], expected: str
) -> None:
    scene = cut_edge(reason, *beside)
    place = place_in(scene)
    side = "right" if place.plate.left() > place.centre.x() else "left"
    found = f"in the middle, {side}" if place.share == 0.5 else "elsewhere"
    assert found == expected
    assert not len(scene.cards_in(place.plate))


def test_a_reason_without_any_room_is_right_of_the_middle() -> None:
    walls = [(side, y) for side in (-140.0, 140.0) for y in range(0, 330, 20)]
    place = place_in(cut_edge("no_grad", *walls))
    assert place.share == 0.5
    assert place.plate.left() > place.centre.x()


@pytest.mark.parametrize("aside", [0.0, 40.0, -40.0, 900.0, -900.0])
def test_a_reason_is_within_the_reach_of_its_edge(aside: float) -> None:
    place = place_in(cut_edge("a reason of so many words that they do not fit", aside=aside))
    reach = place.plate.translated(-place.centre)
    assert max(abs(reach.left()), abs(reach.right())) <= LABEL_REACH_PX
    assert max(abs(reach.top()), abs(reach.bottom())) <= CUT_RISE_PX + 1e-6
    assert "…" in place.reason
