"""Icons are sharp at every device pixel ratio, in the colours of the theme."""

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage
from pytestqt.qtbot import QtBot

from gui.icons import ICONS, application_icon, icon
from gui.theme import DARK, ICON_PX, LIGHT, Theme

NAMES = sorted(path.stem for path in ICONS.glob("*.svg") if path.stem != "gradwalk")


def pixels(shown: QIcon, ratio: float, mode: QIcon.Mode = QIcon.Mode.Normal) -> np.ndarray:
    """The picture of an icon: (height, width, 4), red, green, blue, alpha, uint8."""
    image = shown.pixmap(QSize(ICON_PX, ICON_PX), ratio, mode).toImage()
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    # The image is deleted with this function.
    drawn = np.frombuffer(image.constBits(), np.uint8).copy()
    return drawn.reshape(image.height(), image.width(), 4)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_strokes_have_the_text_colour(qtbot: QtBot, name: str, theme: Theme) -> None:
    picture = pixels(icon(name, theme), 2.0)
    opaque = picture[picture[..., 3] == 255]
    colour = theme.text
    assert len(opaque) > 20
    assert (opaque[:, :3] == (colour.red(), colour.green(), colour.blue())).all()


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_icons_are_rendered_not_scaled_at_every_ratio(qtbot: QtBot, ratio: float) -> None:
    picture = pixels(icon("stop", LIGHT), ratio)
    assert picture.shape[:2] == (round(ICON_PX * ratio),) * 2
    middle = picture[picture.shape[0] // 2, :, 3]
    stroke = (middle > 127).sum() / ratio
    assert stroke == pytest.approx(2 * 1.5, abs=1.0)


def test_a_disabled_icon_is_paler(qtbot: QtBot) -> None:
    shown = icon("step", LIGHT)
    normal, disabled = pixels(shown, 2.0), pixels(shown, 2.0, QIcon.Mode.Disabled)
    assert (normal[..., 3] == disabled[..., 3]).all()
    assert disabled[normal[..., 3] == 255].mean() > normal[normal[..., 3] == 255].mean()


def test_an_icon_is_rendered_once(qtbot: QtBot) -> None:
    assert icon("step", LIGHT) is icon("step", LIGHT)


def test_an_unknown_icon_raises_an_error(qtbot: QtBot) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no such icon", LIGHT)


def test_the_application_icon_has_all_usual_sizes(qtbot: QtBot) -> None:
    sizes = {size.width() for size in application_icon().availableSizes()}
    assert {16, 32, 48, 256} <= sizes
