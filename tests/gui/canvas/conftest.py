"""A canvas, shown and ready for input."""

import pytest
from pytestqt.qtbot import QtBot

from gui.canvas.canvas import Canvas
from tests.gui.canvas.scenes import first_example


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
