"""An error has its exact place, and the traceback that Python prints."""

import re
import subprocess
import sys

import pytest

from engine.worker.run import run_script
from tests.engine.worker.heard import Heard, run


def marked_by(place, source):
    """The text between the two ends of a place."""
    line, column, end_line, end_column = place
    lines = source.splitlines()[line - 1 : end_line]
    lines[-1] = lines[-1][:end_column]
    lines[0] = lines[0][column:]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("source", "marked"),
    [
        ("x = 1\ny = (x + 2) * (x / 0)\n", "x / 0"),
        ("größe = 0; 梯度 = '→' * (7 // größe)\n", "7 // größe"),
        ("for i in [1, 0]:\n    z = [1,\n         2 //\n           i]\n", "2 //\n           i"),
        ("def f(x):\n    return x.missing\nwhile f(1):\n    pass\n", "x.missing"),
        ("import json\nx = json.loads('{')\n", "json.loads('{')"),
        ("x = 1\nx = = 2\n", "="),
        ("x = 'open\n", "'"),
        ("def f():\n    x = 1\n    global x\n", "global x"),
        ("for i in range(3):\n    if i: bytearray(10 ** 15)\n", "bytearray(10 ** 15)"),
        ("x = 1\ny = 'a\0b'\n", "\0"),
        ("def f(x):\n    y = x + 1\n    return f(y)\nf(1)\n", "f(y)"),
        ("x = 1\ny = " + "-" * 20_000 + "1\nz = 2\n", "y = " + "-" * 20_000 + "1"),
        ("x = " + "+".join(["1"] * 60_000), "x = " + "+".join(["1"] * 60_000)),
    ],
)
def test_an_error_has_its_exact_place(source, marked):
    outcome, heard = run(source)
    [(_, error, traceback, place)] = heard.only("raised")
    assert outcome.how == "error"
    assert traceback == outcome.detail
    assert type(error).__name__ in traceback.splitlines()[-1]
    assert marked_by(place, source) == marked


def test_similar_names_are_suggested_also_among_many():
    [(*_, traceback, _)] = run("import torch\ntorch.tensr(3)")[1].only("raised")
    assert re.search(
        r"no attribute 'tensr'. Did you mean:? '\.?tensor'", traceback.splitlines()[-1]
    )


def test_characters_that_utf_8_cannot_encode_are_escaped():
    outcome, _ = run("raise ValueError('\\ud800')")
    assert outcome.detail.endswith("ValueError: \\ud800\n")


CHAINED = """\
def f(x):
    return 1 / x

try:
    for i in [0]:
        f(i)
except ZeroDivisionError as error:
    raise ValueError("no") from error
"""


@pytest.mark.parametrize(
    "source",
    [
        CHAINED,
        "x = (1,\ny = 2\n",
        "def f():\n    x = 1\n    nonlocal x\n",
        "raise ExceptionGroup('two', [ValueError(1), KeyError(2)])",
        "def f(x):\n    return 1 / x\ny = f(0)",  # no line end after the last line
        "class Odd(Exception):\n    def __str__(self): return 1 / 0\nraise Odd",
    ],
)
def test_the_traceback_is_what_python_prints(source, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(source)
    python = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    outcome = run_script(source, str(script), Heard())
    assert outcome.detail == python.stderr


def test_an_endless_recursion_shows_only_the_calls_of_the_script():
    outcome, _ = run("def f(x):\n    y = x + 1\n    return f(y)\nf(1)\n")
    lines = [line.strip() for line in outcome.detail.splitlines() if line.startswith("    ")]
    assert {line for line in lines if line.strip("~^")} == {"f(1)", "return f(y)"}


def test_frames_of_libraries_are_left_out():
    outcome, _ = run("import json\njson.loads('{')\n")
    assert outcome.detail.count("  File ") == 1
    assert "json.loads('{')" in outcome.detail
