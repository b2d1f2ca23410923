"""The bundled scripts, in reading order, with their titles in both languages."""

from dataclasses import dataclass
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "resources" / "examples"
TITLE_SEPARATOR = " · "


@dataclass(frozen=True)
class Example:
    """A bundled script; its first line reads ``# English title · 中文标题``.

    Attributes:
        name: the file's name without its ending; sorts in reading order.
        titles: the title by language.
        path: where the script is.
    """

    name: str
    titles: dict[str, str]
    path: Path

    def source(self) -> str:
        """The script itself."""
        return self.path.read_text("utf-8")


def examples() -> list[Example]:
    """All bundled scripts in reading order; the window opens on the first."""
    return [_read_example(path) for path in sorted(EXAMPLES.glob("*.py"))]


def _read_example(path: Path) -> Example:
    with path.open(encoding="utf-8") as file:
        first_line = file.readline()
    english, chinese = first_line.removeprefix("# ").strip().split(TITLE_SEPARATOR)
    return Example(path.stem, {"en": english, "zh_CN": chinese}, path)
