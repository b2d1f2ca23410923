"""The empty window: painted at once, filled later, and closed with its content."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, QSize
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.settings import Settings
from gui.window import shell as shell_module
from gui.window.shell import Shell

FRAME_PX = 8
"""How far windows may shift because their frames are not known before they are shown."""


def settings_in(folder: Path) -> Settings:
    return Settings(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))


def test_the_shell_is_painted_before_it_is_filled(qtbot: QtBot, tmp_path: Path):
    shell = Shell(settings_in(tmp_path))
    qtbot.addWidget(shell)
    shell.show()
    shell.wait_for_paint()
    assert shell.isVisible()
    assert shell.centralWidget() is None


def test_the_shell_and_its_title_bar_fit_the_screen(qtbot: QtBot, tmp_path: Path):
    shell = Shell(settings_in(tmp_path))
    qtbot.addWidget(shell)
    assert shell.height() < shell.screen().availableSize().height()
    assert shell.width() <= shell.screen().availableSize().width()


def test_the_shell_has_the_title_of_its_content(qtbot: QtBot, tmp_path: Path):
    shell, content = Shell(settings_in(tmp_path)), QLabel()
    qtbot.addWidget(shell)
    content.setWindowTitle("first")
    shell.fill(content)
    assert shell.windowTitle() == "first"
    content.setWindowTitle("second")
    assert shell.windowTitle() == "second"


def test_closing_the_shell_closes_its_content_and_stores_the_geometry(qtbot: QtBot, tmp_path: Path):
    shell, content = Shell(settings_in(tmp_path)), QLabel()
    qtbot.addWidget(shell)
    shell.fill(content)
    shell.show()
    shell.wait_for_paint()
    shell.resize(700, 500)
    shell.close()
    assert not content.isVisible()
    again = Shell(settings_in(tmp_path))
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (700, 500)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No window of another test is there."""
    monkeypatch.setattr(shell_module, "data_folder", lambda: tmp_path)


def opened(qtbot: QtBot, folder: Path, size: QSize | None = None) -> Shell:
    """A window that is shown, where the last one that was closed had been, or in a size."""
    shell = Shell(settings_in(folder))
    qtbot.addWidget(shell)
    if size is not None:
        shell.setGeometry(QRect(QPoint(40, 50), size))
    shell.show()
    shell.wait_for_paint()
    return shell


@pytest.mark.usefixtures("alone")
def test_windows_of_several_starts_do_not_lie_over_each_other(qtbot: QtBot, tmp_path: Path):
    before = opened(qtbot, tmp_path, QSize(300, 200))
    before.close()
    first, second, third = (opened(qtbot, tmp_path) for _ in range(3))
    assert first.pos() == before.pos()
    for one, other in ((first, second), (second, third)):
        shift = other.pos() - one.pos()
        assert shift.x() > 10 and shift.y() > 10
    place = second.pos()
    second.close()
    second = opened(qtbot, tmp_path)
    assert (second.pos() - place).manhattanLength() <= FRAME_PX, "it is free again"
    for each in (second, third, first):
        each.close()
    assert (opened(qtbot, tmp_path).pos() - before.pos()).manhattanLength() <= FRAME_PX


@pytest.mark.usefixtures("alone")
def test_windows_at_the_edge_of_the_screen_go_on_at_the_other(qtbot: QtBot, tmp_path: Path):
    room = QGuiApplication.primaryScreen().availableGeometry()
    opened(qtbot, tmp_path, room.size() - QSize(50, 110)).close()
    shells = [opened(qtbot, tmp_path) for _ in range(4)]
    assert len({shell.pos().toTuple() for shell in shells}) == 4
    assert all(room.contains(shell.geometry()) for shell in shells)


def test_the_shell_shows_the_modification_mark_of_its_content(qtbot: QtBot, tmp_path: Path):
    shell, content = Shell(settings_in(tmp_path)), QLabel()
    qtbot.addWidget(shell)
    content.setWindowTitle("script[*]")
    shell.fill(content)
    assert not shell.isWindowModified()
    content.setWindowModified(True)
    assert shell.isWindowModified()


def test_the_content_can_refuse_to_close_the_shell(qtbot: QtBot, tmp_path: Path):
    class Refusing(QLabel):
        may_close = False

        def closeEvent(self, event: QCloseEvent) -> None:
            event.setAccepted(self.may_close)

    shell, content = Shell(settings_in(tmp_path)), Refusing()
    qtbot.addWidget(shell)
    shell.fill(content)
    shell.show()
    shell.wait_for_paint()
    assert not shell.close()
    assert shell.isVisible()
    content.may_close = True
    assert shell.close()
