"""The plots panel: sweeps by real workers, dragging, turns of a loop."""

import math
import re

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDockWidget,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.commands.command import Menu
from gui.main_window import MainWindow
from gui.plots.function_plot import DerivativePlot, FunctionPlot
from gui.plots.loop_plot import LoopPlot
from gui.plots.plain_plot import PlainPlot
from gui.plots.swept_function import SweptFunction
from gui.runs.session import RunState
from gui.settings import Settings
from gui.theme import DARK, LIGHT
from tests.end_to_end.reading import label, open_example, press_card, wait_for_run, write_and_run

pytestmark = pytest.mark.long

FIXED = "09_control_flow_fixed"
TRAINING = "18_two_layer_network"
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SQUARE = "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x * x\ny.backward()\n"


def look_at_plots(qtbot: QtBot, window: MainWindow) -> None:
    """Bring the panel to the front, as a click on its tab does."""
    dock = window.findChild(QDockWidget, "plots_dock")
    assert isinstance(dock, QDockWidget)
    dock.raise_()
    qtbot.waitUntil(lambda: window.plots.is_in_sight)


def swept(qtbot: QtBot, window: MainWindow) -> SweptFunction:
    """The function, once its sweep is complete."""
    qtbot.waitUntil(lambda: window.plots.pages is not None)
    function = function_of(window)
    qtbot.waitUntil(lambda: bool(function.how_ended) and not function.is_sweeping, timeout=20_000)
    return function


def function_of(window: MainWindow) -> SweptFunction:
    assert window.plots.pages is not None
    return window.plots.pages.function


def plotted(qtbot: QtBot, window: MainWindow, script: str) -> SweptFunction:
    """The function of a script, once its sweep is complete."""
    look_at_plots(qtbot, window)
    write_and_run(qtbot, window, script)
    return swept(qtbot, window)


def plot(window: MainWindow, kind: type[PlainPlot], name: str) -> PlainPlot:
    found = window.plots.findChild(kind, name)
    assert isinstance(found, kind)
    return found


def function_plot(window: MainWindow) -> PlainPlot:
    return plot(window, FunctionPlot, "function_plot")


def loop_plot(window: MainWindow) -> PlainPlot:
    return plot(window, LoopPlot, "loop_plot")


class Mouse:
    """The left mouse button over a plot."""

    def __init__(self, qtbot: QtBot, plot: PlainPlot) -> None:
        self._qtbot, self._plot = qtbot, plot
        view = plot.findChild(QGraphicsView)
        assert view is not None
        self._viewport = view.viewport()

    def press(self, place: QPointF) -> None:
        self._qtbot.mousePress(self._viewport, LEFT, NONE, self._at(place))

    def move(self, place: QPointF) -> None:
        self._qtbot.mouseMove(self._viewport, self._at(place))

    def release(self, place: QPointF) -> None:
        self._qtbot.mouseRelease(self._viewport, LEFT, NONE, self._at(place))

    def _at(self, place: QPointF) -> QPoint:
        return self._viewport.mapFrom(self._plot, place.toPoint())


def drag(qtbot: QtBot, window: MainWindow, *numbers: float) -> None:
    """Drag the point to each of the numbers in turn, and release it."""
    function, shown = function_of(window), function_plot(window)
    point = function.point
    assert point is not None
    mouse, place = Mouse(qtbot, shown), shown.to_widget(point.number, point.value)
    mouse.press(place)
    for number in numbers:
        place = shown.to_widget(number, point.value)
        mouse.move(place)
    mouse.release(place)


def words(window: MainWindow, name: str = "plot_words") -> str:
    return label(window, name)


# -- a function and its derivative -----------------------------------------------------------------


def test_the_plots_are_loaded_when_they_are_first_shown(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, FIXED)
    assert not window.plots.is_in_sight
    assert window.plots.findChild(PlainPlot) is None
    assert window.plots.pages is None
    look_at_plots(qtbot, window)
    qtbot.waitUntil(lambda: window.plots.findChild(PlainPlot) is not None)
    swept(qtbot, window)


