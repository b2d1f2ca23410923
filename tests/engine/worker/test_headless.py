"""Runs that the command line waits for."""

import json
from pathlib import Path

from engine.record.validate import validate
from engine.worker.headless import outcome_of, recording_of

SCRIPT = """\
import torch
x = torch.tensor(2.0, requires_grad=True)
y = x * x
y.backward()
"""


def test_a_run_is_recorded():
    recording, end = recording_of(SCRIPT, "square.py")
    validate(recording)
    assert (end.message, end.status) == ("", 0)
    assert recording.filename == "square.py"
    assert [recording.names(card) for card in range(2)] == [["x"], ["y"]]
    assert recording.index.pass_count == 1


def test_a_script_finds_the_files_and_modules_beside_it(tmp_path: Path):
    (tmp_path / "doubling.py").write_text("def twice(t): return 2 * t\n", encoding="utf-8")
    (tmp_path / "numbers.txt").write_text("3.0", encoding="utf-8")
    script = tmp_path / "script.py"
    source = "import torch, doubling\nx = torch.tensor(float(open('numbers.txt').read()))\n"
    script.write_text(source + "print(doubling.twice(x))\n", encoding="utf-8")
    recording, end = recording_of(script.read_text(encoding="utf-8"), str(script))
    assert (end.message, end.status) == ("", 0)
    assert [recording.text(row["text"]) for row in recording["prints"]] == ["tensor(6.)\n"]


def test_what_happened_before_an_error_is_recorded():
    recording, end = recording_of(SCRIPT + "1 / 0\n", "square.py")
    validate(recording)
    assert recording.index.pass_count == 1
    assert end.status == 1
    assert end.message.startswith("Traceback")
    assert end.message.endswith("ZeroDivisionError: division by zero")


def test_what_happened_before_a_process_died_is_recorded():
    recording, end = recording_of("import os\nos._exit(3)\n", "gone.py")
    assert recording.step_count == 0
    assert (end.message, end.status) == ("the script's process ended with exit status 3", 1)


def test_the_outcome_is_that_of_the_whole_run():
    outcome_json, end = outcome_of(SCRIPT + "raise SystemExit(4)\n", "square.py")
    assert outcome_json is not None
    assert json.loads(outcome_json)["backwards"][0]["order"] == ["MulBackward0", "AccumulateGrad"]
    assert end.status == 4
