"""The canvas under mouse and keyboard."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from engine.record.state import CardStatus
from gui.canvas.canvas import Canvas
from gui.canvas.metrics import mark_rect
from tests.gui.canvas.looking import grabbed, middle, seen
from tests.gui.canvas.scenes import Faces, first_example, grid

X, TWO, DOT, Y = range(4)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


# -- visible marks


def test_the_focus_is_visible(canvas: Canvas) -> None:
    focused = grabbed(canvas)
    canvas.clearFocus()
    assert (grabbed(canvas) != focused).any()


def test_the_selection_is_visible(canvas: Canvas) -> None:
    before = grabbed(canvas)
    canvas.select(DOT)
    selected = grabbed(canvas)
    changed = np.argwhere((selected != before).any(axis=-1))
    around = seen(canvas, DOT).adjusted(-8, -8, 8, 8)
    assert len(changed) > 100
    assert all(around.contains(column, row) for row, column in changed)
    canvas.select(None)
    assert (grabbed(canvas) == before).all()


@pytest.mark.parametrize("state", [CardStatus.READY, CardStatus.DONE])
def test_the_selection_ring_does_not_cover_the_mark_of_its_card(
    canvas: Canvas, state: CardStatus
) -> None:
    assert canvas.scene is not None and isinstance(canvas.scene.source, Faces)
    faces = canvas.scene.source.faces
    faces[DOT] = replace(faces[DOT], state=state, badge="1/2")
    canvas.set_scene(canvas.scene)
    before = grabbed(canvas)
    canvas.select(DOT)
    changed = (grabbed(canvas) != before).any(axis=-1)
    card = canvas.scene.card_rect(DOT)
    mark = canvas.view.to_widget(mark_rect(faces[DOT], card.width()).translated(card.topLeft()))
    left, top = round(mark.left()), round(mark.top())
    right, bottom = round(mark.right()), round(mark.bottom())
    assert changed[top - 6 : top + 20].any()
    assert not changed[top + 1 : bottom - 1, left + 4 : right - 4].any()


# -- selecting


def test_a_click_selects_a_card_and_emits_card_selected(canvas: Canvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.card_selected) as selected:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle(canvas, TWO))
    assert selected.args == [TWO]
    assert canvas.selected == TWO
    with qtbot.waitSignal(canvas.card_selected) as selected:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert selected.args == [-1]
    assert canvas.selected is None


def test_selecting_the_selected_card_emits_nothing(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.select(DOT)
    with qtbot.assertNotEmitted(canvas.card_selected):
        canvas.select(DOT)


def test_the_selection_ends_when_the_scene_lacks_its_card(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.select(Y)
    with qtbot.assertNotEmitted(canvas.card_selected):
        canvas.set_scene(first_example())
    assert canvas.selected == Y
    with qtbot.waitSignal(canvas.card_selected) as selected:
        canvas.set_scene(None)
    assert selected.args == [-1]


def test_breakpoints_are_discs_at_the_corners_of_their_cards(canvas: Canvas) -> None:
    bare = grabbed(canvas)
    canvas.mark_stops(np.array([DOT]))
    changed = np.argwhere((grabbed(canvas) != bare).any(axis=-1))
    corner = seen(canvas, DOT).topLeft()
    assert len(changed) > 50
    assert np.abs(changed - (corner.y(), corner.x())).max() <= 9
    canvas.mark_stops(np.empty(0, np.int64))
    assert (grabbed(canvas) == bare).all()


def test_marks_are_visible_and_differ_from_the_selection(canvas: Canvas) -> None:
    bare = grabbed(canvas)
    canvas.mark(np.array([X, DOT]))
    marked = grabbed(canvas)
    changed = np.argwhere((marked != bare).any(axis=-1))
    around = [seen(canvas, card).adjusted(-8, -8, 8, 8) for card in (X, DOT)]
    assert len(changed) > 100
    assert all(any(rect.contains(x, y) for rect in around) for y, x in changed)
    canvas.mark(np.array([DOT]))
    canvas.select(X)
    assert (grabbed(canvas) != marked).any()
    canvas.select(None)
    canvas.mark(np.empty(0, np.int64))
    assert (grabbed(canvas) == bare).all()


def test_marks_are_painted_without_repainting_the_scene(canvas: Canvas) -> None:
    grabbed(canvas)
    assert canvas.scene is not None and isinstance(canvas.scene.source, Faces)
    canvas.scene.source.asked.clear()
    canvas.mark(np.array([X, DOT]))
    grabbed(canvas)
    assert canvas.scene.source.asked == []


@pytest.mark.parametrize("zoom", [1.0, 0.2, 0.05])
def test_marks_are_visible_at_every_zoom(canvas: Canvas, zoom: float) -> None:
    canvas.zoom(zoom)
    bare = grabbed(canvas)
    canvas.mark(np.array([DOT]))
    assert (grabbed(canvas) != bare).any()


def test_cards_and_edges_are_found_under_the_pointer(canvas: Canvas) -> None:
    assert canvas.scene is not None
    assert canvas.card_under(QPointF(middle(canvas, X))) == X
    assert canvas.edge_under(QPointF(middle(canvas, X))) is None
    edge = canvas.view.to_widget(canvas.scene.edge_rect(2)).center()
    assert canvas.card_under(edge) is None
    assert canvas.edge_under(edge) == 2
    assert canvas.edge_under(QPointF(5, 5)) is None


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


def test_a_tilted_wheel_leaves_the_view_fitted(canvas: Canvas) -> None:
    canvas.fit()
    send_wheel(canvas, QPointF(middle(canvas, X)))
    assert canvas.follows_fit


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


def test_tab_goes_through_the_cards_and_then_leaves_the_canvas(qtbot: QtBot) -> None:
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


def test_shift_tab_goes_to_the_previous_card(canvas: Canvas, qtbot: QtBot) -> None:
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


def test_escape_clears_the_selection(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.select(DOT)
    with qtbot.waitSignal(canvas.card_selected) as selected:
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert selected.args == [-1]
    assert canvas.selected is None


def test_a_card_selected_by_key_is_scrolled_into_view(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_scene(grid())
    canvas.zoom(1 / canvas.view.zoom)
    canvas.select(0)
    canvas.ensure_visible(0)
    for _ in range(8):
        qtbot.keyClick(canvas, Qt.Key.Key_Down, CONTROL)
    assert canvas.selected == 80
    assert QRectF(canvas.rect()).contains(seen(canvas, 80))


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
