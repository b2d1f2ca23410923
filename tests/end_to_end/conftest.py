"""A real main window with real child processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine.layout.process import LayoutProcess
from engine.worker.host import WorkerHost
from gui import languages
from gui.canvas.accessible import install_accessible_canvas
from gui.drawing.layout_client import LayoutClient
from gui.main_window import MainWindow
from gui.runs.runner import Runner
from gui.settings import Settings
from tests.end_to_end.building import Hands


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.language = "en"
    settings.theme = "light"
    return settings


def discard(window: QWidget) -> None:
    """Discard unsaved changes, so that closing asks no question at the end of a test."""
    assert isinstance(window, MainWindow)
    window.editor.document().setModified(False)


@pytest.fixture
def window(qtbot: QtBot, settings: Settings) -> Iterator[MainWindow]:
    """The window, shown and active; closed, with all its processes, at the end."""
    install_accessible_canvas()
    languages.install(settings.language)
    window = MainWindow(Runner(WorkerHost()), LayoutClient(LayoutProcess()), settings)
    qtbot.addWidget(window, before_close_func=discard)
    window.resize(1360, 860)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    yield window
    if QApplication.mouseButtons():  # end the drag of the test, if any
        QTest.mouseRelease(window.graph.canvas, Qt.MouseButton.LeftButton)
    window.close()
    languages.install("en")


@pytest.fixture
def hands(qtbot: QtBot, window: MainWindow) -> Hands:
    """The hands of a user of the window."""
    return Hands(qtbot, window)
