"""The text of an empty canvas, also while its graph takes long."""

from typing import cast

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from engine.record.recording import Recording
from gui.canvas.canvas import Canvas
from gui.outcome.empty_text import PATIENCE_MS, EmptyText
from gui.player import Player
from gui.runs.runner import Runner
from gui.runs.session import RunState, Session
from tests.samples import first_gradient


class IdleRunner(QObject):
    """Runs nothing."""

    run_started = Signal()
    recording_grew = Signal()
    run_ended = Signal(object)

    def abandon(self) -> None:
        pass


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    return Session(cast(Runner, IdleRunner()), Player())


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    return canvas


def finish(session: Session, recording: Recording) -> None:
    session.state, session.newest = RunState.DONE, recording
    session.player.set_recording(recording, 0)


def test_without_a_run_the_canvas_says_what_to_do(session: Session, canvas: Canvas) -> None:
    EmptyText(session, canvas).refresh()
    assert canvas.empty_text.startswith("Nothing to draw yet")


@pytest.mark.parametrize("state", [RunState.GONE, RunState.KILLED, RunState.STOPPED])
def test_a_run_that_ended_early_is_reported_on_the_canvas(
    session: Session, canvas: Canvas, state: RunState
) -> None:
    session.state = state
    EmptyText(session, canvas).refresh()
    assert canvas.empty_text == "Nothing to draw: the run ended before a tensor was recorded."


def test_an_opened_script_is_offered_to_be_run(session: Session, canvas: Canvas) -> None:
    text = EmptyText(session, canvas)
    session.set_aside("x = 1")
    text.refresh()
    assert canvas.empty_text == "This script has not been run yet. Press Ctrl+Enter to run it."
    session.set_aside("\n")
    text.refresh()
    assert canvas.empty_text.startswith("Nothing to draw yet. Write a script")


def test_a_script_that_failed_at_once_is_reported(session: Session, canvas: Canvas) -> None:
    session.state = RunState.ERROR
    EmptyText(session, canvas).refresh()
    assert canvas.empty_text == "Nothing to draw: the script failed before its first tensor."


def test_a_graph_that_takes_long_to_arrange_is_announced(
    session: Session, canvas: Canvas, qtbot: QtBot
) -> None:
    text = EmptyText(session, canvas)
    finish(session, first_gradient().recording())
    text.refresh()
    assert canvas.empty_text == "", "most graphs are there in no time"
    qtbot.waitUntil(lambda: canvas.empty_text == "The graph is being arranged…")


def test_a_graph_that_is_gone_is_no_longer_announced(
    session: Session, canvas: Canvas, qtbot: QtBot
) -> None:
    text = EmptyText(session, canvas)
    finish(session, first_gradient().recording())
    text.refresh()
    finish(session, Recording(""))
    text.refresh()
    qtbot.wait(2 * PATIENCE_MS)
    assert canvas.empty_text.startswith("Nothing to draw yet")


def test_a_running_script_with_tensors_waits_for_its_graph(
    session: Session, canvas: Canvas
) -> None:
    text = EmptyText(session, canvas)
    session.state, session.is_long = RunState.RUNNING, True
    text.refresh()
    assert canvas.empty_text.startswith("The script is running")
    session.newest = first_gradient().recording()
    session.player.set_recording(session.newest, 0)
    text.refresh()
    assert canvas.empty_text == "The graph is being arranged…"
