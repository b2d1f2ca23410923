"""Icons: our own drawings, in the colours of the theme, sharp on every screen."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.theme import ICON_PX, Theme, mix

ICONS = Path(__file__).parent.parent / "resources" / "icons"
PIXEL_RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0, 3.0)
APPLICATION_SIZES_PX = (16, 24, 32, 48, 64, 128, 256)


def icon(name: str, theme: Theme) -> QIcon:
    """The icon ``resources/icons/<name>.svg`` as a theme shows it.

    Raises:
        FileNotFoundError: there is no such icon.
    """
    disabled = mix(theme.muted, theme.ground, 0.5)
    return _tinted_icon(name, theme.text.rgba(), disabled.rgba())


@cache
def _tinted_icon(name: str, colour: int, disabled: int) -> QIcon:
    found = QIcon()
    renderer = _renderer(name)
    for mode, tint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        for ratio in PIXEL_RATIOS:
            pixmap = _drawn(renderer, ICON_PX, ratio)
            found.addPixmap(_tinted(pixmap, QColor.fromRgba(tint)), mode)
    return found


@cache
def application_icon() -> QIcon:
    """Gradwalk's own mark, in its own colours."""
    found = QIcon()
    for size_px in APPLICATION_SIZES_PX:
        found.addPixmap(_drawn(_renderer("gradwalk"), size_px, 1.0))
    return found


def _renderer(name: str) -> QSvgRenderer:
    return QSvgRenderer((ICONS / f"{name}.svg").read_bytes())


def _drawn(renderer: QSvgRenderer, size_px: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(size_px, size_px) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        renderer.render(painter, QRectF(0, 0, size_px, size_px))
    return pixmap


def _tinted(pixmap: QPixmap, colour: QColor) -> QPixmap:
    with QPainter(pixmap) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(pixmap.rect(), colour)
    return pixmap
