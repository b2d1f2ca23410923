"""A script with its syntax tree and the exact positions of all nodes, for edits."""

from __future__ import annotations

import ast
import bisect
import io
import tokenize
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from engine.edit.edits import Picked, Reason, Refusal
from engine.script.notebook import without_commands
from engine.script.source import Place, line_starts, place_of, source_lines
from engine.script.syntax_errors import naming_character

Located = ast.expr | ast.stmt | ast.keyword | ast.arg | ast.alias | ast.ExceptHandler | ast.pattern

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (*FUNCTIONS, ast.ClassDef)

_SPACE = (
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.COMMENT,
    tokenize.ENDMARKER,
)
_RUN_TEXT = ("exec", "eval")
"""Functions of Python that run text as code."""
_EFFECTS = ("step", "zero_grad", "clip_grad_norm_", "clip_grad_value_")
"""Functions and methods of torch that change other tensors than the one they return."""


class Span(NamedTuple):
    """A range of characters of a script, the end excluded."""

    start: int
    end: int


class Token(NamedTuple):
    """A token other than white space and comments."""

    start: int
    end: int
    text: str


class Script:
    """A script that parses.

    Attributes:
        source: its text.
        tree: its syntax tree.
    """

    def __init__(self, source: str) -> None:
        """Parse a script, ignoring commands of a notebook.

        Raises:
            Refusal: SYNTAX_ERROR.
        """
        self.source = source
        python = without_commands(source)
        try:
            self.tree = ast.parse(python.removeprefix("\ufeff"))
        except SyntaxError as raised:
            error = naming_character(raised)
            line, column = error.lineno or 1, max((error.offset or 1) - 1, 0)
            place = Place(line, column, line, column)
            raise Refusal(Reason.SYNTAX_ERROR, place, message=error.msg) from None
        except (ValueError, RecursionError, MemoryError) as error:
            raise Refusal(Reason.SYNTAX_ERROR, message=str(error)) from None
        self._lines = source_lines(python)
        self._starts = line_starts(source)

    # -- places --------------------------------------------------------------------------------

    def place(self, node: Located) -> Place:
        """The position of a node."""
        return place_of(self._lines, node)

    def offset(self, line: int, column: int) -> int:
        """How many characters are before a column of a line."""
        return self._starts[line - 1] + column

    def span(self, node: Located) -> Span:
        """The span of a node, in characters of the whole script."""
        place = self.place(node)
        return Span(self.offset(*place[:2]), self.offset(*place[2:]))

    def text(self, node: Located) -> str:
        """The text of a node."""
        return self.source[slice(*self.span(node))]

    @cached_property
    def line_count(self) -> int:
        """The number of lines; one without a line end at the end of the script counts."""
        return len(self._starts) - (self._starts[-1] == len(self.source) and len(self._starts) > 1)

    def line_of(self, offset: int) -> int:
        """The line, counted from 1, that a character belongs to."""
        return max(bisect.bisect_right(self._starts, offset), 1)

    def line_span(self, first: int, last: int | None = None) -> Span:
        """Whole lines, counted from 1, with their ends."""
        ends = [*self._starts[1:], len(self.source)]
        return Span(self._starts[first - 1], ends[(last or first) - 1])

    def is_blank(self, line: int) -> bool:
        """Whether a line has only white space."""
        return not self.source[slice(*self.line_span(line))].strip()

    def start_of_line(self, offset: int) -> int:
        """The offset at which the line of a character begins."""
        return self._starts[self.line_of(offset) - 1]

    def end_of_line(self, offset: int) -> int:
        """The offset at which the line of a character ends, its line end excluded."""
        start, end = self.line_span(self.line_of(offset))
        return start + len(self.source[start:end].rstrip("\r\n"))

    @cached_property
    def newline(self) -> str:
        """The line end of the script."""
        for end in ("\r\n", "\n", "\r"):
            if end in self.source:
                return end
        return "\n"

    # -- tokens --------------------------------------------------------------------------------

    @cached_property
    def tokens(self) -> list[Token]:
        """All but space and comments, in order."""
        readline = io.StringIO("".join(self._lines)).readline
        return [
            Token(self.offset(*token.start), self.offset(*token.end), token.string)
            for token in tokenize.generate_tokens(readline)
            if token.type not in _SPACE
        ]

    def token_after(self, offset: int) -> Token | None:
        """The first token that begins at an offset or after it."""
        number = bisect.bisect_left(self.tokens, (offset,))
        return self.tokens[number] if number < len(self.tokens) else None

    def token_before(self, offset: int) -> Token | None:
        """The last token that begins before an offset."""
        number = bisect.bisect_left(self.tokens, (offset,))
        return self.tokens[number - 1] if number else None

    def parentheses(self, node: ast.expr) -> list[Span]:
        """The pairs of parentheses around an expression that are only there to group, inside out.

        Those of a call are its own, as are those of a tuple.
        """
        parent = self.parents.get(node)
        own_end = self.span(parent).end if isinstance(parent, ast.Call | ast.ClassDef) else -1
        pairs: list[Span] = []
        start, end = self.span(node)
        while True:
            before, after = self.token_before(start), self.token_after(end)
            if before is None or after is None or (before.text, after.text) != ("(", ")"):
                return pairs
            if after.end == own_end and node is not getattr(parent, "func", None):
                return pairs
            start, end = before.start, after.end
            pairs.append(Span(start, end))

    def outer_span(self, node: ast.expr) -> Span:
        """The span of an expression, with the parentheses that group it."""
        return [self.span(node), *self.parentheses(node)][-1]

    # -- the tree ------------------------------------------------------------------------------

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """For every node its parent."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """The ancestors of a node, inside out."""
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that a node is, or is part of."""
        if isinstance(node, ast.stmt):
            return node
        return next(each for each in self.around(node) if isinstance(each, ast.stmt))

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """The block that a statement is in."""
        for _, value in ast.iter_fields(self.parents[statement]):
            if isinstance(value, list) and statement in value:
                return value
        raise AssertionError("a statement stands in its parent")

    def node(self, picked: Picked) -> ast.expr | ast.stmt:
        """The expression, else the statement, that was picked.

        Raises:
            Refusal: NOT_IN_SCRIPT, STALE, IN_F_STRING.
        """
        place = picked.place
        if place is None or place.line < 1:
            raise Refusal(Reason.NOT_IN_SCRIPT)
        node = self._node_at(place)
        if isinstance(node, ast.arg):  # what the caller gives, as a pass does
            raise Refusal(Reason.NOT_IN_SCRIPT, place)
        if node is None or self._written(place) != picked.code:
            raise Refusal(Reason.STALE, place)
        if is_in_f_string(self, node):
            raise Refusal(Reason.IN_F_STRING, place)
        if isinstance(node, ast.Call) and _is_made_elsewhere(node, self.tree):
            raise Refusal(Reason.NOT_IN_SCRIPT, place)
        return node

    def _written(self, place: Place) -> str | None:
        if max(place.line, place.end_line) > len(self._starts):
            return None
        return self.source[self.offset(*place[:2]) : self.offset(*place[2:])]

    def _node_at(self, place: Place) -> ast.expr | ast.stmt | ast.arg | None:
        found: ast.expr | ast.stmt | ast.arg | None = None
        for node in ast.walk(self.tree):  # statements come before their expressions
            if isinstance(node, ast.expr | ast.stmt | ast.arg) and self.is_at(node, place):
                found = node
        return found

    def is_at(self, node: ast.expr | ast.stmt | ast.arg, place: Place) -> bool:
        """Whether a place, as recorded, is a node's."""
        if node.end_lineno != place.end_line or node.lineno > place.line:
            return False
        at = self.place(node)
        if at == place or (isinstance(node, ast.arg) and at[:2] == place[:2]):  # annotated
            return True
        # Python says of a method over several lines that it is called where its name stands.
        match node:
            case ast.Call(ast.Attribute(attr=name) as function):
                end = self.place(function)[2:]
                return at[2:] == place[2:] and place[:2] == (end[0], end[1] - len(name))
        return False


