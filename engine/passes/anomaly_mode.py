"""Whether anomaly detection is on, per thread."""

from __future__ import annotations

import threading
from typing import Any


class _Mode(threading.local):
    """The mode of the current thread.

    Attributes:
        enabled: whether anomaly detection is on: errors name the node that failed.
        check_nan: whether nan in an outgoing gradient is an error.
        node: the node that a pass evaluates under anomaly detection; None between passes.
    """

    def __init__(self) -> None:
        self.enabled = False
        self.check_nan = True
        self.node: Any = None


of_thread = _Mode()
