"""The backing store of the canvas: a picture that is scrolled, scaled and patched."""

import math
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from gui.canvas.view import View
from gui.canvas.view_picture import PaintArea, ViewPicture

_MAX_ZOOM_STEP = 1.6
_MIN_OVERLAP = 1 / 3
"""Views that overlap by a smaller share of the widget are not two steps of one zoom gesture."""
_MIN_ROWS = 16
_PATIENCE = 2.5
"""A view is painted at once if that takes at most this many times as long as one frame."""


class BackingStore:
    """Keeps what a widget shows in pictures of device pixels.

    At another zoom, the last picture is scaled until the new one is complete, which is painted in
    bands, as many in each frame as there is time for.

    Args:
        clock: returns the time in seconds.
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
        """The last complete picture; null before there is one."""
        return QPixmap() if self._shown is None else self._shown.pixmap

    def is_sharp_at(self, view: View) -> bool:
        """Whether the picture is of the zoom of a view."""
        return self._shown is not None and self._shown.has_scale_of(view)

    def forget(self) -> None:
        """Paint everything at the next refresh."""
        self._shown = self._next = None

    def rest_at(self, view: View) -> None:
        """Drop a picture that is being painted for another zoom than that of a view."""
        if self._next is not None and not self._next.has_scale_of(view):
            self._next = None

    def refresh(
        self,
        view: View,
        size: QSize,
        dirty: Sequence[QRect],
        paint: PaintArea,
        zoom_ms: float = math.inf,
    ) -> None:
        """Bring the picture up to date, as far as there is time.

        Args:
            view: what to show.
            size: of the picture, in device pixels.
            dirty: areas that changed, in device pixels of ``view``.
            paint: paints one area, and nothing outside it.
            zoom_ms: the time for painting at another zoom; everything else is painted at once.
        """
        if self._has_jumped(view, size) or (dirty and not self.is_sharp_at(view)):
            self.forget()
        self._view = view
        picture = self._shown
        if picture is not None and picture.has_scale_of(view):
            self._next = None
            picture.move(view)
            picture.invalidate(dirty)
            self._paint_missing(picture, paint, math.inf)
            return
        is_quick = self._took_ms <= _PATIENCE * zoom_ms
        following = self._next
        if following is not None and following.has_scale_of(view):
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
        """Draw the picture as of the last refresh, scaled until the view is painted.

        Args:
            painter: of a widget, with its pixels.
            sketch: paints roughly and quickly what is in sight beyond a scaled picture.
        """
        shown, view = self._shown, self._view
        if shown is None:
            return
        painter.save()
        painter.scale(1 / view.ratio, 1 / view.ratio)
        if shown.view == view:
            painter.drawPixmap(0, 0, shown.pixmap)  # unscaled
        else:
            place = shown.place_in(view)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, shown.pixmap, QRectF(shown.whole))
            for area in _around(place, shown.whole):
                sketch(painter, view, area)
        painter.restore()

    def _has_jumped(self, view: View, size: QSize) -> bool:
        """Whether a view has too little in common with the last picture."""
        shown, last = self._shown, self._view
        if shown is None:
            return False
        if shown.pixmap.size() != size or view.ratio != last.ratio:
            return True
        if not 1 / _MAX_ZOOM_STEP <= view.zoom / last.zoom <= _MAX_ZOOM_STEP:
            return True
        whole = QRectF(shown.whole)
        common = view.transform().mapRect(last.region(shown.whole)) & whole
        is_small = _area(common) < _MIN_OVERLAP * _area(whole)
        return is_small and not shown.has_scale_of(view)

    def _paint_missing(self, picture: ViewPicture, paint: PaintArea, ms: float) -> None:
        """Paint missing areas of a picture, for about ``ms``."""
        if not picture.missing:
            return
        left_ms = ms
        rows = max(self._rows_in(left_ms, picture), _MIN_ROWS)
        with QPainter(picture.pixmap) as painter:
            while picture.missing and rows >= _MIN_ROWS:
                band = picture.next_band(rows)
                began = self._clock()
                paint(painter, picture.view, band)
                took_ms = 1000 * (self._clock() - began)
                picture.took_ms += took_ms
                left_ms -= took_ms
                self._pixels_per_ms = band.width() * band.height() / max(took_ms, 1e-3)
                rows = min(self._rows_in(left_ms, picture), 2 * rows)  # the next may take longer

    def _rows_in(self, ms: float, picture: ViewPicture) -> int:
        """The number of rows that can be painted in some time, at the speed of the last band."""
        whole = picture.whole
        return int(min(ms * self._pixels_per_ms / max(whole.width(), 1), whole.height()))


def _around(rect: QRectF, whole: QRect) -> list[QRect]:
    """The parts of ``whole`` that a rectangle does not cover: above, below and beside it."""
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
