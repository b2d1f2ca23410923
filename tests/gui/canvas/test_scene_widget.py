"""The canvas as a picture: its view, and what changes with the cursor."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from pytestqt.qtbot import QtBot

from engine.record.state import CardStatus, EdgeStatus
from gui.canvas.canvas import Canvas
from gui.canvas.scene import Numbers
from gui.theme import DARK
from tests.gui.canvas.looking import anew, assert_same, grabbed, seen
from tests.gui.canvas.scenes import Faces, first_example, grid, make_scene

X, TWO, DOT, Y = range(4)


# -- the view


def test_a_new_scene_is_fitted_and_stays_fitted_while_the_window_grows(canvas: Canvas) -> None:
    assert canvas.scene is not None
    for width, height in ((700, 500), (300, 200), (900, 700)):
        canvas.resize(width, height)
        shown = canvas.view.to_widget(canvas.scene.bounds())
        assert QRectF(canvas.rect()).contains(shown)
        assert shown.center().x() == pytest.approx(width / 2, abs=1)


def test_after_a_pan_resizing_keeps_the_centre(canvas: Canvas) -> None:
    canvas.pan(QPointF(30, 20))
    before = canvas.view.to_scene(QPointF(350, 250))
    canvas.resize(900, 700)
    after = canvas.view.to_scene(QPointF(450, 350))
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=1)


def test_a_small_graph_is_fitted_larger_for_an_audience(canvas: Canvas) -> None:
    canvas.resize(1800, 1500)
    canvas.set_large(True)
    assert canvas.view.zoom == 2.0
    canvas.set_large(False)
    assert canvas.view.zoom == 1.0
    canvas.zoom(1.5)
    canvas.set_large(True)
    assert canvas.view.zoom == 1.5, "what the person zoomed stays"


def test_another_scene_can_keep_the_view(canvas: Canvas) -> None:
    canvas.zoom(1.5)
    view = canvas.view
    canvas.set_scene(first_example(), keep_view=True)
    assert canvas.view == view
    canvas.set_scene(first_example())
    assert canvas.view != view


def test_ensure_visible_scrolls_to_a_card(canvas: Canvas) -> None:
    canvas.set_scene(grid())
    canvas.zoom(1 / canvas.view.zoom)
    for card in (0, 119, 9, 60):
        canvas.ensure_visible(card)
        assert QRectF(canvas.rect()).contains(seen(canvas, card))
        view = canvas.view
        canvas.ensure_visible(card)
        assert canvas.view == view


def test_ensure_visible_does_not_end_the_fit(canvas: Canvas) -> None:
    canvas.set_scene(grid(8))
    fitted = canvas.view
    canvas.view = canvas.view.zoomed(8.0, QPointF(0, 0))  # the fit of another size
    canvas.ensure_visible(7)
    size = canvas.size()
    canvas.resize(size.width() - 1, size.height())
    canvas.resize(size)
    assert canvas.view == fitted


def test_the_view_cannot_leave_the_scene(canvas: Canvas) -> None:
    assert canvas.scene is not None
    canvas.pan(QPointF(1e5, -1e5))
    shown = canvas.view.to_widget(canvas.scene.bounds())
    assert shown.intersects(QRectF(canvas.rect()))


# -- a new cursor


def test_set_states_copies_and_shows_the_states(canvas: Canvas) -> None:
    assert canvas.scene is not None
    grabbed(canvas)
    faces = canvas.scene.source
    assert isinstance(faces, Faces)
    faces.faces[DOT] = replace(
        faces.faces[DOT], state=CardStatus.CURRENT, gradient=Numbers(("2.",))
    )
    faces.labels.update({0: "0 2 4 6", 1: "0 2 4 6"})
    states = canvas.scene.card_states.copy()
    states[DOT] = CardStatus.CURRENT
    edges = np.array([EdgeStatus.SENDING, EdgeStatus.SENDING, EdgeStatus.SENT, EdgeStatus.IDLE])
    canvas.set_states(states, edges)
    assert canvas.scene.card_states.tolist() == states.tolist()
    assert canvas.scene.edge_states.tolist() == edges.tolist()
    assert_same(grabbed(canvas), anew(canvas))


def test_changed_contents_with_the_same_states_are_repainted(canvas: Canvas) -> None:
    scene = canvas.scene
    assert scene is not None and isinstance(scene.source, Faces)
    sending = np.full(4, EdgeStatus.SENDING, np.uint8)
    canvas.set_states(scene.card_states.copy(), sending)
    before = grabbed(canvas)
    canvas.set_states(scene.card_states.copy(), sending)
    assert (grabbed(canvas) == before).all()
    scene.source.faces[X] = replace(scene.source.faces[X], badge="+2")
    scene.source.labels[2] = "12345."
    canvas.set_states(scene.card_states.copy(), sending)
    assert (grabbed(canvas) != before).any()
    assert_same(grabbed(canvas), anew(canvas))


def test_changes_out_of_sight_are_shown_when_they_come_into_sight(canvas: Canvas) -> None:
    scene = grid()
    assert isinstance(scene.source, Faces)
    canvas.set_scene(scene)
    canvas.look_at(scene.card_rect(0).center(), 1.0)
    grabbed(canvas)
    canvas.look_at(scene.card_rect(119).center(), 1.0)
    grabbed(canvas)
    scene.source.faces[0] = replace(scene.source.faces[0], title="new")
    canvas.set_states(scene.card_states.copy(), scene.edge_states.copy())
    canvas.look_at(scene.card_rect(0).center(), 1.0)
    assert_same(grabbed(canvas), anew(canvas))


def test_edges_appear_with_a_card_that_comes_into_being(canvas: Canvas) -> None:
    assert canvas.scene is not None and isinstance(canvas.scene.source, Faces)
    faces = canvas.scene.source.faces
    faces[Y] = replace(faces[Y], state=CardStatus.FUTURE)
    states = canvas.scene.card_states.copy()
    states[Y] = CardStatus.FUTURE
    before = grabbed(canvas)
    canvas.set_states(states, canvas.scene.edge_states.copy())
    future = grabbed(canvas)
    assert_same(future, anew(canvas))
    faces[Y] = replace(faces[Y], state=CardStatus.IDLE)
    canvas.set_states(np.zeros(4, np.uint8), canvas.scene.edge_states.copy())
    assert (grabbed(canvas) == before).all()
    assert (future != before).any()


def test_a_refreshed_label_is_repainted(canvas: Canvas) -> None:
    assert canvas.scene is not None and isinstance(canvas.scene.source, Faces)
    canvas.set_states(canvas.scene.card_states.copy(), np.full(4, EdgeStatus.SENDING, np.uint8))
    before = grabbed(canvas)
    canvas.scene.source.labels[2] = "12345."
    canvas.refresh_edges(np.array([2]))
    assert (grabbed(canvas) != before).any()
    assert_same(grabbed(canvas), anew(canvas))


@pytest.mark.parametrize("zoom", [0.1, 0.3, 1.0])
def test_many_steps_at_once_show_the_last_state(canvas: Canvas, zoom: float) -> None:
    scene = grid()
    canvas.set_scene(scene)
    canvas.look_at(scene.bounds().center(), zoom)
    assert isinstance(scene.source, Faces)
    for step in range(6):
        states, edges = scene.card_states.copy(), scene.edge_states.copy()
        for card in (50 + step, 51 + step, 60 + step):
            states[card] = (states[card] + 1) % len(CardStatus)
            face = replace(scene.source.faces[card], state=CardStatus(states[card]))
            scene.source.faces[card] = face
        edges[40 + step : 44 + step] = (edges[40 + step : 44 + step] + 1) % len(EdgeStatus)
        canvas.set_states(states, edges)
        grabbed(canvas)
    assert_same(grabbed(canvas), anew(canvas))


@pytest.mark.parametrize("by", [QPointF(9, 70), QPointF(-40, 3), QPointF(0, 0)])
def test_a_step_and_a_pan_in_one_frame_are_both_shown(canvas: Canvas, by: QPointF) -> None:
    scene = grid()
    assert isinstance(scene.source, Faces)
    canvas.set_scene(scene)
    canvas.look_at(scene.bounds().center(), 1.0)
    grabbed(canvas)
    for card in canvas.visible_cards():
        if card % 3 == 0:
            scene.source.faces[card] = replace(scene.source.faces[card], title="new")
    canvas.set_states(scene.card_states.copy(), scene.edge_states.copy())
    canvas.pan(by)
    difference = np.subtract(grabbed(canvas), anew(canvas), dtype=int)[2:-2, 2:-2]
    assert np.abs(difference).max() < 16  # antialiasing differs slightly


def test_a_jump_that_changes_all_states_is_shown(canvas: Canvas) -> None:
    scene = grid()
    assert isinstance(scene.source, Faces)
    canvas.set_scene(scene)
    grabbed(canvas)
    done = [replace(face, state=CardStatus.DONE) for face in scene.source.faces]
    scene.source.faces[:] = done
    edges = np.full(scene.edge_count, EdgeStatus.SENT, np.uint8)
    canvas.set_states(np.full(scene.card_count, CardStatus.DONE, np.uint8), edges)
    assert_same(grabbed(canvas), anew(canvas))


# -- looks


def test_a_theme_changes_all_colours(canvas: Canvas) -> None:
    before = grabbed(canvas)
    canvas.set_theme(DARK)
    assert (grabbed(canvas) != before).any(axis=-1).mean() > 0.9


def test_a_dimmed_canvas_has_less_contrast(canvas: Canvas) -> None:
    before = grabbed(canvas)
    canvas.set_dimmed(True)
    assert np.ptp(grabbed(canvas)[5:-5, 5:-5, :3]) < np.ptp(before[5:-5, 5:-5, :3])
    canvas.set_dimmed(False)
    assert (grabbed(canvas) == before).all()


@pytest.mark.parametrize("is_empty_scene", [True, False])
def test_an_empty_canvas_shows_its_text(canvas: Canvas, is_empty_scene: bool) -> None:
    canvas.set_scene(make_scene([], [], []) if is_empty_scene else None)
    before = grabbed(canvas)
    canvas.set_empty_text("Press Run to see the graph here.")
    changed = (grabbed(canvas) != before).any(axis=-1)
    rows, columns = np.nonzero(changed)
    assert len(rows) > 100
    assert abs(columns.mean() - canvas.width() / 2) < 20
    assert abs(rows.mean() - canvas.height() / 2) < 20


@pytest.mark.parametrize(
    "act",
    [
        Canvas.fit,
        lambda canvas: canvas.zoom(2.0),
        lambda canvas: canvas.pan(QPointF(5, 5)),
        lambda canvas: canvas.look_at(QPointF(0, 0), 1.0),
        lambda canvas: canvas.ensure_visible(0),
        lambda canvas: canvas.set_states(np.zeros(0), np.zeros(0)),
        lambda canvas: canvas.refresh_edges(np.array([0])),
    ],
)
def test_a_canvas_without_scene_accepts_input(qtbot: QtBot, act: Callable[[Canvas], None]) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    act(canvas)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Plus):
        qtbot.keyClick(canvas, key)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton)
    grabbed(canvas)
    assert canvas.selected is None
    assert canvas.visible_cards() == []


# -- zooming among many cards


@pytest.fixture
def amid_a_zoom(canvas: Canvas) -> Canvas:
    """A canvas of many cards during a zoom, with no time to paint them in each frame."""
    canvas.resize(1400, 1000)
    canvas.set_scene(grid())
    canvas.look_at(QPointF(850, 770), 0.6)
    grabbed(canvas)
    assert len(canvas.visible_cards()) > 60
    for _ in range(3):
        canvas.zoom(1.04)
        grabbed(canvas)
    return canvas


def test_many_cards_are_sharp_soon_after_a_zoom(amid_a_zoom: Canvas, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: amid_a_zoom.is_sharp, timeout=5_000)
    assert_same(grabbed(amid_a_zoom), anew(amid_a_zoom))


def test_zooming_out_and_back_misses_no_change(amid_a_zoom: Canvas) -> None:
    canvas, scene = amid_a_zoom, amid_a_zoom.scene
    assert scene is not None and isinstance(scene.source, Faces)
    view = canvas.view
    canvas.look_at(QPointF(850, 770), 1.5 * view.zoom)
    card = canvas.visible_cards()[0] - 11
    scene.source.faces[card] = replace(scene.source.faces[card], title="new")
    canvas.set_states(scene.card_states.copy(), scene.edge_states.copy())
    canvas.look_at(QPointF(850, 770), 0.6)
    assert_same(grabbed(canvas), anew(canvas))


def test_a_step_during_a_zoom_is_shown_at_once(amid_a_zoom: Canvas) -> None:
    canvas = amid_a_zoom
    scene = canvas.scene
    assert scene is not None and isinstance(scene.source, Faces)
    card = 55
    scene.source.faces[card] = replace(scene.source.faces[card], state=CardStatus.CURRENT)
    states = scene.card_states.copy()
    states[card] = CardStatus.CURRENT
    canvas.set_states(states, scene.edge_states.copy())
    assert_same(grabbed(canvas), anew(canvas))
