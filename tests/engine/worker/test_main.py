"""The messages of a worker process about a script."""

import contextlib
import json
from textwrap import dedent

import pytest

from engine.children.child import StartedChild
from engine.record.recording import Recording
from engine.record.validate import validate
from engine.recorder.budgets import Budgets
from engine.worker.host import WorkerHost
from engine.worker.messages import Finished
from tests.engine.worker.jobs import LINUX_ONLY, ending, start

LONG = pytest.mark.long


def recording_of(listener, source):
    recording = Recording(dedent(source))
    for message in listener.messages[:-1]:
        recording.append(message)
    validate(recording)
    return recording


def test_a_script_runs_and_its_messages_arrive(host):
    end, listener = ending(host, "import torch\nprint('hello')\n")
    assert end == Finished("done", "")
    assert "hello" in listener.text


def test_the_messages_make_a_recording(host):
    source = """
        import torch
        x = torch.arange(4.0, requires_grad=True)
        y = 2 * torch.dot(x, x)
        y.backward()
        x.grad
        """
    end, listener = ending(host, source)
    assert end == Finished("done", "")
    recording = recording_of(listener, source)
    assert len(recording["passes"]) == 1
    assert [recording.text(row["text"]) for row in recording["shows"]] == [
        "tensor([ 0.,  4.,  8., 12.])"
    ]


def test_values_larger_than_a_frame_arrive(host):
    source = "import torch\nx = torch.ones(20_000_000)\n"
    end, listener = ending(host, source, budgets=Budgets(max_value_bytes=1 << 28))
    assert end == Finished("done", "")
    recording = recording_of(listener, source)
    assert recording.value(0).array.shape == (20_000_000,)


def test_texts_larger_than_a_frame_arrive(host):
    end, _ = ending(host, "raise ValueError('x' * 70_000_000)")
    assert end.how == "error"
    assert "ValueError: xxx" in end.detail


def test_a_stopped_run_leaves_a_valid_recording(host):
    source = """
        import torch
        x = torch.ones(2, requires_grad=True)
        print("begun")
        while True:
            y = (x * x).sum()
            y.backward()
        """
    job, listener = start(host, source)
    listener.wait_for_text("begun")
    job.stop()
    end = listener.ending()
    assert (end.how, end.detail) == ("stopped", "")
    assert 5 <= end.line <= 7
    recording_of(listener, source)


def test_an_outcome_is_sent_on_demand(host):
    source = "import torch\nx = torch.ones(2)\nprint('hello')\nraise ValueError('no')\n"
    _, listener = start(host, source, with_outcome=True)
    end = listener.ending()
    outcome = json.loads(end.outcome_json)
    assert end.how == "error"
    assert outcome["stdout"] == "hello\n"
    assert outcome["exception"]["line"] == 4
    assert outcome["tensors"]["x"]["data"] == [1.0, 1.0]
    assert listener.messages == [end]


def test_an_error_is_reported(host):
    end, _ = ending(host, "x = 1\nx / 0\n")
    assert end.how == "error"
    assert end.detail == dedent("""\
        Traceback (most recent call last):
          File "<script>", line 2, in <module>
            x / 0
            ~~^~~
        ZeroDivisionError: division by zero
        """)


def test_a_script_may_call_sys_exit(host):
    assert ending(host, "import sys; sys.exit(3)")[0] == Finished("exited", "3", 1)


@pytest.mark.parametrize(("status", "told"), [("True", "1"), ("False", "0"), ("None", "0")])
def test_a_status_of_sys_exit_may_be_any_number(host, status: str, told: str):
    assert ending(host, f"import sys; sys.exit({status})")[0] == Finished("exited", told, 1)


@LINUX_ONLY
def test_rows_arrive_while_the_script_is_busy_or_asleep(host):
    _, listener = start(host, "print('begun')\nimport threading\nthreading.Event().wait(60)")
    listener.wait_for_text("begun")


@LINUX_ONLY
@pytest.mark.parametrize(
    "greedy",
    [
        "x = bytearray(10 ** 12)",
        "import numpy as np\nx = np.ones(10 ** 12)",
        "import numpy as np\nx = []\nwhile True: x.append(np.empty(10 ** 7))",
        pytest.param("x = []\nwhile True: x.append(bytearray(10 ** 7))", marks=LONG),
        pytest.param("x = []\nwhile True: x.append([None] * 10 ** 4)", marks=LONG),
    ],
)
def test_exceeding_the_memory_limit_is_an_error_of_the_script(host, greedy):
    end, _ = ending(host, greedy)
    assert end.how == "error"
    assert 'File "<script>", line ' in end.detail
    assert "MemoryError" in end.detail.splitlines()[-1]


@LINUX_ONLY
@LONG
def test_a_tensor_too_large_to_be_copied_does_not_crash(host):
    end, _ = ending(host, "import torch\nx = torch.ones(20_000, 20_000)\n")
    assert isinstance(end, Finished)


def test_a_recording_without_memory_is_reported(host):
    end, _ = ending(
        host,
        """
        from engine.recorder.recorder import Recorder
        def flush(self): raise MemoryError
        Recorder.flush = flush
        """,
    )
    assert end == Finished("out_of_memory", "")


@pytest.mark.long
def test_a_million_printed_lines_are_truncated(host):
    end, listener = ending(host, "for i in range(1_000_000): print(i)")
    assert end == Finished("done", "")
    assert "characters left out" in listener.text
    assert "999999" in listener.text
    assert "500000" not in listener.text


def test_output_of_other_processes_does_not_disturb_the_messages(host):
    end, listener = ending(
        host,
        """
        import os, subprocess, sys
        noise = "import os; [os.write(fd, b'x' * 100_000) for fd in (1, 2)]"
        subprocess.run([sys.executable, "-c", noise], check=True)
        os.write(1, b"noise"), os.write(2, b"noise")
        print("fine")
        """,
    )
    assert end == Finished("done", "")
    assert "fine" in listener.text


@LINUX_ONLY
def test_a_forked_copy_of_the_worker_sends_nothing(host):
    end, listener = ending(
        host,
        """
        import os
        copy = os.fork()
        print("original" if copy else "forked")
        if copy: os.waitpid(copy, 0)
        """,
    )
    assert end == Finished("done", "")
    assert "original" in listener.text
    assert "forked" not in listener.text


def test_the_environment_does_not_change_python(monkeypatch, tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit('a stand-in')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", "nowhere")
    monkeypatch.chdir(tmp_path)
    with contextlib.closing(WorkerHost(StartedChild("worker"))) as host:
        end, _ = ending(host, "import json, os\nassert os.environ['OMP_NUM_THREADS'] == '1'")
    assert end == Finished("done", "")
