"""The timeline under mouse, keyboard and screen reader."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from engine.record.recording import Recording
from engine.record.rows import Rows
from engine.record.schema import NONE, SCHEMA
from gui.player import Player
from gui.theme import DARK, LIGHT
from gui.timeline.timeline import Timeline
from gui.timeline.track_painter import MARKS_PX, track_top
from tests.samples import Sample, accumulation, first_gradient


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(600, 120)
    timeline.show()
    return timeline


@pytest.fixture(scope="module")
def first() -> Recording:
    return first_gradient().recording()


def cell(timeline: Timeline, step: int) -> QPoint:
    """The centre of a step's cell, on any track."""
    scale = timeline.scale()
    return QPoint(round(scale.x(step) + scale.step_px / 2), 20)


def picture(timeline: Timeline) -> QImage:
    return timeline.grab().toImage()


def many_steps(count: int) -> Recording:
    """A recording of so many ops, all of the same card."""
    sample = Sample("a")
    sample.constant("ones", 1, code="a", line=1)
    rows = np.zeros(count - 1, SCHEMA["events"])
    rows["site"] = NONE
    recording = sample.recording()
    recording.append(Rows({"events": rows.tobytes()}, [], b""))
    return recording


def test_a_compact_timeline_keeps_no_room_for_a_second_pass(timeline, first):
    usual = timeline.minimumHeight()
    timeline.set_compact(True)
    timeline.show_state(first.at(0))
    assert timeline.minimumHeight() < usual
    timeline.show_state(accumulation().recording().at(0))
    assert timeline.minimumHeight() == usual


def test_a_click_requests_the_step_under_it(timeline, first, qtbot):
    timeline.show_state(first.at(0))
    for step in (0, 3, 6):
        with qtbot.waitSignal(timeline.cursor_requested) as caught:
            qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=cell(timeline, step))
        assert caught.args == [step + 1]


def test_a_drag_scrubs(timeline, first, qtbot):
    player = Player()
    player.set_recording(first, 0)
    player.attach(timeline)
    timeline.cursor_requested.connect(player.seek)
    seen: list[int] = []
    player.cursor_changed.connect(lambda: seen.append(player.cursor))
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=cell(timeline, 1))
    for step in (2, 3, 5):
        qtbot.mouseMove(timeline, cell(timeline, step))
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=cell(timeline, 5))
    assert seen == [2, 3, 4, 6]
    assert timeline.value() == 6


def test_moving_the_mouse_without_a_button_requests_nothing(timeline, first, qtbot):
    timeline.show_state(first.at(2))
    with qtbot.assertNotEmitted(timeline.cursor_requested):
        qtbot.mouseMove(timeline, cell(timeline, 5))
        qtbot.mouseClick(timeline, Qt.MouseButton.RightButton, pos=cell(timeline, 5))


def test_showing_a_state_requests_nothing(timeline, first, qtbot):
    with qtbot.assertNotEmitted(timeline.cursor_requested):
        for cursor in (3, 7, 0):
            timeline.show_state(first.at(cursor))
        timeline.show_state(accumulation().recording().at(20))
        timeline.show_state(first.at(3))
        timeline.show_state(Recording("").at(0))


def test_the_timeline_has_the_keys_of_a_slider(timeline, first, qtbot):
    timeline.show_state(first.at(3))
    with qtbot.waitSignal(timeline.cursor_requested) as caught:
        qtbot.keyClick(timeline, Qt.Key.Key_Right)
    assert caught.args == [4]


def test_a_screen_reader_finds_a_slider(timeline, first):
    timeline.show_state(first.at(5))
    read = QAccessible.queryAccessibleInterface(timeline)
    assert read.role() == QAccessible.Role.Slider
    assert read.text(QAccessible.Text.Name) == "Timeline"
    assert read.text(QAccessible.Text.Value) == "5"
    assert read.text(QAccessible.Text.Description) == "step 5 of 7, pass 1"
    assert read.valueInterface().maximumValue() == 7
    timeline.show_state(first.at(2))
    assert timeline.accessibleDescription() == "step 2 of 7"


