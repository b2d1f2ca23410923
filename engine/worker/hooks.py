"""What an instrumented script tells about itself while it runs."""

from typing import Protocol

from engine.script.source import Place

HOOKS_NAME = "__gradwalk__"
"""The global name under which an instrumented script reaches its hooks."""


class Hooks(Protocol):
    """Hears of a script's structure, names and output, in the order in which they happen.

    All lines count from 1.
    """

    def enter_call(self, name: str, line: int) -> None:
        """A call began of the function `name`, defined at `line`."""

    def leave_call(self) -> None:
        """The innermost call ended, by whatever way."""

    def enter_loop(self, line: int) -> None:
        """A loop written at `line` is about to begin."""

    def next_iteration(self) -> bool:
        """The innermost loop begins another iteration.

        Always True, so that it can be and-ed into the test of a ``while``.
        """

    def leave_loop(self) -> None:
        """The innermost loop ended, by whatever way."""

    def bind(self, name: str, value: object) -> None:
        """A variable was given a value."""

    def show(self, line: int, value: object, is_call: bool) -> None:
        """A bare expression of the module that ends at `line` had a value.

        Many are calls that are made for what they do, and None.
        """

    def printed(self, stream: str, text: str) -> None:
        """The script wrote to "stdout" or "stderr": as a rule one line, with its end."""

    def raised(self, error: BaseException, *, traceback: str, place: Place) -> None:
        """The script ended with `error`, at a place of its own where there is one.

        `traceback` is what Python prints, reduced to the script's own frames.
        """

    def flush(self) -> None:
        """Hand on what is pending."""
