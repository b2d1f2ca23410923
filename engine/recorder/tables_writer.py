"""The writing side of the schema: collects new rows of every table until they are sent."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

from engine.record.rows import Rows
from engine.record.schema import NONE
from engine.record.values import shape_text
from engine.recorder.budgets import Budgets
from engine.recorder.new_rows import NewTables
from engine.recorder.texts import shortened
from engine.recorder.values_writer import ValuesWriter
from engine.script.source import place_from_bytes, source_lines

Sink = Callable[[Rows], None]

_SHORT_CHARS = 200
"""Shorter texts are kept whole in any case."""


class _Strings(dict[str, int]):
    """The numbers of texts, assigned on first use; once the budget is spent, long ones are cut.

    Attributes:
        new: the unsent texts; lone surrogates, which UTF-8 cannot encode, are escaped.
    """

    def __init__(self, max_chars: int) -> None:
        self.new: list[str] = []
        self._chars_left = max_chars

    def __missing__(self, text: str) -> int:
        self._chars_left -= len(text)
        if self._chars_left < 0 and len(text) > _SHORT_CHARS:
            return self[shortened(text, _SHORT_CHARS // 2)]
        return self.whole(text)

    def whole(self, text: str) -> int:
        """The number of a text that is never cut, as it has a budget of its own."""
        if text in self:
            return self[text]
        self.new.append(text.encode(errors="backslashreplace").decode())
        number = self[text] = len(self)
        return number


class _Shapes(dict[tuple[int, ...], int]):
    """The numbers of shapes, which are stored as texts."""

    def __init__(self, strings: _Strings) -> None:
        self._strings = strings

    def __missing__(self, shape: tuple[int, ...]) -> int:
        number = self[shape] = self._strings[shape_text(shape)]
        return number


class TablesWriter:
    """Numbers rows, strings, sites and values as they are added.

    Args:
        source: the script, to convert the byte columns of code positions to characters.
        budgets: the limits of what is kept.
        sink: receives what is sent.

    Attributes:
        new: the unsent rows.
        strings: the numbers of texts.
        sites: the sites of instructions seen so far, by the id of their code object plus their
            offset in it. As the id is an address inside the object, no two instructions collide.
        values: the unsent values.
    """

    def __init__(self, source: str, budgets: Budgets, sink: Sink) -> None:
        self.new = NewTables()
        self.strings = _Strings(budgets.max_text_chars)
        self.values = ValuesWriter(_Shapes(self.strings), budgets, self._send_bytes)
        self._sink = sink
        self._lines = source_lines(source)
        self.sites: dict[int, int] = {}
        self._positions: dict[int, tuple[CodeType, list[tuple[int | None, ...]]]] = {}

    def site(self, code: CodeType, instruction: int) -> int:
        """The expression to which an instruction of the script belongs; NONE if unknown."""
        address = id(code) + instruction
        number = self.sites.get(address)
        if number is None:
            number = self.sites[address] = self._new_site(code, instruction)
        return number

    def _new_site(self, code: CodeType, instruction: int) -> int:
        if id(code) not in self._positions:
            # Keep the code object alive, so that its id is not reused.
            self._positions[id(code)] = code, list(code.co_positions())
        line, end_line, column, end_column = self._positions[id(code)][1][instruction // 2]
        if line is None or end_line is None or column is None or end_column is None:
            return NONE
        place = place_from_bytes(self._lines, (line, column), (end_line, end_column))
        return self.new.sites.add(place)

    def send(self) -> None:
        """Send everything added since the last call to the sink."""
        values, blob = self.values.drain()
        tables = self.new.drain()
        if values:
            tables["values"] = values
        strings, self.strings.new = self.strings.new, []
        if tables or strings:
            self._sink(Rows(tables, strings, blob))

    def _send_bytes(self, blob: bytes) -> None:
        self._sink(Rows({}, [], blob))
