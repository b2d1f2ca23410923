"""The empty window: painted at once, filled later, and closed with its content."""

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.settings import Settings
from gui.window.shell import Shell


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
