"""The canvas: what keys, mouse and a new cursor do, as seen from outside."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.canvas.canvas import Canvas
from gui.canvas.scene import CardState, EdgeState, Numbers
from gui.theme import DARK
from tests.gui.canvas.scenes import Faces, first_example, grid, make_scene, pixels

X, TWO, DOT, Y = range(4)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    """The first example on a canvas, shown and focused."""
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(700, 500)
    canvas.set_scene(first_example())
    with qtbot.waitActive(canvas):
        canvas.show()
        canvas.activateWindow()
    canvas.setFocus()
    return canvas


def grabbed(canvas: Canvas) -> np.ndarray:
    return pixels(canvas.grab().toImage())


def seen(canvas: Canvas, card: int) -> QRectF:
    """Where a card is in the widget."""
    assert canvas.scene is not None
    return canvas.view.to_widget(canvas.scene.card_rect(card))


def middle(canvas: Canvas, card: int) -> QPoint:
    return seen(canvas, card).center().toPoint()


def anew(canvas: Canvas) -> np.ndarray:
    """The picture of another canvas that shows the same."""
    other = Canvas()
    other.resize(canvas.size())
    other.set_theme(canvas.theme)
    other.set_scene(canvas.scene)
    other.zoom(1.0)  # no longer fitted
    other.view = canvas.view
    return grabbed(other)


# -- the view


def test_a_new_scene_is_fitted_and_stays_so_while_the_window_grows(canvas: Canvas) -> None:
    assert canvas.scene is not None
    for width, height in ((700, 500), (300, 200), (900, 700)):
        canvas.resize(width, height)
        shown = canvas.view.to_widget(canvas.scene.bounds())
        assert QRectF(canvas.rect()).contains(shown)
        assert shown.center().x() == pytest.approx(width / 2, abs=1)


def test_after_a_pan_growing_keeps_the_middle(canvas: Canvas) -> None:
    canvas.pan(QPointF(30, 20))
    before = canvas.view.to_scene(QPointF(350, 250))
    canvas.resize(900, 700)
    after = canvas.view.to_scene(QPointF(450, 350))
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=1)


def test_another_scene_may_keep_the_view(canvas: Canvas) -> None:
    canvas.zoom(1.5)
    view = canvas.view
    canvas.set_scene(first_example(), keep_view=True)
    assert canvas.view == view
    canvas.set_scene(first_example())
    assert canvas.view != view


def test_card_out_of_sight_is_brought_in(canvas: Canvas) -> None:
    canvas.set_scene(grid())
    canvas.zoom(1 / canvas.view.zoom)
    for card in (0, 119, 9, 60):
        canvas.ensure_visible(card)
        assert QRectF(canvas.rect()).contains(seen(canvas, card))
        view = canvas.view
        canvas.ensure_visible(card)
        assert canvas.view == view


def test_card_is_centred(canvas: Canvas) -> None:
    canvas.center_on(Y)
    assert (middle(canvas, Y) - canvas.rect().center()).manhattanLength() <= 2


def test_the_scene_cannot_be_lost(canvas: Canvas) -> None:
    assert canvas.scene is not None
    canvas.pan(QPointF(1e5, -1e5))
    shown = canvas.view.to_widget(canvas.scene.bounds())
    assert shown.intersects(QRectF(canvas.rect()))


# -- a new cursor


def test_states_are_taken_over_and_shown(canvas: Canvas) -> None:
    assert canvas.scene is not None
    grabbed(canvas)
    faces = canvas.scene.source
    assert isinstance(faces, Faces)
    faces.faces[DOT] = replace(faces.faces[DOT], state=CardState.CURRENT, gradient=Numbers(("2.",)))
    faces.labels.update({0: "0 2 4 6", 1: "0 2 4 6"})
    states = canvas.scene.card_states.copy()
    states[DOT] = CardState.CURRENT
    edges = np.array([EdgeState.SENDING, EdgeState.SENDING, EdgeState.SENT, EdgeState.IDLE])
    canvas.set_states(states, edges)
    assert canvas.scene.card_states.tolist() == states.tolist()
    assert canvas.scene.edge_states.tolist() == edges.tolist()
    assert_same(grabbed(canvas), anew(canvas))


def assert_same(one: np.ndarray, other: np.ndarray) -> None:
    """Two pictures are equal, the frame of the focus apart."""
    assert (one[2:-2, 2:-2] == other[2:-2, 2:-2]).all()


def test_what_changes_under_the_same_states_is_shown(canvas: Canvas) -> None:
    scene = canvas.scene
    assert scene is not None and isinstance(scene.source, Faces)
    sending = np.full(4, EdgeState.SENDING, np.uint8)
    canvas.set_states(scene.card_states.copy(), sending)
    before = grabbed(canvas)
    canvas.set_states(scene.card_states.copy(), sending)
    assert (grabbed(canvas) == before).all()
    scene.source.faces[X] = replace(scene.source.faces[X], badge="+2")
    scene.source.labels[2] = "12345."
    canvas.set_states(scene.card_states.copy(), sending)
    assert (grabbed(canvas) != before).any()
    assert_same(grabbed(canvas), anew(canvas))


def test_what_changes_out_of_sight_is_shown_when_it_comes_into_sight(canvas: Canvas) -> None:
    scene = grid()
    assert isinstance(scene.source, Faces)
    canvas.set_scene(scene)
    canvas.look_at(scene.card_rect(0).center(), 1.0)
    grabbed(canvas)
    canvas.center_on(119)
    grabbed(canvas)
    scene.source.faces[0] = replace(scene.source.faces[0], title="new")
    canvas.set_states(scene.card_states.copy(), scene.edge_states.copy())
    canvas.center_on(0)
    assert_same(grabbed(canvas), anew(canvas))


def test_a_card_turning_up_shows_its_edges(canvas: Canvas) -> None:
    assert canvas.scene is not None and isinstance(canvas.scene.source, Faces)
    faces = canvas.scene.source.faces
    faces[Y] = replace(faces[Y], state=CardState.FUTURE)
    states = canvas.scene.card_states.copy()
    states[Y] = CardState.FUTURE
    before = grabbed(canvas)
    canvas.set_states(states, canvas.scene.edge_states.copy())
    future = grabbed(canvas)
    assert_same(future, anew(canvas))
    faces[Y] = replace(faces[Y], state=CardState.IDLE)
    canvas.set_states(np.zeros(4, np.uint8), canvas.scene.edge_states.copy())
    assert (grabbed(canvas) == before).all()
    assert (future != before).any()


def test_refreshed_label_is_shown(canvas: Canvas) -> None:
    assert canvas.scene is not None and isinstance(canvas.scene.source, Faces)
    canvas.set_states(canvas.scene.card_states.copy(), np.full(4, EdgeState.SENDING, np.uint8))
    before = grabbed(canvas)
    canvas.scene.source.labels[2] = "12345."
    canvas.refresh_edges(np.array([2]))
    assert (grabbed(canvas) != before).any()
    assert_same(grabbed(canvas), anew(canvas))


@pytest.mark.parametrize("zoom", [0.1, 0.3, 1.0])
def test_many_steps_leave_the_picture_of_the_last(canvas: Canvas, zoom: float) -> None:
    scene = grid()
    canvas.set_scene(scene)
    canvas.look_at(scene.bounds().center(), zoom)
    assert isinstance(scene.source, Faces)
    for step in range(6):
        states, edges = scene.card_states.copy(), scene.edge_states.copy()
        for card in (50 + step, 51 + step, 60 + step):
            states[card] = (states[card] + 1) % len(CardState)
            face = replace(scene.source.faces[card], state=CardState(states[card]))
            scene.source.faces[card] = face
        edges[40 + step : 44 + step] = (edges[40 + step : 44 + step] + 1) % len(EdgeState)
        canvas.set_states(states, edges)
        grabbed(canvas)
    assert_same(grabbed(canvas), anew(canvas))


@pytest.mark.parametrize("by", [QPointF(9, 70), QPointF(-40, 3), QPointF(0, 0)])
def test_a_step_and_a_pan_in_one_frame_show_both(canvas: Canvas, by: QPointF) -> None:
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
    assert np.abs(difference).max() < 16  # lines are smoothed a little differently


def test_a_jump_that_changes_everything_is_shown(canvas: Canvas) -> None:
    scene = grid()
    assert isinstance(scene.source, Faces)
    canvas.set_scene(scene)
    grabbed(canvas)
    done = [replace(face, state=CardState.DONE) for face in scene.source.faces]
    scene.source.faces[:] = done
    edges = np.full(scene.edge_count, EdgeState.SENT, np.uint8)
    canvas.set_states(np.full(scene.card_count, CardState.DONE, np.uint8), edges)
    assert_same(grabbed(canvas), anew(canvas))


# -- looks


def test_theme_changes_everything(canvas: Canvas) -> None:
    before = grabbed(canvas)
    canvas.set_theme(DARK)
    assert (grabbed(canvas) != before).any(axis=-1).mean() > 0.9


def test_dimmed_canvas_has_less_contrast(canvas: Canvas) -> None:
    before = grabbed(canvas)
    canvas.set_dimmed(True)
    assert np.ptp(grabbed(canvas)[5:-5, 5:-5, :3]) < np.ptp(before[5:-5, 5:-5, :3])
    canvas.set_dimmed(False)
    assert (grabbed(canvas) == before).all()


@pytest.mark.parametrize("is_empty_scene", [True, False])
def test_empty_canvas_says_what_to_do(canvas: Canvas, is_empty_scene: bool) -> None:
    canvas.set_scene(make_scene([], [], []) if is_empty_scene else None)
    before = grabbed(canvas)
    canvas.set_empty_text("Press Run to see the graph here.")
    changed = (grabbed(canvas) != before).any(axis=-1)
    rows, columns = np.nonzero(changed)
    assert len(rows) > 100
    assert abs(columns.mean() - canvas.width() / 2) < 20
    assert abs(rows.mean() - canvas.height() / 2) < 20


def test_focus_can_be_seen(canvas: Canvas) -> None:
    focused = grabbed(canvas)
    canvas.clearFocus()
    assert (grabbed(canvas) != focused).any()


def test_selection_can_be_seen(canvas: Canvas) -> None:
    before = grabbed(canvas)
    canvas.select(DOT)
    selected = grabbed(canvas)
    changed = np.argwhere((selected != before).any(axis=-1))
    around = seen(canvas, DOT).adjusted(-8, -8, 8, 8)
    assert len(changed) > 100
    assert all(around.contains(column, row) for row, column in changed)
    canvas.select(None)
    assert (grabbed(canvas) == before).all()


# -- selecting


def test_click_selects_and_says_so(canvas: Canvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.card_selected) as selected:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle(canvas, TWO))
    assert selected.args == [TWO]
    assert canvas.selected == TWO
    with qtbot.waitSignal(canvas.card_selected) as selected:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert selected.args == [-1]
    assert canvas.selected is None


def test_selecting_the_same_again_says_nothing(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.select(DOT)
    with qtbot.assertNotEmitted(canvas.card_selected):
        canvas.select(DOT)


def test_double_click_activates(canvas: Canvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.card_activated) as activated:
        qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=middle(canvas, DOT))
    assert activated.args == [DOT]


def test_selection_ends_with_its_card(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.select(Y)
    with qtbot.assertNotEmitted(canvas.card_selected):
        canvas.set_scene(first_example())
    assert canvas.selected == Y
    with qtbot.waitSignal(canvas.card_selected) as selected:
        canvas.set_scene(None)
    assert selected.args == [-1]


def test_pointer_says_which_card_it_is_on(canvas: Canvas, qtbot: QtBot) -> None:
    hovered: list[int] = []
    canvas.card_hovered.connect(hovered.append)
    for place in (middle(canvas, X), middle(canvas, X) + QPoint(3, 0), QPoint(5, 5)):
        qtbot.mouseMove(canvas, place)
    assert hovered == [X, -1]


def test_tip_tells_all_of_a_card_or_an_edge(canvas: Canvas, qtbot: QtBot) -> None:
    qtbot.mouseMove(canvas, middle(canvas, X))
    assert canvas.toolTip().splitlines()[0] == "x"
    assert "value 0. 1. 2. 3." in canvas.toolTip()
    assert canvas.scene is not None and isinstance(canvas.scene.source, Faces)
    canvas.scene.source.labels[2] = "2."
    edge = canvas.view.to_widget(canvas.scene.edge_rect(2)).center().toPoint()
    qtbot.mouseMove(canvas, edge)
    assert canvas.toolTip() == "dot to y: contribution 2."
    qtbot.mouseMove(canvas, QPoint(5, 5))
    assert canvas.toolTip() == ""


# -- mouse: pan and zoom


def test_drag_pans_and_selects_nothing(canvas: Canvas, qtbot: QtBot) -> None:
    before, start = seen(canvas, DOT).topLeft(), middle(canvas, DOT)
    far = start + QPoint(40, 25)
    with qtbot.assertNotEmitted(canvas.card_selected):
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(canvas, start + QPoint(30, 10))
        qtbot.mouseMove(canvas, far)
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=far)
    assert seen(canvas, DOT).topLeft() - before == QPointF(40, 25)


def test_wheel_zooms_about_the_pointer(canvas: Canvas) -> None:
    at = QPointF(middle(canvas, X))
    before, zoom = canvas.view.to_scene(at), canvas.view.zoom
    send_wheel(canvas, at, notches=1)
    after = canvas.view.to_scene(at)
    assert canvas.view.zoom > zoom
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=1)
    send_wheel(canvas, at, notches=-1)
    assert canvas.view.zoom == pytest.approx(zoom)


def test_touchpad_pans(canvas: Canvas) -> None:
    before, zoom = seen(canvas, X).topLeft(), canvas.view.zoom
    send_wheel(canvas, QPointF(100, 100), pixels=QPoint(12, -7), is_touchpad=True)
    assert seen(canvas, X).topLeft() - before == QPointF(12, -7)
    assert canvas.view.zoom == zoom


def send_wheel(
    canvas: Canvas,
    at: QPointF,
    *,
    notches: int = 0,
    pixels: QPoint | None = None,
    is_touchpad: bool = False,
) -> None:
    device = QPointingDevice.primaryPointingDevice()
    if is_touchpad:
        device = QPointingDevice(
            "pad",
            1,
            QInputDevice.DeviceType.TouchPad,
            QPointingDevice.PointerType.Finger,
            QInputDevice.Capability.Scroll,
            2,
            0,
        )
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        pixels or QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
        Qt.MouseEventSource.MouseEventNotSynthesized,
        device,
    )
    QApplication.sendEvent(canvas, event)


# -- keys


def test_tab_goes_through_the_cards_and_then_on(qtbot: QtBot) -> None:
    window, canvas, other = QWidget(), Canvas(), QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(canvas)
    layout.addWidget(other)
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    canvas.set_scene(first_example())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    canvas.setFocus()
    visited = []
    while canvas.hasFocus():
        qtbot.keyClick(canvas, Qt.Key.Key_Tab)
        visited.append(canvas.selected)
    assert visited == [X, TWO, DOT, Y, Y]
    assert other.hasFocus()


def test_shift_tab_goes_back(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.select(DOT)
    qtbot.keyClick(canvas, Qt.Key.Key_Backtab, SHIFT)
    assert canvas.selected == TWO


def test_control_arrows_follow_edges(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.select(X)
    ways = (Qt.Key.Key_Down, DOT), (Qt.Key.Key_Down, Y), (Qt.Key.Key_Down, Y)
    back = (Qt.Key.Key_Up, DOT), (Qt.Key.Key_Up, X)
    aside = (Qt.Key.Key_Right, TWO), (Qt.Key.Key_Right, TWO), (Qt.Key.Key_Left, X)
    for key, reached in (*ways, *back, *aside):
        qtbot.keyClick(canvas, key, CONTROL)
        assert canvas.selected == reached


def test_a_card_reached_by_key_is_in_sight(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_scene(grid())
    canvas.zoom(1 / canvas.view.zoom)
    canvas.select(0)
    canvas.ensure_visible(0)
    for _ in range(8):
        qtbot.keyClick(canvas, Qt.Key.Key_Down, CONTROL)
    assert canvas.selected == 80
    assert QRectF(canvas.rect()).contains(seen(canvas, 80))


def test_enter_activates_the_selected_card(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.select(Y)
    with qtbot.waitSignal(canvas.card_activated) as activated:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert activated.args == [Y]


@pytest.mark.parametrize(
    ("key", "moved"),
    [
        (Qt.Key.Key_Left, (1, 0)),
        (Qt.Key.Key_Right, (-1, 0)),
        (Qt.Key.Key_Up, (0, 1)),
        (Qt.Key.Key_Down, (0, -1)),
    ],
)
def test_shift_arrows_pan(
    canvas: Canvas, qtbot: QtBot, key: Qt.Key, moved: tuple[int, int]
) -> None:
    before = seen(canvas, X).topLeft()
    qtbot.keyClick(canvas, key, SHIFT)
    by = seen(canvas, X).topLeft() - before
    assert (np.sign(by.x()), np.sign(by.y())) == moved


def test_signs_zoom(canvas: Canvas, qtbot: QtBot) -> None:
    fitted = canvas.view
    qtbot.keyClicks(canvas, "+")
    larger = canvas.view.zoom
    assert larger > fitted.zoom
    qtbot.keyClicks(canvas, "--")
    assert canvas.view.zoom < fitted.zoom
    qtbot.keyClicks(canvas, "0")
    assert canvas.view.zoom == pytest.approx(1.0)
    qtbot.keyClicks(canvas, "+")
    qtbot.keyClicks(canvas, "1")
    assert canvas.view == fitted


@pytest.mark.parametrize(
    "key",
    [
        Qt.Key.Key_Space,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_F10,
        Qt.Key.Key_Return,
    ],
)
def test_other_keys_are_left_to_the_window(canvas: Canvas, key: Qt.Key) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)
    assert not event.isAccepted()


@pytest.mark.parametrize(
    "act",
    [
        Canvas.fit,
        lambda canvas: canvas.zoom(2.0),
        lambda canvas: canvas.pan(QPointF(5, 5)),
        lambda canvas: canvas.center_on(0),
        lambda canvas: canvas.ensure_visible(0),
        lambda canvas: canvas.set_states(np.zeros(0), np.zeros(0)),
        lambda canvas: canvas.refresh_cards(np.array([0])),
        lambda canvas: canvas.refresh_edges(np.array([0])),
    ],
)
def test_nothing_to_show_is_no_trouble(qtbot: QtBot, act: Callable[[Canvas], None]) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    act(canvas)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Plus):
        qtbot.keyClick(canvas, key)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton)
    grabbed(canvas)
    assert canvas.selected is None
    assert canvas.visible_cards() == []
