"""The scopes of a running script: calls, modules, loops and iterations.

Only a scope that an event refers to gets a row: a loop may run for millions of iterations in which
nothing is recorded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from engine.record.schema import NONE, ScopeKind


class _Open:
    """A scope that has been entered and not yet left.

    Attributes:
        kind, name, line, index: the columns of its row.
        row: its row of ``scopes``; NONE if it has none yet.
    """

    __slots__ = ("index", "kind", "line", "name", "row")

    def __init__(self, kind: ScopeKind, name: str, line: int) -> None:
        self.kind = kind
        self.name = name
        self.line = line
        self.index = 0
        self.row = NONE


class _Thread(threading.local):
    """The scopes of the current thread, innermost last."""

    def __init__(self, script: _Open) -> None:
        self.open = [script]


class ScopeStack:
    """The open scopes of each thread, innermost last; the script's own scope is never left.

    Args:
        add_row: writes a row (parent, kind, name, index, line) and returns its number.

    Attributes:
        of_thread: the open scopes of the current thread.
    """

    def __init__(self, add_row: Callable[[int, ScopeKind, str, int, int], int]) -> None:
        self._add_row = add_row
        self._calls: dict[tuple[str, int], int] = {}
        self.of_thread = _Thread(_Open(ScopeKind.SCRIPT, "", 1))

    def enter_call(self, name: str, line: int) -> None:
        """A function was called; calls of one function are counted from 0."""
        self._enter(_Open(ScopeKind.CALL, name, line))

    def enter_module(self, name: str) -> None:
        """A module was called; calls of one class are counted from 0."""
        self._enter(_Open(ScopeKind.MODULE, name, NONE))

    def leave_module(self) -> None:
        """The call of the innermost module ended."""
        self._leave(ScopeKind.MODULE)

    def leave_call(self) -> None:
        """The innermost call ended."""
        self._leave(ScopeKind.CALL)

    def enter_loop(self, line: int) -> None:
        """A loop begins; it has no iteration yet."""
        self.of_thread.open.append(_Open(ScopeKind.LOOP, "", line))

    def next_iteration(self) -> None:
        """The innermost loop begins another iteration; they are counted from 0."""
        top = self.of_thread.open[-1]
        if top.kind is ScopeKind.ITERATION:
            top.index += 1
            top.row = NONE
        else:
            self.of_thread.open.append(_Open(ScopeKind.ITERATION, "", top.line))

    def leave_loop(self) -> None:
        """The innermost loop ended, together with its current iteration."""
        self._leave(ScopeKind.LOOP)

    def _enter(self, call: _Open) -> None:
        call.index = self._calls.get((call.name, call.line), 0)
        self._calls[call.name, call.line] = call.index + 1
        self.of_thread.open.append(call)

    def _leave(self, kind: ScopeKind) -> None:
        scopes = self.of_thread.open
        while len(scopes) > 1 and scopes.pop().kind is not kind:
            pass

    def current(self) -> int:
        """The row of the innermost scope, added if missing."""
        row = self.of_thread.open[-1].row
        return row if row != NONE else self._number()

    def _number(self) -> int:
        """Add the rows of all open scopes that have none, outermost first."""
        parent = NONE
        for scope in self.of_thread.open:
            if scope.row == NONE:
                scope.row = self._add_row(parent, scope.kind, scope.name, scope.index, scope.line)
            parent = scope.row
        return parent