def test_pieces_of_control_flow_and_the_slope_are_described(
    qtbot: QtBot, window: MainWindow
) -> None:
    look_at_plots(qtbot, window)
    open_example(qtbot, window, FIXED)
    function = swept(qtbot, window)
    assert (function.low, function.high) == (-250, 50)
    slopes = {piece.slope for piece in function.curve.pieces if piece.low < -20}
    assert {512.0, 1024.0, 2048.0, 4096.0} <= slopes
    assert function.point == (-100, -102400, 1024)
    assert "At a = -100, d is -102400. The slope of the tangent is 1024" in words(window)
    assert "from -125 to -62.5, is straight" in words(window)
    stop = window.plots.findChild(QPushButton, "plot_stop")
    assert stop is not None
    assert not stop.isVisible()


def test_dragging_the_point_edits_the_number_and_runs_the_script(
    qtbot: QtBot, window: MainWindow
) -> None:
    look_at_plots(qtbot, window)
    open_example(qtbot, window, FIXED)
    before = window.editor.source()
    assert swept(qtbot, window).number == -100
    sampled = len(function_of(window).curve.samples)
    ended: list[object] = []
    window.session.changed.connect(lambda: ended.append(window.session.state))
    drag(qtbot, window, -120, -140, -180)
    number = function_of(window).number
    assert number == pytest.approx(-180, abs=2)
    assert window.editor.source() == before.replace("-100.0", str(number))
    assert "slope of the tangent is 512" in words(window), "at once, from what was swept"
    wait_for_run(qtbot, window)
    assert ended.count(RunState.RUNNING) == 1, "one run for the whole drag"
    assert window.player.recording.source == window.editor.source()
    swept(qtbot, window)
    assert len(function_of(window).curve.samples) <= sampled + 1, "the curve is still the same"
    assert function_of(window).curve.has_sample(number)
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(function_plot(window), Qt.Key.Key_Z, control)
    assert window.editor.source() == before, "one undo for the whole drag"
    qtbot.keyClick(function_plot(window), Qt.Key.Key_Z, control | shift)
    assert str(number) in window.editor.source()


def test_dragging_the_point_keeps_the_step_and_the_selected_card(
    qtbot: QtBot, window: MainWindow
) -> None:
    plotted(qtbot, window, SQUARE)
    window.player.seek(window.player.recording.step_count)
    press_card(window, "x")
    selected, cursor = window.graph.selected, window.player.cursor
    drag(qtbot, window, 3.0)
    wait_for_run(qtbot, window)
    assert window.player.recording.source == window.editor.source() != SQUARE
    qtbot.waitUntil(lambda: window.graph.is_settled)
    assert (window.graph.selected, window.player.cursor) == (selected, cursor)


def test_a_press_beside_the_point_does_nothing(qtbot: QtBot, window: MainWindow) -> None:
    plotted(qtbot, window, SQUARE)
    shown = function_plot(window)
    mouse = Mouse(qtbot, shown)
    mouse.press(shown.to_widget(0, 0))
    mouse.move(shown.to_widget(1, 0))
    mouse.release(shown.to_widget(1, 0))
    assert window.editor.source() == SQUARE


def test_arrow_keys_move_the_point(qtbot: QtBot, window: MainWindow) -> None:
    function = plotted(qtbot, window, SQUARE)
    cursor = window.player.cursor
    shown = function_plot(window)
    shown.setFocus()
    for _ in range(3):
        qtbot.keyClick(shown, Qt.Key.Key_Right)
    assert function.number == pytest.approx(2 + 3 * function.step_size())
    assert window.player.cursor == cursor, "these keys are not steps of the player here"
    assert str(function.number) in window.editor.source()
    assert f"y is {function.number**2:.5g}" in words(window)
    qtbot.waitUntil(
        lambda: window.player.recording.source == window.editor.source(), timeout=10_000
    )
    window.actions_["undo"].trigger()
    assert window.editor.source() == SQUARE


