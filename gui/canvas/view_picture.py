"""The picture of a view, painted area by area."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from gui.canvas.view import View

PaintArea = Callable[[QPainter, View, QRect], None]
"""Paints an area of device pixels as a view shows it, and nothing outside it."""

_MAX_SCROLL = 0.6
"""Beyond this share of the picture, repainting it is faster than scrolling."""
_AREA_COST_PX = 60_000
"""Starting an area costs about as much as painting this many pixels."""


class ViewPicture:
    """The picture of a view in device pixels, which may have missing areas.

    Attributes:
        view: what is shown.
        pixmap: what is painted of it.
        missing: the areas that are not painted yet or outdated.
        took_ms: how long painting it has taken so far.
    """

    def __init__(self, view: View, size: QSize) -> None:
        self.view = view
        self.pixmap = QPixmap(size)
        self.whole = QRect(0, 0, size.width(), size.height())
        self.missing = [self.whole]
        self.took_ms = 0.0

    def has_scale_of(self, view: View) -> bool:
        """Whether it shows the scene at the scale of a view."""
        return (self.view.zoom, self.view.ratio) == (view.zoom, view.ratio)

    def place_in(self, view: View) -> QRectF:
        """The rectangle of this picture in another view, in its device pixels."""
        return view.transform().mapRect(self.view.region(self.whole))

    def move(self, view: View) -> None:
        """Show another place at the same scale; what comes into sight is missing."""
        dx, dy = self.view.left - view.left, self.view.top - view.top
        self.view = view
        width, height = self.whole.width(), self.whole.height()
        if abs(dx) > width * _MAX_SCROLL or abs(dy) > height * _MAX_SCROLL:
            self.missing = [self.whole]
        elif dx or dy:
            self.pixmap.scroll(dx, dy, self.whole)
            moved = (area.translated(dx, dy) & self.whole for area in self.missing)
            self.missing = [area for area in moved if not area.isEmpty()]
            if dx:
                self.missing.append(QRect(width + dx if dx < 0 else 0, 0, abs(dx), height))
            if dy:
                self.missing.append(QRect(0, height + dy if dy < 0 else 0, width, abs(dy)))

    def invalidate(self, areas: Iterable[QRect]) -> None:
        """Add areas to those that are missing."""
        if self.whole not in self.missing:
            seen = [area & self.whole for area in areas if area.intersects(self.whole)]
            self.missing += merged(seen)

    def next_band(self, rows: int) -> QRect:
        """Remove the next missing area, or its first rows, from those missing, and return it."""
        area = self.missing.pop(0)
        band = QRect(area.left(), area.top(), area.width(), min(rows, area.height()))
        if band != area:
            self.missing.insert(0, area.adjusted(0, band.height(), 0, 0))
        return band


def merged(areas: list[QRect]) -> list[QRect]:
    """Areas with those close to each other united; they cover at least the same pixels."""
    result: list[QRect] = []
    for area in areas:
        grown = area
        while near := next((other for other in result if _are_close(grown, other)), None):
            result.remove(near)
            grown = grown.united(near)
        result.append(grown)
    return result


def _are_close(one: QRect, other: QRect) -> bool:
    return _pixels(one.united(other)) <= _pixels(one) + _pixels(other) + _AREA_COST_PX


def _pixels(area: QRect) -> int:
    return area.width() * area.height()
