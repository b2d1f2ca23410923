"""The time to start the window, as multiples of a bare Qt window with numpy.

    python tests/benchmarks/startup.py [ROUNDS]

Each round starts both in turn, in fresh processes, and takes the ratios; medians are printed.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]

_BARE = """
import sys, time
import numpy
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: (print("painted", time.time(), flush=True), self.close()))
application = QApplication([])
window = Window()
window.resize(1360, 860)
window.show()
application.exec()
"""

_OURS = """
import gc, sys, time
gc.disable()  # as app.py
from engine.children.forked import new_child
worker = new_child("worker")
from gui import application
from PySide6.QtCore import QTimer
class Shell(application.Shell):
    def wait_for_paint(self):
        super().wait_for_paint()
        print("painted", time.time(), flush=True)
    def fill(self, content):
        super().fill(content)
        content.first_scene_shown.connect(lambda: QTimer.singleShot(0, self.finish))
    def finish(self):
        print("complete", time.time(), flush=True)
        self.close()
application.Shell = Shell
application.run_window(None, worker)
"""


def measure(program: str, home: str) -> dict[str, float]:
    """Seconds from the start of a process to the first time that it prints each thing."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": home}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    told: dict[str, float] = {}
    for line in done.stdout.splitlines():
        name, moment = line.split()
        told.setdefault(name, float(moment) - began)
    return told


def main(rounds: int) -> None:
    """Print the medians."""
    with tempfile.TemporaryDirectory() as home:
        measure(_OURS, home)  # writes the bytecode
        pairs = [(measure(_BARE, home), measure(_OURS, home)) for _ in range(rounds)]
    bare = statistics.median(b["painted"] for b, _ in pairs)
    print(f"bare window painted: {bare:.3f} s")
    for name in ("painted", "complete"):
        seconds = statistics.median(ours[name] for _, ours in pairs)
        ratio = statistics.median(ours[name] / b["painted"] for b, ours in pairs)
        print(f"Gradwalk {name}: {seconds:.3f} s, {ratio:.2f} times the bare window")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
