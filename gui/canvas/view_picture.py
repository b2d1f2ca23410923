"""The picture of a view, painted area by area."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from gui.canvas.view import View

PaintArea = Callable[[QPainter, View, QRect], None]
"""Paints an area of device pixels as a view shows it, and nothing outside it."""

_LARGEST_SCROLL = 0.6
"""Past this share of the picture, painting it whole costs less than scrolling."""
_AREA_COST_PX = 60_000
"""Beginning an area costs about as much as painting so many more pixels of another."""


class ViewPicture:
    """What a view shows, in a pixmap of device pixels that may still have gaps.

    Attributes:
        view: what is shown.
        pixmap: what is painted of it.
        missing: the areas that are not painted yet, or outdated.
        took_ms: how long painting it has taken so far.
    """

    def __init__(self, view: View, size: QSize) -> None:
        self.view = view
        self.pixmap = QPixmap(size)
        self.whole = QRect(0, 0, size.width(), size.height())
        self.missing = [self.whole]
        self.took_ms = 0.0

    def is_as_large_as(self, view: View) -> bool:
        """Whether it shows the scene at the scale of a view."""
        return (self.view.zoom, self.view.ratio) == (view.zoom, view.ratio)

    def place_in(self, view: View) -> QRectF:
        """Where another view shows what is painted here, in its device pixels."""
        return view.transform().mapRect(self.view.region(self.whole))

    def move(self, view: View) -> None:
        """Show another place at the same scale; what comes into sight is missing."""
        dx, dy = self.view.left - view.left, self.view.top - view.top
        self.view = view
        width, height = self.whole.width(), self.whole.height()
        if abs(dx) > width * _LARGEST_SCROLL or abs(dy) > height * _LARGEST_SCROLL:
            self.missing = [self.whole]
        elif dx or dy:
            self.pixmap.scroll(dx, dy, self.whole)
            moved = (area.translated(dx, dy) & self.whole for area in self.missing)
            self.missing = [area for area in moved if not area.isEmpty()]
            if dx:
                self.missing.append(QRect(width + dx if dx < 0 else 0, 0, abs(dx), height))
            if dy:
                self.missing.append(QRect(0, height + dy if dy < 0 else 0, width, abs(dy)))

    def soil(self, areas: Iterable[QRect]) -> None:
        """Paint some areas anew when what is missing is painted."""
        if self.whole not in self.missing:
            seen = [area & self.whole for area in areas if area.intersects(self.whole)]
            self.missing += merged(seen)

    def next_band(self, rows: int) -> QRect:
        """The next missing area, or as much of it as has so many rows: it is no longer missing."""
        area = self.missing.pop(0)
        band = QRect(area.left(), area.top(), area.width(), min(rows, area.height()))
        if band != area:
            self.missing.insert(0, area.adjusted(0, band.height(), 0, 0))
        return band


def merged(areas: list[QRect]) -> list[QRect]:
    """Fewer areas that cover the same pixels, and those between areas close to each other."""
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
