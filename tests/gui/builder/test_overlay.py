"""What is shown while something is dragged leaves in sight what it would be let go on."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.builder.overlay import Ghost, Overlay, Target
from gui.canvas.canvas import Canvas


@pytest.mark.parametrize("left", [10, 200, 380])
@pytest.mark.parametrize("top", [10, 220])
def test_a_wide_preview_does_not_cover_the_card(qtbot: QtBot, left: int, top: int) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(500, 300)
    card = QRect(left, top, 100, 60)
    overlay = Overlay(canvas)
    overlay.target = Target(card=card)
    overlay.pointer = QPointF(card.center())
    overlay.ghost = Ghost("y", "y = " + " + ".join(["a_name_of_some_length"] * 4), "Let go.")
    overlay.show_now()
    painted = QImage(overlay.size(), QImage.Format.Format_RGBA8888)
    painted.fill(Qt.GlobalColor.transparent)
    overlay.render(painted, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    alpha = np.frombuffer(painted.constBits(), np.uint8).reshape(300, 500, 4)[..., 3]
    assert alpha.any()
    assert not alpha[top : top + 60, left : left + 100].any()
