"""Splits lines of Python text into tokens for highlighting and bracket matching."""

import builtins
import keyword
import re
from enum import Enum, auto
from typing import NamedTuple


class TokenKind(Enum):
    """The kind of a token; other names and operators are no tokens."""

    KEYWORD = auto()
    BUILTIN = auto()
    LIBRARY = auto()
    DECORATOR = auto()
    NUMBER = auto()
    STRING = auto()
    COMMENT = auto()
    BRACKET = auto()


class Token(NamedTuple):
    """A range of a line, in characters, the end excluded."""

    start: int
    end: int
    kind: TokenKind


MAX_CHARS = 5_000
"""Only this many characters of a line are read: long lines, such as data, slow down typing."""

CODE = 0
"""The state of a line that does not begin inside a string; others are from ``tokens``."""

_OPENERS = ("", "'''", '"""', "f'''", 'f"""')  # a state is an index of this tuple
_KEYWORDS = frozenset(keyword.kwlist)
_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))
_LIBRARIES = frozenset({"torch", "nn", "F", "np", "numpy"})

_TOKEN = re.compile(
    r"""
    (?P<comment>\#.*)
  | (?P<string>(?:(?<!\w)(?P<prefix>[rbuft]{1,2}))?(?P<quote>'''|\"\"\"|'|"))
  | (?P<number>(?<!\w)(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?j?))
  | (?P<decorator>^\s*@[\w.]+)
  | (?P<attribute>\.\s*[^\W\d]\w*)
  | (?P<word>[^\W\d]\w*)
  | (?P<bracket>[()\[\]{}])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_STRING_REST = {
    quote: re.compile(rf"(?:\\.|(?!{quote}).)*(?P<end>{quote})?")
    for quote in ("'", '"', "'''", '"""')
}
_FIELD = re.compile(r"\{\{|\}\}|(?P<field>\{(?:[^{}]|\{[^{}]*\})*\}?)")
_KIND_OF_GROUP = {
    "comment": TokenKind.COMMENT,
    "number": TokenKind.NUMBER,
    "decorator": TokenKind.DECORATOR,
    "bracket": TokenKind.BRACKET,
}


def tokens(line: str, state: int = CODE) -> tuple[list[Token], int]:
    """The tokens of a line, and the state that the next line begins in.

    ``state`` is what the line before ended in: a triple-quoted string may be open. The fields of an
    f-string are left out, so that they look like code. A line that is too long to be read whole
    ends in code.
    """
    if len(line) > MAX_CHARS:
        return tokens(line[:MAX_CHARS], state)[0], CODE
    found: list[Token] = []
    at = 0
    if state != CODE:
        at, state = _read_string(line, 0, 0, _OPENERS[state], found)
    while match := _TOKEN.search(line, at):
        at = match.end()
        if match["quote"]:
            is_formatted = "f" in (match["prefix"] or "").lower()
            opener = "f" * is_formatted + match["quote"]
            at, state = _read_string(line, match.start(), at, opener, found)
        elif kind := _kind(match):
            found.append(Token(match.start(), at, kind))
    return found, state


def _kind(match: re.Match[str]) -> TokenKind | None:
    word = match["word"]
    if word is None:
        return _KIND_OF_GROUP.get(match.lastgroup or "")
    if word in _KEYWORDS:
        return TokenKind.KEYWORD
    if word in _LIBRARIES:
        return TokenKind.LIBRARY
    return TokenKind.BUILTIN if word in _BUILTINS else None


def _read_string(
    line: str, start: int, body: int, opener: str, found: list[Token]
) -> tuple[int, int]:
    """Add the string from ``start`` on; return where it ends and the state after it."""
    rest = _STRING_REST[opener.removeprefix("f")].match(line, body)
    assert rest is not None, "the pattern matches the empty text"
    if opener.startswith("f"):
        for field in _FIELD.finditer(line, body, rest.end()):
            if field["field"]:
                found.append(Token(start, field.start(), TokenKind.STRING))
                start = field.end()
    found.append(Token(start, rest.end(), TokenKind.STRING))
    stays_open = rest["end"] is None and opener in _OPENERS
    return rest.end(), _OPENERS.index(opener) if stays_open else CODE
