"""Converts a notebook to a script with the code in cells and the prose in comments."""

from textwrap import wrap
from unicodedata import east_asian_width

import msgspec

NOTEBOOK_SUFFIX = ".ipynb"
PROSE_WIDTH = 88


class _Cell(msgspec.Struct):
    cell_type: str
    source: str | list[str] = ""

    @property
    def text(self) -> str:
        """The source as one text."""
        return self.source if isinstance(self.source, str) else "".join(self.source)


class _Notebook(msgspec.Struct):
    nbformat: int
    cells: list[_Cell]


def script_of_notebook(text: str) -> str | None:
    """The script of a notebook; None if the text is not a notebook file.

    Each cell of code begins with ``# %%``; the prose before it is in the comments below that.
    """
    if not text.lstrip("\ufeff \t\n").startswith("{"):
        return None
    try:
        notebook = msgspec.json.decode(text.lstrip("\ufeff"), type=_Notebook)
    except msgspec.DecodeError:
        return None
    parts: list[str] = []
    prose: list[str] = []
    for cell in notebook.cells:
        if not cell.text.strip():
            continue
        if cell.cell_type == "code":
            parts.append("\n".join(["# %%", *prose, cell.text.rstrip()]))
            prose = []
        else:
            prose += [f"# {line}".rstrip() for line in _wrapped(cell.text.strip())]
    parts += ["\n".join(prose)] if prose else []
    return "\n\n".join(parts) + "\n" if parts else ""


def _wrapped(text: str) -> list[str]:
    """The lines of a text, wrapped, and titles without their number signs."""
    lines = [line.lstrip("#").strip() for line in text.splitlines()]
    return [part for line in lines for part in wrap(line, _width(line)) or [""]]


def _width(line: str) -> int:
    """The width of a line in characters; Chinese ones are twice as wide."""
    is_wide = any(east_asian_width(character) in "WF" for character in line)
    return PROSE_WIDTH // 2 if is_wide else PROSE_WIDTH
