"""The client side of the layout process passes on every answer and, last, its end."""

import contextlib
import sys
from collections.abc import Callable
from queue import SimpleQueue

import pytest

from engine.children.child import Child, ChildKind, StartedChild
from engine.children.forked import new_child
from engine.layout.messages import FromServer, LayoutAnswer, LayoutRequest
from engine.layout.process import LayoutProcess

PATIENCE_S = 20
REQUEST = LayoutRequest.from_columns(1, [96, 96], [64, 64], [(0, 1)])


@pytest.mark.parametrize("make", [new_child, StartedChild])
def test_answers_and_the_end_are_passed_on(make: Callable[[ChildKind], Child]) -> None:
    child = make("layout")
    heard: SimpleQueue[FromServer | str] = SimpleQueue()
    with contextlib.closing(LayoutProcess(child)) as process:
        process.listen(heard.put, heard.put)
        process.send(REQUEST)
        assert isinstance(heard.get(timeout=PATIENCE_S), LayoutAnswer)
        child.end()
        assert heard.get(timeout=PATIENCE_S) == "the layout process ended"


def test_the_end_is_passed_on_even_if_a_listener_raises() -> None:
    def fail(_message: FromServer) -> None:
        raise ZeroDivisionError("no")

    ends: SimpleQueue[str] = SimpleQueue()
    with contextlib.closing(LayoutProcess()) as process:
        process.listen(fail, ends.put)
        process.send(REQUEST)
        assert ends.get(timeout=PATIENCE_S) == "ZeroDivisionError: no"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_an_invalid_message_ends_the_process(stand_in: Callable[[str], None]) -> None:
    stand_in("echo nonsense; exec cat >/dev/null")
    ends: SimpleQueue[str] = SimpleQueue()
    with contextlib.closing(LayoutProcess(StartedChild("layout"))) as process:
        process.listen(lambda message: None, ends.put)
        assert ends.get(timeout=PATIENCE_S).startswith("WireError: ")


@pytest.fixture
def stand_in(monkeypatch, tmp_path):
    """A function whose argument, lines of a shell script, runs in place of Python."""

    def install(lines: str) -> None:
        program = tmp_path / "python"
        program.write_text(f"#!/bin/sh\n{lines}\n")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))

    return install