def whole_node(script: Script, picked: Picked, *, may_be_part: bool = False) -> ast.expr | ast.stmt:
    """The expression or statement whose value is a card, or has it as a part.

    Raises:
        Refusal: as ``Script.node``; NOT_IN_SCRIPT also for a step inside of a call, and for one of
            several results, unless it may be a part.
    """
    node = script.node(picked)
    is_part = picked.is_part or _is_unpacked(script, node)
    if picked.is_step or (is_part and not may_be_part) or is_about_others(node):
        raise Refusal(Reason.NOT_IN_SCRIPT, picked.place)
    return node


def is_in_f_string(script: Script, node: ast.AST) -> bool:
    """Whether a node is part of an f-string, in which Python does not tell all places."""
    return any(isinstance(each, ast.JoinedStr) for each in script.around(node))


def is_elif(script: Script, statement: ast.AST) -> bool:
    """Whether a statement is the ``elif`` of another one."""
    if not isinstance(statement, ast.If):
        return False
    return script.source.startswith("elif", script.span(statement).start)


def _is_unpacked(script: Script, node: ast.expr | ast.stmt) -> bool:
    """Whether the results of an expression get a name each."""
    match script.parents.get(node):
        case ast.Assign([ast.Tuple() | ast.List()], value):
            return value is node
    return False


def is_target(node: ast.AST) -> bool:
    """Whether something is assigned to an expression, as in ``x += 1``, rather than read there."""
    return isinstance(getattr(node, "ctx", None), ast.Store)


def is_about_others(node: ast.expr | ast.stmt) -> bool:
    """Whether the value of an expression is not what it is there to make."""
    match node:
        case ast.Constant(None):
            return True
        case ast.Call(ast.Attribute(attr=name) | ast.Name(name)):
            return name in _EFFECTS
    return False


def _is_made_elsewhere(call: ast.Call, tree: ast.Module) -> bool:
    """Whether a call runs text as code, or a function of another library."""
    called = call.func
    if isinstance(called, ast.Name) and called.id in _RUN_TEXT:
        return True
    while isinstance(called, ast.Attribute):
        called = called.value
    return isinstance(called, ast.Name) and called.id in _libraries(tree)


def _libraries(tree: ast.Module) -> set[str]:
    """The names of modules other than torch that a script imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(aliases):
                others = [each for each in aliases if _top(each.name) != "torch"]
                found.update(each.asname or _top(each.name) for each in others)
            case ast.ImportFrom(module, aliases) if _top(module or "") != "torch":
                found.update(each.asname or each.name for each in aliases)
    return found


def _top(module: str) -> str:
    """The package that a module is in."""
    return module.split(".")[0]
