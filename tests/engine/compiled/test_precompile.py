"""What is compiled ahead includes all that a first script needs."""

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "resources" / "examples"

COUNTING = """
import sys
import engine.torch
from engine.compiled import generated
from engine.compiled.precompile import precompile
from engine.recorder.recorder import Recorder

compiled = []
generated.compile = lambda *args: compiled.append(args[0]) or compile(*args)
if sys.argv[1] == "ahead":
    precompile()
    compiled.clear()
sys.modules["torch"] = engine.torch
with Recorder("script.py", "", lambda rows: None):
    exec(sys.stdin.read(), {})
print(len(compiled))
"""


def compiled_texts(script: str, when: str) -> int:
    """The number of texts that are compiled while a script runs in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", COUNTING, when],
        input=script,
        cwd=EXAMPLES.parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", ["01_first_gradient", "03_accumulation", "09_control_flow_fixed"])
def test_nothing_is_left_to_compile_for_the_chapter(name: str):
    script = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8")
    assert compiled_texts(script, "at first calls") > 2
    assert compiled_texts(script, "ahead") == 0
