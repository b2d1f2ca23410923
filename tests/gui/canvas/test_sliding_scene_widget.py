"""Contributions slide along their edges on a step forward."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from engine.record.state import EdgeStatus
from gui.canvas.canvas import Canvas
from gui.canvas.scene_painter import ScenePainter
from gui.canvas.sliding_scene_widget import SLIDE_MS
from tests.gui.canvas.looking import anew, assert_same, grabbed
from tests.gui.canvas.scenes import Faces, first_example, pixels

SENT_TWICE = (0, 1)
"""The edges from x to dot."""


@pytest.fixture
def sending(canvas: Canvas) -> Canvas:
    """A canvas whose next step has just sent something along two edges."""
    step(canvas)
    return canvas


def step(canvas: Canvas, edges: tuple[int, ...] = SENT_TWICE) -> None:
    """Let a step send something along some edges."""
    scene = canvas.scene
    assert scene is not None
    assert isinstance(scene.source, Faces)
    scene.source.labels = dict.fromkeys(edges, "[0 2 4 6]")
    states = scene.edge_states.copy()
    states[:] = EdgeStatus.IDLE
    states[list(edges)] = EdgeStatus.SENDING
    canvas.set_states(scene.card_states.copy(), states)
    canvas.slide_contributions()


def test_labels_slide_and_then_stay_at_their_places(sending: Canvas, qtbot: QtBot) -> None:
    assert sending.is_sliding
    first = grabbed(sending)
    at_rest = anew(sending)
    assert (first != at_rest).any()
    qtbot.waitUntil(lambda: not sending.is_sliding)
    assert_same(grabbed(sending), at_rest)


def test_labels_slide_from_the_user_of_the_tensor(sending: Canvas) -> None:
    scene = sending.scene
    assert scene is not None
    ends = sending.view.to_widget(scene.edge_rect(0))
    rows = [row_of_label(sending, share) for share in (0.0, 0.5, 1.0)]
    assert rows[0] == pytest.approx(ends.bottom(), abs=8)
    assert rows[0] > rows[1] > rows[2]
    assert rows[2] == pytest.approx(ends.top() + 0.42 * ends.height(), abs=5)


def row_of_label(canvas: Canvas, share: float) -> float:
    """The middle row of the label of an edge, some share of its way."""
    assert canvas.scene is not None
    image = QImage(canvas.size(), QImage.Format.Format_RGB32)
    image.fill(0)
    scene_painter = ScenePainter(canvas.scene, canvas.theme)
    scene_painter.set_sliding((0,))
    with QPainter(image) as painter:
        scene_painter.paint_sliding_labels(painter, canvas.view, share)
    return float(np.flatnonzero(pixels(image)[..., :3].any(axis=(1, 2))).mean())


def test_no_label_slides_when_animation_is_off(canvas: Canvas) -> None:
    canvas.set_animated(False)
    step(canvas)
    assert not canvas.is_sliding
    assert_same(grabbed(canvas), anew(canvas))


def test_switching_animation_off_finishes_the_slide(sending: Canvas) -> None:
    sending.set_animated(False)
    assert not sending.is_sliding
    assert_same(grabbed(sending), anew(sending))


def test_steps_in_quick_succession_do_not_slide(sending: Canvas, qtbot: QtBot) -> None:
    step(sending, (2,))
    assert not sending.is_sliding
    assert_same(grabbed(sending), anew(sending))
    qtbot.wait(SLIDE_MS + 20)
    step(sending)
    assert sending.is_sliding


def test_another_state_finishes_the_slide(sending: Canvas) -> None:
    scene = sending.scene
    assert scene is not None
    sending.set_states(scene.card_states.copy(), np.zeros_like(scene.edge_states))
    assert not sending.is_sliding
    assert_same(grabbed(sending), anew(sending))


def test_another_scene_ends_the_slide(sending: Canvas) -> None:
    sending.set_scene(first_example())
    assert not sending.is_sliding
    assert_same(grabbed(sending), anew(sending))


def test_labels_too_small_to_read_do_not_slide(canvas: Canvas) -> None:
    canvas.zoom(0.3)
    step(canvas)
    assert not canvas.is_sliding


def test_panning_during_a_slide_leaves_no_trace(sending: Canvas, qtbot: QtBot) -> None:
    grabbed(sending)
    sending.pan(QPointF(0, 24))
    grabbed(sending)
    qtbot.waitUntil(lambda: not sending.is_sliding)
    assert_same(grabbed(sending), anew(sending))
