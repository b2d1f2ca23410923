"""The cases that the chapter of the book needs, through the corpus's own checker."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_the_book_runs_as_in_pytorch():
    command = [
        *(sys.executable, HERE / "check.py", "--path", HERE.parents[1]),
        *("--adapter", HERE / "adapter.py", "--tag", "book", "--require-order", HERE),
    ]
    checked = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=60, check=False
    )
    assert checked.stdout.splitlines()[-1:] == ["10 passed, 0 failed"], checked.stdout
    assert checked.returncode == 0
