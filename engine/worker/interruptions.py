"""Lets a timer and Stop interrupt a script, but never what records it in the middle of a change."""

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType

FLUSH_INTERVAL_S = 0.05

_UNDISTURBED = ("engine.record.", "engine.worker.output")


class Interruptions:
    """Turns SIGINT into a KeyboardInterrupt of the script, and flushes its recorder by the clock.

    A SIGINT that comes before the script stops it as it begins; one that comes after is ignored.
    Only the main thread may make one.
    """

    def __init__(self) -> None:
        self._filename = ""
        self._flush: Callable[[], None] | None = None
        self._stop_pending = False
        signal.signal(signal.SIGINT, self._on_signal)
        if hasattr(signal, "SIGALRM"):
            signal.signal(signal.SIGALRM, self._on_signal)

    @contextlib.contextmanager
    def allowed(self, filename: str, flush: Callable[[], None]) -> Iterator[None]:
        """While the script `filename` runs: stop it when asked, and call `flush` now and then."""
        self._filename, self._flush = filename, flush
        _set_alarm(FLUSH_INTERVAL_S)
        try:
            yield
        finally:
            self._flush = None
            _set_alarm(0)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT:
            self._stop_pending = True
        if self._flush is None:
            return
        script_frame, is_recording = self._innermost_script_frame(frame)
        if script_frame is None:
            return
        if is_recording:
            self._interrupt_at_next_line(script_frame)
        else:
            self._interrupt(self._flush)

    def _interrupt(self, flush: Callable[[], None]) -> None:
        flush()
        if self._stop_pending:
            self._stop_pending = False
            raise KeyboardInterrupt

    def _innermost_script_frame(self, frame: FrameType | None) -> tuple[FrameType | None, bool]:
        """The frame of the script that `frame` serves, and whether it does so by recording.

        A recorder may itself call the script, for example its ``__repr__``: then the frame sought
        is the one that called the recorder.
        """
        script_frame, is_recording = None, False
        while frame is not None:
            if str(frame.f_globals.get("__name__")).startswith(_UNDISTURBED):
                script_frame, is_recording = None, True
            elif script_frame is None and frame.f_code.co_filename == self._filename:
                script_frame = frame
            frame = frame.f_back
        return script_frame, is_recording

    def _interrupt_at_next_line(self, script_frame: FrameType) -> None:
        # A retry by the clock would find a script that prints or computes without end in its
        # recorder time and again. Tracing finds the moment at which it leaves it.
        trace_before = sys.gettrace()

        def on_line(frame: FrameType, _event: str, _argument: object) -> None:
            sys.settrace(trace_before)
            frame.f_trace = None
            if self._flush is not None:
                self._interrupt(self._flush)

        script_frame.f_trace = on_line
        sys.settrace(_ignore_calls)


def _ignore_calls(_frame: FrameType, _event: str, _argument: object) -> None:
    """A trace function that traces no new frame."""


def _set_alarm(interval_s: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, interval_s, interval_s)
