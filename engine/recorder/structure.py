"""Events about the structure of a running script: calls, modules, loops, iterations."""

from engine.recorder.scopes import ScopeStack


class StructureReports:
    """Keeps track of the scopes that a script is in; each note has the innermost one."""

    _scopes: ScopeStack

    def enter_call(self, name: str, line: int) -> None:
        """A function of the script was called."""
        self._scopes.enter_call(name, line)

    def leave_call(self) -> None:
        """The innermost call ended."""
        self._scopes.leave_call()

    def enter_module(self, name: str) -> None:
        """A module is called."""
        self._scopes.enter_module(name)

    def leave_module(self) -> None:
        """The call of the innermost module ended."""
        self._scopes.leave_module()

    def enter_loop(self, line: int) -> None:
        """A loop begins."""
        self._scopes.enter_loop(line)

    def next_iteration(self) -> bool:
        """The innermost loop begins another iteration.

        Always True, so that it can be and-ed into the condition of a ``while``.
        """
        self._scopes.next_iteration()
        return True

    def leave_loop(self) -> None:
        """The innermost loop ended."""
        self._scopes.leave_loop()
