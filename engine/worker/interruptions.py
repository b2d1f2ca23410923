"""Lets a timer and Stop interrupt a script, but never the recorder in the middle of a change."""

import _thread
import contextlib
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType

from engine.children.child import WHERE_SIGNAL

FLUSH_INTERVAL_S = 0.05

if sys.platform == "win32":
    _TICK = signal.SIGBREAK
else:
    _TICK = signal.SIGALRM

_MOST_FRAMES = 10_000
"""How many frames are looked at: those of a recursion a million deep would take until the next."""

_UNDISTURBED = ("engine.recorder.", "engine.worker.output")


class Interruptions:
    """Turns SIGINT into a KeyboardInterrupt of the script, and flushes its recorder at intervals.

    Where it is asked for, the place in the script is told even while no Python code can be
    interrupted, as in a long kernel. A SIGINT that comes before the script stops it as it begins;
    one that comes after is ignored. Only the main thread may make one.
    """

    def __init__(self) -> None:
        self._filename = ""
        self._flush: Callable[[], None] | None = None
        self._stop_pending = False
        for number in (signal.SIGINT, _TICK):
            signal.signal(number, self._on_signal)
        if hasattr(signal, "pthread_sigmask"):  # the parent process may have blocked it
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        if WHERE_SIGNAL is not None:
            faulthandler.register(WHERE_SIGNAL, all_threads=False)

    @contextlib.contextmanager
    def allowed(self, filename: str, flush: Callable[[], None]) -> Iterator[None]:
        """While the script ``filename`` runs: stop it on request, call ``flush`` at intervals."""
        with _ticking():
            self._filename, self._flush = filename, flush
            try:
                yield
            finally:
                self._flush = None

    def stop_at_end_of(self, file: int) -> None:
        """Raise SIGINT as soon as a pipe is closed at its other end; returns at once.

        For Windows, where no other process can raise it. Unlike ``interrupt_main`` it ends a sleep.
        """

        def wait() -> None:
            while os.read(file, 1):
                pass
            signal.raise_signal(signal.SIGINT)

        _thread.start_new_thread(wait, ())

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT:
            self._stop_pending = True
        if self._flush is None:
            return
        script_frame, is_recording = innermost_script_frame(frame, self._filename)
        if script_frame is None:
            return
        if is_recording:
            self._interrupt_at_next_instruction(script_frame)
        else:
            self._interrupt(self._flush)

    def _interrupt(self, flush: Callable[[], None]) -> None:
        flush()
        if self._stop_pending:
            self._stop_pending = False
            raise KeyboardInterrupt

    def _interrupt_at_next_instruction(self, script_frame: FrameType) -> None:
        # A retry by the timer would find a script that prints or computes without end in its
        # recorder time and again. Tracing finds the moment at which it leaves it.
        trace_before = sys.gettrace()
        if trace_before is _ignore_calls:
            return  # an earlier signal is already tracing this call of the recorder

        def on_instruction(frame: FrameType, _event: str, _argument: object) -> None:
            sys.settrace(trace_before)
            frame.f_trace, frame.f_trace_opcodes = None, False
            if self._flush is not None:
                self._interrupt(self._flush)

        # Not at the next line: from CPython 3.12 on, an exception raised there skips a ``try``.
        script_frame.f_trace, script_frame.f_trace_opcodes = on_instruction, True
        sys.settrace(_ignore_calls)


def innermost_script_frame(frame: FrameType | None, filename: str) -> tuple[FrameType | None, bool]:
    """The innermost frame of a script below ``frame``, and whether the recorder is running.

    A recorder may itself call the script, for example its ``__repr__``: then the frame is the
    one that called the recorder.
    """
    script_frame, is_recording = None, False
    for _ in range(_MOST_FRAMES):
        if frame is None:
            break
        if str(frame.f_globals.get("__name__")).startswith(_UNDISTURBED):
            script_frame, is_recording = None, True
        elif script_frame is None and frame.f_code.co_filename == filename:
            script_frame = frame
        frame = frame.f_back
    return script_frame, is_recording


def _ignore_calls(_frame: FrameType, _event: str, _argument: object) -> None:
    """A trace function that traces no new frame."""


@contextlib.contextmanager
def _ticking() -> Iterator[None]:
    """Signal ``_TICK`` to the main thread at regular intervals."""
    if not hasattr(signal, "setitimer"):
        with _ticking_thread():
            yield
        return
    signal.setitimer(signal.ITIMER_REAL, FLUSH_INTERVAL_S, FLUSH_INTERVAL_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextlib.contextmanager
def _ticking_thread() -> Iterator[None]:
    """The clock of a system without interval timers, such as Windows."""
    over = threading.Event()

    def tick() -> None:
        while not over.wait(FLUSH_INTERVAL_S):
            _thread.interrupt_main(_TICK)

    clock = threading.Thread(target=tick, daemon=True)
    clock.start()
    try:
        yield
    finally:
        over.set()
        clock.join()
