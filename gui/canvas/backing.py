"""A picture of the view that is scrolled and patched rather than painted anew."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPixmap

from gui.canvas.view import View

PaintArea = Callable[[QPainter, View, QRect], None]
"""Paints an area of device pixels as a view shows it."""

_LARGEST_SCROLL = 0.6
"""Past this share of the picture, painting it whole costs less than scrolling."""
_AREA_COST_PX = 60_000
"""Beginning an area costs about as much as painting so many more pixels of another."""


class Backing:
    """Keeps what a widget shows in a pixmap of device pixels.

    Attributes:
        pixmap: the picture, as of the last `refresh`.
    """

    def __init__(self) -> None:
        self.pixmap = QPixmap()
        self._view: View | None = None

    def forget(self) -> None:
        """Paint everything at the next refresh."""
        self._view = None

    def refresh(self, view: View, size: QSize, dirty: Iterable[QRect], paint: PaintArea) -> None:
        """Bring the picture up to date.

        Args:
            view: what to show.
            size: of the picture, in device pixels.
            dirty: areas that changed, in device pixels of `view`.
            paint: paints one area, and nothing outside it.
        """
        if self.pixmap.size() != size:
            self.pixmap = QPixmap(size)
            self._view = None
        self.pixmap.setDevicePixelRatio(1.0)
        whole = QRect(0, 0, size.width(), size.height())
        stale = self._scroll(view, whole)
        if whole not in stale:
            stale += merged([area & whole for area in dirty if area.intersects(whole)])
        if stale:
            painter = QPainter(self.pixmap)
            for area in stale:
                paint(painter, view, area)
            painter.end()
        self.pixmap.setDevicePixelRatio(view.ratio)
        self._view = view

    def _scroll(self, view: View, whole: QRect) -> list[QRect]:
        """Move the picture to a new view; returns the areas that it does not cover."""
        old = self._view
        if old is None or (old.zoom, old.ratio) != (view.zoom, view.ratio):
            return [whole]
        dx, dy = old.left - view.left, old.top - view.top
        width, height = whole.width(), whole.height()
        if abs(dx) > width * _LARGEST_SCROLL or abs(dy) > height * _LARGEST_SCROLL:
            return [whole]
        if dx or dy:
            self.pixmap.scroll(dx, dy, whole)
        exposed = []
        if dx:
            exposed.append(QRect(width + dx if dx < 0 else 0, 0, abs(dx), height))
        if dy:
            exposed.append(QRect(0, height + dy if dy < 0 else 0, width, abs(dy)))
        return exposed


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
