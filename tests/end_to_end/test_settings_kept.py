"""Settings are stored: the window opens as it was closed."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot

from engine.layout.process import LayoutProcess
from engine.record.recorded import Recorded
from engine.record.recording_file import write_recording
from engine.record.run_end import RunEnd
from engine.worker.host import WorkerHost
from gui.drawing.layout_client import LayoutClient
from gui.main_window import MainWindow
from gui.runs.runner import Runner
from gui.settings import Settings
from gui.theme import BASE_PX, DARK
from gui.window.dock import is_in_sight
from tests.end_to_end.reading import open_example, press
from tests.samples import first_gradient


def dock(window: MainWindow, name: str) -> QDockWidget:
    found = window.findChild(QDockWidget, f"{name}_dock")
    assert isinstance(found, QDockWidget)
    return found


def start_again(
    qtbot: QtBot, settings: Settings, height_px: int = 860, file: Path | None = None
) -> MainWindow:
    again = MainWindow(Runner(WorkerHost()), LayoutClient(LayoutProcess()), settings)
    qtbot.addWidget(again)
    if file is not None:
        again.files.open_first(file)
    again.resize(1360, height_px)
    again.show()
    qtbot.waitExposed(again)
    return again


def test_the_window_opens_as_it_was_closed(
    qtbot: QtBot, window: MainWindow, settings: Settings
) -> None:
    for name in ("theme_dark", "language_zh_CN", "larger_code", "animate", "gallery"):
        window.actions_[name].trigger()
    dock(window, "console").close()
    window.resizeDocks([dock(window, "inspector")], [400], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: dock(window, "inspector").width() == 400)
    window.close()
    again = start_again(qtbot, settings)
    for name in ("theme_dark", "language_zh_CN"):
        assert again.actions_[name].isChecked()
    assert not again.actions_["animate"].isChecked()
    assert again.graph.canvas.theme == DARK
    assert settings.code_px == BASE_PX + 1
    assert dock(again, "gallery").isVisible()
    assert not dock(again, "console").isVisible()
    assert dock(again, "inspector").width() == 400
    again.close()


@pytest.mark.parametrize("name", ["", "named.py", "named.gradwalk"])
def test_a_file_that_is_named_at_the_start_is_not_behind_the_gallery(
    qtbot: QtBot, window: MainWindow, settings: Settings, tmp_path: Path, name: str
) -> None:
    (tmp_path / "named.py").write_text("x = 1\n", "utf-8")
    with (tmp_path / "named.gradwalk").open("wb") as file:
        write_recording(file, Recorded(first_gradient().recording(), RunEnd("done")))
    window.actions_["gallery"].trigger()
    qtbot.waitUntil(lambda: is_in_sight(dock(window, "gallery")))
    window.close()
    again = start_again(qtbot, settings, file=tmp_path / name if name else None)
    qtbot.wait(20)  # the window lays itself out
    assert is_in_sight(dock(again, "script" if name else "gallery"))
    again.close()


def test_a_window_closed_with_its_panels_hidden_opens_with_them(
    qtbot: QtBot, window: MainWindow, settings: Settings
) -> None:
    window.actions_["graph_only"].trigger()
    qtbot.waitUntil(lambda: not dock(window, "inspector").isVisible())
    window.close()
    again = start_again(qtbot, settings)
    assert dock(again, "inspector").isVisible()
    assert not again.actions_["graph_only"].isChecked()
    again.close()


def test_without_animation_a_step_is_shown_at_once(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    canvas = window.graph.canvas
    press(qtbot, window, Qt.Key.Key_Right)
    assert canvas.is_sliding
    qtbot.waitUntil(lambda: not canvas.is_sliding)
    press(qtbot, window, Qt.Key.Key_Left)
    assert not canvas.is_sliding, "only what is sent moves, and only forwards"
    window.actions_["animate"].trigger()
    press(qtbot, window, Qt.Key.Key_Right)
    assert not canvas.is_sliding


def test_first_shown_is_emitted_once(qtbot: QtBot, settings: Settings) -> None:
    window = MainWindow(Runner(WorkerHost()), LayoutClient(LayoutProcess()), settings)
    qtbot.addWidget(window)
    can_tell: list[bool] = []
    window.first_shown.connect(lambda: can_tell.append(window.statusBar().isVisible()))
    for show in (window.show, window.hide, window.show):
        show()
    assert can_tell == [True]
    window.close()


@pytest.mark.parametrize(("height_px", "share"), [(860, 0.8), (460, 2.0)])
def test_in_a_lower_window_the_script_has_more_room_than_the_console_it_was_left_with(
    qtbot: QtBot, window: MainWindow, settings: Settings, height_px: int, share: float
) -> None:
    script, console = dock(window, "script"), dock(window, "console")
    window.resizeDocks([script, console], [310, 360], Qt.Orientation.Vertical)
    qtbot.waitUntil(lambda: console.height() > 340)
    window.close()
    again = start_again(qtbot, settings, height_px)
    qtbot.wait(50)  # the window lays itself out
    heights = [dock(again, name).height() for name in ("script", "console")]
    assert heights[0] == pytest.approx(share * heights[1], rel=0.15)
    again.close()
