"""The formats in which a graph can be exported."""

from __future__ import annotations

from enum import Enum
from pathlib import Path


class ExportFormat(Enum):
    """The formats, by file extension: three of pictures of one step, and two with all steps."""

    PNG = ".png"
    SVG = ".svg"
    PDF = ".pdf"
    PAGE = ".html"
    ANIMATION = ".gif"

    @property
    def has_all_steps(self) -> bool:
        """Whether such a file has all steps rather than one."""
        return self in (ExportFormat.PAGE, ExportFormat.ANIMATION)

    @property
    def has_pixels(self) -> bool:
        """Whether such a file is made of pixels, so that its scale matters."""
        return self in (ExportFormat.PNG, ExportFormat.ANIMATION)

    @classmethod
    def of(cls, path: Path) -> ExportFormat | None:
        """The format of a file's extension, or None."""
        return next((each for each in cls if path.suffix.lower() == each.value), None)
