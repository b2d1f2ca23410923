"""A picture of the view that is scrolled, stretched and patched rather than painted anew."""

import math
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from gui.canvas.view import View
from gui.canvas.view_picture import PaintArea, ViewPicture

_LARGEST_STEP = 1.6
_LEAST_IN_COMMON = 1 / 3
"""Views with less in common are no steps of one zoom: stretched, one says nothing of the other."""
_LEAST_ROWS = 16
_PATIENCE = 2.5
"""To stretch takes time too: what took no longer than so many times the time there is, is painted.
"""


class BackingStore:
    """Keeps what a widget shows in pictures of device pixels.

    At another zoom, the last picture is stretched until the new one is painted, which is done in
    bands, as many in a frame as there is time for. One that takes no longer is never missed.

    Args:
        clock: tells the time, in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._shown: ViewPicture | None = None
        self._next: ViewPicture | None = None
        self._view = View()
        self._took_ms = math.inf
        self._pixels_per_ms = 1.0

    @property
    def pixmap(self) -> QPixmap:
        """The last picture that was completed; null before."""
        return QPixmap() if self._shown is None else self._shown.pixmap

    def is_sharp_at(self, view: View) -> bool:
        """Whether the picture is of the zoom of a view."""
        return self._shown is not None and self._shown.is_as_large_as(view)

    def forget(self) -> None:
        """Paint everything at the next refresh."""
        self._shown = self._next = None

    def rest_at(self, view: View) -> None:
        """Go on with no picture but one of the zoom that a view stays at."""
        if self._next is not None and not self._next.is_as_large_as(view):
            self._next = None

    def refresh(
        self,
        view: View,
        size: QSize,
        dirty: Sequence[QRect],
        paint: PaintArea,
        zoom_ms: float = math.inf,
    ) -> None:
        """Bring the picture up to date, or nearer to it.

        Args:
            view: what to show.
            size: of the picture, in device pixels.
            dirty: areas that changed, in device pixels of `view`.
            paint: paints one area, and nothing outside it.
            zoom_ms: about so long another zoom of the same is painted. All else is painted at once.
        """
        if self._has_jumped(view, size) or (dirty and not self.is_sharp_at(view)):
            self.forget()
        self._view = view
        picture = self._shown
        if picture is not None and picture.is_as_large_as(view):
            self._next = None
            picture.move(view)
            picture.soil(dirty)
            self._paint_missing(picture, paint, math.inf)
            return
        is_quick = self._took_ms <= _PATIENCE * zoom_ms
        following = self._next
        if following is not None and following.is_as_large_as(view):
            following.move(view)
        elif following is None or is_quick:
            following = ViewPicture(view, size)
        ms = math.inf if picture is None else zoom_ms * (_PATIENCE if is_quick else 1)
        self._paint_missing(following, paint, ms)
        if following.missing:
            self._next, self._took_ms = following, math.inf
        else:
            self._shown, self._next = following, None
            self._took_ms = following.took_ms

    def draw(self, painter: QPainter, sketch: PaintArea) -> None:
        """Draw the picture as of the last refresh, stretched to its view until that is painted.

        Args:
            painter: of a widget, with its pixels.
            sketch: paints roughly, and quickly, what is in sight beyond a stretched picture.
        """
        shown, view = self._shown, self._view
        if shown is None:
            return
        painter.save()
        painter.scale(1 / view.ratio, 1 / view.ratio)
        if shown.view == view:
            painter.drawPixmap(0, 0, shown.pixmap)  # as it is
        else:
            place = shown.place_in(view)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, shown.pixmap, QRectF(shown.whole))
            for area in _around(place, shown.whole):
                sketch(painter, view, area)
        painter.restore()

    def _has_jumped(self, view: View, size: QSize) -> bool:
        """Whether what was shown last is of no use for a view."""
        shown, last = self._shown, self._view
        if shown is None:
            return False
        if shown.pixmap.size() != size or view.ratio != last.ratio:
            return True
        if not 1 / _LARGEST_STEP <= view.zoom / last.zoom <= _LARGEST_STEP:
            return True
        whole = QRectF(shown.whole)
        common = view.transform().mapRect(last.region(shown.whole)) & whole
        is_small = _area(common) < _LEAST_IN_COMMON * _area(whole)
        return is_small and not shown.is_as_large_as(view)

    def _paint_missing(self, picture: ViewPicture, paint: PaintArea, ms: float) -> None:
        """Paint what is missing of a picture, for about so long."""
        if not picture.missing:
            return
        left_ms = ms
        rows = max(self._rows_in(left_ms, picture), _LEAST_ROWS)
        with QPainter(picture.pixmap) as painter:
            while picture.missing and rows >= _LEAST_ROWS:
                band = picture.next_band(rows)
                began = self._clock()
                paint(painter, picture.view, band)
                took_ms = 1000 * (self._clock() - began)
                picture.took_ms += took_ms
                left_ms -= took_ms
                self._pixels_per_ms = band.width() * band.height() / max(took_ms, 1e-3)
                rows = min(self._rows_in(left_ms, picture), 2 * rows)  # the next may take longer

    def _rows_in(self, ms: float, picture: ViewPicture) -> int:
        """How many rows of a picture take so long, by what those took that were painted last."""
        whole = picture.whole
        return int(min(ms * self._pixels_per_ms / max(whole.width(), 1), whole.height()))


def _around(rect: QRectF, whole: QRect) -> list[QRect]:
    """What of whole pixels a rectangle does not cover: above and below it, and beside."""
    left, top = math.ceil(rect.left()), math.ceil(rect.top())
    end, bottom = math.floor(rect.right()), math.floor(rect.bottom())
    right, height = whole.width() - end, bottom - top
    around = (
        QRect(0, 0, whole.width(), top),
        QRect(0, bottom, whole.width(), whole.height() - bottom),
        QRect(0, top, left, height),
        QRect(end, top, right, height),
    )
    return [area & whole for area in around if area.intersects(whole)]


def _area(rect: QRectF) -> float:
    return rect.width() * rect.height()
