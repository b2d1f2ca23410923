"""The bundled scripts, in reading order, with titles and descriptions in both languages."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, reduce
from itertools import takewhile
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "resources" / "examples"
TITLE_SEPARATOR = " · "


_COMMENT = "# "


@dataclass(frozen=True)
class Example:
    """A bundled script.

    Its first line reads ``# English title · 中文标题``; the comments right after it say what to
    look at, first in English, then in Chinese.

    Attributes:
        name: the file's name without its ending; sorts in reading order.
        titles, descriptions: its title, and what to look at, by language.
        path: where the script is.
    """

    name: str
    titles: dict[str, str]
    descriptions: dict[str, str]
    path: Path

    def source(self) -> str:
        """The script itself."""
        return self.path.read_text("utf-8")


@cache
def examples() -> tuple[Example, ...]:
    """All bundled scripts in reading order; the window opens on the first."""
    return tuple(_read_example(path) for path in sorted(EXAMPLES.glob("*.py")))


def _read_example(path: Path) -> Example:
    with path.open(encoding="utf-8") as file:
        comments = takewhile(lambda line: line.startswith(_COMMENT), file)
        title, *about = (line.removeprefix(_COMMENT).strip() for line in comments)
    english, chinese = title.split(TITLE_SEPARATOR)
    in_chinese = [any(map(_is_wide, line)) for line in about].index(True)
    descriptions = {"en": _joined(about[:in_chinese]), "zh_CN": _joined(about[in_chinese:])}
    return Example(path.stem, {"en": english, "zh_CN": chinese}, descriptions, path)


def _joined(lines: Iterable[str]) -> str:
    """Lines joined; no space goes between two wide characters or beside wide punctuation."""

    def join(text: str, line: str) -> str:
        ends = (text[-1], line[0])
        is_close = all(map(_is_wide, ends)) or any(map(_is_wide_punctuation, ends))
        return f"{text}{line}" if is_close else f"{text} {line}"

    return reduce(join, lines)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _is_wide_punctuation(character: str) -> bool:
    return _is_wide(character) and unicodedata.category(character).startswith("P")
