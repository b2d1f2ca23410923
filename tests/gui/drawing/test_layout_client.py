"""The layout client, and what happens when its process dies."""

import contextlib
import threading
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.children.child import StartedChild
from engine.children.forked import new_child
from engine.layout.messages import RequestColumns
from engine.layout.process import LayoutProcess
from engine.worker.host import WorkerHost
from gui.drawing.layout_client import LayoutClient
from tests.engine.worker.jobs import LINUX_ONLY, ending

SIZES = np.full(2, 50.0)
NO_FRAMES = np.zeros((0, 2))
REQUEST = RequestColumns(SIZES, SIZES, np.array([[0, 1]]), NO_FRAMES, NO_FRAMES)


@pytest.fixture(params=[new_child, StartedChild])
def child(request):
    return request.param("layout")


@pytest.fixture
def layouter(qtbot: QtBot, child) -> Iterator[LayoutClient]:
    layouter = LayoutClient(LayoutProcess(child))
    yield layouter
    layouter.close()


def test_a_request_is_answered(qtbot: QtBot, layouter: LayoutClient) -> None:
    with qtbot.waitSignal(layouter.laid_out, timeout=20_000) as answered:
        number = layouter.request(REQUEST)
    assert answered.args is not None
    assert answered.args[0] == number
    assert len(answered.args[1].x) == 2


def test_a_dead_process_is_reaped_and_replaced(qtbot: QtBot, layouter: LayoutClient, child) -> None:
    threads = threading.active_count()
    with qtbot.waitSignal(layouter.failed, timeout=20_000):
        child.end()
    assert child.wait(0) != 0, "no zombie is left"
    assert child.stdin.closed
    assert child.stdout.closed
    assert threading.active_count() == threads - 2, "neither its reader nor its writer is left"
    with qtbot.waitSignal(layouter.laid_out, timeout=20_000):
        layouter.request(REQUEST)


@LINUX_ONLY
def test_a_script_that_kills_its_fork_server_does_not_end_layouts(qtbot: QtBot) -> None:
    with (
        contextlib.closing(WorkerHost()) as host,
        contextlib.closing(LayoutClient(LayoutProcess())) as layouter,
    ):
        with qtbot.waitSignal(layouter.laid_out, timeout=20_000):
            layouter.request(REQUEST)
        with qtbot.waitSignal(layouter.failed, timeout=20_000):
            ending(host, "import os\nos.kill(os.getppid(), 9)")
        with qtbot.waitSignal(layouter.laid_out, timeout=20_000):
            layouter.request(REQUEST)


def test_a_closed_client_starts_no_process(layouter: LayoutClient, child) -> None:
    layouter.close()
    threads = threading.active_count()
    layouter.request(REQUEST)
    assert child.wait(0) != 0
    assert threading.active_count() == threads


@LINUX_ONLY
def test_a_request_whose_process_dies_is_sent_to_another_one(
    qtbot: QtBot, layouter: LayoutClient, child
) -> None:
    failures: list[str] = []
    layouter.failed.connect(lambda _, reason: failures.append(reason))
    child.end()  # as the system does when memory is short; the client has not noticed yet
    with qtbot.waitSignal(layouter.laid_out, timeout=20_000) as answered:
        number = layouter.request(REQUEST)
    assert answered.args is not None
    assert answered.args[0] == number
    assert failures == []


@LINUX_ONLY
def test_a_request_that_kills_every_process_fails_in_the_end(
    qtbot: QtBot, layouter: LayoutClient, child, monkeypatch: pytest.MonkeyPatch
) -> None:
    def doomed() -> LayoutProcess:
        process = new_child("layout")
        process.end()
        return LayoutProcess(process)

    monkeypatch.setattr("gui.drawing.layout_client.LayoutProcess", doomed)
    child.end()
    with qtbot.waitSignal(layouter.failed, timeout=20_000) as failed:
        number = layouter.request(REQUEST)
    assert failed.args == [number, "the layout process ended"]
