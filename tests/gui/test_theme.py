"""The theme: contrast and fonts."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QImage, QPainter, QPalette
from pytestqt.qtbot import QtBot

from gui import theme as theme_module
from gui.theme import DARK, LIGHT, Theme, code_font, mix, palette, ui_font

WORDS = ("text", "muted", "leaf", "current", "done", "cut", "accent")


def luminance(colour: QColor) -> float:
    """Relative luminance. Source: WCAG 2.2, "relative luminance"."""
    channels = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio. Source: WCAG 2.2, "contrast ratio"."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21.0)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("token", WORDS)
def test_text_has_contrast_on_both_backgrounds(theme: Theme, token: str) -> None:
    colour = getattr(theme, token)
    assert contrast(colour, theme.ground) >= 4.5
    assert contrast(colour, theme.surface) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_future_borders_are_visible(theme: Theme) -> None:
    assert contrast(theme.future, theme.ground) >= 3.0


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_selected_text_has_contrast(theme: Theme) -> None:
    chosen = palette(theme)
    words = chosen.color(QPalette.ColorRole.HighlightedText)
    assert contrast(words, chosen.color(QPalette.ColorRole.Highlight)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_palette_is_as_dark_as_its_theme(theme: Theme) -> None:
    chosen = palette(theme)
    ground = luminance(chosen.color(QPalette.ColorRole.Window))
    words = luminance(chosen.color(QPalette.ColorRole.WindowText))
    assert (ground < words) is theme.is_dark


def test_mix_interpolates_between_two_colours() -> None:
    black, white = QColor("black"), QColor("white")
    assert mix(black, white, 0.0) == black
    assert mix(black, white, 1.0).name() == white.name()
    assert 100 < mix(black, white, 0.5).red() < 155


def test_fonts_have_the_requested_size(qtbot: QtBot) -> None:
    for font in (ui_font(16), code_font(16)):
        assert font.pixelSize() == 16
        assert font.families()[-1] == theme_module.CJK_FAMILY


def ink(text: str, ground: str, colour: str) -> float:
    """How many pixels of a rendered text have the colour of the text."""
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    with QPainter(image) as painter:
        painter.setFont(ui_font(16))
        painter.setPen(QColor(colour))
        painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, text)
    red = np.frombuffer(image.constBits(), np.uint8).reshape(40, 200, 4)[..., 2].astype(float)
    return float(np.abs(red - red[0, 0]).sum()) / 255


def test_chinese_text_is_no_bolder_on_a_dark_background(qtbot: QtBot) -> None:
    text = "梯度在哪里停下"
    assert ink(text, "black", "white") == pytest.approx(ink(text, "white", "black"), rel=0.05)


def test_the_code_font_is_monospaced(qtbot: QtBot) -> None:
    assert QFontInfo(code_font()).fixedPitch()
