"""Closed, floating, moved and resized panels can be reset."""

from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QDockWidget, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.commands.command import Menu
from gui.main_window import MainWindow
from tests.end_to_end.reading import open_example, write_and_run

PANELS = ("script", "console", "inspector", "timeline")


def dock(window: MainWindow, name: str) -> QDockWidget:
    found = window.findChild(QDockWidget, f"{name}_dock")
    assert found is not None
    return found


def places(window: MainWindow) -> list[int]:
    """The edges of the panels, in pixels."""
    rects = [dock(window, name).geometry() for name in PANELS]
    return [edge for r in rects for edge in (r.left(), r.top(), r.right(), r.bottom())]


def test_reset_panels_restores_the_initial_layout(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    before = places(window)
    dock(window, "inspector").close()
    dock(window, "timeline").setFloating(True)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock(window, "console"))
    window.resizeDocks([dock(window, "script")], [600], Qt.Orientation.Horizontal)
    window.actions_["gallery"].trigger()
    qtbot.waitUntil(lambda: places(window) != before)
    window.actions_["reset_panels"].trigger()
    qtbot.waitUntil(lambda: places(window) == pytest.approx(before, abs=2))
    assert not dock(window, "timeline").isFloating()
    assert not dock(window, "gallery").isVisible()
    assert not window.plots.is_in_sight, "the inspector is before it"


def test_a_panel_docked_below_another_gets_its_share_of_the_height(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    plots, inspector = dock(window, "plots"), dock(window, "inspector")
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, plots)
    window.resizeDocks([plots], [60], Qt.Orientation.Vertical)  # as Qt does after a drag
    qtbot.waitUntil(lambda: plots.height() * 3 < inspector.height(), timeout=2000)
    plots.topLevelChanged.emit(False)
    qtbot.waitUntil(lambda: plots.height() * 2 > inspector.height() - 30)
    assert inspector.height() > plots.height()


def test_the_console_keeps_its_height_whatever_the_timeline_needs(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(1280, 680)
    passes = "import torch\nx = torch.ones(2, requires_grad=True)\n"
    passes += "for i in range(4):\n    (x * i).sum().backward()\n    print(i)\n"
    open_example(qtbot, window, "01_first_gradient")
    console, timeline = dock(window, "console"), dock(window, "timeline")
    heights = console.height(), timeline.height()
    for _ in range(2):
        write_and_run(qtbot, window, passes)
        qtbot.waitUntil(lambda: timeline.height() > heights[1] + 10)
        qtbot.waitUntil(lambda: abs(console.height() - heights[0]) <= 2, timeout=1000)
        window.editor.document().setModified(False)  # no question is asked about it
        open_example(qtbot, window, "01_first_gradient")
        qtbot.waitUntil(lambda: abs(timeline.height() - heights[1]) <= 8)
        qtbot.waitUntil(lambda: abs(console.height() - heights[0]) <= 2, timeout=1000)


@pytest.mark.parametrize("height_px", [860, 680])
@pytest.mark.parametrize("name", ["script", "console"])
def test_a_panel_that_floated_has_its_height_again_when_it_is_docked(
    qtbot: QtBot, window: MainWindow, name: str, height_px: int
) -> None:
    window.resize(1280, height_px)
    window.actions_["reset_panels"].trigger()
    open_example(qtbot, window, "01_first_gradient")
    panel = dock(window, name)
    script, console = dock(window, "script"), dock(window, "console")
    qtbot.wait(50)  # the window lays itself out
    heights = script.height(), console.height()
    button = panel.titleBarWidget().findChildren(QToolButton)[0]
    for _ in range(3):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: max(script.height(), console.height()) > heights[0] + 20)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(
            lambda: (script.height(), console.height()) == pytest.approx(heights, abs=4)
        )


@pytest.mark.parametrize(("name", "right", "down"), [("script", 1, 1), ("timeline", 0, -1)])
def test_a_panel_that_is_floated_leaves_its_place_so_that_one_sees_it(
    qtbot: QtBot, window: MainWindow, name: str, right: int, down: int
) -> None:
    panel = dock(window, name)
    place = panel.mapToGlobal(QPoint())
    button = panel.titleBarWidget().findChildren(QToolButton)[0]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.isFloating()
    shift = panel.geometry().topLeft() - place
    assert (shift.x() > 10) == (right > 0)
    assert shift.y() * down > 10
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not panel.isFloating()


