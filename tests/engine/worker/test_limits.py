"""Resource limits work where the system has them, and are skipped elsewhere."""

import subprocess
import sys

import pytest

from engine.children.child import child_environment
from engine.worker.limits import apply_limits


def run_limited(program):
    """The output of a process that limits itself to 1 GB before it runs ``program``."""
    preamble = "from engine.worker.limits import apply_limits\nreport = apply_limits(1 << 30)\n"
    command = [sys.executable, "-c", preamble + program]
    return subprocess.run(
        command, env=child_environment(), capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.skipif(sys.platform != "linux", reason="as Linux does it")
def test_exceeding_the_memory_limit_raises_a_memory_error_that_can_be_caught():
    program = "try: bytearray(2 << 30)\nexcept MemoryError: print(report['memory'])\n"
    assert run_limited(program) == "1073741824 bytes\n"


@pytest.mark.skipif(sys.platform != "linux", reason="as Linux does it")
def test_every_step_of_the_setup_is_reported():
    assert run_limited("print(*report)") == "memory end with the parent freed memory\n"


def test_a_system_without_limits_is_supported(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "resource", None)
    report = apply_limits()
    assert all(result.startswith("not in force") for result in report.values())
