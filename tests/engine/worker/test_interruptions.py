"""A script is interrupted only outside of its recorder."""

import itertools
import os
import signal
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest

from engine.worker.interruptions import Interruptions, innermost_script_frame

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer")


@pytest.fixture(autouse=True)
def handlers():
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGALRM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def run(source, interruptions, flush=lambda: None, **names):
    with interruptions.allowed("<script>", flush):
        exec(compile(source, "<script>", "exec"), names)


def part_of(module, source):
    """The function ``f`` of a source, as if it were defined in ``module``."""
    names = {"__name__": module, "signal": signal, "count": itertools.count()}
    exec(source, names)
    return names["f"]


def test_an_interrupt_stops_the_script():
    with pytest.raises(KeyboardInterrupt):
        run(
            "raise_signal(2)\nwhile True: pass",
            Interruptions(),
            raise_signal=signal.raise_signal,
        )


def test_an_interrupt_before_the_script_stops_it_as_it_begins():
    interruptions = Interruptions()
    signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        run("while True: pass", interruptions)


def test_the_end_of_a_pipe_stops_the_script_even_while_it_sleeps():
    ours, theirs = os.pipe()
    interruptions = Interruptions()
    interruptions.stop_at_end_of(ours)
    threading.Timer(0.1, os.close, (theirs,)).start()
    with pytest.raises(KeyboardInterrupt):
        run("while True: sleep(60)", interruptions, sleep=time.sleep)
    os.close(ours)


def test_an_interrupt_outside_of_scripts_is_ignored():
    interruptions = Interruptions()
    run("pass", interruptions)
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        pytest.fail("it would end whoever runs scripts")


def test_an_interrupt_waits_for_the_end_of_the_recorder():
    bind = part_of(
        "engine.recorder.recorder",
        "def f(done):\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "    while next(count) < 100_000: pass\n"
        "    done.append(True)\n",
    )
    done: list[bool] = []
    with pytest.raises(KeyboardInterrupt):
        run("bind(done)\nwhile True: pass", Interruptions(), bind=bind, done=done)
    assert done


def test_an_interrupt_waits_also_if_the_recorder_calls_the_script():
    show = part_of("engine.recorder.recorder", "def f(value, done): repr(value); done.append(True)")
    source = """
class Slow:
    def __repr__(self):
        raise_signal(2)
        for i in range(100_000): pass
        return ""
show(Slow(), done)
while True: pass
"""
    done: list[bool] = []
    with pytest.raises(KeyboardInterrupt):
        run(source, Interruptions(), show=show, done=done, raise_signal=signal.raise_signal)
    assert done


@pytest.mark.parametrize("has_interval_timer", [True, False])
def test_a_busy_script_is_flushed_regularly(monkeypatch, has_interval_timer):
    if not has_interval_timer:
        monkeypatch.delattr(signal, "setitimer")
    flushed = []
    source = "while len(flushed) < 3: pass"
    run(source, Interruptions(), lambda: flushed.append(True), flushed=flushed)
    assert len(flushed) == 3


def test_pending_rows_are_flushed_before_the_script_is_stopped():
    flushed = []
    interruptions = Interruptions()
    signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        run("while True: pass", interruptions, lambda: flushed.append(True))
    assert flushed


def test_an_interrupt_after_the_recorder_can_be_caught_by_the_script():
    bind = part_of("engine.recorder.recorder", "def f(): signal.raise_signal(2)")
    caught: list[bool] = []
    source = """
try:
    begun = True
    while True: bind()
except KeyboardInterrupt:
    caught.append(True)
"""
    run(source, Interruptions(), bind=bind, caught=caught)
    assert caught == [True]


def test_two_signals_in_one_call_of_the_recorder_leave_no_trace_function():
    bind = part_of(
        "engine.recorder.recorder",
        "def f():\n    for _ in range(2): signal.raise_signal(signal.SIGALRM)\n",
    )
    before = sys.gettrace()
    traces: list[object] = []
    source = "bind()\npass\ntraces.append(gettrace())"
    run(source, Interruptions(), bind=bind, traces=traces, gettrace=sys.gettrace)
    assert traces == [before]
    assert sys.gettrace() is before


def frame(filename: str, module: str, back: Any = None) -> Any:
    """What is looked at of a frame."""
    code = SimpleNamespace(co_filename=filename)
    return SimpleNamespace(f_code=code, f_globals={"__name__": module}, f_back=back)


def test_the_frame_that_called_the_recorder_is_found_below_what_that_calls():
    script = frame("own.py", "__main__", frame("run.py", "engine.worker.run"))
    recorder = frame("recorder.py", "engine.recorder.recorder", script)
    described = frame("own.py", "__main__", recorder)
    assert innermost_script_frame(described, "own.py") == (script, True)
    assert innermost_script_frame(script, "own.py") == (script, False)


def test_a_recursion_is_not_gone_through_to_its_end():
    endless = frame("own.py", "__main__")
    endless.f_back = endless
    assert innermost_script_frame(endless, "own.py") == (endless, False)
