"""The canvas at other device pixel ratios, in a child process, as Qt reads the ratio once."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gui.theme import LIGHT

ROOT = Path(__file__).parents[3]

PROGRAM = """
import sys
import numpy as np
from PySide6.QtWidgets import QApplication
from gui.canvas.accessible import install_accessible_canvas
from gui.canvas.canvas import Canvas
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAccessible
from tests.gui.canvas.scenes import first_example, pixels

application = QApplication([])
install_accessible_canvas()
canvas = Canvas()
canvas.resize(500, 400)
canvas.set_scene(first_example())
canvas.show()
canvas.clearFocus()
canvas.grab()
canvas.pan(QPointF(30, 20))
rect = QAccessible.queryAccessibleInterface(canvas).child(0).rect()
picture = pixels(canvas.grab().toImage())
np.savez(sys.argv[1], picture=picture, rect=rect.getRect())
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[np.ndarray, list[int]]]:
    """By ratio, the picture of a panned canvas, and the rectangle of its first card as reported."""
    results = {}
    for factor in (1, 2):
        path = tmp_path_factory.mktemp("canvas") / f"{factor}.npz"
        environment = {**os.environ, "QT_SCALE_FACTOR": str(factor)}
        command = [sys.executable, "-c", PROGRAM, str(path)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=60)
        with np.load(path) as saved:
            results[factor] = saved["picture"], saved["rect"].tolist()
    return results


def test_every_device_pixel_is_painted(seen: dict[int, tuple[np.ndarray, list[int]]]) -> None:
    (once, _), (twice, _) = seen[1], seen[2]
    assert once.shape == (400, 500, 4)
    assert twice.shape == (800, 1000, 4)
    enlarged = once.repeat(2, axis=0).repeat(2, axis=1)
    difference = np.abs(np.subtract(twice, enlarged, dtype=int)).max(axis=-1) > 64
    assert 0.003 < difference.mean() < 0.1  # the same picture, but sharper


def test_borders_are_crisp_at_a_device_pixel_ratio_of_two(
    seen: dict[int, tuple[np.ndarray, list[int]]],
) -> None:
    twice, (x, y, width, height) = seen[2]
    across = twice[2 * y + height, 2 * (x + width) - 8 : 2 * (x + width) + 8, 0].tolist()
    assert set(across) == {LIGHT.surface.blue(), LIGHT.line.blue(), LIGHT.ground.blue()}
    assert across.count(LIGHT.line.blue()) == 2


def test_screen_readers_use_widget_pixels(seen: dict[int, tuple[np.ndarray, list[int]]]) -> None:
    assert seen[1][1] == pytest.approx(seen[2][1], abs=1)
