"""Runs in the window: the order of signals, and listeners that start something else."""

from __future__ import annotations

from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from engine.edit.number_literals import number_literals
from engine.record.rows import Rows
from engine.recorder.recorder import Recorder
from engine.sweep.sample import Sample
from engine.worker.host import WorkerHost
from engine.worker.messages import Finished, SweepRequest
from engine.worker.run import run_script
from gui.runs.analysis_runner import AnalysisRunner
from gui.runs.runner import Runner
from tests.gui.runs.silent_host import SilentHost

SCRIPT = "import torch\nx = torch.ones(2)\n"
DONE = Finished("done", "")


@pytest.fixture
def host() -> SilentHost:
    return SilentHost()


@pytest.fixture
def runner(qtbot: QtBot, host: SilentHost):
    runner = Runner(cast(WorkerHost, host))
    yield runner
    runner.close()


def rows_of(source: str) -> Rows:
    sent: list[Rows] = []
    with Recorder("s.py", source, sent.append) as recorder:
        run_script(source, "s.py", recorder)
    recorder.flush()
    (rows,) = sent
    return rows


def test_rows_before_some_that_do_not_belong_are_signalled_before_the_end(
    qtbot: QtBot, runner: Runner, host: SilentHost
) -> None:
    heard: list[str] = []
    runner.recording_grew.connect(lambda: heard.append("grew"))
    runner.run_ended.connect(lambda end: heard.append(end.how))
    runner.run(SCRIPT, "s.py")
    for message in (rows_of(SCRIPT), Rows({"no table": b""}, [], b""), DONE):
        host.listeners[0](message)
    qtbot.waitUntil(lambda: not runner.is_running)
    assert heard == ["grew", "nonsense"]
    assert runner.recording.step_count == 1


def test_a_run_that_a_listener_starts_does_not_end_with_the_one_before(
    qtbot: QtBot, runner: Runner, host: SilentHost
) -> None:
    def run_again() -> None:
        if len(host.listeners) == 1:
            runner.run(SCRIPT, "s.py")

    ends: list[object] = []
    runner.recording_grew.connect(run_again)
    runner.run_ended.connect(ends.append)
    runner.run(SCRIPT, "s.py")
    for message in (rows_of(SCRIPT), DONE):
        host.listeners[0](message)
    qtbot.waitUntil(lambda: len(host.listeners) == 2)
    assert runner.is_running
    assert ends == []


def test_a_request_that_a_listener_starts_does_not_end_with_the_one_before(
    qtbot: QtBot, host: SilentHost
) -> None:
    script = "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x * x\n"
    (literal,) = number_literals(script)
    request = SweepRequest(script, "s.py", "x", literal.place, 2, "y", -1.0, 1.0)
    sweeper = AnalysisRunner(cast(WorkerHost, host))

    def start_again() -> None:
        if len(host.listeners) == 1:
            sweeper.start(request)

    ends: list[object] = []
    sweeper.found.connect(start_again)
    sweeper.ended.connect(ends.append)
    sweeper.start(request)
    for message in (Sample(1.0), DONE):
        host.listeners[0](message)
    qtbot.waitUntil(lambda: len(host.listeners) == 2)
    assert sweeper.is_running
    assert ends == []
    sweeper.close()
