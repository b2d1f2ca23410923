"""Starts a child process: ``python -m engine.worker.start MODULE`` loads a module and runs it.

While it loads, the collector of cycles rests: of what is loaded nothing becomes garbage, and to
look for some takes a tenth of the time.
"""

import gc
import importlib
import sys


def start(module: str) -> None:
    """Run the ``main`` of a module that is yet to be loaded."""
    gc.disable()
    main = importlib.import_module(module).main
    gc.freeze()
    gc.enable()
    main()


if __name__ == "__main__":
    start(sys.argv[1])
