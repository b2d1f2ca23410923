"""Analyses in worker processes: order of signals, stopping, time limits, closing."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from engine.edit.number_literals import number_literals
from engine.worker.host import WorkerHost
from engine.worker.messages import SweepRequest
from gui.runs import analysis_runner as limits
from gui.runs.analysis_runner import AnalysisRunner

SQUARE = "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x * x\n"
PATIENCE_MS = 20_000


@pytest.fixture
def host() -> Iterator[WorkerHost]:
    host = WorkerHost()
    yield host
    host.close()


@pytest.fixture
def sweeper(qtbot: QtBot, host: WorkerHost) -> Iterator[AnalysisRunner]:
    sweeper = AnalysisRunner(host)
    yield sweeper
    sweeper.close()


def request(script: str, most: int = 400) -> SweepRequest:
    (literal,) = number_literals(script)
    line = literal.statement.line
    return SweepRequest(script, "s.py", "x", literal.place, line, "y", -1.0, 1.0, most=most)


def test_samples_are_signalled_before_the_end(qtbot: QtBot, sweeper: AnalysisRunner) -> None:
    heard: list[object] = []
    sweeper.found.connect(lambda samples: heard.extend(each.value for each in samples))
    with qtbot.waitSignal(sweeper.ended, timeout=PATIENCE_MS) as ended:
        sweeper.start(request(SQUARE, most=3))
        assert sweeper.is_running
    assert heard == [1.0, 1.0, 0.0]
    assert ended.args == ["done"]
    assert not sweeper.is_running


def test_a_new_sweep_replaces_the_running_one(qtbot: QtBot, sweeper: AnalysisRunner) -> None:
    values: set[float] = set()
    sweeper.found.connect(lambda samples: values.update(each.value for each in samples))
    sweeper.start(request(SQUARE + "while True: pass\n"))
    with qtbot.waitSignal(sweeper.ended, timeout=PATIENCE_MS) as ended:
        sweeper.start(request(SQUARE.replace("x * x", "x * 0 + 7"), most=5))
    assert ended.args == ["done"]
    assert values == {7.0}


def test_a_stopped_sweep_ends_as_stopped(qtbot: QtBot, sweeper: AnalysisRunner) -> None:
    with qtbot.waitSignal(sweeper.found, timeout=PATIENCE_MS):
        sweeper.start(request(SQUARE + "import time\ntime.sleep(0.05)\n"))
    with qtbot.waitSignal(sweeper.ended, timeout=PATIENCE_MS) as ended:
        sweeper.stop()
    assert ended.args == ["stopped"]


@pytest.mark.parametrize("limit", ["MAX_TOTAL_MS", "MAX_SILENCE_MS"])
def test_a_sweep_past_the_time_limit_is_ended(
    qtbot: QtBot, host: WorkerHost, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(limits, limit, 1_000)
    sweeper = AnalysisRunner(host)
    stubborn = "while True:\n    try:\n        while True: pass\n    except BaseException: pass\n"
    with qtbot.waitSignal(sweeper.ended, timeout=PATIENCE_MS) as ended:
        sweeper.start(request(SQUARE + stubborn))
    assert ended.args == ["too_long"]
    sweeper.close()


def test_a_sweep_whose_process_exits_ends_as_lost(qtbot: QtBot, sweeper: AnalysisRunner) -> None:
    with qtbot.waitSignal(sweeper.ended, timeout=PATIENCE_MS) as ended:
        sweeper.start(request(SQUARE + "import os\nos._exit(3)\n"))
    assert ended.args == ["lost"]


def test_nothing_is_signalled_after_close(qtbot: QtBot, host: WorkerHost) -> None:
    sweeper = AnalysisRunner(host)
    heard: list[object] = []
    sweeper.found.connect(heard.append)
    sweeper.ended.connect(heard.append)
    sweeper.start(request(SQUARE))
    sweeper.close()
    host.close()
    qtbot.wait(200)
    assert heard == []


def test_a_closed_runner_starts_nothing(qtbot: QtBot, sweeper: AnalysisRunner) -> None:
    sweeper.close()
    sweeper.start(request(SQUARE))
    assert not sweeper.is_running
