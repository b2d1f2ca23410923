"""Notebook commands, such as ``%matplotlib inline`` and ``!pip install``, which are not Python."""

import ast
import re
from textwrap import dedent

_COMMAND = re.compile(
    r"""(?P<indent>[ \t]*)
    (?: %%?[A-Za-z].*     # a magic of IPython
      | !.*               # a command for the shell
      | \?{1,2}[\w.]+     # help, asked for in front
      | [\w.]+\?{1,2}     # or behind
    )[ \t]*""",
    re.VERBOSE,
)


def command_lines(source: str) -> list[int]:
    """The lines, counted from 1, with notebook commands.

    A valid Python script has none: in it ``%`` may begin a line within brackets.
    """
    lines = source.split("\n")
    found = [number for number, line in enumerate(lines, 1) if _COMMAND.fullmatch(line)]
    return found if found and not _is_python(source) else []


def without_commands(source: str) -> str:
    """A script with its commands blanked out; all other positions stay the same."""
    lines = source.split("\n")
    for number in command_lines(source):
        lines[number - 1] = _COMMAND.sub(r"\g<indent>pass", lines[number - 1])
    return "\n".join(lines)


_FENCED = re.compile(
    r"\s*(?P<fence>```+|~~~+)[ \t]*\w*[ \t]*\n(?P<code>.*\n)[ \t]*(?P=fence)\s*", re.DOTALL
)


def without_fences(text: str) -> str:
    """The code of a text that is one code block of Markdown; other texts unchanged."""
    found = _FENCED.fullmatch(text)
    return text if found is None else found["code"]


_PROMPT = re.compile(r"(?:>>>|In \[\d*\]:)(?: |$)")
_GOES_ON = re.compile(r"(?:\.\.\.|[ ]*\.{3,}:)(?: |$)")


def without_prompts(text: str) -> str:
    """The code of an interactive session pasted with prompts and output; other texts unchanged."""
    lines = dedent(text).strip("\n").split("\n")
    if not _PROMPT.match(lines[0]):
        return text
    code, is_code = [], False
    for line in lines:
        prompt = _PROMPT.match(line) or (_GOES_ON.match(line) if is_code else None)
        is_code = prompt is not None
        if prompt:
            code.append(line[prompt.end() :])
    return "\n".join(code) + "\n"


def _is_python(source: str) -> bool:
    try:
        ast.parse(source.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
