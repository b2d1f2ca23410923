"""The layout of a small window, and shortcuts in it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QDockWidget, QTabBar
from pytestqt.qtbot import QtBot

from engine.layout.process import LayoutProcess
from engine.worker.host import WorkerHost
from gui import languages
from gui.canvas.canvas import LARGE_FIT
from gui.drawing.layout_client import LayoutClient
from gui.editor.geometry import visible_lines
from gui.main_window import MainWindow
from gui.runs.runner import Runner
from gui.settings import Settings
from gui.theme import SPACE_4
from gui.window.steady_console import SETTLE_MS
from tests.end_to_end.reading import open_example


def test_graph_script_and_inspector_keep_their_room_in_a_small_window(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "03_accumulation")
    window.resize(800, 600)
    qtbot.waitUntil(lambda: window.width() == 800)
    qtbot.waitUntil(lambda: window.graph.canvas.width() >= 300)
    assert window.editor.width() >= 200
    assert window.inspector.width() >= 200


def test_the_line_of_the_step_is_in_sight_in_a_low_editor_when_an_example_is_opened(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(960, 480)
    qtbot.waitUntil(lambda: window.editor.height() < 300)
    for name in ("03_accumulation", "07_detach"):
        open_example(qtbot, window, name)
        site = window.editor.shown_notes.site
        assert site is not None
        height = window.editor.viewport().height()
        seen = [
            each.number for each in visible_lines(window.editor) if each.rect.bottom() <= height
        ]
        assert site.line in seen


def test_a_small_graph_is_larger_in_full_screen(qtbot: QtBot, window: MainWindow) -> None:
    canvas = window.graph.canvas
    open_example(qtbot, window, "01_first_gradient")
    assert canvas.view.zoom == 1.0, "there is more room than the graph needs"
    window.actions_["full_screen"].trigger()
    window.resize(2400, 1800)
    qtbot.waitUntil(lambda: canvas.view.zoom == LARGE_FIT)
    window.actions_["full_screen"].trigger()
    qtbot.waitUntil(lambda: canvas.view.zoom == 1.0)


def test_panels_regain_their_widths_when_the_window_grows(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "03_accumulation")
    editor, inspector = window.editor.width(), window.inspector.width()
    window.resize(720, 860)
    qtbot.waitUntil(lambda: window.editor.width() < editor)
    qtbot.waitUntil(lambda: window.inspector.width() < inspector)
    window.resize(1360, 860)
    qtbot.waitUntil(lambda: window.editor.width() == editor)
    qtbot.waitUntil(lambda: window.inspector.width() == inspector)


def test_panels_regain_their_heights_when_the_window_grows(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "03_accumulation")
    qtbot.wait(50)  # the timeline has taken room for its tracks
    heights = window.editor.height(), window.console.height(), window.timeline.height()
    window.resize(1360, 420)
    qtbot.waitUntil(lambda: window.editor.height() < heights[0])
    window.resize(1360, 860)

    def has_them_again() -> None:
        now = window.editor.height(), window.console.height(), window.timeline.height()
        assert np.allclose(now, heights, atol=2), (now, heights)

    qtbot.waitUntil(has_them_again)


def test_panels_have_their_shares_of_a_window_that_grows_to_less_than_it_was(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "03_accumulation")
    qtbot.wait(2 * SETTLE_MS)  # the timeline has taken room for its tracks
    timeline = window.timeline.height()

    def share() -> float:
        console = window.docks["console"].height()
        return console / (console + window.docks["script"].height())

    before = share()
    window.resize(1360, 420)
    qtbot.waitUntil(lambda: share() > before + 0.05)  # it is no lower than it must be
    for height in (700, 800):
        window.resize(1360, height)
        qtbot.waitUntil(lambda: abs(share() - before) < 0.01)
        assert window.timeline.height() == timeline


def test_a_border_may_be_dragged_just_after_the_window_grew(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "03_accumulation")
    height = window.height()
    window.resize(1360, 420)
    qtbot.wait(SETTLE_MS)
    window.resize(1360, height)
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    qtbot.wait(SETTLE_MS)  # an error in the event loop would fail the test


def test_until_the_user_sets_widths_the_script_grows_with_the_window(
    qtbot: QtBot, window: MainWindow
) -> None:
    dock = window.docks["script"]
    before = dock.width()
    window.resize(1900, 860)
    qtbot.waitUntil(lambda: dock.width() > before + 100)
    assert window.graph.canvas.width() > dock.width()
    window.resize(1360, 860)
    qtbot.waitUntil(lambda: dock.width() == before)


@pytest.mark.parametrize("change", ["float", "move"])
def test_panels_that_were_moved_do_not_get_their_initial_widths_again(
    qtbot: QtBot, window: MainWindow, change: str
) -> None:
    script, inspector = window.docks["script"], window.docks["inspector"]
    if change == "float":
        script.setFloating(True)
    else:
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, script)
    qtbot.wait(20)
    before = inspector.width()
    window.resize(1900, 860)
    qtbot.wait(50)
    assert inspector.width() == before


@pytest.mark.parametrize("name", ["script", "inspector"])
def test_a_closed_panel_gets_no_width(qtbot: QtBot, window: MainWindow, name: str) -> None:
    window.docks[name].close()
    window.docks["console"].close()
    window.resize(1900, 860)
    qtbot.wait(50)
    window.docks[name].show()
    window.resize(1800, 860)
    qtbot.wait(50)
    assert window.docks["script"].width() == round(0.32 * 1800)


def test_widths_set_by_the_user_are_restored(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "03_accumulation")
    dock = window.findChild(QDockWidget, "script_dock")
    assert dock is not None
    border = QPoint(dock.geometry().right() + 2, dock.geometry().center().y())
    qtbot.mouseMove(window, border)
    qtbot.mousePress(window, Qt.MouseButton.LeftButton, pos=border)
    qtbot.mouseMove(window, border - QPoint(60, 0))
    qtbot.waitUntil(lambda: dock.width() < border.x() - 40)
    qtbot.mouseRelease(window, Qt.MouseButton.LeftButton, pos=border - QPoint(60, 0))
    given = dock.width()
    window.resize(720, 860)
    qtbot.waitUntil(lambda: dock.width() < given)
    window.resize(1360, 860)
    qtbot.waitUntil(lambda: dock.width() == given)
    window.resize(1500, 860)
    qtbot.wait(50)
    assert dock.width() == given, "no wider than it was made"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_titles_of_panels_are_not_elided(
    qtbot: QtBot, window: MainWindow, language: str
) -> None:
    languages.install(language)
    open_example(qtbot, window, "03_accumulation")
    window.resize(800, 600)
    qtbot.waitUntil(lambda: window.width() == 800)
    names = [dock.windowTitle() for dock in window.findChildren(QDockWidget)]
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible() and bar.count() > 2]
    assert bars, "inspector, plots and palette are one behind the other"
    for bar in bars:
        assert all(bar.tabText(tab) in names for tab in range(bar.count()))
        has_px = bar.width()
        bar.setElideMode(Qt.TextElideMode.ElideNone)  # so that it reports the width that it needs
        assert bar.sizeHint().width() <= has_px - SPACE_4, "some systems have wider letters"


def test_the_window_fits_a_small_laptop_at_a_scale_of_two(qtbot: QtBot, window: MainWindow) -> None:
    for language in ("en", "zh_CN"):
        languages.install(language)
        qtbot.waitUntil(lambda: window.minimumSizeHint().width() <= 720)  # of 1440
        qtbot.waitUntil(lambda: window.minimumSizeHint().height() <= 420)  # of 900, with its title


class LowScreen(QScreen):
    """The screen of a projector of 1280 by 720 at a scale of 2."""

    def __init__(self) -> None:
        pass

    def availableGeometry(self) -> QRect:
        return QRect(0, 0, 640, 360)


class LowScreenWindow(MainWindow):
    """A window that is on that screen, and not yet as small as it."""

    def screen(self) -> QScreen:
        return LowScreen()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_window_fits_a_projector_at_a_scale_of_two(
    qtbot: QtBot, settings: Settings, language: str
) -> None:
    languages.install(language)
    window = LowScreenWindow(Runner(WorkerHost()), LayoutClient(LayoutProcess()), settings)
    qtbot.addWidget(window)
    window.show()
    open_example(qtbot, window, "03_accumulation")
    window.actions_["gallery"].trigger()  # no other panel needs as much room
    qtbot.waitUntil(lambda: window.gallery.isVisible())
    qtbot.waitUntil(lambda: window.minimumSizeHint().width() <= 640)
    qtbot.waitUntil(lambda: window.minimumSizeHint().height() <= 330)  # and a title
    window.close()
    languages.install("en")


def test_in_a_short_window_the_panels_leave_room_for_the_graph(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "03_accumulation")
    canvas, bar = window.graph.canvas, window.sentence_bar
    usual = window.timeline.minimumHeight(), bar.height()
    window.resize(960, 540)  # of 1920 by 1080
    qtbot.waitUntil(lambda: canvas.height() > 0.58 * window.height())
    window.actions_["last"].trigger()
    assert canvas.height() > 0.58 * window.height(), "the sentence is longer there"
    assert window.timeline.accessibleDescription().startswith("step 19 of 19")
    window.resize(1360, 860)
    qtbot.waitUntil(lambda: (window.timeline.minimumHeight(), bar.height()) == usual)


def test_a_floating_panel_keeps_its_title_bar_in_a_short_window(
    qtbot: QtBot, window: MainWindow
) -> None:
    dock = window.docks["timeline"]
    window.resize(960, 540)
    qtbot.waitUntil(lambda: dock.titleBarWidget().height() == 0)
    dock.setFloating(True)
    assert dock.titleBarWidget().height() > 0
    dock.setFloating(False)
    assert dock.titleBarWidget().height() == 0
    window.resize(1360, 860)
    qtbot.waitUntil(lambda: dock.titleBarWidget().height() > 0)


def test_shortcuts_of_the_graph_work_in_the_inspector(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    window.inspector.setFocus()
    cursor = window.player.cursor
    qtbot.keyClick(window.inspector, Qt.Key.Key_Right)
    assert window.player.cursor == cursor + 1
    qtbot.keyClick(window.inspector, Qt.Key.Key_Home)
    assert window.player.cursor == 0


def test_scrubbing_pauses_playing(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    window.player.play()
    place = QPoint(round(window.timeline.scale().x(1)) - 4, 20)
    qtbot.mouseClick(window.timeline, Qt.MouseButton.LeftButton, pos=place)
    assert not window.player.is_playing
    assert window.player.cursor == 1


def test_the_card_of_the_step_stays_in_sight_as_the_window_shrinks(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "18_two_layer_network")
    graph = window.graph
    assert not graph.canvas.follows_fit, "it is too large for that"
    place = graph.place(window.player.state.current_card())
    assert place is not None
    for width, height in ((1100, 700), (800, 500), (1000, 600)):
        window.resize(width, height)
        qtbot.waitUntil(lambda: graph.canvas.rect().contains(graph.canvas.rect_of(place)))
    graph.canvas.pan(QPointF(0, 4000))
    window.resize(800, 500)
    assert not graph.canvas.rect().contains(graph.canvas.rect_of(place)), "it was panned away"


def test_in_a_short_window_the_script_has_more_room_than_the_console(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    window.resize(820, 440)  # of 1024 by 600, at 125 %
    window.actions_["reset_panels"].trigger()
    qtbot.waitUntil(lambda: window.editor.height() > 1.9 * window.console.height())
