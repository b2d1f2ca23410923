"""The application's own icons, in the colours of the theme, sharp on every screen."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.theme import ICON_PX, Theme, mix

ICONS = Path(__file__).parent.parent / "resources" / "icons"
APPLICATION_SIZES_PX = (16, 24, 32, 48, 64, 128, 256)


def icon(name: str, theme: Theme, *, is_muted: bool = False) -> QIcon:
    """The icon ``resources/icons/<name>.svg`` as a theme shows it.

    Args:
        is_muted: whether it has the colour of secondary words.

    Raises:
        FileNotFoundError: there is no such icon.
    """
    disabled = mix(theme.muted, theme.ground, 0.5)
    colour = theme.muted if is_muted else theme.text
    return _tinted_icon(name, colour.rgba(), disabled.rgba())


@cache
def _tinted_icon(name: str, colour: int, disabled: int) -> QIcon:
    found = QIcon()
    renderer = _renderer(name)
    for mode, tint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        for ratio in _pixel_ratios():
            pixmap = _drawn(renderer, ICON_PX, ratio)
            found.addPixmap(_tinted(pixmap, QColor.fromRgba(tint)), mode)
    return found


def recoloured(given: QIcon, colour: QColor, disabled: QColor) -> QIcon:
    """An icon of one colour in another one, and in a third one where it is disabled."""
    found = QIcon()
    size = QSize(ICON_PX, ICON_PX)
    for mode, tint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        for ratio in _pixel_ratios():
            found.addPixmap(_tinted(given.pixmap(size, ratio, QIcon.Mode.Normal), tint), mode)
    return found


def _pixel_ratios() -> list[float]:
    """The ratios of all screens, and common ones that a screen may be set to later."""
    return sorted({1.0, 2.0, *(s.devicePixelRatio() for s in QGuiApplication.screens())})


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
