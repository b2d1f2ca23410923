"""Renders a scene to PNG, or to SVG and PDF with selectable text."""

import re
from math import ceil, sqrt
from typing import NamedTuple

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QPoint,
    QRect,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import (
    QImage,
    QImageWriter,
    QPagedPaintDevice,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator

from gui.canvas.scene import Scene
from gui.canvas.scene_painter import ScenePainter
from gui.canvas.view import View
from gui.exporting.export_format import ExportFormat
from gui.theme import CODE_FAMILY, DARK, LIGHT, SPACE_24, Theme

THEMES = {"light": LIGHT, "dark": DARK}
DEFAULT_SCALE = 2
MAX_SIDE_PX, MAX_PIXELS = 32_000, 1 << 27
"""Qt's limit for the sides of an image, and one for its pixels: half a gigabyte."""

MAX_PAGE_POINTS = 14_400
"""The longest side of a page that a reader of PDF must be able to show, says the format."""

_ALMOST = 0.999
"""Leaves room for the pixels at the edges, of which the picture fills only parts."""

_DOTS_PER_INCH = 96
_METRES_PER_INCH = 0.0254
_SIZE = re.compile(r'width="[^"]*mm" height="[^"]*mm"')
_FAMILIES = re.compile(r'font-family="([^"]*)"')
_POINTS_PER_INCH = 72
_FAST = 'image-rendering="optimizeSpeed"'
_PIXELATED = 'style="image-rendering: pixelated"'
"""What Qt says of images, which browsers no longer heed, and what they do heed."""
_EMPTY_GROUP = re.compile(r"<g [^>]*>\s*</g>\s*")


class TooLargeError(Exception):
    """A picture has more pixels than an image can have.

    Attributes:
        width_px, height_px: the size that it would have.
    """

    def __init__(self, size: QSize) -> None:
        super().__init__(f"{size.width()} x {size.height()} pixels are too many for an image")
        self.width_px, self.height_px = size.width(), size.height()


class Copied(NamedTuple):
    """A picture for the clipboard.

    Attributes:
        image: its pixels.
        svg: the same at full size.
        scale: the pixels of the image per pixel of the canvas.
    """

    image: QImage
    svg: bytes
    scale: float


def picture(scene: Scene, theme: Theme, file_format: ExportFormat, scale: int) -> bytes:
    """Render the whole scene at 100 %; the size is the same for every step.

    Args:
        file_format: that of a picture.
        scale: the pixels of a PNG per pixel of the canvas; ignored for SVG and PDF.

    Raises:
        TooLargeError: a PNG would be larger than ``MAX_SIDE_PX`` and ``MAX_PIXELS`` allow.
    """
    painter = ScenePainter(scene, theme, as_vectors=True)
    if file_format is ExportFormat.SVG:
        return _svg(painter)
    if file_format is ExportFormat.PDF:
        return _pdf(painter)
    return _png(painter, scale)


def whole_area(scene: Scene, theme: Theme) -> QRect:
    """The part of the canvas that a picture of the whole scene shows at 100 %, in px."""
    return _whole(ScenePainter(scene, theme, as_vectors=True), 1)[1]


def fill_page(scene: Scene, theme: Theme, page: QPagedPaintDevice) -> bool:
    """Paint a scene on one page, at 100 % or, if that is too large, scaled to fit.

    Returns: whether the page could be painted on.
    """
    painter = ScenePainter(scene, theme, as_vectors=True)
    view, area = _whole(painter, 1)
    room = page.pageLayout().paintRectPixels(page.logicalDpiX()).size()
    size = area.size() * (page.logicalDpiX() / _DOTS_PER_INCH)
    if size.width() > room.width() or size.height() > room.height():
        size.scale(room, Qt.AspectRatioMode.KeepAspectRatio)
    brush = QPainter()
    if not brush.begin(page):
        return False
    brush.setWindow(area)
    brush.setViewport(QRect(QPoint((room.width() - size.width()) // 2, 0), size))
    painter.paint(brush, view, area)
    return brush.end()


def lies_better(scene: Scene, theme: Theme, page: QPagedPaintDevice) -> bool:
    """Whether an upright page would make a scene smaller than one turned on its side."""
    size = whole_area(scene, theme).size()
    room = page.pageLayout().paintRectPixels(_DOTS_PER_INCH).size()
    return size.width() > room.width() and size.width() > size.height()


def _svg(painter: ScenePainter) -> bytes:
    view, area = _whole(painter, 1)
    buffer = QBuffer()
    device = QSvgGenerator()
    device.setOutputDevice(buffer)
    device.setSize(area.size())
    device.setViewBox(area)
    device.setTitle("")
    device.setDescription("")
    _paint(painter, device, view, area)
    text = bytes(buffer.data().data()).decode()
    text = _SIZE.sub(f'width="{area.width()}" height="{area.height()}"', text, count=1)
    text = _EMPTY_GROUP.sub("", text).replace(_FAST, f"{_FAST} {_PIXELATED}")
    return _FAMILIES.sub(_with_generic_family, text).encode()


def _pdf(painter: ScenePainter) -> bytes:
    """A PDF with one page of the size of the scene, or as large as a page may be."""
    view, area = _whole(painter, 1)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    longest = max(area.width(), area.height()) * _POINTS_PER_INCH
    dots_per_inch = max(_DOTS_PER_INCH, ceil(longest / MAX_PAGE_POINTS))
    writer.setResolution(dots_per_inch)
    points = QSizeF(area.size()) * _POINTS_PER_INCH / dots_per_inch
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", exact))
    writer.setPageMargins(QMarginsF())
    _paint(painter, writer, view, area)
    return bytes(buffer.data().data())


def copied(scene: Scene, theme: Theme) -> Copied:
    """Render the whole scene for the clipboard, as large as an image may be."""
    painter = ScenePainter(scene, theme, as_vectors=True)  # one for both: it lays out all texts
    scale = _scale_that_fits(painter, DEFAULT_SCALE)
    return Copied(_image(painter, scale), _svg(painter), scale)


def _scale_that_fits(painter: ScenePainter, wanted: float) -> float:
    """The wanted scale, or the largest one at which an image is not too large."""
    scale = wanted
    while (excess := _excess(_whole(painter, scale)[1])) > 1:
        scale *= _ALMOST / excess
    return scale


def _image(painter: ScenePainter, scale: float) -> QImage:
    """Paint the whole scene on an image; ``scale`` is its pixels per pixel of the canvas.

    Raises:
        TooLargeError: it would be larger than ``MAX_SIDE_PX`` and ``MAX_PIXELS`` allow.
    """
    view, area = _whole(painter, scale)
    if _excess(area) > 1:
        raise TooLargeError(area.size())
    # Without an alpha channel, text would have coloured fringes.
    image = QImage(area.size(), QImage.Format.Format_ARGB32_Premultiplied)
    dots_per_metre = round(scale * _DOTS_PER_INCH / _METRES_PER_INCH)
    image.setDotsPerMeterX(dots_per_metre)
    image.setDotsPerMeterY(dots_per_metre)
    _paint(painter, image, view, area)
    image.convertTo(QImage.Format.Format_RGB32)
    return image


def _excess(area: QRect) -> float:
    """How many times longer the sides of an image would be than they may be."""
    width, height = area.width(), area.height()
    return max(max(width, height) / MAX_SIDE_PX, sqrt(width * height / MAX_PIXELS))


def _png(painter: ScenePainter, scale: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(_image(painter, scale))
    return bytes(buffer.data().data())


def _whole(painter: ScenePainter, scale: float) -> tuple[View, QRect]:
    """A view of the whole scene, and its area in device pixels."""
    room = painter.extent.marginsAdded(QMarginsF(*[SPACE_24] * 4))
    area = View(ratio=scale).to_device(room)
    return View(left=area.x(), top=area.y(), ratio=scale), QRect(QPoint(), area.size())


def _paint(
    painter: ScenePainter, device: QImage | QSvgGenerator | QPdfWriter, view: View, area: QRect
) -> None:
    brush = QPainter(device)
    painter.paint(brush, view, area)
    brush.end()


def _with_generic_family(families: re.Match[str]) -> str:
    """Add a generic font family, which every viewer has, after ours."""
    generic = "monospace" if families[1].startswith(CODE_FAMILY) else "sans-serif"
    return f'font-family="{families[1]},{generic}"'
