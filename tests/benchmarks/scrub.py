"""The time of one move in time in a real window, on recordings of 100,000 steps.

    python tests/benchmarks/scrub.py [MOVES]

A move is what a drag on the timeline causes, until every view is painted: the limit is 16 ms.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from engine.layout.process import LayoutProcess  # noqa: E402
from engine.worker.host import WorkerHost  # noqa: E402
from gui.drawing.layout_client import LayoutClient  # noqa: E402
from gui.main_window import MainWindow  # noqa: E402
from gui.runs.runner import Runner  # noqa: E402
from gui.runs.session import RunState  # noqa: E402
from gui.settings import Settings  # noqa: E402
from gui.walk.breakpoints import Breakpoint  # noqa: E402

CHAIN = """\
import torch
x = torch.tensor(1.0, requires_grad=True)
y = x
for _ in range(49_000):
    y = y * 1.0
y.backward()
"""
TRAINING = """\
import torch
w = torch.randn(3, 3, requires_grad=True)
for step in range(5_500):
    h = torch.tanh(w @ torch.ones(3))
    loss = (h * h).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
    w.grad.zero_()
"""
SCRIPTS = {"one long pass": CHAIN, "thousands of passes": TRAINING}
BAR_MS = 16.0
JUMPS = (
    "run_to_node",
    "run_to_line",
    "run_to_change",
    "run_to_nan",
    "ask_writer",
    "ask_origin",
    "step_over",
    "step_out",
    "continue",
)


def settle(application: QApplication, is_over: Callable[[], bool]) -> None:
    """Process events until a condition holds, and then until none is pending."""
    while not is_over():
        application.processEvents()
        time.sleep(0.001)
    for _ in range(5):
        application.processEvents()


def took_ms(application: QApplication, move: Callable[[], object]) -> tuple[float, float]:
    """The time of a move with all its painting, and the processor's share of it."""
    began, began_work = time.perf_counter(), time.thread_time()
    move()
    application.processEvents()
    return 1000 * (time.perf_counter() - began), 1000 * (time.thread_time() - began_work)


def tell(name: str, times_ms: list[tuple[float, float]]) -> None:
    """Print the times of a kind of move; on a busy machine, processor time counts."""
    all_ms, work_ms = (sorted(column) for column in zip(*times_ms))
    most, most_work = (each[int(0.95 * (len(each) - 1))] for each in (all_ms, work_ms))
    verdict = "ok" if most_work <= BAR_MS else f"over {BAR_MS}"
    print(
        f"  {name:<20} median {statistics.median(all_ms):6.1f} ms, 95 % within {most:6.1f} ms;"
        f" work {statistics.median(work_ms):6.1f} ms, 95 % within {most_work:6.1f} ms  {verdict}"
    )


def measure(application: QApplication, window: MainWindow, script: str, moves: int) -> None:
    """Run a script in the window, and move in its recording in several ways."""
    player, timeline = window.player, window.timeline
    window.editor.set_source(script)
    window.run()
    settle(application, lambda: window.session.state is not RunState.RUNNING)
    settle(application, lambda: window.graph.is_settled)
    count = player.recording.step_count
    print(f"  {len(player.recording['events'])} events, {count} steps, {window.session.state}")
    start = count // 2
    near = [start + move for move in range(moves)]
    drag = [round(count * (0.1 + 0.8 * move / moves)) for move in range(moves)]
    far = [(move * 37_813) % count for move in range(moves)]
    for name, cursors in (("step by step", near), ("drag over the bar", drag), ("far", far)):
        tell(name, [took_ms(application, partial(timeline.setValue, each)) for each in cursors])
        settle(application, lambda: window.graph.is_settled)
    measure_jumps(application, window)


def measure_jumps(application: QApplication, window: MainWindow) -> None:
    """Go to nodes, lines, ends of frames and conditions by commands, from several places."""
    cards, count = len(window.player.recording["cards"]), window.player.recording.step_count
    window.features.walk.breakpoints.add(Breakpoint(5, "norm(grad) > 1e9"))
    window.editor.setFocus()
    for name in JUMPS:
        times = []
        for jump in range(10):
            window.player.seek(count * jump // 10)
            settle(application, lambda: window.graph.is_settled)
            window.graph.select(cards * jump // 10)
            settle(application, lambda: window.graph.is_settled)
            times.append(took_ms(application, window.actions_[name].trigger))
        tell(name, times)


def main() -> None:
    moves = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    application = QApplication([])
    with tempfile.TemporaryDirectory() as home:
        store = QSettings(f"{home}/settings.ini", QSettings.Format.IniFormat)
        window = MainWindow(Runner(WorkerHost()), LayoutClient(LayoutProcess()), Settings(store))
        window.resize(1360, 860)
        window.show()
        for name, script in SCRIPTS.items():
            print(name)
            measure(application, window, script, moves)
        window.editor.document().setModified(False)
        window.close()


if __name__ == "__main__":
    main()
