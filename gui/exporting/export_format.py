"""The formats in which a graph can be exported."""

from __future__ import annotations

from enum import Enum
from pathlib import Path


class ExportFormat(Enum):
    """The formats, by file extension: three of pictures of one step, and a page with all steps."""

    PNG = ".png"
    SVG = ".svg"
    PDF = ".pdf"
    PAGE = ".html"

    @classmethod
    def of(cls, path: Path) -> ExportFormat | None:
        """The format of a file's extension, or None."""
        return next((each for each in cls if path.suffix.lower() == each.value), None)
