"""Worker processes run scripts, stop, crash and end correctly."""

import contextlib
import os
import select
import subprocess
import sys
import threading
import time
from textwrap import dedent

import pytest

from engine.children.child import StartedChild, child_environment
from engine.worker.ending import end_of
from engine.worker.host import WorkerHost
from engine.worker.messages import Finished, RunRequest
from tests.engine.worker.jobs import LINUX_ONLY, PATIENCE_S, Listener, ending, start
from tests.processes import working_processes


def test_consecutive_runs_are_separate(host):
    _, first = start(host, "import builtins; builtins.x = 1; print('first')")
    _, second = start(host, "print('x' in dir(__builtins__), 'second')")
    assert (first.ending().how, second.ending().how) == ("done", "done")
    assert "first" in first.text
    assert "False second" in second.text


def test_files_and_modules_are_found_in_the_folder_of_the_script(host, tmp_path):
    (tmp_path / "numbers.csv").write_text("1,2")
    (tmp_path / "my_module.py").write_text("K = 'mine'")
    (tmp_path / "queue.py").write_text("1 / 0")
    source = "import my_module, queue; print(open('numbers.csv').read(), my_module.K)"
    host.folder = str(tmp_path)
    end, listener = ending(host, source)
    assert (end.how, end.detail) == ("done", "")
    assert "1,2 mine" in listener.text
    host.folder = ""
    assert ending(host, "open('numbers.csv')")[0].how == "error"


def test_a_folder_that_is_gone_is_no_error(host, tmp_path):
    host.folder = str(tmp_path / "gone")
    assert ending(host, "print(1)")[0].how == "done"


@pytest.mark.parametrize(
    "loop",
    [
        "while True: pass",
        "while True: x = 1",
        "while True: print(1)",
        # Elsewhere nothing arrives while it sleeps, so that this test would not see it begin.
        pytest.param("import time\nwhile True: time.sleep(60)", marks=LINUX_ONLY),
        "from itertools import count\nfor x in count(): y = [i for i in range(9)]",
        "def f(n):\n  if n: f(n - 1)\n  while True: pass\nf(50)",
        "sum(1 for _ in iter(int, 1))",
    ],
)
def test_an_endless_script_stops_within_a_second(host, loop):
    job, listener = start(host, "print('begun')\n" + loop)
    listener.wait_for_text("begun")
    began = time.monotonic()
    job.stop()
    end = listener.ending()
    assert (end.how, end.detail) == ("stopped", "")
    assert end.line > 1
    assert time.monotonic() - began < 1
    assert job.ended


def test_what_happened_before_a_stop_is_kept(host):
    job, listener = start(
        host,
        """
        print("begun")
        try:
            while True: pass
        finally:
            print("last words")
        """,
    )
    listener.wait_for_text("begun")
    job.stop()
    job.stop()
    assert listener.ending() == Finished("stopped", "", 4)
    assert "last words" in listener.text


def test_a_script_that_ignores_a_stop_is_killed(host):
    job, listener = start(
        host,
        """
        print("begun")
        while True:
            try:
                times = 0  # CPython looks for no handler at a jump that begins or ends a `try`
                while True: times += 1
            except BaseException:
                print("no")
        """,
    )
    listener.wait_for_text("begun")
    began = time.monotonic()
    job.stop()
    assert (listener.ending().reason, listener.messages[-1].detail) == ("stopped", "")
    assert time.monotonic() - began < 1


@pytest.mark.skipif(sys.platform == "win32", reason="there is no way to ask there")
@pytest.mark.parametrize("name", ["<script>", "链式法则.py"])
def test_a_script_that_ignores_a_stop_is_reported_with_its_line(host, name):
    listener = Listener()
    stubborn = "    try:\n        while True: times += 1\n    except BaseException: pass\n"
    source = f"times = 0\nprint('begun')\nwhile True:\n{stubborn}"
    job = host.run(RunRequest(source, name), listener)
    listener.wait_for_text("begun")
    job.stop()
    end = end_of(listener.ending())
    assert end.how == "stopped"
    assert 3 <= end.line <= 6


def test_a_stop_before_the_script_has_begun_stops_it(host):
    job, listener = start(host, "while True: pass")
    job.stop()
    end = listener.ending()
    assert "stopped" in (getattr(end, "how", None), getattr(end, "reason", None))


def test_a_stop_after_the_end_does_nothing(host):
    job, listener = start(host, "pass")
    listener.ending()
    job.stop()
    assert len(listener.messages) == 1


def test_an_os_exit_is_reported(host):
    end, _ = ending(host, "import os; os._exit(3)")
    assert (end.reason, end.detail) == ("exited", "3")


@LINUX_ONLY
def test_a_crash_is_reported_with_its_standard_error(host):
    end, _ = ending(host, "import ctypes\ndef crash(): ctypes.string_at(0)\ncrash()")
    assert (end.reason, end.detail) == ("killed", "SIGSEGV")
    assert 'File "<script>", line 2 in crash' in end.stderr_tail


