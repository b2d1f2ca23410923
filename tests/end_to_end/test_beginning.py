"""The application begins with the file of its command line, or says why it cannot."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from app import main
from gui.end_signals import EndSignals

def look():
    box = QApplication.activeModalWidget()
    if not isinstance(box, QMessageBox):
        QTimer.singleShot(20, look)
        return
    window = box.parent().window()
    print(window.windowTitle(), window.centralWidget() is not None, box.text(), sep="|", flush=True)
    os._exit(0)

deliver = EndSignals.deliver
def deliver_and_go_on(signals):
    deliver(signals)
    QTimer.singleShot(0, look)
EndSignals.deliver = deliver_and_go_on
main(sys.argv[1:])
"""


@pytest.mark.parametrize("name", ["表.py", "broken.gradwalk"])
def test_a_file_that_cannot_be_shown_is_told_of_over_the_first_example(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes("x = '表'\n".encode("gbk"))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path), "APPDATA": str(tmp_path), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    expected = f"01_first_gradient.py[*] - Gradwalk|True|{name} cannot be opened."
    assert done.stdout.strip() == expected, done.stderr
