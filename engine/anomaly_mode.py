"""Whether this thread's backward passes look for what goes wrong in them."""

from __future__ import annotations

import threading


class _Mode(threading.local):
    """This thread's mode.

    Attributes:
        enabled: whether a node that fails is named.
        check_nan: whether a nan among its results is a failure.
    """

    def __init__(self) -> None:
        self.enabled = False
        self.check_nan = True


here = _Mode()
