"""When the views are muted."""

from typing import cast

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.record.recording import Recording
from gui.canvas.canvas import Canvas
from gui.editor.code_editor import CodeEditor
from gui.outcome.staleness import DELAY_MS, Staleness
from gui.player import Player
from gui.runs.run_text import graph_text
from gui.runs.runner import Runner
from gui.runs.session import Session
from tests.samples import FIRST_SCRIPT, first_gradient


class IdleRunner(QObject):
    """A runner that can claim to run."""

    run_started = Signal()
    recording_grew = Signal()
    run_ended = Signal(object)
    recording = Recording("")


class Bench:
    """A session that shows a recording, its script in the editor, and one more view."""

    def __init__(self, qtbot: QtBot) -> None:
        self.runner = IdleRunner()
        self.session = Session(cast(Runner, self.runner), Player())
        self.editor, self.canvas, self.view = CodeEditor(), Canvas(), QWidget()
        for widget in (self.editor, self.canvas, self.view):
            qtbot.addWidget(widget)
        self.view.show()
        views = [self.view]
        self.staleness = Staleness(self.session, self.editor, self.canvas, views)
        recording = first_gradient().recording()
        self.session.newest = recording
        self.session.player.set_recording(recording, 4)
        self.editor.set_source(FIRST_SCRIPT)
        self.editor.set_recorded_source(FIRST_SCRIPT)
        self.session.changed.emit()

    @property
    def is_muted(self) -> bool:
        veil = self.view.findChild(QWidget)
        assert veil is not None
        return veil.isVisible()


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def test_views_of_the_present_script_are_not_muted(bench: Bench) -> None:
    assert not bench.staleness.is_stale
    assert graph_text(bench.session, is_stale=False) == ""


def test_editing_mutes_the_views_until_it_is_undone(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.staleness.changed):
        bench.editor.insertPlainText("# ")
    assert bench.staleness.is_stale
    assert bench.is_muted
    told = graph_text(bench.session, is_stale=True)
    assert told == "The script was changed since this run"
    bench.editor.undo()
    assert not bench.staleness.is_stale
    assert not bench.is_muted


def test_a_long_run_mutes_the_views_of_the_previous_run(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bench.staleness.changed):
        bench.runner.run_started.emit()
    assert graph_text(bench.session, is_stale=False) == ""
    qtbot.waitUntil(lambda: bench.is_muted, timeout=10 * DELAY_MS)
    assert graph_text(bench.session, is_stale=True) == "The graph is of the run before"


def test_graphs_are_not_muted_while_a_value_is_dragged(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bench.staleness.changed):
        for _ in range(8):
            bench.editor.insertPlainText("#")
            qtbot.wait(DELAY_MS // 4)
            bench.session.newest = first_gradient().recording()
            bench.session.player.set_recording(bench.session.newest, 4)
            bench.session.changed.emit()
        assert bench.editor.is_stale
        bench.editor.set_recorded_source(bench.editor.source())  # the drag has ended
    assert not bench.is_muted


def test_the_first_graph_after_a_long_wait_is_not_muted(bench: Bench, qtbot: QtBot) -> None:
    bench.editor.insertPlainText("#")
    qtbot.waitUntil(lambda: bench.is_muted, timeout=10 * DELAY_MS)
    bench.session.newest = first_gradient().recording()
    bench.session.player.set_recording(bench.session.newest, 4)
    bench.session.changed.emit()
    assert not bench.is_muted
    qtbot.waitUntil(lambda: bench.is_muted, timeout=10 * DELAY_MS)


def test_an_up_to_date_graph_is_not_muted_after_a_long_wait(bench: Bench, qtbot: QtBot) -> None:
    bench.staleness.changed.connect(
        lambda: bench.editor.set_recorded_source(bench.session.newest.source)  # as the window does
    )
    bench.editor.insertPlainText("#")
    qtbot.waitUntil(lambda: bench.is_muted, timeout=10 * DELAY_MS)
    bench.session.newest = Recording(bench.editor.source())
    bench.session.newest.append(first_gradient().rows())
    bench.session.player.set_recording(bench.session.newest, 4)
    bench.session.changed.emit()
    assert not bench.editor.is_stale
    qtbot.wait(2 * DELAY_MS)
    assert not bench.is_muted


def test_an_empty_canvas_is_not_muted(bench: Bench, qtbot: QtBot) -> None:
    bench.session.player.set_recording(Recording(""), 0)
    bench.editor.insertPlainText("# ")
    with qtbot.assertNotEmitted(bench.staleness.changed, wait=2 * DELAY_MS):
        bench.session.changed.emit()


def test_a_veil_lets_the_mouse_through_and_covers_the_view(bench: Bench) -> None:
    bench.view.resize(123, 45)
    veil = bench.view.findChild(QWidget)
    assert veil is not None
    assert veil.size() == bench.view.size()
    assert veil.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