@LINUX_ONLY
def test_an_unnamed_signal_is_reported_by_its_number(host):
    end, _ = ending(host, "import os\nos.kill(os.getpid(), 40)")
    assert (end.reason, end.detail) == ("killed", "signal 40")


@LINUX_ONLY
def test_a_child_that_closes_its_pipe_is_reported_and_killed(host):
    end, _ = ending(host, "import os\nos.closerange(3, 32)\nwhile True: pass")
    assert (end.reason, end.detail) == ("silent", "")


def test_a_script_that_cannot_be_sent_is_reported(host):
    end, _ = ending(host, "x = '\ud800'")
    assert end.reason == "nonsense"
    assert "surrogates" in end.detail


@LINUX_ONLY
def test_the_output_of_a_lost_worker_is_logged(host, caplog):
    ending(host, "import os\nos.write(2, b'my last words')\nos._exit(3)")
    assert "my last words" in caplog.text


@LINUX_ONLY
@pytest.mark.parametrize(
    "nonsense",
    [
        b"\xff" * 64,
        b"\x03\x00\x00\x00abc",
        b"\x01\x00\x00\x00\xc0",
        b"\x0c\x00\x00\x00\x81\xa4type\xa4\xff\xff\xff\xffx",
    ],
    ids=["too large", "no message", "another message", "not UTF-8"],
)
def test_an_invalid_message_ends_the_run(host, nonsense):
    end, listener = ending(
        host,
        f"""
        import os, stat
        print("before")
        for fd in range(3, 32):
            try:
                if stat.S_ISFIFO(os.fstat(fd).st_mode): os.write(fd, {nonsense!r})
            except OSError: pass
        while True: pass
        """,
    )
    assert end.reason == "nonsense"
    assert end.detail
    assert "before" in listener.text or listener.messages == [end]


@LINUX_ONLY
def test_processes_started_by_a_script_end_with_it(host):
    end, listener = ending(
        host,
        """
        import subprocess, sys
        sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print(f"pid<{sleeper.pid}>")
        """,
    )
    assert end == Finished("done", "")
    assert is_gone(int(listener.text.split("pid<")[1].split(">")[0]))


@LINUX_ONLY
def test_a_closed_host_starts_nothing():
    before = working_processes()
    host = WorkerHost()
    host.close()
    host.prepare()
    with pytest.raises(RuntimeError, match="closed"):
        start(host, "x = 1")
    assert working_processes() == before


@LINUX_ONLY
def test_closing_a_host_leaves_no_processes():
    host = WorkerHost()
    _, first = start(host, "import os\nprint(f'pid<{os.getpid()}>')\nwhile True: pass")
    first.wait_for_text(">")
    host.prepare()
    begun = time.monotonic()
    while len(working_processes()) < 2:
        assert time.monotonic() - begun < PATIENCE_S
    host.close()
    assert working_processes() == set()
    assert first.ending().reason == "stopped"


@LINUX_ONLY
def test_workers_end_with_the_process_that_started_them():
    program = dedent("""
        import sys
        from engine.worker.host import WorkerHost
        from engine.worker.messages import RunRequest
        script = "import os, sys; print('pid', os.getpid(), '.', file=sys.stderr)\\nwhile 1: pass"
        host = WorkerHost()
        host.run(RunRequest(script, "<script>"), print)
        sys.stdin.read()
        """)
    parent = subprocess.Popen(
        [sys.executable, "-u", "-c", program],
        env=child_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout
        worker = int(parent.stdout.readline().split("pid ")[1].split(" .")[0])
        parent.kill()
    assert is_gone(worker)


def test_only_the_thread_that_made_a_host_may_run_scripts(host):
    errors = []

    def run():
        try:
            start(host, "pass")
        except RuntimeError as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert len(errors) == 1


@LINUX_ONLY
def test_a_child_that_cannot_start_is_reported_with_its_reason(stand_in):
    # It ends only when it is asked: one that has already ended would be replaced.
    stand_in("head -c 1 >/dev/null; echo broken >&2; exit 7")
    with contextlib.closing(WorkerHost(StartedChild("worker"))) as host:
        end, _ = ending(host, "pass")
    assert (end.reason, end.detail, end.stderr_tail) == ("exited", "7", "broken\n")


@LINUX_ONLY
def test_a_child_that_is_no_worker_is_detected(stand_in):
    stand_in("echo hello; sleep 60")
    with contextlib.closing(WorkerHost(StartedChild("worker"))) as host:
        end, _ = ending(host, "pass")
    assert end.reason == "nonsense"


@pytest.fixture
def stand_in(monkeypatch, tmp_path):
    """A function whose argument, lines of a shell script, runs in place of Python."""

    def install(lines):
        program = tmp_path / "python"
        program.write_text(f"#!/bin/sh\n{lines}\n")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))

    return install


def is_gone(pid):
    """Whether a process, perhaps not a child, ends within the time limit."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    ended, _, _ = select.select([process], [], [], PATIENCE_S)
    os.close(process)
    return bool(ended)