def test_a_drag_goes_on_when_keys_in_the_other_plot_have_rested(
    qtbot: QtBot, window: MainWindow
) -> None:
    function = plotted(qtbot, window, SQUARE)
    other = plot(window, DerivativePlot, "derivative_plot")
    function_plot(window).setFocus()
    qtbot.keyClick(function_plot(window), Qt.Key.Key_Right)
    moved, point = function.number, function.point
    assert point is not None
    mouse, place = Mouse(qtbot, other), other.to_widget(point.number, point.slope)
    with qtbot.waitSignal(function.run_requested):  # the move by keys is over
        mouse.press(place)
    mouse.move(other.to_widget(1.0, point.slope))
    mouse.release(other.to_widget(1.0, point.slope))
    assert function.number == pytest.approx(1.0, abs=0.05)
    assert window.editor.source() == SQUARE.replace("2.0", str(function.number))
    window.actions_["undo"].trigger()
    assert window.editor.source() == SQUARE.replace("2.0", str(moved))


def test_the_point_of_another_script_cannot_be_dragged(qtbot: QtBot, window: MainWindow) -> None:
    plotted(qtbot, window, SQUARE)
    window.editor.document().setModified(False)
    other = SQUARE.replace("2.0", "3.0")
    window.files.document.start(other, "theirs.py")
    drag(qtbot, window, 1.0)
    assert window.editor.source() == other


def test_the_point_of_a_deleted_number_cannot_be_dragged(qtbot: QtBot, window: MainWindow) -> None:
    function = plotted(qtbot, window, SQUARE)
    window.editor.setPlainText("import torch\n")
    drag(qtbot, window, 1.0)
    assert window.editor.source() == "import torch\n"
    assert function.number == 2.0


def test_dragging_writes_to_the_number_in_an_edited_script(
    qtbot: QtBot, window: MainWindow
) -> None:
    plotted(qtbot, window, SQUARE)
    edited = "# 梯度 😀\n" + SQUARE.replace("x * x", "x * x * x")
    window.editor.setPlainText(edited)
    drag(qtbot, window, 3.0)
    number = function_of(window).number
    assert window.editor.source() == edited.replace("2.0", str(number))
    wait_for_run(qtbot, window)
    swept(qtbot, window)
    assert function_of(window).point == pytest.approx((number, number**3, 3 * number**2))


def test_a_new_range_is_swept_and_an_invalid_one_refused(qtbot: QtBot, window: MainWindow) -> None:
    function = plotted(qtbot, window, SQUARE)
    low, high = (window.plots.findChild(QLineEdit, f"plot_{end}") for end in ("low", "high"))
    assert low is not None and high is not None
    high.setText("10")
    high.setFocus()
    qtbot.keyClick(high, Qt.Key.Key_Return)
    assert (function.low, function.high) == (-1, 10)
    swept(qtbot, window)
    assert function.curve.numbers[-1] == 10
    for senseless in ("11", "10", "", "one", "nan", "-inf", "-1e300"):
        low.setText(senseless)
        low.setFocus()
        qtbot.keyClick(low, Qt.Key.Key_Return)
        assert (function.low, function.high) == (-1, 10)
        assert low.text() == "-1"
        assert words(window, "plot_progress").startswith("No range")
    low.setText("-2.5")
    qtbot.keyClick(low, Qt.Key.Key_Return)
    assert function.low == -2.5
    assert "No range" not in words(window, "plot_progress")


def test_inputs_and_results_can_be_chosen(qtbot: QtBot, window: MainWindow) -> None:
    look_at_plots(qtbot, window)
    script = (
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\n"
        "w = torch.tensor([3.0], requires_grad=True)\ny = x * x\nz = y * w\nz.backward()\n"
    )
    write_and_run(qtbot, window, script)
    function = swept(qtbot, window)
    assert (function.input and function.input.name, function.result) == ("x", "z")
    inputs, results = (
        window.plots.findChild(QComboBox, f"plot_{part}") for part in ("input", "result")
    )
    assert inputs is not None and results is not None
    inputs.setFocus()
    qtbot.keyClick(inputs, Qt.Key.Key_Down)
    swept(qtbot, window)
    assert function.point == (3, 12, 4)
    results.setFocus()
    qtbot.keyClick(results, Qt.Key.Key_Down)
    swept(qtbot, window)
    assert function.result == "y"
    assert "No gradient reaches w from y" in words(window)


