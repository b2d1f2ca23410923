"""Forked and started workers behave alike."""

import contextlib
import time

import pytest

from engine.children.child import StartedChild
from engine.children.forked import new_child
from engine.worker.host import WorkerHost
from engine.worker.messages import Finished
from tests.engine.worker.jobs import LINUX_ONLY, PATIENCE_S, ending, start

RANDOM = """
import random
import numpy
import torch
print(f"<{random.random()} {numpy.random.random()} {torch.rand(1, dtype=torch.float64).item()}>")
"""


@pytest.fixture(params=[new_child, StartedChild])
def host(request):
    with contextlib.closing(WorkerHost(request.param("worker"))) as host:
        yield host


def test_a_worker_runs_a_script(host):
    end, listener = ending(host, "import torch\nprint(torch.ones(2) + 1)")
    assert end == Finished("done", "")
    assert "tensor([2., 2.])" in listener.text


def test_a_worker_stops_a_script(host):
    job, listener = start(host, "print('begun')\nwhile True: pass")
    listener.wait_for_text("begun")
    job.stop()
    assert listener.ending().how == "stopped"


@LINUX_ONLY
def test_a_stop_sent_before_a_forked_worker_listens_takes_effect():
    for _ in range(20):
        with contextlib.closing(WorkerHost()) as host:
            job, listener = start(host, "while True: pass")
            job.stop()
            assert listener.ending() == Finished("stopped", "", 1)


@LINUX_ONLY
def test_a_script_that_ignores_a_stop_is_killed(host):
    ignoring = "import signal\nsignal.signal(signal.SIGINT, lambda *_: None)\n"
    job, listener = start(host, ignoring + "print('begun')\nwhile True: pass")
    listener.wait_for_text("begun")
    job.stop()
    assert listener.ending().reason == "stopped"


@LINUX_ONLY
def test_the_signal_that_ended_a_process_is_reported(host):
    end, _ = ending(host, "import os\nos.write(2, b'last words')\nos.kill(os.getpid(), 11)")
    assert (end.reason, end.detail, end.stderr_tail[:10]) == ("killed", "SIGSEGV", "last words")


@LINUX_ONLY
def test_the_exit_status_is_reported(host):
    end, _ = ending(host, "import os\nos._exit(3)")
    assert (end.reason, end.detail) == ("exited", "3")


def test_no_two_workers_have_the_same_random_numbers():
    texts = set()
    for _ in range(3):
        with contextlib.closing(WorkerHost()) as host:
            _, listener = ending(host, RANDOM)
            texts.update(listener.text.split("<")[1].split(">")[0].split())
    assert len(texts) == 9


@LINUX_ONLY
def test_if_the_fork_server_dies_its_workers_end_and_later_runs_work():
    with contextlib.closing(WorkerHost()) as host:
        end, _ = ending(host, "import os\nos.kill(os.getppid(), 9)\nwhile True: pass")
        assert (end.reason, end.detail) == ("killed", "SIGKILL")
        assert ending(host, "pass")[0] == Finished("done", "")


@LINUX_ONLY
def test_forking_a_worker_is_much_faster_than_starting_one():
    def seconds(make):
        began = time.monotonic()
        with contextlib.closing(WorkerHost(make("worker"))) as host:
            ending(host, "pass")
        return time.monotonic() - began

    seconds(new_child)  # the fork server may have to load first
    assert min(seconds(new_child) for _ in range(5)) < seconds(StartedChild) / 3


@LINUX_ONLY
@pytest.mark.parametrize("make", [new_child, StartedChild])
def test_a_waiting_worker_that_was_killed_is_replaced(make):
    waiting = make("worker")
    with contextlib.closing(WorkerHost(waiting)) as host:
        assert waiting.is_alive
        waiting.end()  # as the system does when memory is short
        deadline = time.monotonic() + PATIENCE_S
        while waiting.is_alive and time.monotonic() < deadline:
            time.sleep(0.01)
        assert ending(host, "pass")[0] == Finished("done", "")


@LINUX_ONLY
def test_a_waiting_worker_whose_fork_server_was_killed_is_replaced():
    with contextlib.closing(WorkerHost()) as host:
        waiting = new_child("worker")
        with contextlib.closing(WorkerHost(waiting)) as other:
            ending(host, "import os\nos.kill(os.getppid(), 9)\nwhile True: pass")
            assert ending(other, "pass")[0] == Finished("done", "")
