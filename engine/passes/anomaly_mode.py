"""Whether anomaly detection is on, in each thread."""

from __future__ import annotations

import threading
from typing import Any


class _Mode(threading.local):
    """The mode of the present thread.

    Attributes:
        enabled: whether anomaly detection is on: a node that fails is named.
        check_nan: whether a nan in what a node sends is a failure.
        node: the node that a pass evaluates under anomaly detection; None between passes.
    """

    def __init__(self) -> None:
        self.enabled = False
        self.check_nan = True
        self.node: Any = None


here = _Mode()
