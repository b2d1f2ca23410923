"""The command line."""

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

import app as command_line
from engine import VERSION
from gui.examples import examples
from tests.engine.worker.jobs import LINUX_ONLY

ROOT = Path(__file__).parents[2]
DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND", "XDG_", "QT_")
OWN_SCRIPT = """\
import torch
x = torch.arange(4.0, requires_grad=True)
y = 2 * torch.dot(x, x)
y.backward()
"""


def app(
    *arguments: str, cwd: Path = ROOT, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run app.py to its end."""
    return subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *arguments],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_version_is_that_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION


def test_version_and_help_are_printed():
    assert app("--version").stdout.strip() == f"Gradwalk {VERSION}"
    assert "record SCRIPT --json" in app("--help").stdout
    assert "--json" in app("record", "--help").stdout
    assert "export SCRIPT -o FILE" in app("--help").stdout
    assert "--step N" in app("export", "--help").stdout


@pytest.mark.long
@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_record_prints_the_outcome_of_a_script(example):
    done = app("record", str(example.path), "--json")
    outcome = json.loads(done.stdout)
    assert outcome["case"] == example.name
    if outcome["exception"] is None:
        assert done.returncode == 0
        assert done.stderr == ""
        assert outcome["backwards"][-1]["order"][-1] == "AccumulateGrad"
    else:
        assert done.returncode == 1
        assert done.stderr.endswith(f"RuntimeError: {outcome['exception']['message']}\n")


def test_the_traceback_of_a_failing_script_has_no_frames_of_the_engine(tmp_path: Path):
    script = tmp_path / "broken.py"
    script.write_text("import torch\ndef f(x):\n    return torch.dot(x, 1 / 0)\nf(torch.ones(2))\n")
    done = app("record", "broken.py", "--json", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("File ") == 2
    assert done.stderr.endswith("ZeroDivisionError: division by zero\n")
    assert json.loads(done.stdout)["exception"]["line"] == 3


def test_a_notebook_runs_as_the_script_of_its_code(tmp_path: Path):
    cells = [
        {"cell_type": "markdown", "source": "# Autograd"},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "import torch"]},
        {"cell_type": "code", "source": OWN_SCRIPT},
    ]
    (tmp_path / "chapter.ipynb").write_text(json.dumps({"nbformat": 4, "cells": cells}))
    (tmp_path / "other.ipynb").write_text("x = 1")
    done = app("record", "chapter.ipynb", "--json", cwd=tmp_path)
    assert done.stderr == ""
    assert json.loads(done.stdout)["backwards"][-1]["order"][-1] == "AccumulateGrad"
    refused = app("export", "other.ipynb", "-o", "graph.svg", cwd=tmp_path)
    assert refused.returncode == 2
    assert "other.ipynb is not a notebook" in refused.stderr


@pytest.mark.parametrize(
    "arguments",
    [("record", "none.py", "--json"), ("export", "none.py", "-o", "graph.svg")],
)
def test_a_missing_file_is_reported(arguments: tuple[str, ...]):
    done = app(*arguments)
    assert done.returncode == 2
    assert "cannot read none.py: No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr


SAYS = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

def read():
    box = QApplication.activeModalWidget()
    if isinstance(box, QMessageBox):
        print(box.text(), box.informativeText(), flush=True)
        timer.stop()
        box.accept()
        QTimer.singleShot(0, QApplication.closeAllWindows)

def start(arguments):
    global timer
    application = start_qt(arguments)
    timer = QTimer(application, interval=20)
    timer.timeout.connect(read)
    timer.start()
    return application

import app
from gui import application
start_qt, application.start_qt = application.start_qt, start
sys.exit(app.main_or_interrupted(["none.py"]))
"""
"""Starts the window, prints what its first dialog says, and closes it."""


def test_a_missing_file_is_told_by_the_window_and_in_the_terminal(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-c", SAYS],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "none.py cannot be opened." in done.stdout
    assert "It is not there. It may have been moved, renamed or deleted." in done.stdout
    assert "app.py: cannot read none.py: No such file or directory" in done.stderr
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_script_in_utf_16_is_reported(encoding: str, tmp_path: Path):
    (tmp_path / "wide.py").write_text("x = 1\n", encoding)
    done = app("record", "wide.py", "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert "wide.py is in UTF-16, which Python does not read: save it as UTF-8" in done.stderr


def test_a_binary_file_is_reported(tmp_path: Path):
    (tmp_path / "data.py").write_bytes(b"x = '\xff'")
    done = app("record", "data.py", "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert "is not text in UTF-8: line 1 cannot be read" in done.stderr


def test_a_script_is_read_in_the_encoding_that_it_declares(tmp_path: Path):
    (tmp_path / "chinese.py").write_bytes("# coding: gbk\nx = '中文'\nprint(x)\n".encode("gbk"))
    done = app("record", "chinese.py", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["stdout"] == "中文\n"
    (tmp_path / "odd.py").write_bytes(b"# coding: nonsense\n")
    done = app("record", "odd.py", "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert "odd.py declares that it is in nonsense, but cannot be read so" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("record", "a.py"),
        ("export", "a.py"),
        ("export", "a.py", "-o", "graph.svg", "--theme", "blue"),
        ("export", "a.py", "-o", "graph.svg", "--step", "one"),
        ("export", "a.py", "-o", "walk.gif", "--seconds", "0"),
        ("export", "a.py", "-o", "walk.gif", "--seconds", "one"),
        ("--what",),
        ("a.py", "b.py"),
    ],
)
def test_invalid_arguments_are_reported(arguments: tuple[str, ...]):
    done = app(*arguments)
    assert done.returncode == 2
    assert "usage:" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.long
def test_export_works_without_a_display(tmp_path: Path):
    (tmp_path / "own.py").write_text(OWN_SCRIPT)
    no_display = {
        name: value for name, value in os.environ.items() if not name.startswith(DISPLAY_VARIABLES)
    }
    for name in ("light.svg", "light.png", "again.svg", "walk.gif"):
        done = app("export", "own.py", "-o", name, cwd=tmp_path, env=no_display)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "light.svg").read_bytes() == (tmp_path / "again.svg").read_bytes()
    assert ">dot</text>" in (tmp_path / "light.svg").read_text("utf-8")
    assert (tmp_path / "light.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "walk.gif").read_bytes().startswith(b"GIF89a")


def test_export_prints_the_traceback_and_draws_the_graph_so_far(tmp_path: Path):
    (tmp_path / "own.py").write_text(OWN_SCRIPT + "torch.ones(2) + torch.ones(3)\n")
    done = app("export", "own.py", "-o", "graph.svg", "--step", "6", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback")
    assert done.stderr.count("File ") == 1
    assert ">dot</text>" in (tmp_path / "graph.svg").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (
            ("-o", "graph.bmp"),
            "cannot write graph.bmp: its name must end in .png, .svg, .pdf, .html or .gif",
        ),
        (("-o", "graph.svg", "--step", "8"), "--step 8 is not between 0 and 7"),
        (("-o", "no/graph.svg"), "cannot write no/graph.svg: No such file or directory"),
    ],
)
def test_an_impossible_export_is_reported(tmp_path: Path, arguments: tuple[str, ...], reason: str):
    (tmp_path / "own.py").write_text(OWN_SCRIPT)
    done = app("export", "own.py", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == f"app.py export: error: {reason}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["own.py"]


def test_the_status_of_sys_exit_is_returned(tmp_path: Path):
    (tmp_path / "leave.py").write_text("import sys\nsys.exit(4)\n")
    assert app("record", "leave.py", "--json", cwd=tmp_path).returncode == 4


def test_a_recording_is_not_written_over_its_script(tmp_path: Path):
    script = tmp_path / "own.py"
    script.write_text(OWN_SCRIPT)
    done = app("record", "own.py", "-o", str(script), cwd=tmp_path)
    assert done.returncode == 2
    assert "own.py is the script itself" in done.stderr
    assert script.read_text() == OWN_SCRIPT


def test_a_closed_output_pipe_is_no_error(tmp_path: Path):
    (tmp_path / "loud.py").write_text("print('x' * 300_000)\n")
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), "record", "loud.py", "--json"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.close()
    process.stdout = None
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (130, b"")


def test_ctrl_c_at_any_time_prints_nothing(monkeypatch, capsys):
    def interrupted(arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "main", interrupted)
    assert command_line.main_or_interrupted([]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_stops_a_script(tmp_path: Path):
    os.mkfifo(tmp_path / "begun")
    (tmp_path / "loop.py").write_text("open('begun', 'w').close()\nwhile True: pass\n")
    # A shell ignores it for background jobs, and their children inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), "record", "loop.py", "--json"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGINT, before)
    (tmp_path / "begun").read_text()
    process.send_signal(signal.SIGINT)
    outcome, told = process.communicate(timeout=20)
    assert (process.returncode, told) == (130, "stopped\n")
    assert json.loads(outcome)["case"] == "loop"


def wait_for_children(window: subprocess.Popen[str]) -> None:
    """Wait until the window has started a process, as it does once it is shown."""
    children = Path(f"/proc/{window.pid}/task/{window.pid}/children")
    while not children.read_text() and window.poll() is None:
        time.sleep(0.001)


@LINUX_ONLY
@pytest.mark.parametrize(
    "delay_s", [0.0, 0.2, *(pytest.param(each, marks=pytest.mark.long) for each in (0.1, 0.3))]
)
def test_ctrl_c_during_start_closes_the_window(tmp_path: Path, delay_s: float):
    window = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py")],
        env={**os.environ, "HOME": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for_children(window)
    time.sleep(delay_s)
    window.send_signal(signal.SIGINT)
    _, told = window.communicate(timeout=20)
    assert window.returncode == 0
    assert "Traceback" not in told


@LINUX_ONLY
def test_a_script_named_on_the_command_line_is_shown_but_not_run(tmp_path: Path):
    script = tmp_path / "own.py"
    script.write_text("print('ran', flush=True)\nimport os\nos.system('touch ran')\n")
    window = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), str(script)],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for_children(window)
    with pytest.raises(subprocess.TimeoutExpired):
        window.wait(1)  # a window stays open
    window.send_signal(signal.SIGINT)
    _, told = window.communicate(timeout=20)
    assert window.returncode == 0
    assert "Traceback" not in told
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(os.name == "nt", reason="as a shell of Unix closes them")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_the_application_starts_without_standard_streams(tmp_path: Path, closed: str):
    (tmp_path / "own.py").write_text(OWN_SCRIPT)
    start = ["sh", "-c", f'exec "$0" "$@" {closed}', sys.executable, str(ROOT / "app.py")]
    export = ["export", "own.py", "-o", "graph.svg"]
    done = subprocess.run([*start, *export], cwd=tmp_path, timeout=60)
    assert done.returncode == 0
    assert "dot" in (tmp_path / "graph.svg").read_text()
