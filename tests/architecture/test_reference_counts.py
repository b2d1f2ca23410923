"""PySide6 keeps its references to None: a version that loses them crashes Python before 3.12."""

import sys

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

PAINTS = 500


class Blank(QWidget):
    """A widget with one method that Qt calls."""

    def paintEvent(self, event: QPaintEvent) -> None:
        pass


def test_a_call_from_qt_releases_what_it_takes(qtbot):
    widget = Blank()
    qtbot.addWidget(widget)
    widget.show()
    # Enough spare references to survive a version that loses some.
    spare = [None] * 100_000
    before = sys.getrefcount(None)
    for _ in range(PAINTS):
        widget.repaint()
    lost = before - sys.getrefcount(None)
    assert lost < PAINTS // 2, f"{lost} references to None lost in {PAINTS} paints"
    assert len(spare) > lost
