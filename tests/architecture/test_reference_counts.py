"""PySide6 keeps its references to None: a release that loses them ends Python before 3.12."""

import sys

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

PAINTS = 500


class Blank(QWidget):
    """A widget whose only content is a call from Qt to Python."""

    def paintEvent(self, event: QPaintEvent) -> None:
        pass


def test_a_call_from_qt_gives_back_what_it_takes(qtbot):
    widget = Blank()
    qtbot.addWidget(widget)
    widget.show()
    # Enough spare references that losing some does not end this very process.
    spare = [None] * 100_000
    before = sys.getrefcount(None)
    for _ in range(PAINTS):
        widget.repaint()
    lost = before - sys.getrefcount(None)
    assert lost < PAINTS // 2, f"{lost} references to None lost in {PAINTS} paints"
    assert len(spare) > lost
