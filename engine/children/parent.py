"""Ends this process with its parent, if the system supports that."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2)


def end_with_parent() -> str:
    """Have this process killed when the thread ends that started it."""
    if sys.platform != "linux":
        return "not in force: Linux only"
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl failed")
    return "in force"
