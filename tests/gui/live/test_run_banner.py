"""The banner over the graph: as wide as the canvas, and visible only with a text."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.live.run_banner import RunBanner
from gui.theme import LIGHT

LONG = "This script may take long, so it does not run at every change."


class Bench:
    """A canvas with a banner, and a text field."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.canvas, self.field = QWidget(), QLineEdit()
        self.canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.field)
        layout.addWidget(self.canvas, 1)
        self.offer = RunBanner(self.canvas, self.field)
        self.offer.set_theme(LIGHT)
        self.window.resize(640, 400)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitActive(self.window)
        self.field.setFocus()

    @property
    def button(self) -> QToolButton:
        found = self.offer.findChild(QToolButton)
        assert found is not None
        return found


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def test_the_banner_is_visible_only_with_a_text(bench: Bench) -> None:
    assert not bench.offer.isVisible()
    bench.offer.show_text(LONG, "Run now")
    assert bench.offer.isVisible()
    bench.offer.show_text("", "Run now")
    assert not bench.offer.isVisible()


@pytest.mark.parametrize("width", [320, 640, 1200])
def test_the_banner_shows_all_of_its_text_at_any_width(
    qtbot: QtBot, bench: Bench, width: int
) -> None:
    bench.offer.show_text(LONG, "Run now (Ctrl+Enter)")
    bench.window.resize(width, 400)
    qtbot.waitUntil(lambda: bench.offer.width() == bench.canvas.width())
    text = bench.offer.findChild(QLabel)
    assert text is not None
    assert text.height() >= text.heightForWidth(text.width())
    assert bench.button.geometry().right() <= bench.offer.width()


def test_the_button_requests_a_run_and_keeps_the_focus(qtbot: QtBot, bench: Bench) -> None:
    bench.offer.show_text(LONG, "Run now")
    with qtbot.waitSignal(bench.offer.run_requested):
        qtbot.mouseClick(bench.button, Qt.MouseButton.LeftButton)
    assert bench.field.hasFocus()
