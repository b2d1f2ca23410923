"""Items of sums: every line is painted, in any language and any width."""

import numpy as np
import pytest
from PySide6.QtCore import QRect, QStringListModel
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from gui.inspector.sums_delegate import LINE_PX, SumsDelegate
from gui.theme import code_font


def rows_with_ink(picture: QImage, area: QRect) -> np.ndarray:
    """Whether each row of pixels within an area has ink. bool (height,)."""
    part = picture.copy(area).convertToFormat(QImage.Format.Format_Grayscale8)
    grey = np.frombuffer(part.constBits(), np.uint8).reshape(-1, part.bytesPerLine())
    grey = grey[:, : part.width()]
    has_ink: np.ndarray = (grey != grey[0, 0]).any(axis=1)
    return has_ink


@pytest.mark.parametrize("name", ["start of the pass", "▸ 这一遍的起点"])
@pytest.mark.parametrize("width", [60, 300])
def test_every_line_is_painted(qtbot: QtBot, name: str, width: int) -> None:
    view = QListView()
    qtbot.addWidget(view)
    view.setFont(code_font())
    view.setModel(QStringListModel([f"{name}\n  + 1\n  = 2"]))
    view.setItemDelegate(SumsDelegate(view))
    view.resize(width, 200)
    view.show()
    item = view.visualRect(view.model().index(0, 0))
    assert item.height() == 3 * LINE_PX
    picture = view.viewport().grab().toImage()
    for line in range(3):
        band = QRect(item.x(), item.y() + line * LINE_PX, view.viewport().width(), LINE_PX)
        assert rows_with_ink(picture, band).sum() >= 5, line