def tip(timeline: Timeline, place: QPoint) -> str:
    help_ = QHelpEvent(QHelpEvent.Type.ToolTip, place, timeline.mapToGlobal(place))
    QApplication.sendEvent(timeline, help_)
    return QToolTip.text()


def test_the_tool_tip_is_the_sentence_of_the_step(timeline, first):
    timeline.show_state(first.at(0))
    told = "Pass 1\nMulBackward0 received 1; it sends 2 to DotBackward0"
    assert tip(timeline, cell(timeline, 4)) == told


def test_the_tool_tip_left_of_the_steps_is_a_legend(timeline, first):
    timeline.show_state(first.at(0))
    assert "● a node of the pass runs" in tip(timeline, QPoint(5, 20))


def test_the_tool_tip_of_a_dot_is_the_printed_text(timeline):
    sample = first_gradient()
    sample.print("hello")
    sample.print(" there\n")
    timeline.show_state(sample.recording().at(0))
    assert tip(timeline, cell(timeline, 6)).endswith("\nPrinted: hello there")
    assert "Printed" not in tip(timeline, cell(timeline, 5))


def test_an_error_of_the_script_is_marked_after_the_last_step(timeline):
    sample = first_gradient()
    sample.fail("RuntimeError", "no second time", 5)
    timeline.show_state(sample.recording().at(0))
    after = QPoint(round(timeline.scale().failure_x), 20)
    assert tip(timeline, after) == "RuntimeError: no second time"
    assert "RuntimeError" not in tip(timeline, cell(timeline, 6))


def test_the_current_step_is_highlighted(timeline, first):
    timeline.show_state(first.at(2))
    colours = [picture(timeline).pixelColor(cell(timeline, step)) for step in range(3)]
    assert colours == [LIGHT.muted, LIGHT.current, timeline.palette().window().color()]


def test_future_steps_are_outlined(timeline, first):
    timeline.show_state(first.at(7))
    happened = picture(timeline).pixelColor(cell(timeline, 0))
    timeline.show_state(first.at(0))
    assert picture(timeline).pixelColor(cell(timeline, 0)) != happened


def test_a_reset_has_its_own_shape(timeline):
    timeline.show_state(accumulation().recording().at(20))
    image = picture(timeline)
    scale = timeline.scale()
    op, reset = cell(timeline, 0), cell(timeline, 11)
    near_corner = round(scale.step_px / 2) - 2
    assert image.pixelColor(op - QPoint(near_corner, 6)) == LIGHT.muted
    assert image.pixelColor(reset - QPoint(near_corner, 6)) != LIGHT.muted
    assert image.pixelColor(reset) == LIGHT.muted


def test_errors_are_marked_in_their_colour(timeline):
    sample = first_gradient()
    plain = sample.recording()
    sample.fail("RuntimeError", "no", 5)
    timeline.show_state(plain.at(0))
    without = count_of(LIGHT.cut, picture(timeline))
    timeline.show_state(sample.recording().at(0))
    assert without == 0
    scale, image = timeline.scale(), picture(timeline)
    assert count_of(LIGHT.cut, image) > 0
    before_the_end = image.copy(0, 0, round(scale.x(scale.step_count)), image.height())
    assert count_of(LIGHT.cut, before_the_end) == 0


