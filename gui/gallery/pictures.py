"""The small pictures of the gallery, which ``tools/make_gallery.py`` makes."""

from pathlib import Path

from PySide6.QtGui import QPixmap

PICTURES = Path(__file__).parents[2] / "resources" / "gallery"
PICTURE_PX = (168, 126)
PICTURE_RATIO = 2
"""The device pixel ratio of the pictures, for high-resolution screens."""


def picture_file(name: str, *, is_dark: bool) -> Path:
    """The file of the picture of an example."""
    return PICTURES / ("dark" if is_dark else "light") / f"{name}.png"


def picture(name: str, *, is_dark: bool) -> QPixmap:
    """The picture of an example; empty if there is none."""
    pixmap = QPixmap(str(picture_file(name, is_dark=is_dark)))
    pixmap.setDevicePixelRatio(PICTURE_RATIO)
    return pixmap