def test_a_floating_panel_has_a_border(qtbot: QtBot, window: MainWindow) -> None:
    inspector = dock(window, "inspector")
    window.actions_["theme_dark"].trigger()
    inspector.setFloating(True)
    image = inspector.grab().toImage()
    line = inspector.palette().dark().color()
    for x, y in ((0, 40), (image.width() - 1, 40), (90, 0), (90, image.height() - 1)):
        assert image.pixelColor(x, y) == line
    inspector.setFloating(False)
    assert inspector.grab().toImage().pixelColor(0, 40) != line


def test_reset_panels_is_the_last_entry_of_its_menu(window: MainWindow) -> None:
    entries = window.actions_.menu(Menu.PANELS).actions()
    assert entries[-1] is window.actions_["reset_panels"]
    assert entries[-2].isSeparator()
    assert entries[-3] is dock(window, "timeline").toggleViewAction()


def test_a_shortcut_toggles_between_the_whole_run_and_the_pass(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "07_detach")
    window.actions_["last"].trigger()
    qtbot.waitUntil(lambda: window.graph.is_settled)
    counts = [window.graph.counts]
    for _ in range(2):
        qtbot.keyClick(window.graph.canvas, Qt.Key.Key_V)
        qtbot.waitUntil(lambda: window.graph.is_settled)
        counts.append(window.graph.counts)
    assert counts[0] == counts[2]
    assert counts[1][0] > counts[0][0]


def test_escape_deselects_the_card_then_leaves_full_screen(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    canvas, full_screen = window.graph.canvas, window.actions_["full_screen"]
    full_screen.trigger()
    canvas.select(0)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert (canvas.selected, full_screen.isChecked()) == (None, True)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not full_screen.isChecked()
    full_screen.trigger()
    qtbot.keyClick(window.editor, Qt.Key.Key_Escape)
    assert not full_screen.isChecked()


def test_the_sentence_is_large_in_full_screen(qtbot: QtBot, window: MainWindow) -> None:
    usual = window.sentence_bar.font().pixelSize()
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(window.isFullScreen)
    assert window.sentence_bar.font().pixelSize() > usual
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert window.sentence_bar.font().pixelSize() == usual


def toggle_graph_only(qtbot: QtBot, window: MainWindow) -> None:
    modifiers = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_Return, modifiers)


def test_only_the_graph_is_shown_and_the_panels_come_back(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    dock(window, "plots").raise_()
    dock(window, "console").close()
    qtbot.waitUntil(lambda: window.plots.is_in_sight)
    seen = [dock(window, name) for name in ("script", "plots", "timeline")]
    qtbot.wait(50)  # the script has taken the room of the console
    before = [each.geometry() for each in seen]
    window.editor.setFocus()
    toggle_graph_only(qtbot, window)
    qtbot.waitUntil(lambda: window.graph.canvas.width() == window.width())
    assert window.sentence_bar.isVisible()
    assert window.graph.canvas.hasFocus(), "its keys work"
    toggle_graph_only(qtbot, window)
    qtbot.waitUntil(lambda: [each.geometry() for each in seen] == before)
    assert window.plots.is_in_sight
    assert not dock(window, "console").isVisible()


def test_panels_that_are_reset_while_hidden_are_those_of_the_first_start(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    before = places(window)
    dock(window, "console").close()
    toggle_graph_only(qtbot, window)
    window.actions_["reset_panels"].trigger()
    qtbot.waitUntil(lambda: places(window) == pytest.approx(before, abs=2))
    assert not window.actions_["graph_only"].isChecked()


def test_every_tab_stop_has_an_accessible_name(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "18_two_layer_network")
    names = []
    for panel in (*PANELS, "plots", "palette"):
        dock(window, panel).raise_()
        stops = [
            each
            for each in dock(window, panel).findChildren(QWidget)
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.focusProxy() is None
        ]
        qtbot.waitUntil(partial(_is_any_visible, stops))
        shown = [each for each in stops if each.isVisible() and each.isEnabled()]
        interfaces = map(QAccessible.queryAccessibleInterface, shown)
        names += [interface.text(QAccessible.Text.Name) for interface in interfaces]
    assert "" not in names
    buttons = [name for name in names if name.endswith("Close this panel")]
    assert len(set(buttons)) == len(buttons) == 6


def _is_any_visible(widgets: list[QWidget]) -> bool:
    return any(each.isVisible() for each in widgets)