def test_passes_that_share_tracks_are_numbered_at_their_starts(timeline):
    sample = Sample("a")
    w = sample.leaf("ones", 1, code="a", line=1)
    for _ in range(6):
        node = sample.node_of(w)
        pass_ = sample.begin_pass({node: 1.0}, {node: 1}, code="a", line=1)
        sample.accumulate(pass_, w)
        sample.end_pass(pass_)
    recording = sample.recording()
    timeline.show_state(recording.at(0))
    scale, quiet = timeline.scale(), picture(timeline)
    fifth = int(recording.index.pass_start(4)) - 1
    timeline.show_state(recording.at(fifth + 2))
    assert timeline.height() < 140
    before = QRect(round(scale.x(fifth)) - 10, 12 + 20, 8, 16)
    assert picture(timeline).copy(before) != quiet.copy(before)


def count_of(color: QColor, image: QImage) -> int:
    pixels = np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint32)
    return int((pixels == color.rgba()).sum())


@pytest.mark.parametrize("count", [300, 100_000])
def test_many_steps_are_merged_into_a_bar(timeline, count):
    recording = many_steps(count)
    timeline.show_state(recording.at(count // 2))
    assert timeline.scale().step_px < 3
    image = picture(timeline)
    scale = timeline.scale()
    early, late = (image.pixelColor(round(scale.x(count * share // 8)), 20) for share in (2, 6))
    assert early == LIGHT.muted
    assert late not in (early, timeline.palette().window().color())


def test_the_timeline_grows_with_its_recording(timeline, first):
    rows = first_gradient().rows()
    events = rows.tables.pop("events")
    growing = Recording("")
    growing.append(rows)
    timeline.show_state(growing.at(0))
    assert timeline.maximum() == 0
    growing.append(Rows({"events": events}, [], b""))
    timeline.show_state(growing.at(7))
    assert (timeline.maximum(), timeline.value()) == (7, 7)
    assert timeline.accessibleDescription() == "step 7 of 7, pass 1"


def test_an_empty_timeline_shows_a_hint(timeline):
    timeline.show_state(Recording("").at(0))
    assert count_of(LIGHT.muted, picture(timeline)) > 0


def test_a_theme_recolours_the_timeline(timeline, first):
    timeline.show_state(first.at(2))
    timeline.set_theme(DARK)
    assert picture(timeline).pixelColor(cell(timeline, 1)) == DARK.current


def test_breakpoints_are_marked_below_their_steps(timeline, first):
    timeline.show_state(first.at(7))
    without = count_of(LIGHT.accent, picture(timeline))
    timeline.mark_stops(np.array([2, 4]))
    image, scale = picture(timeline), timeline.scale()
    assert count_of(LIGHT.accent, image) > without
    below = 12 + track_top(2) + MARKS_PX // 2
    marked = [
        image.pixelColor(round(scale.x(step) + scale.step_px / 2), below) == LIGHT.accent
        for step in range(7)
    ]
    assert marked == [False, True, False, True, False, False, False]


def test_cells_of_the_script_begin_with_a_line_and_are_in_the_tool_tip(timeline):
    sample = Sample("# %% first\na\n# %%\nb\n")
    for code, line in (("a", 2), ("a", 2), ("b", 4)):
        sample.constant("ones", 1, code=code, line=line)
    plain = Sample("a\nb")
    for code, line in (("a", 1), ("a", 1), ("b", 2)):
        plain.constant("ones", 1, code=code, line=line)
    timeline.show_state(plain.recording().at(0))
    without = picture(timeline)
    timeline.show_state(sample.recording().at(0))
    x = round(np.floor(timeline.scale().x(2)))
    between = QRect(x - 1, 12 + 18, 1, 20)
    assert picture(timeline).copy(between) != without.copy(between)
    assert tip(timeline, cell(timeline, 0)).startswith("Cell in line 1: first\n")
    assert tip(timeline, cell(timeline, 2)).startswith("Cell in line 3\n")


def many_passes(count: int) -> Recording:
    """A recording of so many passes, each of two steps, with a step of the script before each."""
    sample = Sample("a")
    w = sample.leaf("ones", 1, code="a", line=1)
    for _ in range(count):
        sample.constant("ones", 1, code="a", line=1)
        node = sample.node_of(w)
        pass_ = sample.begin_pass({node: 1.0}, {node: 1}, code="a", line=1)
        sample.accumulate(pass_, w)
        sample.end_pass(pass_)
    return sample.recording()


def test_thousands_of_passes_are_numbered_in_the_overview(timeline, first):
    timeline.show_state(first.at(0))
    before_few = timeline.scale().left_px
    timeline.show_state(many_passes(1_000).at(0))
    left = timeline.scale().left_px
    assert left > before_few, "there is room for the words"
    words = QRect(0, 12, round(left) - 2, 16)
    assert count_of(LIGHT.muted, picture(timeline).copy(words)) > 0


def test_the_close_up_of_thousands_of_passes_shows_steps_as_cells(timeline, qtbot):
    recording = many_passes(1_000)
    timeline.show_state(recording.at(1_500))
    below = QPoint(300, 12 + 44 + 8)
    assert timeline.scale().step_px < 1
    asked: list[int] = []
    timeline.cursor_requested.connect(asked.append)
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=below)
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=below + QPoint(14, 0))
    assert asked[1] == asked[0] + 1, "the next cell is the next step"
    assert abs(asked[0] - 1_500) < 40
    above = QPoint(300, 20)
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=above)
    assert asked[2] == timeline.scale().cursor_at(300), "all steps are in the row above"


@pytest.mark.parametrize("count", [1, 3])
def test_a_few_passes_too_short_to_be_seen_have_a_close_up(timeline, qtbot, count: int):
    sample = Sample("a")
    w = sample.leaf("ones", 1, code="a", line=1)
    for _ in range(3_000):
        sample.constant("ones", 1, code="a", line=1)
    for _ in range(count):
        pass_ = sample.begin_pass(
            {sample.node_of(w): 1.0}, {sample.node_of(w): 1}, code="a", line=1
        )
        sample.accumulate(pass_, w)
        sample.end_pass(pass_)
    recording = sample.recording()
    timeline.show_state(recording.at(3_001))
    asked: list[int] = []
    timeline.cursor_requested.connect(asked.append)
    for x in (300, 314):
        qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(x, 12 + 28 + 8))
    assert asked[1] == asked[0] + 1, "the next cell is the next step"
    assert timeline.height() >= 12 + 28 + 40 + MARKS_PX, "all of it is in sight"


def test_the_close_up_does_not_move_during_a_drag(timeline, qtbot):
    recording = many_passes(1_000)
    timeline.cursor_requested.connect(lambda cursor: timeline.show_state(recording.at(cursor)))
    timeline.show_state(recording.at(1_500))
    at = QPoint(300, 12 + 44 + 8)
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=at)
    began = timeline.value()
    for step in range(1, 15):
        qtbot.mouseMove(timeline, at + QPoint(14 * step, 0))
        assert timeline.value() == began + step
    qtbot.mouseMove(timeline, at + QPoint(10_000, 0))
    assert timeline.value() < began + 40, "it ends where the cells end"
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=at)


def test_a_drag_ends_with_its_recording(timeline, first, qtbot):
    timeline.show_state(many_passes(1_000).at(1_500))
    at = QPoint(300, 12 + 44 + 8)
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=at)
    timeline.show_state(first.at(3))  # the script ran again, as it does while one types
    before = picture(timeline)
    qtbot.mouseMove(timeline, at + QPoint(40, 0))
    assert timeline.value() == 3
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=at)
    assert picture(timeline) == before


def test_the_tool_tip_in_the_close_up_is_that_of_its_step(timeline):
    recording = many_passes(1_000)
    timeline.show_state(recording.at(1_500))
    x = next(
        x for x in range(200, 500, 14) if tip(timeline, QPoint(x, 12 + 44 + 8)).startswith("Pass ")
    )
    number = int(tip(timeline, QPoint(x, 12 + 44 + 8)).split()[1])
    assert abs(number - 500) < 20
