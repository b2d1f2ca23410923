"""The backing store of the canvas: scaled at another zoom until the new picture is complete."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QImage, QPainter

from gui.canvas.backing_store import BackingStore
from gui.canvas.scene_painter import ScenePainter
from gui.canvas.view import View
from gui.theme import LIGHT
from tests.gui.canvas.scenes import grid, pixels

pytestmark = pytest.mark.usefixtures("qapp")

SIZE = QSize(480, 320)
ROW_MS = 0.1
"""How long a row of pixels takes; a picture takes 32 ms."""
MIDDLE = QPointF(240, 160)


class Slow:
    """A backing store of a grid of cards whose rows each take a fixed time on a fake clock.

    Attributes:
        row_ms: how long a row takes from now on.
        areas: those painted since they were last read.
    """

    def __init__(self, ratio: float = 1.0) -> None:
        self.now_s = 0.0
        self.row_ms = ROW_MS
        self.areas: list[QRect] = []
        self.backing = BackingStore(lambda: self.now_s)
        scene = grid()
        middle = MIDDLE / ratio
        self.view = View(1.0, ratio=ratio).with_point_at(scene.bounds().center(), middle)
        self.painter = ScenePainter(scene, LIGHT)
        self.show(self.view)

    def show(self, view: View, dirty: tuple[QRect, ...] = (), ms: float = 4.0) -> float:
        """Show a view; returns how long that took, in ms."""
        began = self.now_s
        self.view, self.areas = view, []
        self.backing.refresh(view, SIZE, dirty, self.paint, ms)
        return 1000 * (self.now_s - began)

    def paint(self, painter: QPainter, view: View, area: QRect) -> None:
        self.now_s += area.height() * self.row_ms / 1000
        self.areas.append(area)
        self.painter.paint(painter, view, area)

    def zoom(self, factor: float, ms: float = 4.0) -> float:
        return self.show(self.view.zoomed(factor, MIDDLE / self.view.ratio), ms=ms)

    @property
    def is_sharp(self) -> bool:
        return self.backing.is_sharp_at(self.view)

    def drawn(self) -> np.ndarray:
        """The shown picture, with sketches as plain grey. Shapes: -> (height, width, 4)."""
        image = QImage(SIZE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self.view.ratio)
        with QPainter(image) as painter:
            self.backing.draw(painter, sketch_grey)
        return pixels(image)


def sketch_grey(painter: QPainter, view: View, area: QRect) -> None:
    painter.fillRect(area, 0x808080)


def painted(view: View) -> np.ndarray:
    """A view of the grid, painted at once. Shapes: -> (height, width, 4)."""
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        ScenePainter(grid(), LIGHT).paint(painter, view, image.rect())
    return pixels(image)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(np.subtract(one, other, dtype=int)).mean())


def test_a_picture_within_the_time_limit_is_painted_at_once() -> None:
    slow = Slow()
    slow.zoom(1.2, ms=40)
    assert slow.is_sharp
    assert (slow.drawn() == painted(slow.view)).all()


def test_quick_pictures_are_painted_in_each_frame() -> None:
    slow = Slow()
    for _ in range(5):
        assert slow.zoom(1.1, ms=18) == pytest.approx(32)
        assert slow.is_sharp


def test_a_picture_slower_than_expected_is_continued_not_restarted() -> None:
    slow = Slow()
    slow.zoom(1.1, ms=18)
    slow.row_ms *= 10
    areas, pictures = 0, {slow.backing.pixmap.cacheKey()}
    while len(pictures) < 2:
        slow.zoom(1.01, ms=18)
        pictures.add(slow.backing.pixmap.cacheKey())
        areas += sum(area.height() for area in slow.areas)
    assert areas == SIZE.height()


def test_a_frame_during_a_zoom_starts_with_as_many_rows_as_the_last_one_managed() -> None:
    slow = Slow()
    slow.row_ms *= 10
    slow.zoom(1.1, ms=20)
    assert slow.zoom(1.01, ms=20) == pytest.approx(20, abs=1)
    assert [area.height() for area in slow.areas] == [20]


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_the_old_picture_is_scaled_until_the_new_one_is_complete(
    factor: float, ratio: float
) -> None:
    slow = Slow(ratio)
    assert slow.zoom(factor) == pytest.approx(4.0, abs=2.0)
    assert not slow.is_sharp
    first, sharp = slow.drawn(), painted(slow.view)
    inner = (slice(50, 270), slice(70, 410))  # what was in sight before, in any case
    assert 0.1 < difference(first[inner], sharp[inner]) < 20
    frames = 1
    while not slow.is_sharp:
        assert (slow.drawn() == first).all(), "half a picture is never seen"
        slow.show(slow.view)
        frames += 1
    assert frames == pytest.approx(8, abs=2)
    assert (slow.drawn() == sharp).all()


def test_areas_that_come_into_sight_are_sketched_until_painted() -> None:
    slow = Slow()
    slow.zoom(0.8)
    is_grey = (slow.drawn()[..., :3] == 0x80).all(axis=-1)
    assert is_grey[:30].all() and is_grey[-30:].all()
    assert is_grey[:, :40].all() and is_grey[:, -40:].all()
    assert not is_grey[33:-33, 49:-49].any()


def test_no_pixel_is_painted_twice() -> None:
    slow = Slow()
    slow.zoom(1.2)
    areas = list(slow.areas)
    while not slow.is_sharp:
        slow.show(slow.view)
        areas += slow.areas
    assert len(areas) > 4
    assert sum(area.height() for area in areas) == SIZE.height()


def test_a_zoom_that_goes_on_shows_the_last_picture_that_was_completed() -> None:
    slow, views = Slow(), set()
    for _ in range(40):
        assert slow.zoom(1.02) < 8
        views.add(slow.backing.pixmap.cacheKey())
    assert 3 <= len(views) <= 8
    while not slow.is_sharp:
        slow.show(slow.view)
    assert (slow.drawn() == painted(slow.view)).all()


@pytest.mark.parametrize("rests", [True, False])
def test_when_a_zoom_rests_only_its_own_picture_is_completed(rests: bool) -> None:
    slow = Slow()
    slow.zoom(1.1)
    slow.zoom(1.1)
    if rests:
        slow.backing.rest_at(slow.view)
    views = {slow.backing.pixmap.cacheKey()}
    while not slow.is_sharp:
        slow.show(slow.view)
        views.add(slow.backing.pixmap.cacheKey())
    assert len(views) == (2 if rests else 3)
    slow.backing.rest_at(slow.view)
    assert slow.is_sharp


def test_a_pan_moves_both_the_scaled_and_the_unfinished_picture() -> None:
    slow = Slow()
    slow.zoom(1.25)
    slow.show(slow.view)
    before = slow.drawn()
    moved = replace(slow.view, left=slow.view.left + 12, top=slow.view.top - 7)
    slow.show(moved)
    assert difference(slow.drawn()[7:, :-12], before[:-7, 12:]) < 1
    while not slow.is_sharp:
        slow.show(slow.view)
    assert difference(slow.drawn(), painted(moved)) < 0.1  # antialiasing differs slightly


@pytest.mark.parametrize("jump", ["far", "much nearer", "much farther"])
def test_a_jump_to_a_far_view_is_not_treated_as_a_zoom(jump: str) -> None:
    slow = Slow()
    view = {
        "far": replace(slow.view, left=slow.view.left + 400).zoomed(1.1, MIDDLE),
        "much nearer": slow.view.zoomed(2.0, MIDDLE),
        "much farther": slow.view.zoomed(0.5, MIDDLE),
    }[jump]
    slow.show(view)
    assert slow.is_sharp
    assert (slow.drawn() == painted(view)).all()


def test_changes_during_a_zoom_are_shown_at_once() -> None:
    slow = Slow()
    slow.zoom(1.2)
    slow.show(slow.view, dirty=(QRect(10, 10, 20, 20),))
    assert slow.is_sharp
    assert slow.areas == [QRect(0, 0, 480, 320)]


def test_the_picture_is_sharp_again_at_the_old_zoom() -> None:
    slow = Slow()
    before = slow.view
    slow.zoom(1.2)
    assert slow.show(before) == 0
    assert slow.is_sharp
    assert (slow.drawn() == painted(before)).all()


def test_everything_is_repainted_after_forget() -> None:
    slow = Slow()
    slow.zoom(1.2)
    slow.backing.forget()
    assert slow.show(slow.view) == pytest.approx(32)
    assert slow.is_sharp


def test_another_widget_size_is_painted_at_once() -> None:
    slow = Slow()
    slow.zoom(1.2)
    slow.backing.refresh(slow.view, QSize(400, 300), [], slow.paint, math.inf)
    assert slow.backing.pixmap.size() == QSize(400, 300)
    assert slow.is_sharp
