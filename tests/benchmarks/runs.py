"""The time from requesting a run to its end, right after another one, in milliseconds.

    python tests/benchmarks/runs.py [ROUNDS]

The script is that of the first example. Forked workers, as on Linux, take turns with started ones;
medians are printed.
"""

import contextlib
import statistics
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from engine.children.child import Child, StartedChild  # noqa: E402
from engine.children.forked import new_child  # noqa: E402
from engine.worker.messages import Finished, RunRequest  # noqa: E402
from engine.worker.worker_process import Message, WorkerProcess  # noqa: E402

SCRIPT = (ROOT / "resources" / "examples" / "01_first_gradient.py").read_text(encoding="utf-8")


def milliseconds(make: Callable[[], Child]) -> float:
    """The time of one run, in a worker made for it."""
    over = threading.Event()

    def listen(message: Message) -> None:
        if isinstance(message, Finished):
            over.set()

    began = time.perf_counter()
    with contextlib.closing(WorkerProcess(make())) as worker:
        worker.run(RunRequest(SCRIPT, "first.py"), listen)
        over.wait()
        return 1000 * (time.perf_counter() - began)


def main(rounds: int) -> None:
    """Print the medians."""
    forked, started = partial(new_child, "worker"), partial(StartedChild, "worker")
    milliseconds(forked)  # the fork server has to load once
    pairs = [(milliseconds(forked), milliseconds(started)) for _ in range(rounds)]
    of_forked, of_started = map(statistics.median, zip(*pairs, strict=True))
    print(f"in a forked worker: {of_forked:.0f} ms; in a started one: {of_started:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
