"""Hooks that list what they receive, and runs of scripts with them."""

from textwrap import dedent
from typing import Any

from engine.script.source import Place
from engine.worker.hooks import Hooks
from engine.worker.run import Outcome, run_script


class Heard(Hooks):
    """The reports of a script as a list of tuples, and the depth of calls and loops.

    Attributes:
        events: ("enter_loop", 3), ("bind", "x", 1), ... in order.
        open_scopes: the number of calls and loops that have not ended.
    """

    def __init__(self) -> None:
        self.events: list[tuple[Any, ...]] = []
        self.open_scopes: list[str] = []

    def only(self, *names: str) -> list[tuple[Any, ...]]:
        """The events with these names."""
        return [event for event in self.events if event[0] in names]

    def enter_call(self, name: str, line: int) -> None:
        self.open_scopes.append("call")
        self.events.append(("enter_call", name, line))

    def leave_call(self) -> None:
        assert self.open_scopes.pop() == "call"
        self.events.append(("leave_call",))

    def enter_loop(self, line: int) -> None:
        self.open_scopes.append("loop")
        self.events.append(("enter_loop", line))

    def next_iteration(self) -> bool:
        assert self.open_scopes[-1] == "loop"
        self.events.append(("next_iteration",))
        return True

    def leave_loop(self) -> None:
        assert self.open_scopes.pop() == "loop"
        self.events.append(("leave_loop",))

    def bind(self, name: str, value: object) -> object:
        self.events.append(("bind", name, value))
        return value

    def show(self, line: int, value: object, is_call: bool) -> None:
        self.events.append(("show", line, value, is_call))

    def printed(self, stream: str, text: str) -> None:
        self.events.append(("printed", stream, text))

    def raised(self, error: BaseException, *, traceback: str, place: Place) -> None:
        self.events.append(("raised", error, traceback, place))

    def flush(self) -> None:
        self.events.append(("flush",))


def run(source: str, **limits: int) -> tuple[Outcome, Heard]:
    heard = Heard()
    return run_script(dedent(source), "<script>", heard, **limits), heard


def printed(heard: Heard, stream: str = "stdout") -> str:
    return "".join(str(event[2]) for event in heard.only("printed") if event[1] == stream)
