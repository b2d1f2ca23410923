"""The view of a widget on a scene: pure geometry, in whole device pixels."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QMarginsF, QPointF, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QPainterPath, QTransform

MIN_ZOOM, MAX_ZOOM = 0.005, 8.0

_FIT_MARGIN_PX = 32


@dataclass(frozen=True)
class View:
    """A window onto the scene.

    The origin is in whole device pixels, so that panning moves a picture without
    resampling it.

    Attributes:
        zoom: widget pixels for each pixel of the scene; 1 is 100 %.
        left, top: device pixels from the scene's origin to the widget's corner.
        ratio: device pixels for each widget pixel.
    """

    zoom: float = 1.0
    left: int = 0
    top: int = 0
    ratio: float = 1.0

    @property
    def scale(self) -> float:
        """Device pixels for each pixel of the scene."""
        return self.zoom * self.ratio

    def transform(self) -> QTransform:
        """From the scene to device pixels."""
        return QTransform(self.scale, 0, 0, self.scale, -self.left, -self.top)

    def to_scene(self, point: QPointF) -> QPointF:
        """A point of the widget in the scene."""
        device = point * self.ratio
        return QPointF((device.x() + self.left) / self.scale, (device.y() + self.top) / self.scale)

    def to_widget(self, rect: QRectF) -> QRectF:
        """A rectangle of the scene in the widget."""
        device = self.transform().mapRect(rect)
        return QRectF(device.topLeft() / self.ratio, device.size() / self.ratio)

    def path_to_widget(self, path: QPainterPath) -> QPainterPath:
        """A path of the scene in the widget."""
        return (self.transform() * QTransform.fromScale(1 / self.ratio, 1 / self.ratio)).map(path)

    def to_device(self, rect: QRectF) -> QRect:
        """The whole device pixels that a rectangle of the scene touches."""
        return self.transform().mapRect(rect).toAlignedRect()

    def region(self, device: QRect) -> QRectF:
        """The part of the scene behind a rectangle of device pixels."""
        corner = QPointF(device.x() + self.left, device.y() + self.top) / self.scale
        return QRectF(corner, QSizeF(device.size()) / self.scale)

    def zoomed(self, factor: float, about: QPointF) -> "View":
        """Zoomed so that the scene stays still under a point of the widget."""
        fixed = self.to_scene(about)
        zoom = min(max(self.zoom * factor, MIN_ZOOM), MAX_ZOOM)
        return replace(self, zoom=zoom).with_point_at(fixed, about)

    def panned(self, by: QPointF) -> "View":
        """Moved so that the scene follows a movement in widget pixels."""
        return replace(
            self,
            left=self.left - round(by.x() * self.ratio),
            top=self.top - round(by.y() * self.ratio),
        )

    def with_point_at(self, scene_point: QPointF, widget_point: QPointF) -> "View":
        """Moved so that a point of the scene is at a point of the widget."""
        return replace(
            self,
            left=round((scene_point.x() * self.zoom - widget_point.x()) * self.ratio),
            top=round((scene_point.y() * self.zoom - widget_point.y()) * self.ratio),
        )

    def clamped_to(self, bounds: QRectF, size: QSize) -> "View":
        """Moved, where necessary, so that the middle of the widget is within ``bounds``."""
        middle = QRectF(QPointF(), QSizeF(size)).center()
        at = self.to_scene(middle)
        near = QPointF(
            min(max(at.x(), bounds.left()), bounds.right()),
            min(max(at.y(), bounds.top()), bounds.bottom()),
        )
        return self if near == at else self.with_point_at(near, middle)

    def filled_by(self, bounds: QRectF, size: QSize) -> "View":
        """Moved so that the widget shows no empty room that ``bounds`` and a margin could fill.

        Bounds smaller than the widget are centred.
        """
        margin = _FIT_MARGIN_PX / self.zoom
        around = bounds.marginsAdded(QMarginsF(margin, margin, margin, margin))
        shown = QRectF(self.to_scene(QPointF()), QSizeF(size) / self.zoom)
        corner = QPointF(
            _placed(shown.left(), shown.width(), around.left(), around.right()),
            _placed(shown.top(), shown.height(), around.top(), around.bottom()),
        )
        return self.with_point_at(corner, QPointF())

    def with_ratio(self, ratio: float) -> "View":
        """The same view on a screen with another ratio of device pixels."""
        change = ratio / self.ratio
        return replace(
            self, left=round(self.left * change), top=round(self.top * change), ratio=ratio
        )


def _placed(start: float, length: float, low: float, high: float) -> float:
    """The start of an interval clamped between two limits, or centred if it is too long."""
    if length >= high - low:
        return (low + high - length) / 2
    return min(max(start, low), high - length)


def fitting_view(bounds: QRectF, size: QSize, ratio: float, most: float = 1.0) -> View:
    """The view of a widget of ``size`` that shows all of ``bounds``, at a zoom up to ``most``."""
    room = QSizeF(size).shrunkBy(QMarginsF(*[_FIT_MARGIN_PX] * 4))
    across = room.width() / max(bounds.width(), 1.0)
    down = room.height() / max(bounds.height(), 1.0)
    zoom = min(max(min(across, down), MIN_ZOOM), most)
    middle = QRectF(QPointF(), QSizeF(size)).center()
    return View(zoom, ratio=ratio).with_point_at(bounds.center(), middle)