def test_failed_runs_are_gaps_with_a_reason(qtbot: QtBot, window: MainWindow) -> None:
    look_at_plots(qtbot, window)
    script = SQUARE + "if x < 0:\n    raise ValueError('too small')\n"
    write_and_run(qtbot, window, script)
    function = swept(qtbot, window)
    assert function.curve.numbers[0] >= 0
    assert "ValueError: too small (line 6)" in words(window, "plot_failures")
    assert words(window, "plot_failures").startswith(f"{len(function.curve.failures)} of ")


def test_endless_runs_are_gaps_and_the_sweep_can_be_stopped(
    qtbot: QtBot, window: MainWindow
) -> None:
    look_at_plots(qtbot, window)
    write_and_run(qtbot, window, SQUARE + "while x < 1: pass\n")
    function = function_of(window)
    qtbot.waitUntil(lambda: bool(function.curve.failures), timeout=20_000)
    stop = window.plots.findChild(QPushButton, "plot_stop")
    assert stop is not None
    assert stop.isVisible()
    qtbot.mouseClick(stop, LEFT)
    swept(qtbot, window)
    assert function.how_ended == "stopped"
    assert words(window, "plot_progress").startswith("Stopped after ")
    assert "perhaps a loop has no end" in words(window, "plot_failures")
    assert stop.text() == "Compute again"
    qtbot.mouseClick(stop, LEFT)
    assert function.is_sweeping


def test_a_stopped_run_is_repeated_only_on_demand(qtbot: QtBot, window: MainWindow) -> None:
    look_at_plots(qtbot, window)
    window.editor.setPlainText(SQUARE + "while True: pass\n")
    window.run()
    qtbot.waitUntil(lambda: window.player.recording.step_count > 0, timeout=10_000)
    window.actions_["stop"].trigger()
    qtbot.waitUntil(lambda: window.session.state is RunState.STOPPED, timeout=5_000)
    wait_for_run(qtbot, window)
    function = function_of(window)
    qtbot.waitUntil(lambda: function.how_ended == "held")
    assert not function.is_sweeping
    assert "not repeated" in words(window, "plot_progress")
    again = window.plots.findChild(QPushButton, "plot_stop")
    assert again is not None
    qtbot.mouseClick(again, LEFT)
    assert function.is_sweeping


def test_a_script_that_ends_its_process_is_reported(qtbot: QtBot, window: MainWindow) -> None:
    look_at_plots(qtbot, window)
    write_and_run(qtbot, window, SQUARE + "import os\nif x < 0: os._exit(3)\n")
    function = swept(qtbot, window)
    assert function.how_ended == "lost"
    assert words(window, "plot_progress").startswith("The script ended its process after run 1.")
    assert function.point == (2, 4, 4)


def test_a_script_without_a_number_shows_a_hint(qtbot: QtBot, window: MainWindow) -> None:
    look_at_plots(qtbot, window)
    assert "Run a script" in words(window, "plots_nothing")
    open_example(qtbot, window, "01_first_gradient")
    assert "torch.tensor(2.0, requires_grad=True)" in words(window, "function_nothing")
    write_and_run(qtbot, window, "import torch\nx = torch.tensor(2.0, requires_grad=True)\n")
    assert "y = x ** 2" in words(window, "function_nothing")
    tabs = window.plots.findChild(QTabWidget)
    assert tabs is not None
    tabs.setCurrentIndex(1)
    assert "loss = " in words(window, "loop_nothing")


def test_the_window_can_be_closed_during_a_sweep(qtbot: QtBot, window: MainWindow) -> None:
    look_at_plots(qtbot, window)
    write_and_run(qtbot, window, SQUARE + "import time\ntime.sleep(0.05)\n")
    qtbot.waitUntil(lambda: len(function_of(window).curve.samples) > 1, timeout=20_000)
    window.editor.document().setModified(False)
    assert window.close()
    assert not function_of(window).is_sweeping
    count = len(function_of(window).curve.samples)
    qtbot.wait(200)
    assert len(function_of(window).curve.samples) == count


# -- the turns of a loop ---------------------------------------------------------------------------


