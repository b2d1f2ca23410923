"""The small pictures of the gallery, which `tools/make_gallery.py` makes."""

from pathlib import Path

from PySide6.QtGui import QPixmap

PICTURES = Path(__file__).parents[2] / "resources" / "gallery"
PICTURE_PX = (168, 126)
PICTURE_RATIO = 2
"""Pixels of a picture for each pixel of the window, so that it is sharp on fine screens."""


def picture_file(name: str, *, is_dark: bool) -> Path:
    """Where the picture of an example is."""
    return PICTURES / ("dark" if is_dark else "light") / f"{name}.png"


def picture(name: str, *, is_dark: bool) -> QPixmap:
    """The picture of an example; an empty one where there is none."""
    pixmap = QPixmap(str(picture_file(name, is_dark=is_dark)))
    pixmap.setDevicePixelRatio(PICTURE_RATIO)
    return pixmap
