"""The hooks that an instrumented script calls while it runs."""

from typing import Protocol

from engine.script.source import Place

HOOKS_NAME = "__gradwalk__"
"""The global name of the hooks in an instrumented script."""


class Hooks(Protocol):
    """Receives events about a script's structure, names and output, in order.

    Lines count from 1.
    """

    def enter_call(self, name: str, line: int) -> None:
        """A call of the function ``name``, defined at ``line``, began."""

    def leave_call(self) -> None:
        """The innermost call ended, normally or not."""

    def enter_loop(self, line: int) -> None:
        """A loop written at ``line`` is about to begin."""

    def next_iteration(self) -> bool:
        """The innermost loop begins another iteration.

        Always True, so that it can be and-ed into the condition of a ``while``.
        """

    def leave_loop(self) -> None:
        """The innermost loop ended, normally or not."""

    def bind(self, name: str, value: object) -> object:
        """A variable was, or an attribute of one is to be, assigned; returns the value."""

    def show(self, line: int, value: object, is_call: bool) -> None:
        """A bare expression of the module, which ends at ``line``, was evaluated.

        Many are calls with side effects that return None.
        """

    def printed(self, stream: str, text: str) -> None:
        """The script wrote to "stdout" or "stderr": usually one line, with its end."""

    def raised(self, error: BaseException, *, traceback: str, place: Place) -> None:
        """The script ended with ``error``, at a position if there is one.

        ``traceback`` is Python's, reduced to the script's own frames.
        """

    def flush(self) -> None:
        """Send everything that is pending."""
