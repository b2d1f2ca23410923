"""A window comes back into view when its screen is gone or has shrunk."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.window import in_view
from gui.window.in_view import InView

ROOT = Path(__file__).parents[3]
SETTLE_MS = 20


def room() -> QRect:
    return QGuiApplication.primaryScreen().availableGeometry()


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QWidget:
    monkeypatch.setattr(in_view, "SETTLE_MS", SETTLE_MS)
    window = QWidget()
    qtbot.addWidget(window)
    InView(window)
    window.setGeometry(100, 100, 400, 300)
    window.show()
    qtbot.wait(2 * SETTLE_MS)
    assert window.geometry() == QRect(100, 100, 400, 300), "it stays where it can be seen"
    return window


def screens_change() -> None:
    """Emit that the geometry of the screen has changed, as remaining screens do."""
    QGuiApplication.primaryScreen().availableGeometryChanged.emit(room())


@pytest.mark.parametrize(
    "place",
    [
        QRect(5000, 100, 400, 300),
        QRect(-390, 100, 400, 300),
        QRect(-210, 100, 400, 300),
        QRect(100, -60, 400, 300),
        QRect(100, 4000, 400, 300),
        QRect(5000, 4000, 4000, 3000),
    ],
)
def test_the_window_comes_back_when_the_screens_have_changed(
    qtbot: QtBot, window: QWidget, place: QRect
) -> None:
    window.setGeometry(place)
    screens_change()
    qtbot.waitUntil(lambda: room().contains(window.frameGeometry()))
    is_large = place.width() > room().width()
    assert window.frameSize() == room().size() if is_large else window.size() == place.size()


def test_the_window_comes_back_when_a_screen_is_gone(qtbot: QtBot, window: QWidget) -> None:
    window.move(5000, 100)
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.screenRemoved.emit(QGuiApplication.primaryScreen())
    qtbot.waitUntil(lambda: room().contains(window.frameGeometry()))


def test_a_hidden_window_comes_back_when_it_is_shown(qtbot: QtBot, window: QWidget) -> None:
    window.hide()
    window.move(5000, 100)
    screens_change()
    qtbot.wait(2 * SETTLE_MS)
    window.show()
    qtbot.waitUntil(lambda: room().contains(window.frameGeometry()))


def test_a_maximized_window_comes_back_when_it_is_restored(qtbot: QtBot, window: QWidget) -> None:
    window.move(5000, 100)
    window.showMaximized()
    screens_change()
    qtbot.wait(2 * SETTLE_MS)
    assert window.windowState() == Qt.WindowState.WindowMaximized
    window.showNormal()
    qtbot.waitUntil(lambda: room().contains(window.frameGeometry()))


def test_a_window_that_is_mostly_visible_does_not_move(qtbot: QtBot, window: QWidget) -> None:
    window.move(room().right() - 250, 100)
    place = window.geometry()
    screens_change()
    qtbot.wait(2 * SETTLE_MS)
    assert window.geometry() == place


def test_without_a_change_of_screens_the_window_stays_anywhere(
    qtbot: QtBot, window: QWidget
) -> None:
    window.move(room().right() - 10, 100)
    place = window.geometry()
    window.showMinimized()
    window.showNormal()
    qtbot.wait(2 * SETTLE_MS)
    assert window.geometry() == place


START = """
import sys
from PySide6.QtCore import QRect, QSettings
from PySide6.QtWidgets import QApplication
from gui.settings import Settings
from gui.window.shell import Shell
application = QApplication([])
shell = Shell(Settings(QSettings(sys.argv[1], QSettings.Format.IniFormat)))
shell.show()
shell.wait_for_paint()
seen = shell.screen().availableGeometry() & shell.frameGeometry()
print(*seen.size().toTuple(), *shell.frameSize().toTuple())
if sys.argv[2:]:
    shell.setGeometry(*map(int, sys.argv[2:]))
    application.processEvents()
shell.close()
"""


def started(folder: Path, screens: list[tuple[int, int, int, int]], *place: int) -> list[int]:
    """Start with these screens and move there; returns the visible area and the window size."""
    names = ("x", "y", "width", "height")
    described = [
        {"name": str(number), **dict(zip(names, screen, strict=True))}
        for number, screen in enumerate(screens)
    ]
    configuration = folder / "screens.json"
    configuration.write_text(json.dumps({"windowFrameMargins": True, "screens": described}))
    done = subprocess.run(
        [sys.executable, "-c", START, str(folder / "settings.ini"), *map(str, place)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={configuration}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(number) for number in done.stdout.split()]


@pytest.mark.skipif(sys.platform == "win32", reason="Qt divides the path of its file at colons")
@pytest.mark.parametrize("screen", [(0, 0, 1920, 1080), (0, 0, 1600, 900), (0, 0, 1024, 600)])
def test_at_the_next_start_the_window_is_on_an_existing_screen(
    tmp_path: Path, screen: tuple[int, int, int, int]
) -> None:
    two = [(0, 0, 1920, 1080), (1920, 0, 1920, 1080)]
    started(tmp_path, two, 2300, 150, 1300, 800)
    seen_width, seen_height, width, height = started(tmp_path, [screen])
    assert seen_width >= width - 8, "Qt forgets some of the frame"
    assert seen_height >= height - 8
    assert width >= min(1300, screen[2])
