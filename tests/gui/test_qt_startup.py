"""Starting the window where no display is available."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app.py"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is one")
@pytest.mark.parametrize("display", ["", ":4711"])
def test_without_a_display_the_start_prints_what_to_do(display: str, tmp_path: Path):
    home = {"HOME": str(tmp_path), "QT_QPA_PLATFORM": "xcb", "DISPLAY": display}
    done = subprocess.run(
        [sys.executable, APP], env=os.environ | home, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "Gradwalk cannot open a window" in done.stderr
    assert "app.py export" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Fatal" not in done.stderr