def test_a_click_on_a_turn_goes_to_its_step(qtbot: QtBot, window: MainWindow) -> None:
    look_at_plots(qtbot, window)
    open_example(qtbot, window, TRAINING)
    shown = loop_plot(window)
    assert shown.isVisible(), "there is no function here, so the page of loops is shown"
    assert words(window, "loop_words").startswith("In turn 1 of 50, loss is 0.743")
    Mouse(qtbot, shown).press(shown.to_widget(20, 0.1))
    state = window.player.state
    recording = state.recording
    assert "loss" in recording.names(state.current_card())
    assert words(window, "loop_words").startswith("In turn 20 of 50, loss is 0.007")
    shown.setFocus()
    qtbot.keyClick(shown, Qt.Key.Key_Left)
    assert words(window, "loop_words").startswith("In turn 19 of 50")
    window.player.first()
    assert words(window, "loop_words") == "50 turns. This step is in none of them."
    qtbot.keyClick(shown, Qt.Key.Key_Right)
    assert words(window, "loop_words").startswith("In turn 1 of 50")


def test_a_loss_can_be_plotted_logarithmically(qtbot: QtBot, window: MainWindow) -> None:
    look_at_plots(qtbot, window)
    open_example(qtbot, window, TRAINING)
    shown = loop_plot(window)

    def height_px(first: float, last: float) -> float:
        return shown.to_widget(1, last).y() - shown.to_widget(1, first).y()

    before = height_px(0.74, 0.0074)
    box = window.plots.findChild(QCheckBox, "plot_logarithmic")
    assert box is not None
    box.click()
    assert height_px(math.log10(0.74), math.log10(0.0074)) < before
    Mouse(qtbot, shown).press(shown.to_widget(30, -1))
    assert words(window, "loop_words").startswith("In turn 30 of 50, loss is 0.006")


# -- the panel -------------------------------------------------------------------------------------


def test_the_panel_is_in_the_menu_of_panels_and_its_visibility_is_stored(
    qtbot: QtBot, window: MainWindow, settings: Settings
) -> None:
    dock = window.findChild(QDockWidget, "plots_dock")
    assert isinstance(dock, QDockWidget)
    toggle = dock.toggleViewAction()
    assert toggle in window.actions_.menu(Menu.PANELS).actions()
    assert toggle.text() == "Plots"
    toggle.trigger()
    assert dock.isHidden()
    state = window.saveState()
    toggle.trigger()
    assert not dock.isHidden()
    qtbot.waitUntil(lambda: window.plots.is_in_sight)  # in front of the inspector
    assert window.restoreState(state)
    assert dock.isHidden()


@pytest.mark.parametrize(("choice", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_the_plots_have_the_colours_of_the_theme(
    qtbot: QtBot, window: MainWindow, choice: str, theme: object
) -> None:
    point = plotted(qtbot, window, SQUARE).point
    assert point is not None
    for each in ("dark", "light", choice):
        window.actions_[f"theme_{each}"].trigger()
    shown = function_plot(window)
    picture = shown.grab().toImage()
    wanted = LIGHT if choice == "light" else DARK
    place = shown.to_widget(point.number, point.value).toPoint()
    assert picture.pixelColor(place) == wanted.current
    assert picture.pixelColor(4, 4) == QColor(wanted.surface)


def test_the_plots_follow_the_language(qtbot: QtBot, window: MainWindow) -> None:
    plotted(qtbot, window, SQUARE)
    window.actions_["language_zh_CN"].trigger()
    QCoreApplication.sendPostedEvents()
    for name in ("plot_words", "derivative_heading", "loop_nothing"):
        assert CHINESE.search(words(window, name)), name
    shown = function_plot(window)
    assert CHINESE.search(shown.accessibleName())
    assert shown.accessibleDescription() == words(window)


def test_the_plots_fit_into_a_small_window(qtbot: QtBot, window: MainWindow) -> None:
    look_at_plots(qtbot, window)
    open_example(qtbot, window, FIXED)
    window.resize(800, 600)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == (800, 600))
    for name in ("plot_low", "plot_high", "plot_input", "plot_result"):
        field = window.plots.findChild(QWidget, name)
        assert field is not None
        right = field.mapTo(window.plots, field.rect().topRight()).x()
        assert right <= window.plots.width()
    heading = window.plots.findChild(QLabel, "function_heading")
    assert heading is not None
    assert heading.text() == "d"
